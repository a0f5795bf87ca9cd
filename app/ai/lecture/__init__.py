"""PDF and DOCX bytes to visible text with positions and facts, in a contained child."""

from app.ai.lecture.lecteur import Lecteur

__all__ = ["Lecteur"]

"""The bilingual lexicon of skills and job titles, and its linker."""

from app.ai.referentiels.chargement import Concept, DonneesInvalides, Metier
from app.ai.referentiels.competences import Mention
from app.ai.referentiels.genre import neutraliser
from app.ai.referentiels.importation import importer_esco, importer_rome
from app.ai.referentiels.lexique import CATEGORIES_DE_TITRES, Lexique, charger, controle_donnees, lexique
from app.ai.referentiels.metiers import MentionMetier
from app.ai.referentiels.protege import RAISONS_EN, mot_protege

__all__ = [
    "CATEGORIES_DE_TITRES",
    "RAISONS_EN",
    "Concept",
    "DonneesInvalides",
    "Lexique",
    "Mention",
    "MentionMetier",
    "Metier",
    "charger",
    "controle_donnees",
    "importer_esco",
    "importer_rome",
    "lexique",
    "mot_protege",
    "neutraliser",
]

"""How surely a piece of text is the title of a job, and what a line of a post smells of."""

from app.ai.extraction.morceaux import est_entreprise, est_lieu, est_mission_interim, tete_de_metier
from app.ai.referentiels import lexique

POSTE_MAX = 120


def score_metier(texte: str) -> float:
    """How surely a piece is the title of a job, 0 to 1."""
    if len(texte) > POSTE_MAX or len(texte) < 2:
        return 0.0
    if est_mission_interim(texte):
        return 0.85
    tete = tete_de_metier(texte)
    if lexique().lier_metier(texte) is not None:
        return 0.95 if tete else 0.8
    return 0.85 * tete


def est_indice(texte: str) -> bool:
    """Whether a line smells of a job title, an employer or a place."""
    return score_metier(texte) >= 0.8 or est_entreprise(texte) > 0 or est_lieu(texte) >= 0.6

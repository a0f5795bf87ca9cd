"""French words of the score: labels, levels, numbers, recommendations."""

from app.ai.extraction.noms_langues import nom_francais
from app.core.enums import Critere

LIBELLES = {
    Critere.competences_requises: "Compétences requises",
    Critere.experience: "Expérience",
    Critere.semantique: "Proximité des textes",
    Critere.titre: "Métier",
    Critere.competences_souhaitees: "Compétences souhaitées",
    Critere.formation: "Formation",
    Critere.langues: "Langues",
    Critere.localisation: "Lieu souhaité",
}
NIVEAUX_ETUDES = {3: "CAP ou BEP", 4: "Bac", 5: "Bac +2", 6: "Bac +3", 7: "Bac +5", 8: "Doctorat"}
INDISPENSABLE = "Indispensable pour ce poste et à vérifier d'abord : "
POUR_MOITIE = " comptent pour moitié."
AUTRE_METIER = "Pratiqué dans un autre métier que celui de l'offre : "
SANS_PRATIQUE = "Cité dans le CV sans qu'un poste, un projet ou un diplôme le montre à l'œuvre : "
# score from which each sentence holds, highest first
RECOMMANDATIONS = (
    (80, "Très bonne correspondance : candidature à rencontrer en priorité"),
    (65, "Bonne correspondance : un entretien est conseillé"),
    (45, "Correspondance partielle : à examiner de près"),
    (25, "Correspondance limitée : quelques points communs avec l'offre"),
    (0, "Correspondance faible : peu de points communs avec l'offre"),
)


def recommandation(score: float) -> str:
    """What a score (0–100) suggests to a person, who decides."""
    return next(phrase for seuil, phrase in RECOMMANDATIONS if score >= seuil)


def langue(code: str) -> str:
    """French name of a language, or its code when it is unknown."""
    return nom_francais(code) or code


def niveau_etudes(niveau: int) -> str:
    """French name of a level of the European scale."""
    return NIVEAUX_ETUDES.get(niveau, f"niveau {niveau}")


def nombre(valeur: float) -> str:
    """A number with at most one decimal, as French writes it: ``2``, ``2,5``."""
    return f"{valeur:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def annees(valeur: float) -> str:
    """``1 an``, ``2,5 ans``; below one year in months."""
    if 0 < valeur < 1:
        return f"{max(1, round(valeur * 12))} mois"
    return f"{nombre(valeur)} an" + ("s" if valeur >= 2 else "")


def liste(noms: list[str], conjonction: str = "et") -> str:
    """``a``, ``a et b``, ``a, b et c``."""
    return noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} {conjonction} {noms[-1]}"

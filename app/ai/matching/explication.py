"""A score told in words, from its record and the offer's title alone: never the CV, never a name (design: matching, section 5)."""

from collections.abc import Callable, Mapping

from app.ai.matching import explication_candidat_en, explication_candidat_fr, explication_en, explication_fr
from app.ai.matching.explication_en import langue as langue_en
from app.ai.matching.faits import NOMS_MAX, Faits, depassements
from app.ai.matching.mots import liste
from app.ai.matching.verification import verifier_texte
from app.core.enums import Critere, Lecteur, SourceExplication, StatutCritere
from app.schemas.score import CritereRead, Explication, ScoreCalcule

__all__ = ["depassements", "expliquer", "forces_et_manques", "verifier_texte"]

EN_LISTE = 3
EN_PARTIE_MIN = 0.3
_FORCES = {
    "fr": {Critere.semantique: "Missions proches de celles de l'offre", Critere.titre: "Même métier", Critere.localisation: "Lieu souhaité compatible"},
    "en": {Critere.semantique: "Work close to that of the offer", Critere.titre: "Same trade", Critere.localisation: "Compatible place of work"},
}
_MANQUES = {
    "fr": {
        Critere.semantique: "Missions peu proches de celles de l'offre",
        Critere.titre: "Métier différent",
        Critere.localisation: "Lieu souhaité à discuter",
        Critere.experience: "Expérience proche à établir",
    },
    "en": {
        Critere.semantique: "Work not close to that of the offer",
        Critere.titre: "Different trade",
        Critere.localisation: "Place of work to be discussed",
        Critere.experience: "Close experience to be shown",
    },
}
_EN_PARTIE = {
    "fr": {
        Critere.titre: "Métier voisin, pas le même",
        Critere.experience: "Expérience plus courte que demandé",
        Critere.semantique: "Missions proches en partie seulement",
    },
    "en": {
        Critere.titre: "Neighbouring trade, not the same",
        Critere.experience: "Experience shorter than asked for",
        Critere.semantique: "Work only partly close to that of the offer",
    },
}
_TETES = {
    "fr": {
        Critere.competences_requises: ("Compétences requises", "Compétences requises à établir"),
        Critere.competences_souhaitees: ("Compétences souhaitées", "Compétences souhaitées à établir"),
        Critere.formation: ("Niveau d'études", "Niveau d'études demandé"),
        Critere.langues: ("Langues", "Langues à établir"),
    },
    "en": {
        Critere.competences_requises: ("Required skills", "Required skills to be shown"),
        Critere.competences_souhaitees: ("Skills that are a plus", "Skills that are a plus, to be shown"),
        Critere.formation: ("Level of education", "Level of education asked for"),
        Critere.langues: ("Languages", "Languages to be shown"),
    },
}

_GABARITS: Mapping[tuple[Lecteur, str], Callable[[Faits], str]] = {
    (Lecteur.recruteur, "fr"): explication_fr.rediger,
    (Lecteur.recruteur, "en"): explication_en.rediger,
    (Lecteur.candidat, "fr"): explication_candidat_fr.rediger,
    (Lecteur.candidat, "en"): explication_candidat_en.rediger,
}


def expliquer(
    score: ScoreCalcule, titre_offre: str, langue: str, depasses: frozenset[Critere] = frozenset(), lecteur: Lecteur = Lecteur.recruteur
) -> Explication:
    """The explanation by template for `lecteur`, in `fr` or `en` (any other language gives French). `depasses`: what `depassements` says of the pair."""
    retenue = "en" if langue == "en" else "fr"
    faits = Faits(score, " ".join(titre_offre.split()), depasses)
    return Explication(texte=_GABARITS[lecteur, retenue](faits), source=SourceExplication.regles, langue=retenue, lecteur=lecteur)


def forces_et_manques(score: ScoreCalcule, langue: str = "fr") -> tuple[list[str], list[str]]:
    """The three strongest and the three weakest criteria, in words; fewer when fewer stand out."""
    forts = [c for c in score.criteres if c.score >= 0.5 and c.contribution > 0]
    faibles = [c for c in score.criteres if c.score < 1 and c.statut is not StatutCritere.satisfait and (c.manquants or c.critere in _MANQUES["fr"])]
    forts.sort(key=lambda c: -c.contribution)
    faibles.sort(key=lambda c: c.contribution - c.poids)
    retenue = "en" if langue == "en" else "fr"
    forces = [phrase for c in forts if (phrase := _force(c, retenue))]
    return forces[:EN_LISTE], [_manque(c, retenue) for c in faibles[:EN_LISTE]]


def _force(critere: CritereRead, langue: str) -> str | None:
    """A strength, or None when what is met of the criterion has no name."""
    if critere.critere in _FORCES[langue]:
        return _FORCES[langue][critere.critere] if critere.statut is StatutCritere.satisfait else None
    if not critere.satisfaits or (critere.critere is Critere.experience and critere.statut is not StatutCritere.satisfait):
        return None
    if critere.critere is Critere.experience:
        return "Durée d'expérience atteinte" if langue == "fr" else "Length of experience reached"
    return _enoncer(critere, critere.satisfaits, langue, 0)


def _manque(critere: CritereRead, langue: str) -> str:
    if critere.statut is StatutCritere.partiel and critere.critere in _EN_PARTIE[langue] and critere.score >= EN_PARTIE_MIN:
        return _EN_PARTIE[langue][critere.critere]
    if critere.critere in _MANQUES[langue]:
        return _MANQUES[langue][critere.critere]
    return _enoncer(critere, critere.manquants, langue, 1)


def _enoncer(critere: CritereRead, noms: list[str], langue: str, tete: int) -> str:
    cites = [langue_en(n) for n in noms] if langue == "en" and critere.critere is Critere.langues else noms
    deux_points = " : " if langue == "fr" else ": "
    enonce = ", ".join(cites[:NOMS_MAX]) + ", …" if len(cites) > NOMS_MAX else liste(cites, "et" if langue == "fr" else "and")
    return f"{_TETES[langue][critere.critere][tete]}{deux_points}{enonce}"

"""The criteria that compare plain declarations: level of education, languages, wished place of work (design: matching, section 2)."""

from collections.abc import Iterable
from functools import lru_cache

from app.ai.matching import mots
from app.ai.matching.paire import Ignore, Paire, Resultat, limiter, statut_de
from app.core.enums import NiveauLangue, StatutCritere
from app.schemas.documents import Citation
from app.utils.scoring import UNITE, mean_quantised
from app.utils.text import fold

_NIVEAUX = list(NiveauLangue)
_PARTOUT = ("france entiere", "toute la france", "partout en france", "national", "international", "partout", "anywhere")


def formation(paire: Paire) -> Resultat | Ignore:
    """The highest proved level against the asked one: full at or above, half one level below."""
    demande = paire.offre.niveau_etudes_min
    if not demande:
        return Ignore("L'offre ne demande pas de niveau d'études.")
    niveaux = [(f.niveau, f.citation) for f in paire.cv.formations if f.niveau is not None and f.citation]
    attendu = mots.niveau_etudes(demande)
    if not niveaux:
        return Resultat(0, StatutCritere.non_precise, (), (), (attendu,), "Préciser le diplôme le plus élevé et son niveau.")
    niveau, preuve = max(niveaux, key=lambda n: n[0])
    score = UNITE if niveau >= demande else UNITE // 2 if niveau == demande - 1 else 0
    preuves = (preuve,) if preuve and score else ()
    if score == UNITE:
        return Resultat(score, StatutCritere.satisfait, preuves, (attendu,))
    return Resultat(score, statut_de(score), preuves, (), (attendu,), "Signaler une formation complémentaire ou une validation des acquis, s'il y en a une.")


def langues(paire: Paire) -> Resultat | Ignore:
    """Per language asked: level met 1, one step short (or level not said) half."""
    if not paire.offre.langues:
        return Ignore("L'offre ne demande pas de langue.")
    connues = {x.langue: x for x in reversed(paire.cv.langues) if x.citation}
    scores: list[int] = []
    preuves: list[Citation] = []
    satisfaits: list[str] = []
    manquants: list[str] = []
    conseils: list[str] = []
    for demande in paire.offre.langues:
        nom = f"{mots.langue(demande.langue)} {demande.niveau_min.value}"
        connue = connues.get(demande.langue)
        score = _score_langue(connue.niveau, demande.niveau_min) if connue else 0
        scores.append(score)
        (satisfaits if score == UNITE else manquants).append(nom)
        if score and connue and connue.citation:
            preuves.append(connue.citation)
        if score < UNITE:
            conseils.append(_conseil_langue(nom, connue.niveau if connue else None, connue is not None))
    total = mean_quantised(scores)
    statut = statut_de(total) if connues else StatutCritere.non_precise
    return Resultat(total, statut, limiter(preuves), tuple(satisfaits), tuple(manquants), " ".join(conseils) or None)


def _score_langue(niveau: NiveauLangue | None, demande: NiveauLangue) -> int:
    if niveau is None:
        return UNITE // 2
    ecart = _NIVEAUX.index(niveau) - _NIVEAUX.index(demande)
    return UNITE if ecart >= 0 else UNITE // 2 if ecart == -1 else 0


def _conseil_langue(demande: str, niveau: NiveauLangue | None, citee: bool) -> str:
    if niveau:
        return f"Le CV annonce {niveau.value} pour {demande} : à vérifier à l'oral."
    return f"Préciser le niveau pour {demande}." if citee else f"Langue dont le CV ne parle pas : {demande}."


def localisation(paire: Paire) -> Resultat | Ignore:
    """The declared wish of place and remote work against the offer's; never where the candidate lives."""
    lieux, distance = paire.cv.mobilite_lieux, paire.cv.mobilite_teletravail
    offre = paire.offre
    lieu_connu = bool(lieux and offre.localisation.strip())
    if offre.teletravail.value == "total":
        score = None if distance is None and not lieux else 0 if distance is False else UNITE
    elif lieu_connu:
        score = UNITE if _lieu_convient(lieux, offre.localisation) else 0
    else:
        score = None
    if offre.teletravail.value == "partiel" and distance and score != UNITE:
        score = UNITE // 2
    if score is None and distance and not lieux and offre.teletravail.value == "non":
        score = 0
    if score is None:
        return Ignore("Aucun souhait de lieu ou de télétravail n'est à comparer : le lieu de résidence n'est jamais pris en compte.")
    preuves = (paire.cv.citation_mobilite,) if paire.cv.citation_mobilite else ()
    nom = "télétravail" if offre.teletravail.value == "total" else offre.localisation.strip() or "lieu de travail"
    if score == UNITE:
        return Resultat(score, StatutCritere.satisfait, preuves, (nom,))
    return Resultat(score, statut_de(score), preuves, (), (nom,), "Demander si un déplacement ou une autre organisation conviendrait.")


def _lieu_convient(lieux: Iterable[str], localisation: str) -> bool:
    place = f" {_mots(localisation)} "
    return any(_mots(x) in _PARTOUT or f" {_mots(x)} " in place or place in f" {_mots(x)} " for x in lieux if _mots(x))


@lru_cache(maxsize=8_192)
def _mots(texte: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(texte)).split())

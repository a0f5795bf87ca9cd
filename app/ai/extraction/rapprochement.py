"""Whether two readings speak of the same post, degree, skill …"""

from typing import Protocol

from rapidfuzz import fuzz

from app.schemas.profil import CompetenceLue, ExperienceLue, FormationLue, LangueLue
from app.utils.text import fold

RESSEMBLANCE = 85.0
RECOUVREMENT = 0.8


class Nomme(Protocol):
    """What has a name."""

    nom: str


def memes_noms(a: Nomme, b: Nomme) -> bool:
    """Same name, spaces, case and accents apart."""
    return _plie(a.nom) == _plie(b.nom)


def memes_competences(a: CompetenceLue, b: CompetenceLue) -> bool:
    """Same concept, or same name when the lexicon knows neither."""
    if a.concept_id and b.concept_id:
        return a.concept_id == b.concept_id
    return bool({_plie(a.nom), _plie(a.brut)} & {_plie(b.nom), _plie(b.brut)})


def memes_langues(a: LangueLue, b: LangueLue) -> bool:
    """Same language."""
    return a.langue == b.langue


def memes_experiences(a: ExperienceLue, b: ExperienceLue) -> bool:
    """Same post: near titles whose dates are not apart, or near dates at the same company however the title was cut."""
    poste, entreprise = _proches(a.poste, b.poste), _proches(a.entreprise, b.entreprise)
    dates = _recouvrement(a, b)
    if dates == 0.0:
        return False
    if poste:
        return entreprise is not False or (dates or 0.0) >= RECOUVREMENT
    if poste is False:
        return entreprise is not False and (dates or 0.0) >= RECOUVREMENT
    return bool(entreprise) or (entreprise is None and (dates or 0.0) >= RECOUVREMENT)


def memes_formations(a: FormationLue, b: FormationLue) -> bool:
    """Same degree: near names whose dates and schools are not apart, or the same school at the same dates."""
    diplome, etablissement = _proches(a.diplome, b.diplome), _proches(a.etablissement, b.etablissement)
    dates = _recouvrement(a, b)
    if dates == 0.0:
        return False
    if diplome:
        return etablissement is not False or (dates or 0.0) >= RECOUVREMENT
    return bool(etablissement) and (dates or 0.0) >= RECOUVREMENT


def _plie(texte: str) -> str:
    return " ".join(fold(texte).split())


def _proches(a: str | None, b: str | None) -> bool | None:
    """Whether two texts say the same; None when one is missing."""
    if not a or not b:
        return None
    x, y = sorted((_plie(a), _plie(b)), key=len)
    return x == y or (len(x) >= 4 and f" {x} " in f" {y} ") or fuzz.ratio(x, y) >= RESSEMBLANCE


def _mois(valeur: str | None, *, fin: bool) -> int | None:
    if valeur is None:
        return None
    annee, _, mois = valeur.partition("-")
    return 12 * int(annee) + (int(mois) if mois else 12 if fin else 1) - (not fin)


def _recouvrement(a: ExperienceLue | FormationLue, b: ExperienceLue | FormationLue) -> float | None:
    """Shared part (0 to 1) of the months of two periods; None when one has no dates."""
    bornes = []
    for x in (a, b):
        fin = 12 * 9999 if x.en_cours else _mois(x.fin, fin=True)
        debut = _mois(x.debut, fin=False)
        if debut is None and fin is not None and not x.en_cours:
            debut = fin - 12
        if debut is None:
            return None
        bornes.append((debut, fin if fin is not None else debut + 12))
    (d1, f1), (d2, f2) = bornes
    commun, total = min(f1, f2) - max(d1, d2), max(f1, f2) - min(d1, d2)
    return max(0.0, commun / total) if total > 0 else 0.0

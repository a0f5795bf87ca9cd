"""The lists by which gender is taken out of a text: words of their own (`donnees/genre_*.txt`) and the job titles' pairs."""

from functools import lru_cache

from app.ai.referentiels.chargement import DOSSIER, lire
from app.utils.text import fold


@lru_cache(maxsize=1)
def paires() -> dict[str, str]:
    """Folded feminine -> masculine with its accents, for words whose forms differ."""
    paires = {}
    for metier in lire(DOSSIER).metiers.values():
        masculin, feminin = metier.fr_m.split()[0], metier.fr_f.split()[0]
        if masculin != feminin and not feminin.endswith("ée"):  # "-ée" is a rule below: "employee" is English
            paires[fold(feminin)] = masculin
    for ligne in _lignes("genre_paires.txt"):
        for paire in ligne.split():
            feminin, masculin = paire.split("/")
            paires[fold(feminin)] = masculin
    return paires


@lru_cache(maxsize=1)
def invariables() -> frozenset[str]:
    """Folded words that no rule may change."""
    return frozenset(fold(mot) for ligne in _lignes("genre_invariables.txt") for mot in ligne.split())


@lru_cache(maxsize=1)
def epicenes() -> frozenset[str]:
    """First words of job titles that are the same for both genders: an article before them still agrees."""
    mots = (metier.fr_m.split()[0] for metier in lire(DOSSIER).metiers.values() if metier.fr_m.split()[0] == metier.fr_f.split()[0])
    return frozenset(fold(mot) for mot in mots)


@lru_cache(maxsize=1)
def personnes() -> frozenset[str]:
    """First words of all job titles, masculine: an adjective after them agrees."""
    return frozenset(fold(metier.fr_m.split()[0]) for metier in lire(DOSSIER).metiers.values())


def _lignes(nom: str) -> list[str]:
    return [li for li in (DOSSIER / nom).read_text(encoding="utf-8").splitlines() if li and not li.startswith("#")]

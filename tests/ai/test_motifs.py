"""Every compiled pattern of the product on hostile text: none is exponential.

Callers give them lines and words, whose length the reader bounds; here each gets 1,000 characters of what it likes least.
"""

import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from re import _parser

import pytest

import app

# a repeat within a repeat, each with a separator that the inner one cannot match, so that a text is read in one way only
IMBRIQUES = {
    "app.ai.extraction.ancres._VIDE",
    "app.ai.extraction.nom._MOT_NOM",
    "app.ai.matching.adresses._NOM_COMPLET",
    "app.ai.matching.identite._ORPHELINES",
    "app.ai.matching.personnel._PARTOUT",
    "app.ai.matching.personnel._RESIDENCE",
    "app.ai.referentiels.contexte._LIEN",
    "app.ai.referentiels.contexte._DECLENCHEUR",
    "app.ai.referentiels.normalisation._SIMPLE",
    "app.vector_store.decoupage._PUCE",
}
LONGUEUR, GRAND = 1_000, 20
PAIRES = ("a", "1", " ", "é", "A", "\n", ".", "a ", "1 ", "a-", "a.", "a,", "1/", "A'", "a\n", "- ", "(a", "a@")
DELAI_S = 2.0


def motifs() -> dict[str, re.Pattern[str]]:
    """Patterns that app's modules hold, by their place."""
    trouves: dict[str, re.Pattern[str]] = {}

    def voir(objet: object, ou: str, profondeur: int = 0) -> None:
        if isinstance(objet, re.Pattern):
            if isinstance(objet.pattern, str):
                trouves[ou] = objet
        elif profondeur < 3 and isinstance(objet, dict):
            for valeur in [x for paire in objet.items() for x in paire]:
                voir(valeur, ou, profondeur + 1)
        elif profondeur < 3 and isinstance(objet, list | tuple | set | frozenset) and len(objet) < 500:
            for rang, valeur in enumerate(objet):
                voir(valeur, ou if profondeur else f"{ou}[{rang}]", profondeur + 1)

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if ".test_" not in module.name and not module.name.startswith("app.tests"):
            for nom, valeur in vars(importlib.import_module(module.name)).items():
                voir(valeur, f"{module.name}.{nom}")
    return trouves


def imbrique(arbre: object, dans: bool = False) -> bool:
    """Whether an unbounded repeat stands in another that can give back what it took."""
    for operation, valeur in arbre:
        nom = str(operation)
        if nom in ("MAX_REPEAT", "MIN_REPEAT"):
            grand = valeur[1] > GRAND
            if (grand and dans) or imbrique(valeur[2], dans or grand):
                return True
        elif (
            (nom == "SUBPATTERN" and imbrique(valeur[3], dans))
            or (nom == "BRANCH" and any(imbrique(branche, dans) for branche in valeur[1]))
            or (nom in ("ASSERT", "ASSERT_NOT") and imbrique(valeur[1]))
        ):
            return True
    return False


@pytest.fixture
def minuterie() -> Iterator[None]:
    """A pattern that goes on for ever ends with a TimeoutError (Python's matcher looks at signals)."""

    def trop(*_: object) -> None:
        raise TimeoutError

    avant = signal.signal(signal.SIGALRM, trop)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, avant)


def test_the_watch_and_the_linter_see_an_exponential_pattern(minuterie):
    pire = re.compile(r"([a-z]+[._-]?)+@")
    assert imbrique(_parser.parse(pire.pattern))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(TimeoutError):
        pire.search("a" * 60)


def test_repeats_within_repeats_are_declared():
    vus = {re.sub(r"\[\d+\]$", "", ou) for ou, motif in motifs().items() if imbrique(_parser.parse(motif.pattern, motif.flags))}
    assert vus - IMBRIQUES == set()


@pytest.mark.lent
def test_no_pattern_is_worse_than_quadratic_on_what_it_likes_least(minuterie):
    tous, lents = motifs(), []
    assert len(tous) > 200
    for ou, motif in tous.items():
        for paire in PAIRES:
            texte = paire * (LONGUEUR // len(paire))
            signal.setitimer(signal.ITIMER_REAL, DELAI_S * 10)
            debut = time.process_time()
            try:
                motif.search(texte + "\x00")
            except TimeoutError:
                lents.append(f"{ou} sans fin sur {paire!r}")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            if (duree := time.process_time() - debut) > DELAI_S:
                lents.append(f"{ou} : {duree:.1f} s sur {paire!r}")
    assert lents == []

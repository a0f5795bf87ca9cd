"""Every regular expression of the product on its worst input: linear, so that no text from outside buys more than its length.

By hand at the length of the bar, 100 kB in 100 ms: `MOTIFS_LONGUEUR=100000 pytest -m lent tests/ai/test_motifs.py`.
"""

import ast
import importlib
import os
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from tests.ai.attaques import GRAND, _parser, attaques, enfants, texte

# a repeat within a repeat, each with a separator that the inner one cannot match, so that a text is read in one way only
IMBRIQUES = {
    "app.ai.extraction.ancres._VIDE",
    "app.ai.extraction.nom._MOT_NOM",
    "app.ai.matching.adresses._NOM_COMPLET",
    "app.ai.matching.identite._ORPHELINES",
    "app.ai.matching.intitule._TETE",
    "app.ai.matching.personnel._PARTOUT",
    "app.ai.matching.personnel._RESIDENCE",
    "app.ai.referentiels.contexte._LIEN",
    "app.ai.referentiels.contexte._DECLENCHEUR",
    "app.ai.referentiels.normalisation._SIMPLE",
    "app.vector_store.decoupage._PUCE",
}
# made at run time from escaped names, one after another or side by side: nothing in them repeats without end
DYNAMIQUES = {
    "ai/extraction/ancrage.py": 3,
    "ai/extraction/contacts.py": 1,
    "ai/extraction/noms_langues.py": 1,
    "ai/extraction/niveaux.py": 2,
    "ai/matching/adresses.py": 1,
    "ai/matching/citations.py": 1,
    "ai/matching/controle_offre.py": 1,
    "ai/matching/identite.py": 1,
    "ai/matching/verification.py": 2,
}
FONCTIONS = {f"re.{nom}" for nom in ("compile", "sub", "subn", "search", "match", "fullmatch", "findall", "finditer", "split")}
LONGUEUR = int(os.environ.get("MOTIFS_LONGUEUR", "20000"))
BARRE_S = 0.1 * max(LONGUEUR, 50_000) / 100_000  # twice the bar's share on a short text: a busy machine is not a slow pattern
TRI, PIRES = (2_000, 6) if LONGUEUR >= 100_000 else (400, 2)
ESSAIS = 5


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


def appels() -> Iterator[tuple[Path, ast.Call]]:
    """Calls of `re` inside the functions of app/, by their file."""
    for fichier in sorted(Path(app.__file__).parent.rglob("*.py")):
        for fonction in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if isinstance(fonction, ast.FunctionDef | ast.AsyncFunctionDef):
                for noeud in ast.walk(fonction):
                    if isinstance(noeud, ast.Call) and ast.unparse(noeud.func) in FONCTIONS:
                        yield fichier.relative_to(Path(app.__file__).parent), noeud


def motifs_en_ligne() -> dict[str, re.Pattern[str]]:
    """Patterns written where they are used."""
    return {f"{ou}:{a.lineno}": re.compile(a.args[0].value) for ou, a in appels() if isinstance(a.args[0], ast.Constant)}


def imbrique(arbre: object, dans: bool = False) -> bool:
    """Whether an unbounded repeat stands in another that can give back what it took."""
    for operation, valeur in arbre:
        grand = str(operation) in ("MAX_REPEAT", "MIN_REPEAT") and valeur[1] > GRAND
        devant = str(operation) in ("ASSERT", "ASSERT_NOT")
        if (grand and dans) or any(imbrique(enfant, not devant and (dans or grand)) for enfant in enfants(operation, valeur)):
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


def duree(motif: re.Pattern[str], hostile: str) -> float:
    """Processor seconds to find every match."""
    signal.setitimer(signal.ITIMER_REAL, 20 * BARRE_S)
    debut = time.process_time()
    try:
        for _ in motif.finditer(hostile):
            pass
    except TimeoutError:
        return 20 * BARRE_S
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - debut


def lenteur(ou: str, motif: re.Pattern[str]) -> str | None:
    """What makes a pattern slow: each attack is tried on a short text, the worst ones on a long one."""
    durees: dict[tuple[str, str], float] = {}
    for attaque in attaques(motif):
        durees[attaque] = duree(motif, texte(attaque, TRI))
        if durees[attaque] > BARRE_S:
            break
    for attaque in sorted(durees, key=durees.__getitem__, reverse=True)[:PIRES]:
        essais: list[float] = []
        while (not essais or min(essais) > BARRE_S) and len(essais) < ESSAIS and sum(essais) < 10 * BARRE_S:
            essais.append(duree(motif, texte(attaque, LONGUEUR)))
        if min(essais) > BARRE_S:
            return f"{ou} : {min(essais) * 1000:.0f} ms sur {attaque!r}"
    return None


def test_the_watch_and_the_linter_see_an_exponential_pattern(minuterie):
    pire = re.compile(r"([a-z]+[._-]?)+@")
    assert imbrique(_parser.parse(pire.pattern))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(TimeoutError):
        pire.search("a" * 60)


@pytest.mark.parametrize("motif", [r"\s*\d{5}", r"[\w.-]+@[\w.-]+\.\w+", r"(?:^|[,\t])\s*$", r"[^\W\d][^:\n]{2,48}?[ _]*(?::|[#_]*$)"])
def test_a_quadratic_pattern_is_seen(minuterie, motif: str):
    assert lenteur("ici", re.compile(motif)) is not None


def test_repeats_within_repeats_are_declared():
    vus = {re.sub(r"\[\d+\]$", "", ou) for ou, motif in motifs().items() if imbrique(_parser.parse(motif.pattern, motif.flags))}
    assert vus - IMBRIQUES == set()


def test_patterns_made_at_run_time_are_declared():
    vus: dict[str, int] = {}
    for ou, appel in appels():
        if not isinstance(appel.args[0], ast.Constant | ast.Name):
            vus[str(ou)] = vus.get(str(ou), 0) + 1
    assert vus == DYNAMIQUES


@pytest.mark.lent
def test_every_pattern_is_linear_on_what_it_likes_least(minuterie):
    tous = motifs() | motifs_en_ligne()
    assert len(tous) > 400
    assert [lent for ou, motif in tous.items() if (lent := lenteur(ou, motif))] == []

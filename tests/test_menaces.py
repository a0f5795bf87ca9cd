"""docs/menaces.md names tests that exist and that the suite runs, at least one for each threat, and every threat once."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

from tests.fautes.scenarios import SCENARIOS

RACINE = Path(__file__).resolve().parents[1]
LIGNES = [ligne for ligne in (RACINE / "docs" / "menaces.md").read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-Z]\d", ligne)]
NOMBRES = {"A": 12, "D": 6, "F": 12, "I": 8, "L": 9, "R": 6, "T": 6, "U": 12}
NOMME = re.compile(r"(?:(tests/[\w/]+\.py)|(?<!\w))::(\w+)")


@lru_cache
def fonctions_de(fichier: str) -> dict[str, list[str]]:
    """Test functions of a file, with the names of what decorates them."""
    arbre = ast.parse((RACINE / fichier).read_text(encoding="utf-8"))
    fonctions = [n for n in arbre.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    return {f.name: [ast.unparse(d) for d in f.decorator_list] for f in fonctions}


def nommes(texte: str) -> list[tuple[str, str]]:
    """(file, test) of every test that a text names; `::test` alone is in the file named before it."""
    fichier, trouves = "", []
    for nom_fichier, fonction in NOMME.findall(texte):
        fichier = nom_fichier or fichier
        trouves.append((fichier, fonction))
    return trouves


def test_every_threat_has_its_line_in_order():
    assert [ligne.split("|")[1].strip() for ligne in LIGNES] == [f"{lettre}{n}" for lettre, nombre in NOMBRES.items() for n in range(1, nombre + 1)]


@pytest.mark.parametrize("ligne", LIGNES, ids=lambda ligne: ligne.split("|")[1].strip())
def test_every_line_says_what_is_done_and_which_test_shows_it(ligne: str):
    _, _, menace, fait, cellule, _ = (c.strip() for c in ligne.split("|"))
    assert (menace != "…", fait != "…") == (True, True)
    rejouees = re.findall(r"`python -m tests\.fautes --faute (\w+)", cellule)
    assert set(rejouees) <= set(SCENARIOS)
    assert nommes(cellule) or rejouees, "no test is named"


@pytest.mark.parametrize("page", sorted((RACINE / "docs").glob("*.md")), ids=lambda p: p.name)
def test_every_test_that_a_page_names_exists_and_is_run(page: Path):
    texte = page.read_text(encoding="utf-8")
    assert [f for f in re.findall(r"\btests/[\w/]+\.py", texte) if not (RACINE / f).is_file()] == []
    for fichier, fonction in nommes(texte):
        assert (RACINE / fichier).is_file(), fichier
        assert fonction in fonctions_de(fichier), f"{fichier}::{fonction}"
        assert not any("skip" in decorateur or "xfail" in decorateur for decorateur in fonctions_de(fichier)[fonction]), f"{fichier}::{fonction}"


def test_a_name_that_does_not_exist_is_seen():
    (absent,) = nommes("tests/test_menaces.py::test_nothing_of_the_kind")
    assert absent == ("tests/test_menaces.py", "test_nothing_of_the_kind")
    assert absent[1] not in fonctions_de(absent[0])
    assert "test_a_name_that_does_not_exist_is_seen" in fonctions_de("tests/test_menaces.py")
    assert nommes("a/b.py sans nom, tests/x.py::f, ::g") == [("tests/x.py", "f"), ("tests/x.py", "g")]

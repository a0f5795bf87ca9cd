"""docs/menaces.md names tests that exist, and every threat once."""

import re
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
LIGNES = [ligne for ligne in (RACINE / "docs" / "menaces.md").read_text(encoding="utf-8").splitlines() if re.match(r"\| [A-Z]\d", ligne)]
NOMBRES = {"A": 12, "D": 6, "F": 12, "I": 8, "L": 9, "R": 6, "T": 6, "U": 12}


def test_every_threat_has_its_line_in_order():
    assert [ligne.split("|")[1].strip() for ligne in LIGNES] == [f"{lettre}{n}" for lettre, nombre in NOMBRES.items() for n in range(1, nombre + 1)]


def test_every_test_that_is_named_exists():
    for ligne in LIGNES:
        assert re.search(r"tests/[\w/]+\.py::\w+|python -m tests\.fautes", ligne.split("|")[4]), ligne
        fichier = None
        for nom_fichier, fonction in re.findall(r"(tests/[\w/]+\.py)?(?:::(\w+))?", ligne):
            fichier = nom_fichier or fichier
            if nom_fichier:
                assert (RACINE / nom_fichier).is_file(), ligne
            if fonction:
                assert fichier, ligne
                assert re.search(rf"^def {fonction}\(", (RACINE / fichier).read_text(encoding="utf-8"), re.MULTILINE), f"{fichier}::{fonction}"

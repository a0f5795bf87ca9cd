"""`benchmarks.lecture` prints every stage and bar, and ends with 1 when a bar is missed."""

import math
import re
from pathlib import Path

import pytest

from benchmarks import lecture_vitesse
from benchmarks.lecture import RECU_LE

CV = Path(__file__).parents[1] / "donnees" / "cv" / "d03_rendercv_engres_en.pdf"
BARRES = ("PAGE_MS", "REGLES_MS", "MEMOIRE_PLATE_MO")


@pytest.fixture(autouse=True)
def peu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few readings and bars that any machine holds: speed is judged by the command, not by a test."""
    monkeypatch.setattr(lecture_vitesse, "SUITE", 2)
    monkeypatch.setattr(lecture_vitesse, "PASSAGES", 1)
    monkeypatch.setattr(lecture_vitesse, "DEBIT", 0)
    for barre in BARRES:
        monkeypatch.setattr(lecture_vitesse, barre, math.inf)


def test_every_stage_and_bar_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert lecture_vitesse.imprimer([CV], RECU_LE)
    lignes = [re.sub(r"-?\d+\.\d", "N", re.sub(r" +", " ", ligne)) for ligne in capsys.readouterr().out.splitlines()]
    assert lignes == [
        "ms par page (médiane, pire) mise en page N, N règles N, N entier N, N",
        "CV d'une page, des octets au profil, ms N (au plus inf) tenu",
        "règles d'un CV, médiane, ms CPU N (au plus inf) tenu",
        "2 CV en attente, CV/s N (au moins 0) tenu",
        "2 CV à la suite, Mo de plus ici N (au plus inf) tenu",
        "les mêmes CV relus, Mo de plus dans l'enfant N (au plus inf) tenu",
    ]


def test_missed_bars_are_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(lecture_vitesse, "DEBIT", math.inf)
    for barre in BARRES:
        monkeypatch.setattr(lecture_vitesse, barre, -math.inf)
    assert not lecture_vitesse.imprimer([CV], RECU_LE)
    assert capsys.readouterr().out.count("MANQUÉ") == 5

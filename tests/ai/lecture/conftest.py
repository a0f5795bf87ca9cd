from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.ai.lecture import Lecteur

CVS = Path(__file__).resolve().parents[2] / "donnees" / "cv"
RECU_LE = date(2026, 11, 22)


@pytest.fixture(scope="session")
def lecteur() -> Iterator[Lecteur]:
    lecteur = Lecteur(enfants=2, ocr=False)
    yield lecteur
    lecteur.fermer()

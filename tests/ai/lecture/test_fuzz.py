"""A thousand mutated PDFs: a named outcome each, none interrupted, the server's descriptors and memory flat."""

import random
from pathlib import Path

import pytest

from app.ai.lecture import Lecteur
from app.core.errors import Code, LectureImpossible
from tests.ai.lecture.conftest import CVS, RECU_LE

pytestmark = pytest.mark.lent
NOMMEES = {
    Code.PDF_CORROMPU,
    Code.PDF_SANS_TEXTE,
    Code.PDF_SANS_PAGE,
    Code.PDF_CHIFFRE,
    Code.PAGE_TROP_GRANDE,
    Code.FORMAT_NON_SUPPORTE,
    Code.PDF_TROP_LONG,
    Code.LECTURE_MEMOIRE,
}


def _muter(contenu: bytes, hasard: random.Random) -> bytes:
    octets = bytearray(contenu)
    for _ in range(hasard.randint(1, 40)):
        place, operation = hasard.randrange(len(octets)), hasard.random()
        if operation < 0.6:
            octets[place] = hasard.randrange(256)
        elif operation < 0.8:
            del octets[place : place + hasard.randint(1, 200)]
        else:
            octets[place:place] = hasard.randbytes(hasard.randint(1, 50))
    return bytes(octets)


def _descripteurs(lecteur: Lecteur) -> int:
    assert lecteur._serveur is not None
    dossier = Path(f"/proc/{lecteur._serveur.pid}/fd")
    return len(list(dossier.iterdir())) if dossier.exists() else 0


def test_mille_pdf_mutes(lecteur: Lecteur) -> None:
    hasard = random.Random(7)
    sources = [f.read_bytes() for f in sorted(CVS.glob("*.pdf"))]
    lecteur.lire(sources[0], nom_fichier="a.pdf", recu_le=RECU_LE)
    avant, serveur = _descripteurs(lecteur), lecteur._serveur
    lus = 0
    for _ in range(1_000):
        try:
            lecteur.lire(_muter(hasard.choice(sources), hasard), nom_fichier="m.pdf", recu_le=RECU_LE)
            lus += 1
        except LectureImpossible as erreur:
            assert erreur.code in NOMMEES, erreur.code
        assert lecteur.derniere is not None
        assert lecteur.derniere.cpu_s < 3
    assert lus > 500
    assert _descripteurs(lecteur) == avant
    assert lecteur._serveur is serveur

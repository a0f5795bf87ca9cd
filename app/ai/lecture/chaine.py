"""One file from bytes to facts, as run inside the contained child."""

import logging
from datetime import date

from app.ai.extraction import amorce, intitules, regles
from app.ai.lecture.mise_en_page import MiseEnPage
from app.ai.lecture.pdf import SIGNATURE_AVANT, lire_pdf, lire_scan_pdf
from app.ai.lecture.qualite import mesurer
from app.core.errors import Code, LectureImpossible
from app.schemas.profil import LectureCV

CONFIANCE_TITRE = 0.8
_ZIP = b"PK\x03\x04"


def est_titre(texte: str) -> bool:
    """Whether a line of its own surely heads a section: weak words ("outils") also label rows of a table."""
    lu = intitules.reconnaitre(texte)
    return lu is not None and lu.confiance >= CONFIANCE_TITRE


def mettre_en_page(contenu: bytes, tesseract: str) -> MiseEnPage:
    """Layout of a PDF or DOCX, known by its first bytes whatever its name; of a scan with `tesseract`. Raises LectureImpossible."""
    if contenu.startswith(_ZIP):
        from app.ai.lecture.word import lire_docx

        return lire_docx(contenu, est_titre)
    if b"%PDF-" not in contenu[:SIGNATURE_AVANT]:
        raise LectureImpossible(Code.FORMAT_NON_SUPPORTE)
    return lire_scan_pdf(contenu, tesseract, est_titre) if tesseract else lire_pdf(contenu, est_titre)


def lire(contenu: bytes, *, recu_le: date, tesseract: str = "") -> LectureCV:
    """All that can be told about one file, by OCR when the path of `tesseract` is given. Raises LectureImpossible; MemoryError passes through."""
    vue = mettre_en_page(contenu, tesseract)
    extrait = regles.extraire(vue, recu_le)
    qualite = mesurer(vue, extrait.avertissements, extrait.non_compris)
    return LectureCV(texte=vue.texte_visible(), profil=extrait.profil, preuves=extrait.preuves, qualite=qualite, recu_le=recu_le)


def chauffer() -> None:
    """Load what every reading needs: called once by the fork server before it forks."""
    import docx  # noqa: F401
    import pypdf  # noqa: F401
    import pypdfium2  # noqa: F401

    # pypdf tells what it finds in damaged files, bytes of the CV included
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    amorce.chauffer()

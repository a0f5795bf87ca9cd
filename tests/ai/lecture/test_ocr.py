"""Scans: refused by name without tesseract, read with it."""

import io
import shutil

import pypdfium2
import pytest

from app.ai.lecture import Lecteur
from app.ai.lecture.ocr import mots_du_tsv
from app.core.errors import Code, LectureImpossible
from tests.ai.lecture.conftest import CVS, RECU_LE

ENTETE = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def _scan(nom: str) -> bytes:
    image = pypdfium2.PdfDocument(CVS / nom)[0].render(scale=200 / 72, grayscale=True).to_pil()
    sortie = io.BytesIO()
    image.save(sortie, "PDF", resolution=200)
    return sortie.getvalue()


def test_sans_tesseract_un_scan_est_refuse(lecteur: Lecteur) -> None:
    with pytest.raises(LectureImpossible) as erreur:
        lecteur.lire(_scan("d08_docx_simple_fr.pdf"), nom_fichier="scan.pdf", recu_le=RECU_LE)
    assert erreur.value.code is Code.PDF_SANS_TEXTE


@pytest.mark.lent
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_avec_tesseract_un_scan_est_lu() -> None:
    lecteur = Lecteur(enfants=1, ocr=True)
    try:
        lecture = lecteur.lire(_scan("d08_docx_simple_fr.pdf"), nom_fichier="scan.pdf", recu_le=RECU_LE)
    finally:
        lecteur.fermer()
    assert lecture.profil.nom_complet == "Mehdi Benaïssa"
    assert lecture.profil.telephone == "+33199001877"
    assert [e.entreprise for e in lecture.profil.experiences] == ["Aciéries du Gier", "Transports Vallier", "Cabinet Orsay & Fils"]
    assert "ocr" in {a.code for a in lecture.qualite.avertissements}


def test_mots_du_tsv() -> None:
    tsv = (
        ENTETE
        + "5\t1\t1\t1\t1\t1\t200\t100\t100\t28\t96.1\tJean\n5\t1\t1\t1\t1\t2\t310\t100\t120\t28\t95.0\tMartin\n5\t1\t1\t1\t1\t3\t500\t100\t20\t28\t12.0\tzz\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n"
    )
    mots = mots_du_tsv(tsv)
    assert [(m.texte, round(m.x0, 1), round(m.base, 1)) for m in mots] == [("Jean", 72.0, 46.1), ("Martin", 111.6, 46.1)]

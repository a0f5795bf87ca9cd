"""The 52 hostile files end in a named outcome within three seconds of CPU and 512 MB, and the reader goes on reading."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.ai.lecture import Lecteur
from app.core.errors import Code, LectureImpossible
from tests.ai.lecture.conftest import CVS, RECU_LE

pytestmark = pytest.mark.lent
ATTENDUS = {
    "enc_user_aes256.pdf": Code.PDF_CHIFFRE,
    "enc_user_rc4.pdf": Code.PDF_CHIFFRE,
    "html.pdf": Code.FORMAT_NON_SUPPORTE,
    "png_renamed.pdf": Code.FORMAT_NON_SUPPORTE,
    "random.pdf": Code.FORMAT_NON_SUPPORTE,
    "empty.pdf": Code.FORMAT_NON_SUPPORTE,
    "zero_page.pdf": Code.PDF_SANS_PAGE,
    "pages_500.pdf": Code.PDF_TROP_LONG,
    "mediabox_1e6.pdf": Code.PAGE_TROP_GRANDE,
    "image_only.pdf": Code.PDF_SANS_TEXTE,
    "flate_1GB_spaces.pdf": Code.LECTURE_MEMOIRE,
    "flate2_8GB.pdf": Code.LECTURE_MEMOIRE,
    "trunc_50.pdf": Code.PDF_CORROMPU,
}
LUS = ("enc_owner_aes256.pdf", "enc_owner_rc4.pdf", "junk_before_header.pdf", "js_attach_launch.pdf")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sortie = tmp_path_factory.mktemp("hostile")
    echantillon = CVS / "d04_moderncv_classic_fr.pdf"
    subprocess.run([sys.executable, str(Path(__file__).with_name("hostile.py")), str(sortie), str(echantillon)], check=True, capture_output=True)
    return sortie


def test_chaque_fichier_a_une_issue_nommee(dossier: Path, lecteur: Lecteur) -> None:
    fichiers = sorted(dossier.glob("*.pdf"))
    assert len(fichiers) == 52
    issues: dict[str, Code | str] = {}
    for fichier in fichiers:
        try:
            issues[fichier.name] = lecteur.lire(fichier.read_bytes(), nom_fichier=fichier.name, recu_le=RECU_LE).profil.nom_complet or ""
        except LectureImpossible as erreur:
            issues[fichier.name] = erreur.code
        assert lecteur.derniere is not None
        assert lecteur.derniere.cpu_s <= 3, fichier.name
        assert lecteur.derniere.memoire <= 512 * 2**20, fichier.name
    assert {nom: issues[nom] for nom in ATTENDUS} == ATTENDUS
    assert [issues[nom] for nom in LUS] == ["Mehdi Benaïssa"] * len(LUS)
    assert Code.LECTURE_INTERROMPUE not in issues.values()


def test_texte_cache_du_corpus_hostile(dossier: Path, lecteur: Lecteur) -> None:
    lecture = lecteur.lire((dossier / "hidden_text.pdf").read_bytes(), nom_fichier="h.pdf", recu_le=RECU_LE)
    assert lecture.texte.texte.split("\n")[:2] == ["VISIBLE Jane Doe", "OKWHITE on dark sidebar"]
    assert "HID" not in lecture.texte.texte
    assert "texte_cache" in {a.code for a in lecture.qualite.avertissements}


def test_actualtext_ne_remplace_pas_ce_que_l_oeil_voit(dossier: Path, lecteur: Lecteur) -> None:
    lecture = lecteur.lire((dossier / "actualtext.pdf").read_bytes(), nom_fichier="a.pdf", recu_le=RECU_LE)
    assert "SMUGGLED" not in lecture.texte.texte
    assert "VISIBLE" in lecture.texte.texte


def test_contenu_actif_signale(dossier: Path, lecteur: Lecteur) -> None:
    lecture = lecteur.lire((dossier / "js_attach_launch.pdf").read_bytes(), nom_fichier="j.pdf", recu_le=RECU_LE)
    assert "contenu_actif" in {a.code for a in lecture.qualite.avertissements}
    lecture = lecteur.lire((dossier / "js_uri_link.pdf").read_bytes(), nom_fichier="j.pdf", recu_le=RECU_LE)
    assert lecture.texte.liens == ["http://169.254.169.254/latest/meta-data"]

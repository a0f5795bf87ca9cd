"""Whatever a file names elsewhere, reading it calls nobody: a server of this machine waits for the call."""

import io
import socket
from collections.abc import Callable

import docx
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from app.ai.lecture import Lecteur
from tests.ai.lecture import fabrique
from tests.ai.lecture.conftest import RECU_LE


def _dictionnaire(**valeurs: object) -> DictionaryObject:
    """A PDF dictionary; strings that start with a slash are names."""
    typees = {n: NameObject(v) if isinstance(v, str) and v.startswith("/") else NumberObject(v) if isinstance(v, int) else v for n, v in valeurs.items()}
    return DictionaryObject({NameObject(f"/{n}"): TextStringObject(v) if type(v) is str else v for n, v in typees.items()})


def _pdf(adresse: str) -> bytes:
    """On opening a link, on closing a form to send; a link to a file elsewhere; an image whose bytes are elsewhere."""
    ecrivain = pypdf.PdfWriter(io.BytesIO(fabrique.ecrire(fabrique.CV)))
    page, racine = ecrivain.pages[0], ecrivain.root_object
    ailleurs = _dictionnaire(FS="/URL", F=adresse + "fichier")
    racine[NameObject("/OpenAction")] = _dictionnaire(S="/URI", URI=adresse + "ouverture")
    racine[NameObject("/AA")] = _dictionnaire(WC=_dictionnaire(S="/SubmitForm", F=ailleurs))
    image = StreamObject()
    image.update(_dictionnaire(Type="/XObject", Subtype="/Image", F=ailleurs, Width=1, Height=1, BitsPerComponent=8, ColorSpace="/DeviceGray"))
    page["/Resources"][NameObject("/XObject")] = _dictionnaire(Im=ecrivain._add_object(image))
    dessin = StreamObject()
    dessin.set_data(page.get_contents().get_data() + b"\nq 10 0 0 10 50 50 cm /Im Do Q")
    page[NameObject("/Contents")] = ecrivain._add_object(dessin)
    ou = ArrayObject([NumberObject(n) for n in (50, 50, 90, 90)])
    lien = _dictionnaire(Type="/Annot", Subtype="/Link", Rect=ou, A=_dictionnaire(S="/GoToR", F=ailleurs, D="x"))
    page[NameObject("/Annots")] = ArrayObject([ecrivain._add_object(lien)])
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()


def _word(adresse: str) -> bytes:
    """An image, a template, a chapter and a piece of HTML that stand elsewhere."""
    document = docx.Document()
    for _, _, texte in fabrique.CV:
        document.add_paragraph(texte)
    for sorte in ("image", "attachedTemplate", "aFChunk", "hyperlink", "subDocument"):
        document.part.relate_to(adresse + sorte, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{sorte}", is_external=True)
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("fabriquer", [_pdf, _word])
def test_lire_un_cv_n_appelle_personne(lecteur: Lecteur, fabriquer: Callable[[str], bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        prise.setblocking(False)
        contenu = fabriquer(f"http://127.0.0.1:{prise.getsockname()[1]}/")
        assert lecteur.lire(contenu, nom_fichier="cv", recu_le=RECU_LE).profil.nom_complet == "Nadia Benali"
        if contenu.startswith(b"%PDF"):
            assert lecteur.image(contenu, 1).startswith(b"\x89PNG")
        with pytest.raises(BlockingIOError):
            prise.accept()
        socket.create_connection(prise.getsockname()).close()
        assert prise.accept()[1][0] == "127.0.0.1"

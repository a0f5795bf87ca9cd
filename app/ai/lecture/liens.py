"""Links of a PDF: only web, mail and phone addresses come out; none is ever opened."""

import ctypes
from urllib.parse import unquote

import pypdfium2 as pdfium
import pypdfium2.raw as brut

from app.ai.lecture.caracteres import Repere
from app.ai.lecture.mise_en_page import Boite, Lien, Ligne
from app.ai.lecture.reparations import garder

LIENS_MAX = 200
URI_MAX = 2_000
SCHEMAS = ("http://", "https://", "mailto:", "tel:")
LienPlace = tuple[str, int, Boite]


def permis(uri: str) -> bool:
    """Whether a link may be shown: its scheme is known and it holds no control character or space."""
    return uri.lower().startswith(SCHEMAS) and len(uri) <= URI_MAX and all(garder(c) and not c.isspace() for c in unquote(uri))


def _uri(document: pdfium.PdfDocument, lien: object) -> str:
    action = brut.FPDFLink_GetAction(lien)
    if not action:
        return ""
    taille = brut.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < taille <= URI_MAX:
        return ""
    tampon = ctypes.create_string_buffer(taille)
    brut.FPDFAction_GetURIPath(document, action, tampon, taille)
    return tampon.value.decode("utf-8", "replace").strip()


def liens_de_page(document: pdfium.PdfDocument, page: pdfium.PdfPage, numero: int, repere: Repere) -> list[LienPlace]:
    """(address, page, box) of every permitted link of a page."""
    lus: list[LienPlace] = []
    position, lien, cadre = ctypes.c_int(0), brut.FPDF_LINK(), brut.FS_RECTF()
    while len(lus) < LIENS_MAX and brut.FPDFLink_Enumerate(page, position, lien):
        uri = _uri(document, lien)
        if permis(uri) and brut.FPDFLink_GetAnnotRect(lien, cadre):
            lus.append((uri, numero, repere.boite(cadre.left, cadre.bottom, cadre.right, cadre.top)))
    return lus


def poser(liens: list[LienPlace], lignes: tuple[Ligne, ...]) -> tuple[Lien, ...]:
    """Give each link the words under it; a link printed over two lines (two boxes, one address) covers both."""
    poses: dict[str, Lien] = {}
    for uri, page, (x0, y0, x1, y1) in liens:
        mots = [
            m for li in lignes if li.page == page for m in li.mots
            if x0 - 2 < (m.boite[0] + m.boite[2]) / 2 < x1 + 2 and y0 - 2 < (m.boite[1] + m.boite[3]) / 2 < y1 + 2
        ]  # fmt: skip
        debut, fin = (min(m.debut for m in mots), max(m.fin for m in mots)) if mots else (0, 0)
        deja = poses.get(uri)
        if deja and deja.page == page and deja.fin and fin and debut - deja.fin < 4:
            debut, fin = min(debut, deja.debut), max(fin, deja.fin)
        elif deja and deja.fin:
            continue
        poses[uri] = Lien(uri, page, debut, fin)
    return tuple(poses.values())

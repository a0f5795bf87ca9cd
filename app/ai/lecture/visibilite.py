"""Text that no eye sees: each word is looked for in the rendered page (research: parsing, section 2).

White on white, covered, transparent, layer switched off and off-page words leave no contrast where they stand; render
mode 3, zero alpha and half-point type are known from the text object itself.
"""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium

from app.ai.lecture.caracteres import TAILLE_INVISIBLE, MotBrut

ECHELLE = 1.5
PIXELS_MAX = 12_000_000
PIXELS_PAR_MOT = 60_000
CONTRASTE_MIN = 20
ECART_ENCRE_MIN = 14


@dataclass
class Rendu:
    """A page in grey: one byte a pixel, `pas` bytes a row."""

    octets: bytes
    largeur: int
    hauteur: int
    pas: int
    echelle: float


def rendre(page: pdfium.PdfPage) -> Rendu:
    """Render a page in grey at 108 dpi, less when it is huge."""
    largeur, hauteur = page.get_size()
    echelle = min(ECHELLE, (PIXELS_MAX / max(1.0, largeur * hauteur)) ** 0.5)
    image = page.render(scale=echelle, grayscale=True, draw_annots=True)
    return Rendu(ctypes.string_at(image.buffer, image.stride * image.height), image.width, image.height, image.stride, echelle)


def est_visible(mot: MotBrut, rendu: Rendu) -> bool:
    """Whether something of the word's own colour stands out where it is drawn."""
    if mot.style.invisible or (mot.taille < TAILLE_INVISIBLE and mot.encre[3] - mot.encre[1] < TAILLE_INVISIBLE):
        return False
    if not any(c.isalnum() for c in mot.texte):
        # a lone dash or dot is too thin to judge
        return True
    x0, y0, x1, y1 = (v * rendu.echelle for v in mot.encre)
    gauche, haut = max(0, int(x0) - 1), max(0, int(y0) - 1)
    droite, bas = min(rendu.largeur, int(x1) + 2), min(rendu.hauteur, int(y1) + 2)
    if gauche >= droite or haut >= bas:
        return False
    # a broken font may claim a box as large as the page: some rows of it tell enough
    saut = 1 + (droite - gauche) * (bas - haut) // PIXELS_PAR_MOT
    lignes = [rendu.octets[y * rendu.pas + gauche : y * rendu.pas + droite] for y in range(haut, bas, saut)]
    clair, sombre = max(map(max, lignes)), min(map(min, lignes))
    if clair - sombre < CONTRASTE_MIN:
        return False
    encre = mot.style.luminance
    return encre is None or _se_detache(lignes, encre)


def _se_detache(lignes: list[bytes], encre: float) -> bool:
    """Against a background of its own colour a word is hidden, whatever else is drawn over the place."""
    tout = b"".join(lignes)
    fond = max(set(tout), key=tout.count)
    if abs(fond - encre) < ECART_ENCRE_MIN:
        return False
    return any(abs(p - encre) < 0.8 * abs(fond - encre) for p in set(tout))


def trier(mots: list[MotBrut], page: pdfium.PdfPage) -> tuple[list[MotBrut], list[MotBrut]]:
    """The words an eye can read, and the hidden ones."""
    if not mots:
        return [], []
    rendu = rendre(page)
    vus: list[MotBrut] = []
    caches: list[MotBrut] = []
    for mot in mots:
        (vus if est_visible(mot, rendu) else caches).append(mot)
    return vus, caches

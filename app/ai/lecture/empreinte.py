"""Whether the letters of a word show in the rendered page, whatever draws them: a gradient, an outline, a shadow.

A second rendering draws the doubtful words alone, in black. A word shows when the page follows the fill and the edges of its
letters: the multiple correlation of the pixels of its box is near 1 for a word that is seen, under 0.6 for one that is not
(under a photograph, beside a rule, below another text).
"""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul

import pypdfium2 as pdfium
import pypdfium2.raw as brut

from app.ai.lecture.caracteres import MotBrut, Repere
from app.ai.lecture.mise_en_page import Boite

ECHELLE = 1.5
PIXELS_MAX = 12_000_000
PIXELS_PAR_MOT = 60_000
PIXELS_COMPARES_MAX = 400_000
OBJETS_MAX, PROFONDEUR_MAX = 50_000, 8
RESSEMBLANCE_MIN = 0.7
_IMAGES = (brut.FPDF_PAGEOBJ_IMAGE, brut.FPDF_PAGEOBJ_SHADING)


@dataclass
class Rendu:
    """A page in grey: one byte a pixel, `pas` bytes a row."""

    octets: bytes
    largeur: int
    hauteur: int
    pas: int
    echelle: float

    def lignes(self, boite: Boite, *, entieres: bool = False) -> list[bytes]:
        """Rows of pixels around a box, none off the page; of a box as large as a page some rows only, unless `entieres`."""
        x0, y0, x1, y1 = (v * self.echelle for v in boite)
        gauche, haut = max(0, int(x0) - 1), max(0, int(y0) - 1)
        droite, bas = min(self.largeur, int(x1) + 2), min(self.hauteur, int(y1) + 2)
        if gauche >= droite or haut >= bas:
            return []
        # a broken font may claim a box as large as the page: some rows of it tell enough
        saut = 1 if entieres else 1 + (droite - gauche) * (bas - haut) // PIXELS_PAR_MOT
        return [self.octets[y * self.pas + gauche : y * self.pas + droite] for y in range(haut, bas, saut)]


def rendre(page: pdfium.PdfPage, *, annotations: bool = True) -> Rendu:
    """Render a page in grey at 108 dpi, less when it is huge."""
    largeur, hauteur = page.get_size()
    echelle = min(ECHELLE, (PIXELS_MAX / max(1.0, largeur * hauteur)) ** 0.5)
    image = page.render(scale=echelle, grayscale=True, draw_annots=annotations)
    return Rendu(ctypes.string_at(image.buffer, image.stride * image.height), image.width, image.height, image.stride, echelle)


def _adresse(objet: brut.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(objet, ctypes.c_void_p).value or 0


def _objets(page: pdfium.PdfPage) -> Iterator[tuple[brut.FPDF_PAGEOBJECT, int, brut.FPDF_PAGEOBJECT]]:
    """What a page draws, in order: the object, its type, and the object of the page that holds it."""

    def parcourir(parent: object, premier: object, profondeur: int) -> Iterator[tuple[brut.FPDF_PAGEOBJECT, int, brut.FPDF_PAGEOBJECT]]:
        dans_la_page = premier is None
        compter, prendre = (
            (brut.FPDFPage_CountObjects, brut.FPDFPage_GetObject) if dans_la_page else (brut.FPDFFormObj_CountObjects, brut.FPDFFormObj_GetObject)
        )
        for rang in range(min(compter(parent), OBJETS_MAX)):
            objet = prendre(parent, rang)
            sorte, tete = brut.FPDFPageObj_GetType(objet), objet if dans_la_page else premier
            yield objet, sorte, tete
            if sorte == brut.FPDF_PAGEOBJ_FORM and profondeur < PROFONDEUR_MAX:
                yield from parcourir(objet, tete, profondeur + 1)

    yield from parcourir(page, None, 0)


def sous_une_image(mots: list[MotBrut], page: pdfium.PdfPage) -> list[MotBrut]:
    """Words over which an image or a gradient is drawn later."""
    rangs: dict[int, int] = {}
    images: list[tuple[int, Boite]] = []
    repere = Repere(page)
    bords = [ctypes.c_float() for _ in range(4)]
    for rang, (objet, sorte, tete) in enumerate(_objets(page)):
        if sorte == brut.FPDF_PAGEOBJ_TEXT:
            rangs[_adresse(objet)] = rang
        elif sorte in _IMAGES and brut.FPDFPageObj_GetBounds(tete, *bords):
            images.append((rang, repere.boite(*(b.value for b in bords))))
    if not images:
        return []

    def couvert(mot: MotBrut) -> bool:
        x, y = (mot.encre[0] + mot.encre[2]) / 2, (mot.encre[1] + mot.encre[3]) / 2
        depuis = rangs.get(mot.objet, 0)
        return any(rang > depuis and b[0] <= x <= b[2] and b[1] <= y <= b[3] for rang, b in images)

    return [m for m in mots if couvert(m)]


def _noircir(page: pdfium.PdfPage, gardes: set[int]) -> None:
    """Leave of a page only these text objects, in black."""
    for objet, sorte, _ in _objets(page):
        if sorte == brut.FPDF_PAGEOBJ_TEXT and _adresse(objet) in gardes:
            brut.FPDFPageObj_SetFillColor(objet, 0, 0, 0, 255)
            brut.FPDFTextObj_SetTextRenderMode(objet, brut.FPDF_TEXTRENDERMODE_FILL)
            brut.FPDFPageObj_SetBlendMode(objet, b"Normal")
        elif sorte != brut.FPDF_PAGEOBJ_FORM:
            brut.FPDFPageObj_SetIsActive(objet, False)


def visibles(mots: list[MotBrut], page: pdfium.PdfPage, rendu: Rendu) -> list[MotBrut] | None:
    """Those of the words whose letters show in `rendu`; the page is of no use for drawing afterwards. None when they are too many to tell."""
    if not mots:
        return []
    if sum(len(li) for m in mots for li in rendu.lignes(m.encre, entieres=True)) > PIXELS_COMPARES_MAX:
        return None
    _noircir(page, {m.objet for m in mots})
    masque = rendre(page, annotations=False)
    return [m for m in mots if _ressemblance(rendu.lignes(m.encre, entieres=True), masque.lignes(m.encre, entieres=True)) >= RESSEMBLANCE_MIN]


def _ressemblance(vues: list[bytes], lettres: list[bytes]) -> float:
    """Multiple correlation (0 to 1) of what is seen with the fill of the letters and with their edges."""
    vu, plein, bords = b"".join(vues), b"".join(lettres), _bords(lettres)
    a, b, c = _correlation(vu, plein), _correlation(vu, bords), _correlation(plein, bords)
    return math.sqrt(max(0.0, (a * a + b * b - 2 * a * b * c) / (1 - c * c))) if c * c < 0.99 else abs(a)


def _bords(lignes: list[bytes]) -> list[int]:
    """How much each pixel differs from its four neighbours."""
    sortie: list[int] = []
    for rang, ligne in enumerate(lignes):
        dessus, dessous = lignes[max(0, rang - 1)], lignes[min(len(lignes) - 1, rang + 1)]
        gauche, droite = ligne[:1] + ligne[:-1], ligne[1:] + ligne[-1:]
        sortie += [abs(p - h) + abs(p - b) + abs(p - g) + abs(p - d) for p, h, b, g, d in zip(ligne, dessus, dessous, gauche, droite, strict=True)]
    return sortie


def _correlation(x: bytes | list[int], y: bytes | list[int]) -> float:
    n, sx, sy = len(x), sum(x), sum(y)
    xx, yy = n * sum(map(mul, x, x)) - sx * sx, n * sum(map(mul, y, y)) - sy * sy
    return (n * sum(map(mul, x, y)) - sx * sy) / math.sqrt(xx * yy) if xx and yy else 0.0

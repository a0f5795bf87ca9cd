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
CONTRASTE_MINCE = 6
PART_BORD_MIN, PART_VIDE_MIN = 0.75, 0.15


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
    x0, y0, x1, y1 = (v * rendu.echelle for v in mot.encre)
    gauche, haut = max(0, int(x0) - 1), max(0, int(y0) - 1)
    droite, bas = min(rendu.largeur, int(x1) + 2), min(rendu.hauteur, int(y1) + 2)
    if gauche >= droite or haut >= bas:
        return False
    # a broken font may claim a box as large as the page: some rows of it tell enough
    saut = 1 + (droite - gauche) * (bas - haut) // PIXELS_PAR_MOT
    lignes = [rendu.octets[y * rendu.pas + gauche : y * rendu.pas + droite] for y in range(haut, bas, saut)]
    clair, sombre = max(map(max, lignes)), min(map(min, lignes))
    # a lone dash or dot is thin: any mark at all will do
    mince = not any(c.isalnum() for c in mot.texte)
    if clair - sombre < (CONTRASTE_MINCE if mince else CONTRASTE_MIN):
        return False
    encre = mot.style.luminance
    return encre is None or _se_detache(lignes, encre, mince)


def _se_detache(lignes: list[bytes], encre: float, mince: bool) -> bool:
    """Against a background of its own colour a word is hidden, whatever else is drawn over the place."""
    tout = b"".join(lignes)
    fond: float = max(set(tout), key=tout.count)
    if abs(fond - encre) < ECART_ENCRE_MIN:
        # heavy capitals may cover more than half of their box: then the rim is the background
        fond = _fond_du_bord(lignes, encre)
    if abs(fond - encre) < ECART_ENCRE_MIN:
        return False
    return mince or any(abs(p - encre) < 0.8 * abs(fond - encre) for p in set(tout))


def _fond_du_bord(lignes: list[bytes], encre: float) -> float:
    """Colour around the word when nearly all of the rim differs from the ink, and the white inside and between letters too; the ink itself otherwise."""
    bord = lignes[0] + lignes[-1] + b"".join(li[:1] + li[-1:] for li in lignes[1:-1])
    autres = [p for p in bord if abs(p - encre) >= ECART_ENCRE_MIN]
    dedans = [p for li in lignes[1:-1] for p in li[1:-1]]
    vides = sum(abs(p - encre) >= ECART_ENCRE_MIN for p in dedans)
    if len(autres) < PART_BORD_MIN * len(bord) or vides < PART_VIDE_MIN * len(dedans):
        return encre
    return max(set(autres), key=autres.count)


def _ponctuation_des_caches(vus: list[MotBrut], caches: list[MotBrut]) -> tuple[list[MotBrut], list[MotBrut]]:
    """Punctuation drawn by the same text object as a hidden word, and no visible one, goes with it."""
    objets = {m.objet for m in caches} - {m.objet for m in vus if any(c.isalnum() for c in m.texte)}
    suivants = [m for m in vus if m.objet in objets and not any(c.isalnum() for c in m.texte)]
    return [m for m in vus if m not in suivants], [*caches, *suivants]


def trier(mots: list[MotBrut], page: pdfium.PdfPage) -> tuple[list[MotBrut], list[MotBrut]]:
    """The words an eye can read, and the hidden ones."""
    if not mots:
        return [], []
    rendu = rendre(page)
    vus: list[MotBrut] = []
    caches: list[MotBrut] = []
    for mot in mots:
        (vus if est_visible(mot, rendu) else caches).append(mot)
    return _ponctuation_des_caches(vus, caches) if caches else (vus, caches)

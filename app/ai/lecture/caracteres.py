"""PDFium's characters to words: own code, because content order and generated spaces cannot be trusted."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as brut

from app.ai.lecture.mise_en_page import LONGUEUR_MAX, Boite
from app.ai.lecture.reparations import ACCENTS, PUCES, composer, relever, reparer

TAILLE_LISIBLE = 3.5
GRAISSE = 600
MARQUES_MAX, SUBSTITUT_MAX = 8, 4_000
_MODES_INVISIBLES = (brut.FPDF_TEXTRENDERMODE_INVISIBLE, brut.FPDF_TEXTRENDERMODE_CLIP)
# "icon" alone also stands in "SemiCondensed" and "Lexicon"
_PICTOGRAMMES = {"awesome": "", "icons": "", "marvosym": "", "webding": "", "wingding": "•", "dingbat": "•"}
_ESPACES = frozenset(" \t\r\n\u00a0\u202f\u2007\u2009\u200a\u2003\u2002\u3000")


@dataclass(frozen=True)
class Style:
    """What a text object says of its characters. `luminance` (0-255) is None for a pattern fill.

    `icone` is what a letter of a pictogram font stands for: a bullet, or nothing; `substitut` the text that the file gives in
    place of what is drawn (`/ActualText`).
    """

    taille: float
    gras: bool
    italique: bool
    horizontal: bool
    invisible: bool
    luminance: float | None
    icone: str | None = None
    substitut: str = ""


@dataclass
class MotBrut:
    """A word before it has a place in the text. `encre` bounds its drawn marks; `colle`: nothing parts it from the word before."""

    texte: str
    x0: float
    x1: float
    base: float
    style: Style
    encre: Boite
    colle: bool = False
    rangs: list[tuple[str, float, float]] = field(default_factory=list)
    objet: int = 0

    @property
    def taille(self) -> float:
        """Font size in points."""
        return self.style.taille

    @property
    def boite(self) -> Boite:
        """Rectangle of the word, from the base line and the size: fonts lie about their own heights."""
        return (self.x0, self.base - 0.8 * self.taille, self.x1, self.base + 0.22 * self.taille)


class Repere:
    """Page space to the page as shown: crop box taken off, rotation applied, origin at the top left."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.rotation = page.get_rotation()
        # the boxes that the page itself names are not enough: XeTeX writes one for all pages on their parent
        self.gauche, self.bas, self.droite, self.haut = page.get_bbox()
        self.largeur, self.hauteur = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page space is shown."""
        if self.rotation == 90:
            return y - self.bas, x - self.gauche
        if self.rotation == 180:
            return self.droite - x, y - self.bas
        if self.rotation == 270:
            return self.haut - y, self.droite - x
        return x - self.gauche, self.haut - y

    def boite(self, x0: float, y0: float, x1: float, y1: float) -> Boite:
        """Where a rectangle of the page space is shown."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return (min(a, c), min(b, d), max(a, c), max(b, d))

    def horizontal(self, a: float, b: float) -> bool:
        """Whether text drawn along (a, b) is shown from left to right."""
        (x0, y0), (x1, y1) = self.point(0, 0), self.point(a, b)
        return (x1 - x0) > 0.95 * math.hypot(x1 - x0, y1 - y0)


@dataclass(frozen=True)
class Glyphe:
    """One drawn character as shown."""

    car: str
    x0: float
    x1: float
    base: float
    style: Style
    encre: Boite
    objet: int


def pictogramme(police: str) -> str | None:
    """What letters of a font stand for when it draws pictograms, by its name in lower case; None for a font of text."""
    return next((signe for motif, signe in _PICTOGRAMMES.items() if motif in police), None)


def _actualtext(objet: object) -> str:
    """The `/ActualText` of the marks around a text object, empty for none."""
    for rang in range(min(brut.FPDFPageObj_CountMarks(objet), MARQUES_MAX)):
        marque = brut.FPDFPageObj_GetMark(objet, rang)
        taille = ctypes.c_ulong()
        if not brut.FPDFPageObjMark_GetParamStringValue(marque, b"ActualText", None, 0, taille) or not 2 < taille.value <= SUBSTITUT_MAX:
            continue
        tampon = (ctypes.c_ushort * (taille.value // 2 + 1))()
        brut.FPDFPageObjMark_GetParamStringValue(marque, b"ActualText", tampon, taille.value, taille)
        return bytes(tampon).decode("utf-16-le", "ignore").rstrip("\0")
    return ""


def _style(textpage: pdfium.PdfTextPage, rang: int, objet: object, repere: Repere) -> Style:
    matrice, nom, drapeaux = brut.FS_MATRIX(), ctypes.create_string_buffer(256), ctypes.c_int()
    brut.FPDFText_GetMatrix(textpage, rang, matrice)
    brut.FPDFText_GetFontInfo(textpage, rang, nom, 256, drapeaux)
    couleur = [ctypes.c_uint() for _ in range(4)]
    peint = brut.FPDFText_GetFillColor(textpage, rang, *couleur)
    rouge, vert, bleu, alpha = (c.value for c in couleur)
    police = nom.value.decode("utf-8", "replace").lower()
    mode = brut.FPDFTextObj_GetTextRenderMode(objet) if objet else brut.FPDF_TEXTRENDERMODE_FILL
    # outlined text (mode 1) has no fill to compare with
    plein = peint and mode in (brut.FPDF_TEXTRENDERMODE_FILL, brut.FPDF_TEXTRENDERMODE_FILL_STROKE)
    return Style(
        taille=brut.FPDFText_GetFontSize(textpage, rang) * math.hypot(matrice.c, matrice.d),
        gras=(any(m in police for m in ("bold", "black", "heavy", "cmbx", "sfbx", "ecbx", "demi")) and "semilight" not in police)
        or brut.FPDFText_GetFontWeight(textpage, rang) >= GRAISSE
        or bool(drapeaux.value & (1 << 18))
        or mode == brut.FPDF_TEXTRENDERMODE_FILL_STROKE,
        italique=any(m in police for m in ("italic", "oblique", "cmti", "sfti", "slant")) or bool(drapeaux.value & (1 << 6)),
        horizontal=repere.horizontal(matrice.a, matrice.b),
        invisible=mode in _MODES_INVISIBLES or (bool(peint) and alpha < 13),
        luminance=0.299 * rouge + 0.587 * vert + 0.114 * bleu if plein else None,
        icone=pictogramme(police),
        substitut=_actualtext(objet) if objet else "",
    )  # fmt: skip


def glyphes(textpage: pdfium.PdfTextPage, repere: Repere) -> Iterator[Glyphe | None]:
    """Every drawn character in content order; None stands for a space of the file, or one that PDFium guesses.

    Its guessed line ends are not taken: where little of the width is covered and each letter is drawn apart, it ends a line after
    every one. A letter that begins a line has a place of its own, which tells enough.
    """
    large = brut.FS_RECTF()
    gauche, droite, bas, haut, ox, oy = (ctypes.c_double() for _ in range(6))
    styles: dict[int, Style] = {}
    for rang in range(min(textpage.count_chars(), LONGUEUR_MAX)):
        code = brut.FPDFText_GetUnicode(textpage, rang)
        car = chr(code) if code < 0x110000 else "\ufffd"
        if car in _ESPACES or code == 0:
            if code and not (car in "\r\n" and brut.FPDFText_IsGenerated(textpage, rang) == 1):
                yield None
            continue
        objet = brut.FPDFText_GetTextObject(textpage, rang)
        cle = ctypes.cast(objet, ctypes.c_void_p).value or 0
        if cle not in styles:
            styles[cle] = _style(textpage, rang, objet, repere)
        brut.FPDFText_GetLooseCharBox(textpage, rang, large)
        brut.FPDFText_GetCharBox(textpage, rang, gauche, droite, bas, haut)
        brut.FPDFText_GetCharOrigin(textpage, rang, ox, oy)
        x0, _, x1, _ = repere.boite(large.left, large.bottom, large.right, large.top)
        encre = repere.boite(gauche.value, bas.value, droite.value, haut.value)
        if x1 - x0 < 0.01:
            x0, x1 = encre[0], encre[2]
        icone = styles[cle].icone
        if icone is not None and car not in PUCES:
            if not icone:
                yield None
                continue
            car = icone
        yield Glyphe(car, x0, x1, repere.point(ox.value, oy.value)[1], styles[cle], encre, cle)


def _colle(mot: MotBrut, glyphe: Glyphe) -> bool:
    taille = max(mot.taille, glyphe.style.taille, 0.1)
    if abs(mot.base - glyphe.base) > 0.12 * taille or abs(mot.taille - glyphe.style.taille) > 0.2 * taille:
        return False
    if mot.style.horizontal != glyphe.style.horizontal or mot.style.gras != glyphe.style.gras:
        return False
    # the letters of a ligature all have its box
    return (-0.6 * taille if mot.objet != glyphe.objet else -1.5 * taille) < glyphe.x0 - mot.x1 < 0.2 * taille


def _recouvre(a: tuple[str, float, float], b: tuple[str, float, float]) -> bool:
    largeur = min(a[2] - a[1], b[2] - b[1])
    return min(a[2], b[2]) - max(a[1], b[1]) > 0.5 * largeur > 0


def _ajouter(mot: MotBrut, glyphe: Glyphe) -> None:
    """Append a character; an accent drawn over its letter is composed with it, a letter drawn twice (false bold) counts once."""
    nouveau = (glyphe.car, glyphe.encre[0], glyphe.encre[2])
    dernier = mot.rangs[-1] if mot.rangs else None
    compose = None
    if dernier and _recouvre(dernier, nouveau):
        if dernier[0] in ACCENTS:
            compose = composer(dernier[0], glyphe.car)
        elif glyphe.car in ACCENTS:
            compose = composer(glyphe.car, dernier[0])
    if compose:
        mot.rangs[-1] = (compose, min(dernier[1], nouveau[1]), max(dernier[2], nouveau[2])) if dernier else nouveau
    elif not (dernier and dernier[0] == glyphe.car and mot.objet != glyphe.objet and abs(dernier[1] - nouveau[1]) < 0.06 * mot.taille):
        mot.rangs.append(nouveau)
    mot.objet = glyphe.objet
    mot.x0, mot.x1 = min(mot.x0, glyphe.x0), max(mot.x1, glyphe.x1)
    a, b = mot.encre, glyphe.encre
    mot.encre = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def mots(textpage: pdfium.PdfTextPage, repere: Repere) -> list[MotBrut]:
    """Words in content order, repaired. Several may still be pieces of one (`colle`)."""
    lus: list[MotBrut] = []
    courant: MotBrut | None = None
    espace = True
    for glyphe in glyphes(textpage, repere):
        if glyphe is None:
            espace = True
            continue
        if courant is None or espace or not _colle(courant, glyphe):
            accole = courant is not None and not espace
            courant = MotBrut("", glyphe.x0, glyphe.x1, glyphe.base, glyphe.style, glyphe.encre, accole, objet=glyphe.objet)
            lus.append(courant)
        espace = False
        _ajouter(courant, glyphe)
    lus = _poser_accents(lus)
    for mot in lus:
        mot.texte = relever(reparer("".join(c for c, _, _ in mot.rangs)).strip())
    return [m for m in lus if m.texte]


def _poser_accents(lus: list[MotBrut]) -> list[MotBrut]:
    """Put an accent that was drawn on its own (TeX capitals) on the letter under it."""
    restes = []
    for mot in lus:
        if len(mot.rangs) != 1 or mot.rangs[0][0] not in ACCENTS or not _accentuer(mot, lus):
            restes.append(mot)
    return restes


def _accentuer(accent: MotBrut, lus: list[MotBrut]) -> bool:
    signe, gauche, droite = accent.rangs[0]
    milieu = (gauche + droite) / 2
    for mot in lus:
        if mot is accent or abs(mot.base - accent.base) > 0.6 * mot.taille or not mot.x0 <= milieu <= mot.x1:
            continue
        for rang, (lettre, x0, x1) in enumerate(mot.rangs):
            compose = composer(signe, lettre) if x0 <= milieu <= x1 else None
            if compose:
                mot.rangs[rang] = (compose, x0, x1)
                return True
    return False


def sans_doublons(lus: list[MotBrut]) -> list[MotBrut]:
    """A word drawn twice in one place (false bold, shadow) counts once."""
    gardes: dict[str, list[MotBrut]] = {}
    uniques = []
    for mot in lus:
        memes = gardes.setdefault(mot.texte, [])
        if any(abs(m.x0 - mot.x0) < 0.12 * mot.taille and abs(m.base - mot.base) < 0.12 * mot.taille for m in memes):
            continue
        memes.append(mot)
        uniques.append(mot)
    return uniques

"""What an eye sees of the text of a Word file: properties up the chain of styles, the grounds under it, and what hides it."""

from collections.abc import Iterator
from typing import Protocol

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

TAILLE = 11.0
TAILLE_LISIBLE = 3.5
ECART_CLARTE, ECART_TEINTE = 14, 48
CHASSE_MIN = 20  # per cent
SERRE_MAX, DECALE_MAX, INTERLIGNE_MIN = 0.4, 10, 0.35  # in sizes of the type
RANGEE_MIN = 60  # twentieths of a point
HERITAGE_MAX = 10
EMU_PAR_POUCE, EMU_PAR_VINGTIEME = 914_400, 635
DECOR_MIN = 30 * 360_000**2  # 30 cm2, more than a portrait
Rgb = tuple[int, int, int]
BLANC, NOIR = (255, 255, 255), (0, 0, 0)
_THEME = {"background1": "lt1", "bg1": "lt1", "text1": "dk1", "tx1": "dk1", "background2": "lt2", "bg2": "lt2", "text2": "dk2", "tx2": "dk2"}
_THEME |= {"light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}
_SURLIGNES = {
    "black": NOIR, "white": BLANC, "blue": (0, 0, 255), "cyan": (0, 255, 255), "green": (0, 255, 0), "magenta": (255, 0, 255),
    "red": (255, 0, 0), "yellow": (255, 255, 0), "darkBlue": (0, 0, 128), "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128), "darkRed": (128, 0, 0), "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
}  # fmt: skip
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"


class Noeud(Protocol):
    """What is asked of an XML element."""

    tag: str
    text: str | None

    def find(self, chemin: str) -> "Noeud | None":
        """First descendant at `chemin`."""

    def iter(self, *tags: str) -> "Iterator[Noeud]":
        """Descendants, itself included."""

    def get(self, nom: str, defaut: str) -> str:
        """An attribute."""

    def getparent(self) -> "Noeud | None":
        """Parent, None for the root."""

    def __iter__(self) -> "Iterator[Noeud]": ...


def attribut(parent: Noeud | None, nom: str) -> str | None:
    """Value of a child of `parent`; `1` for a child that only stands there, None for no such child."""
    enfant = parent.find(qn(nom)) if parent is not None else None
    return None if enfant is None else enfant.get(qn("w:val"), "1")


def ancetres(element: Noeud, limite: Noeud | None = None) -> Iterator[Noeud]:
    """Parents from the nearest on, up to `limite`."""
    parent = element.getparent()
    while parent is not None and parent is not limite:
        yield parent
        parent = parent.getparent()


def _hexa(valeur: str) -> Rgb | None:
    if len(valeur) != 6 or any(c not in "0123456789abcdefABCDEF" for c in valeur):
        return None
    return (int(valeur[:2], 16), int(valeur[2:4], 16), int(valeur[4:], 16))


def _nombre(valeur: str | None) -> float | None:
    """A number as Word writes it, None for anything else."""
    propre = (valeur or "").removesuffix("%")
    return float(propre) if propre.removeprefix("-").replace(".", "", 1).isdigit() else None


def _meler(a: Rgb, b: Rgb, part: float) -> Rgb:
    return (round(a[0] * part + b[0] * (1 - part)), round(a[1] * part + b[1] * (1 - part)), round(a[2] * part + b[2] * (1 - part)))


def _clarte(c: Rgb) -> float:
    return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]


def se_confond(encre: Rgb, fond: Rgb) -> bool:
    """Whether ink does not stand out from its ground."""
    return abs(_clarte(encre) - _clarte(fond)) < ECART_CLARTE and max(abs(a - b) for a, b in zip(encre, fond, strict=True)) < ECART_TEINTE


class Regard:
    """An eye on one document: what each run looks like and whether it is seen."""

    def __init__(self, document: Document, entetes: list[Noeud]) -> None:
        racine: Noeud = document.styles.element
        self._styles = {s.get(qn("w:styleId"), ""): s for s in racine.iter(qn("w:style"))}
        normaux = (s for s in self._styles.values() if s.get(qn("w:default"), "") == "1" and s.get(qn("w:type"), "") == "paragraph")
        self._normal = next((s.get(qn("w:styleId"), "") for s in normaux), "")
        self._defauts = racine.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr"))))
        theme = next((r.target_part for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.THEME and not r.is_external), None)
        self._theme = _couleurs(parse_xml(theme.blob)) if theme is not None else {}
        fond = document.element.find(qn("w:background"))
        self._page = self._couleur(fond, "color", "theme") or BLANC if fond is not None else BLANC
        self._decor = any(self._est_decor(a) for partie in (document.element, *entetes) for a in partie.iter(qn("wp:anchor"), *_VML))

    def _chaine(self, identifiant: str | None) -> list[Noeud]:
        """A style and those it is based on."""
        chaine: list[Noeud] = []
        style = self._styles.get(identifiant or "")
        while style is not None and len(chaine) < HERITAGE_MAX:
            chaine.append(style)
            style = self._styles.get(attribut(style, "w:basedOn") or "")
        return chaine

    def styles(self, p: Noeud) -> list[Noeud]:
        """Styles of a paragraph, from its own to the one they all come from."""
        return self._chaine(attribut(p.find(qn("w:pPr")), "w:pStyle") or self._normal)

    def proprietes(self, r: Noeud, p: Noeud) -> list[Noeud]:
        """Property lists that hold for a run, the first that says something decides."""
        directes = r.find(qn("w:rPr"))
        lues = [directes, *(s.find(qn("w:rPr")) for s in (*self._chaine(attribut(directes, "w:rStyle")), *self.styles(p))), self._defauts]
        return [lue for lue in lues if lue is not None]

    def est_vu(self, p: Noeud, proprietes: list[Noeud]) -> bool:
        """Whether an eye can read a run of `p` with these properties."""
        return not (
            any(actif(proprietes, nom) for nom in ("w:vanish", "w:webHidden"))
            or _trop_petit(proprietes, [li for s in (p, *self.styles(p)) if (li := s.find(qn("w:pPr"))) is not None])
            or any(_est_cachant(a) or self._hors_page(a) for a in ancetres(p))
            or self._sans_contraste(p, proprietes)
        )

    def _sans_contraste(self, p: Noeud, proprietes: list[Noeud]) -> bool:
        remplissage = premier(proprietes, "w14:textFill")
        if remplissage is not None and remplissage.find(qn("w14:noFill")) is not None:
            return premier(proprietes, "w14:textOutline") is None
        couleur = premier(proprietes, "w:color")
        encre = self._couleur(couleur, "val", "theme") if couleur is not None else None
        # automatic ink is black or white, whichever is seen
        return encre is not None and all(fond is not None and se_confond(encre, fond) for fond in self._fonds(p, proprietes))

    def _couleur(self, element: Noeud, nom: str, theme: str) -> Rgb | None:
        """Colour that an element names, its theme first; None for automatic."""
        cle = element.get(qn(f"w:{theme}Color" if theme == "theme" else f"w:{theme}"), "")
        base = self._theme.get(_THEME.get(cle, cle))
        if base is None:
            return _hexa(element.get(qn(f"w:{nom}"), ""))
        for suffixe, vers in (("Tint", BLANC), ("Shade", NOIR)):
            force = element.get(qn(f"w:{theme}{suffixe}"), "")
            if len(force) == 2 and _hexa(3 * force):
                base = _meler(base, vers, int(force, 16) / 255)
        return base

    def _ombre(self, parent: Noeud | None) -> Rgb | None:
        """Colour of the shading that a property list asks for."""
        ombre = parent.find(qn("w:shd")) if parent is not None else None
        if ombre is None or (motif := ombre.get(qn("w:val"), "")) == "nil":
            return None
        fond, trait = self._couleur(ombre, "fill", "themeFill"), self._couleur(ombre, "color", "theme")
        if motif == "solid":
            return trait or NOIR
        part = _nombre(motif.removeprefix("pct")) if motif.startswith("pct") else None
        return _meler(trait or NOIR, fond or BLANC, min(100.0, part) / 100) if part is not None else fond

    def _fonds(self, p: Noeud, proprietes: list[Noeud]) -> list[Rgb | None]:
        """Grounds that a run may stand on; None among them for one that the file does not tell."""
        marqueur = premier(proprietes, "w:highlight")
        surligne = _SURLIGNES.get(marqueur.get(qn("w:val"), "")) if marqueur is not None else None
        paragraphes = (self._ombre(s.find(qn("w:pPr"))) for s in (p, *self.styles(p)))
        sien = surligne or next((o for o in (*map(self._ombre, proprietes), *paragraphes) if o), None)
        if sien:
            return [sien]
        possibles: list[Rgb | None] = []
        for parent in ancetres(p):
            if parent.tag in (qn("w:tc"), qn("w:tbl")):
                reglages = parent.find(qn("w:tcPr" if parent.tag == qn("w:tc") else "w:tblPr"))
                if fond := self._ombre(reglages):
                    return [*possibles, fond]
                for style in self._chaine(attribut(reglages, "w:tblStyle")):
                    possibles += [o for o in (self._ombre(n) for n in style.iter(qn("w:tcPr"), qn("w:tblPr"), qn("w:pPr"))) if o]
            elif parent.tag == _WPS + "wsp":
                if forme := self._remplissage(parent):
                    return [*possibles, *forme]
            elif parent.tag == qn("w:pict"):
                return [*possibles, None]
        return [*possibles, None if self._decor else self._page]

    def _remplissage(self, forme: Noeud) -> list[Rgb | None]:
        """Colour of a shape, None for one that the file does not tell plainly; nothing for a shape that lets its ground through."""
        reglages = forme.find(_WPS + "spPr")
        plein = reglages.find(qn("a:solidFill")) if reglages is not None else None
        if plein is not None:
            simple = next((c for c in plein.iter(qn("a:srgbClr"), qn("a:schemeClr"))), None)
            if simple is None or any(True for _ in simple):
                return [None]
            nom = simple.get("val", "")
            return [_hexa(nom) or self._theme.get(_THEME.get(nom, nom))]
        autre = reglages is not None and any(n.tag in (qn("a:gradFill"), qn("a:blipFill"), qn("a:pattFill")) for n in reglages)
        sans = reglages is not None and reglages.find(qn("a:noFill")) is not None
        return [None] if autre or (forme.find(_WPS + "style") is not None and not sans) else []

    def _est_decor(self, ancre: Noeud) -> bool:
        """Whether a drawing may be the ground of text that it does not hold: a large coloured shape, a picture behind the text."""
        if ancre.tag != qn("wp:anchor"):
            return bool(ancre.get("fillcolor", "")) and not any(a.tag.endswith("}Fallback") for a in ancetres(ancre))
        etendue = ancre.find(qn("wp:extent"))
        cotes = [_nombre(etendue.get(c, "")) or 0 for c in ("cx", "cy")] if etendue is not None else [0, 0]
        if cotes[0] * cotes[1] < DECOR_MIN:
            return False
        if ancre.get("behindDoc", "") in ("1", "true") and next(ancre.iter(qn("pic:pic")), None) is not None:
            return True
        return any(self._remplissage(f) not in ([], [BLANC]) for f in ancre.iter(_WPS + "wsp"))

    def _hors_page(self, ancre: Noeud) -> bool:
        """Whether a drawing ends before the page begins or is said not to be shown."""
        if ancre.tag != qn("wp:anchor"):
            return False
        nom, etendue = ancre.find(qn("wp:docPr")), ancre.find(qn("wp:extent"))
        if nom is not None and nom.get("hidden", "") in ("1", "true"):
            return True
        for axe, cote in (("wp:positionH", "cx"), ("wp:positionV", "cy")):
            place = ancre.find(qn(axe))
            ecart = place.find(qn("wp:posOffset")) if place is not None else None
            position = _nombre(ecart.text) if ecart is not None else None
            if place is None or position is None or etendue is None:
                continue
            marge = 0 if place.get("relativeFrom", "") == "page" else EMU_PAR_POUCE
            if position + (_nombre(etendue.get(cote, "")) or 0) + marge <= 0:
                return True
        return False


_VML = tuple("{urn:schemas-microsoft-com:vml}" + nom for nom in ("rect", "shape", "roundrect", "oval"))


def _couleurs(theme: Noeud) -> dict[str, Rgb]:
    """Colours of a theme by their names."""
    palette = next(theme.iter(qn("a:clrScheme")), None)
    lues = {}
    for entree in palette if palette is not None else ():
        for valeur in entree:
            if couleur := _hexa(valeur.get("lastClr", "") or valeur.get("val", "")):
                lues[entree.tag.rpartition("}")[2]] = couleur
    return lues


def premier(proprietes: list[Noeud], nom: str) -> Noeud | None:
    """The property of that name that holds."""
    return next((e for lue in proprietes if (e := lue.find(qn(nom))) is not None), None)


def actif(proprietes: list[Noeud], nom: str) -> bool:
    """Whether a property that is on or off is on."""
    element = premier(proprietes, nom)
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "none", "off")


def _mesure(proprietes: list[Noeud], nom: str, defaut: float) -> float:
    element = premier(proprietes, nom)
    lue = _nombre(element.get(qn("w:val"), "")) if element is not None else None
    return defaut if lue is None else lue


def taille(proprietes: list[Noeud]) -> float:
    """Size of the type in points."""
    return _mesure(proprietes, "w:sz", 2 * TAILLE) / 2


def _trop_petit(proprietes: list[Noeud], paragraphes: list[Noeud]) -> bool:
    """Type too small, too narrow, too tight, or too far from its line to be read."""
    corps = taille(proprietes)
    interligne = premier(paragraphes, "w:spacing")
    exact = interligne is not None and interligne.get(qn("w:lineRule"), "") == "exact"
    hauteur = _nombre(interligne.get(qn("w:line"), "")) if interligne is not None and exact else None
    return (
        corps < TAILLE_LISIBLE
        or _mesure(proprietes, "w:w", 100) < CHASSE_MIN
        or -_mesure(proprietes, "w:spacing", 0) / 20 > SERRE_MAX * corps
        or abs(_mesure(proprietes, "w:position", 0)) / 2 > DECALE_MAX * corps
        or (hauteur is not None and hauteur / 20 < INTERLIGNE_MIN * corps)
    )


def _est_cachant(parent: Noeud) -> bool:
    """Whether a row of a table is hidden or has no height."""
    reglages = parent.find(qn("w:trPr")) if parent.tag == qn("w:tr") else None
    if reglages is None:
        return False
    if actif([reglages], "w:hidden"):
        return True
    hauteur = reglages.find(qn("w:trHeight"))
    return hauteur is not None and hauteur.get(qn("w:hRule"), "") == "exact" and (_nombre(hauteur.get(qn("w:val"), "")) or 0) < RANGEE_MIN

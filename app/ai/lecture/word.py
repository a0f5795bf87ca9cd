"""DOCX to the same layout as a PDF: its paragraphs and tables are set on one long page, then read by the same column code."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from app.ai.lecture.assemblage import PageBrute, assembler
from app.ai.lecture.caracteres import MotBrut, Style
from app.ai.lecture.colonnes import Titre, decouper
from app.ai.lecture.liens import permis
from app.ai.lecture.mise_en_page import Lien, MiseEnPage
from app.ai.lecture.qualite import avertir
from app.ai.lecture.reparations import reparer
from app.core.errors import Code, LectureImpossible

ENTREES_MAX = 2_000
DEPLIE_MAX = 60 * 1024 * 1024
PARAGRAPHES_MAX = 5_000
PROFONDEUR_MAX = 6
LARGEUR, MARGE, CHASSE = 595.0, 50.0, 0.48
TAILLE = 11.0
TAILLE_CACHEE = 2.0
_BLANCS = ("FFFFFF", "FEFEFE", "FDFDFD")


class Noeud(Protocol):
    """What is asked of an XML element."""

    tag: str
    text: str | None

    def find(self, chemin: str) -> "Noeud | None":
        """First descendant at `chemin`."""

    def iter(self, tag: str) -> "Iterator[Noeud]":
        """Descendants, itself included."""

    def get(self, nom: str, defaut: str = "") -> str:
        """An attribute."""

    def getparent(self) -> "Noeud | None":
        """Parent, None for the root."""

    def __iter__(self) -> "Iterator[Noeud]": ...


@dataclass
class _Course:
    """A run: text with tabs and line ends, and its type."""

    texte: str
    taille: float
    gras: bool
    italique: bool
    cachee: bool


def _ouvrir(contenu: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            infos = archive.infolist()
            if "word/document.xml" not in {i.filename for i in infos}:
                raise LectureImpossible(Code.FORMAT_NON_SUPPORTE)
            if len(infos) > ENTREES_MAX or sum(i.file_size for i in infos) > DEPLIE_MAX:
                raise LectureImpossible(Code.LECTURE_MEMOIRE)
            if any(i.flag_bits & 1 for i in infos):
                raise LectureImpossible(Code.PDF_CHIFFRE)
        return docx.Document(io.BytesIO(contenu))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        SyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        EOFError,
        NotImplementedError,
    ) as erreur:
        raise LectureImpossible(Code.PDF_CORROMPU) from erreur


class _Styles:
    """Size, weight and slant of named styles, their parents included."""

    def __init__(self, document: Document) -> None:
        self.par_id = {s.style_id: s for s in document.styles if getattr(s, "font", None) is not None}
        normal = self.par_id.get("Normal")
        self.defaut = normal.font.size.pt if normal is not None and normal.font.size else TAILLE

    def taille(self, identifiant: str | None) -> float | None:
        """Font size of a style in points, or None."""
        lue = self.valeur(identifiant, "size")
        return float(lue) / 12_700 if isinstance(lue, int) else None

    def valeur(self, identifiant: str | None, champ: str) -> object:
        """The first value of `champ` up the chain of styles, or None."""
        style = self.par_id.get(identifiant or "")
        for _ in range(10):
            if style is None:
                return None
            lu = getattr(style.font, champ)
            if lu is not None:
                return lu
            style = style.base_style
        return None


def _attribut(parent: Noeud | None, nom: str) -> str | None:
    enfant = parent.find(qn(nom)) if parent is not None else None
    return None if enfant is None else enfant.get(qn("w:val"), "1")


def _actif(valeur: str | None) -> bool | None:
    return None if valeur is None else valeur not in ("0", "false", "none", "off")


class _Compositeur:
    """Sets paragraphs as words with places."""

    def __init__(self, styles: _Styles, relations: dict[str, str]) -> None:
        self.styles = styles
        self.relations = relations
        self.mots: list[MotBrut] = []
        self.caches: list[str] = []
        self.liens: list[tuple[str, int, int]] = []
        self.paragraphes = 0

    def courses(self, p: Noeud) -> Iterator[_Course]:
        """Runs of a paragraph, links and insertions included, deletions left out."""
        style_p = _attribut(p.find(qn("w:pPr")), "w:pStyle")
        for r in p.iter(qn("w:r")):
            if any(a.tag in (qn("w:del"), qn("w:txbxContent")) and a is not p for a in _ancetres(r, p)):
                continue
            proprietes = r.find(qn("w:rPr"))
            style_r = _attribut(proprietes, "w:rStyle")

            def choisir(nom: str, champ: str, proprietes: Noeud | None = proprietes, style_r: str | None = style_r) -> object:
                direct = _actif(_attribut(proprietes, nom))
                return direct if direct is not None else next((v for s in (style_r, style_p) if (v := self.styles.valeur(s, champ)) is not None), False)

            demi = _attribut(proprietes, "w:sz")
            nommee = next((v for s in (style_r, style_p) if (v := self.styles.taille(s)) is not None), None)
            taille = float(demi) / 2 if demi and demi.replace(".", "").isdigit() else nommee if nommee else self.styles.defaut
            couleur = (_attribut(proprietes, "w:color") or "").upper()
            cachee = bool(_actif(_attribut(proprietes, "w:vanish"))) or (couleur in _BLANCS and not _ombre(r, p)) or taille < TAILLE_CACHEE
            yield _Course(_texte(r), taille, bool(choisir("w:b", "bold")), bool(choisir("w:i", "italic")), cachee)

    def paragraphe(self, p: Noeud, gauche: float, droite: float, haut: float) -> float:
        """Set one paragraph between two edges; the height where the next starts."""
        self.paragraphes += 1
        if self.paragraphes > PARAGRAPHES_MAX:
            return haut
        proprietes = p.find(qn("w:pPr"))
        courses = list(self.courses(p))
        visibles = [c for c in courses if not c.cachee]
        self.caches += [c.texte for c in courses if c.cachee and c.texte.strip()]
        taille = max((c.taille for c in visibles if c.texte.strip()), default=self.styles.defaut)
        puce = (proprietes is not None and proprietes.find(qn("w:numPr")) is not None) or "list" in (_attribut(proprietes, "w:pStyle") or "").lower()
        x, base = gauche, haut + taille
        if puce and any(c.texte.strip() for c in visibles):
            self._mot("•", gauche + 8, base, _Course("•", taille, False, False, False))
            gauche = x = gauche + 18
        colle = False
        for course in visibles:
            for morceau in _jetons(course.texte):
                if morceau == "\n":
                    x, base = gauche, base + 1.2 * taille
                elif morceau == "\t":
                    x = max(x + 2.5 * taille, gauche + (droite - gauche) * 0.5 if x < gauche + (droite - gauche) * 0.4 else x + 2.5 * taille)
                elif morceau.isspace():
                    x += 0.28 * course.taille
                else:
                    large = CHASSE * course.taille * len(morceau)
                    if x + large > droite and x > gauche and not colle:
                        x, base = gauche, base + 1.2 * taille
                    self._mot(morceau, x, base, course, colle)
                    x += large
                colle = not morceau.isspace()
        for lien in p.iter(qn("w:hyperlink")):
            uri = self.relations.get(lien.get(qn("r:id")) or "", "")
            if permis(uri):
                self.liens.append((uri, 0, 0))
        for boite in _boites(p):
            for interieur in boite.iter(qn("w:p")):
                base = self.paragraphe(interieur, gauche, droite, base + 0.3 * taille)
        return base + (0.35 if puce else 0.6) * taille

    def _mot(self, texte: str, x: float, base: float, course: _Course, colle: bool = False) -> None:
        propre = reparer(texte).strip()
        if propre:
            large = CHASSE * course.taille * len(propre)
            style = Style(course.taille, course.gras, course.italique, True, False, None)
            self.mots.append(MotBrut(propre, x, x + large, base, style, (x, base - course.taille, x + large, base), colle))

    def bloc(self, parent: Noeud, gauche: float, droite: float, haut: float, profondeur: int = 0) -> float:
        """Set paragraphs and tables in order; the height where the next starts."""
        for enfant in parent:
            if enfant.tag == qn("w:p"):
                haut = self.paragraphe(enfant, gauche, droite, haut)
            elif enfant.tag == qn("w:tbl") and profondeur < PROFONDEUR_MAX:
                haut = self._table(enfant, gauche, droite, haut, profondeur)
            elif enfant.tag in (qn("w:sdt"), qn("w:sdtContent")):
                haut = self.bloc(enfant, gauche, droite, haut, profondeur)
        return haut

    def _table(self, table: Noeud, gauche: float, droite: float, haut: float, profondeur: int) -> float:
        for rangee in table.iter(qn("w:tr")):
            if rangee.getparent() is not table:
                continue
            cellules = [c for c in rangee if c.tag == qn("w:tc")]
            largeurs = [_largeur(c) for c in cellules]
            total = sum(largeurs)
            parts = [w / total for w in largeurs] if total and all(largeurs) else [1 / len(cellules)] * len(cellules) if cellules else []
            bas, x = haut, gauche
            for cellule, part in zip(cellules, parts, strict=True):
                large = part * (droite - gauche)
                bas = max(bas, self.bloc(cellule, x + 3, x + large - 12, haut, profondeur + 1))
                x += large
            haut = bas
        return haut + 4


def _largeur(cellule: Noeud) -> float:
    """Width of a cell in twentieths of a point, 0 when the file gives none."""
    largeur = cellule.find(qn("w:tcPr") + "/" + qn("w:tcW"))
    valeur = largeur.get(qn("w:w")) if largeur is not None else ""
    return float(valeur) if valeur.isdigit() else 0.0


def _ancetres(element: Noeud, limite: Noeud | None) -> Iterator[Noeud]:
    parent = element.getparent()
    while parent is not None and parent is not limite:
        yield parent
        parent = parent.getparent()


def _boites(p: Noeud) -> list[Noeud]:
    """Text boxes drawn from a paragraph, each once (files hold a copy for old readers)."""
    return [b for b in p.iter(qn("w:txbxContent")) if not any(a.tag.endswith("}Fallback") or a.tag == qn("w:txbxContent") for a in _ancetres(b, p))]


def _ombre(r: Noeud, p: Noeud) -> bool:
    """Whether a run stands on a coloured ground (shading of the run, paragraph or cell)."""
    return any(e.find(".//" + qn("w:shd")) is not None for e in (r, p) if e is not None) or any(
        a.tag == qn("w:tc") and a.find(qn("w:tcPr") + "/" + qn("w:shd")) is not None for a in _ancetres(p, None)
    )


def _texte(r: Noeud) -> str:
    sortie = []
    for enfant in r:
        if enfant.tag == qn("w:t"):
            sortie.append(enfant.text or "")
        elif enfant.tag in (qn("w:tab"), qn("w:ptab")):
            sortie.append("\t")
        elif enfant.tag in (qn("w:br"), qn("w:cr")):
            sortie.append("\n")
        elif enfant.tag == qn("w:noBreakHyphen"):
            sortie.append("-")
    return "".join(sortie)


def _jetons(texte: str) -> Iterator[str]:
    courant = ""
    for car in texte:
        if car.isspace():
            if courant:
                yield courant
            courant = ""
            yield car if car in "\t\n" else " "
        else:
            courant += car
    if courant:
        yield courant


def lire_docx(contenu: bytes, est_titre: Titre) -> MiseEnPage:
    """Layout of a DOCX, on one page as long as needed. Raises LectureImpossible."""
    document = _ouvrir(contenu)
    relations = {cle: rel.target_ref for cle, rel in document.part.rels.items() if rel.is_external}
    compositeur = _Compositeur(_Styles(document), relations)
    haut = MARGE
    for section in list(document.sections)[:1]:
        haut = compositeur.bloc(section.header._element, MARGE, LARGEUR - MARGE, haut)
    haut = compositeur.bloc(document.element.body, MARGE, LARGEUR - MARGE, haut)
    blocs, gouttiere = decouper(compositeur.mots, est_titre)
    texte, lignes, pages = assembler([PageBrute(1, LARGEUR, max(842.0, haut + 10 * MARGE), blocs)])
    if not any(c.isalnum() for c in texte):
        raise LectureImpossible(Code.PDF_SANS_TEXTE)
    avertissements = (avertir("texte_cache", 1),) if compositeur.caches else ()
    liens = tuple(Lien(uri, 1) for uri, _, _ in dict.fromkeys(compositeur.liens))
    caches = " ".join(compositeur.caches)
    return MiseEnPage(texte, lignes, pages, liens, 2 if gouttiere else 1, len(caches.split()), (caches[:2_000],) if caches else (), avertissements)

"""DOCX to the same layout as a PDF: its paragraphs and tables are set on one long page, then read by the same column code."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.story import StoryPart

from app.ai.lecture.assemblage import PageBrute, assembler
from app.ai.lecture.caracteres import MotBrut, Style
from app.ai.lecture.colonnes import Bloc, Titre, decouper
from app.ai.lecture.liens import permis
from app.ai.lecture.mise_en_page import Lien, MiseEnPage
from app.ai.lecture.qualite import avertir
from app.ai.lecture.reparations import reparer
from app.ai.lecture.word_visible import TAILLE, Noeud, Regard, actif, ancetres, attribut, taille
from app.core.errors import Code, LectureImpossible

ENTREES_MAX = 2_000
DEPLIE_MAX = 60 * 1024 * 1024
PARAGRAPHES_MAX = 5_000
PROFONDEUR_MAX = 6
LARGEUR, MARGE, CHASSE = 595.0, 50.0, 0.48
for _sorte in ("document.macroEnabled", "template.macroEnabledTemplate"):
    PartFactory.part_type_for[f"application/vnd.ms-word.{_sorte}.main+xml"] = DocumentPart
_EFFACES = (qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"))


@dataclass
class _Course:
    """A run: text with tabs and line ends, and its type."""

    texte: str
    taille: float
    gras: bool
    italique: bool
    cachee: bool


def _ouvrir(contenu: bytes) -> tuple[Document, Regard, bool]:
    """The document, an eye on it, and whether it carries macros, which nothing here runs. Raises LectureImpossible."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            infos = archive.infolist()
            noms = {i.filename for i in infos}
            if "word/document.xml" not in noms:
                raise LectureImpossible(Code.FORMAT_NON_SUPPORTE)
            if len(infos) > ENTREES_MAX or sum(i.file_size for i in infos) > DEPLIE_MAX:
                raise LectureImpossible(Code.LECTURE_MEMOIRE)
            if any(i.flag_bits & 1 for i in infos):
                raise LectureImpossible(Code.PDF_CHIFFRE)
        partie = Package.open(io.BytesIO(contenu)).main_document_part
        if not isinstance(partie, DocumentPart):
            raise LectureImpossible(Code.FORMAT_NON_SUPPORTE)
        document = partie.document
        return document, Regard(document, [p.element for marges in _marges(document) for p in marges]), "word/vbaProject.bin" in noms
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


class _Compositeur:
    """Sets paragraphs as words with places."""

    def __init__(self, regard: Regard) -> None:
        self.regard = regard
        self.relations: dict[str, str] = {}
        self.mots: list[MotBrut] = []
        self.caches: list[str] = []
        self.liens: list[str] = []
        self.paragraphes = 0

    def partie(self, partie: StoryPart, racine: Noeud, haut: float) -> float:
        """Set a part of the file; the height where the next starts."""
        self.relations = {cle: lien.target_ref for cle, lien in partie.rels.items() if lien.is_external}
        return self.bloc(racine, MARGE, LARGEUR - MARGE, haut)

    def courses(self, p: Noeud) -> Iterator[_Course]:
        """Runs of a paragraph, links and insertions included, what is deleted or moved away left out."""
        for r in p.iter(qn("w:r")):
            if any(a.tag in _EFFACES for a in ancetres(r, p)):
                continue
            lues = self.regard.proprietes(r, p)
            yield _Course(_texte(r), taille(lues), actif(lues, "w:b"), actif(lues, "w:i"), not self.regard.est_vu(p, lues))

    def paragraphe(self, p: Noeud, gauche: float, droite: float, haut: float) -> float:
        """Set one paragraph between two edges; the height where the next starts."""
        self.paragraphes += 1
        if self.paragraphes > PARAGRAPHES_MAX:
            return haut
        proprietes = p.find(qn("w:pPr"))
        courses = list(self.courses(p))
        visibles = [c for c in courses if not c.cachee]
        self.caches += [c.texte for c in courses if c.cachee and c.texte.strip()]
        corps = max((c.taille for c in visibles if c.texte.strip()), default=TAILLE)
        puce = (proprietes is not None and proprietes.find(qn("w:numPr")) is not None) or "list" in (attribut(proprietes, "w:pStyle") or "").lower()
        x, base = gauche, haut + corps
        if puce and any(c.texte.strip() for c in visibles):
            self._mot("•", gauche + 8, base, _Course("•", corps, False, False, False))
            gauche = x = gauche + 18
        colle = False
        for course in visibles:
            for morceau in _jetons(course.texte):
                if morceau == "\n":
                    x, base = gauche, base + 1.2 * corps
                elif morceau == "\t":
                    x = max(x + 2.5 * corps, gauche + (droite - gauche) * 0.5 if x < gauche + (droite - gauche) * 0.4 else x + 2.5 * corps)
                elif morceau.isspace():
                    x += 0.28 * course.taille
                else:
                    large = CHASSE * course.taille * len(morceau)
                    if x + large > droite and x > gauche and not colle:
                        x, base = gauche, base + 1.2 * corps
                    self._mot(morceau, x, base, course, colle)
                    x += large
                colle = not morceau.isspace()
        for lien in p.iter(qn("w:hyperlink")):
            uri = self.relations.get(lien.get(qn("r:id"), "") or "", "")
            if permis(uri):
                self.liens.append(uri)
        for boite in _boites(p):
            for interieur in boite.iter(qn("w:p")):
                base = self.paragraphe(interieur, gauche, droite, base + 0.3 * corps)
        return base + (0.35 if puce else 0.6) * corps

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
    valeur = largeur.get(qn("w:w"), "") if largeur is not None else ""
    return float(valeur) if valeur.isdigit() else 0.0


def _boites(p: Noeud) -> list[Noeud]:
    """Text boxes drawn from a paragraph, each once (files hold a copy for old readers)."""
    return [b for b in p.iter(qn("w:txbxContent")) if not any(a.tag.endswith("}Fallback") or a.tag == qn("w:txbxContent") for a in ancetres(b, p))]


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


def _marges(document: Document) -> tuple[list[StoryPart], list[StoryPart]]:
    """Header and footer that the first page shows."""
    section = next(iter(document.sections), None)
    if section is None:
        return [], []
    entete, pied = section.header, section.footer
    if section.different_first_page_header_footer:
        entete, pied = section.first_page_header, section.first_page_footer
    return [entete.part] if not entete.is_linked_to_previous else [], [pied.part] if not pied.is_linked_to_previous else []


def lire_docx(contenu: bytes, est_titre: Titre) -> MiseEnPage:
    """Layout of a DOCX, on one page as long as needed. Raises LectureImpossible."""
    document, regard, macros = _ouvrir(contenu)
    entetes, pieds = _marges(document)
    compositeur = _Compositeur(regard)
    haut = MARGE
    for partie in entetes:
        haut = compositeur.partie(partie, partie.element, haut)
    haut = compositeur.partie(document.part, document.element.body, haut)
    hauteur = max(842.0, haut + 10 * MARGE)
    blocs, gouttiere = decouper(compositeur.mots, est_titre)
    corps = len(compositeur.mots)
    for partie in pieds:
        compositeur.partie(partie, partie.element, 0.94 * hauteur)
    # a footer goes on with no section
    apres = 1 + max((b.flux for b in blocs), default=0)
    blocs += [Bloc(apres + b.flux, b.rangees) for b in decouper(compositeur.mots[corps:], est_titre)[0]]
    texte, lignes, pages = assembler([PageBrute(1, LARGEUR, hauteur, blocs)])
    if not any(c.isalnum() for c in texte):
        raise LectureImpossible(Code.PDF_SANS_TEXTE)
    caches = " ".join(compositeur.caches)
    avertissements = [avertir("texte_cache", 1, caches)] if caches else []
    if macros:
        avertissements.append(avertir("contenu_actif"))
    liens = tuple(Lien(uri, 1) for uri in dict.fromkeys(compositeur.liens))
    return MiseEnPage(texte, lignes, pages, liens, 2 if gouttiere else 1, len(caches.split()), (caches[:2_000],) if caches else (), tuple(avertissements))

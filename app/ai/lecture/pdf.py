"""PDF bytes to layout, inside the contained child: pypdf's checks first, then PDFium's boxes, else pypdf's plain text."""

import io
import re
from dataclasses import replace

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as brut
from pypdf.errors import FileNotDecryptedError, PyPdfError

from app.ai.lecture import empreinte, visibilite
from app.ai.lecture.assemblage import PageBrute, assembler
from app.ai.lecture.caracteres import MotBrut, Repere, Style, mots
from app.ai.lecture.colonnes import Bloc, Titre, decouper
from app.ai.lecture.liens import LienPlace, liens_de_page, poser
from app.ai.lecture.mise_en_page import MiseEnPage
from app.ai.lecture.qualite import EXTRAIT_MAX, avertir
from app.ai.lecture.rangees import Cellule, Rangee
from app.ai.lecture.reparations import reparer
from app.core.errors import Code, LectureImpossible
from app.schemas.profil import Avertissement

PAGES_MAX = 15
SUBSTITUT_COURT = 2  # a ligature or a hyphen
COTE_MAX = 14_400
AIRE_MAX = 20_000_000
SIGNATURE_AVANT = 1_024
SECOND_AVIS_MAX = 2_000_000
# what PyPDF raises on damaged files besides its own errors (seen on the hostile corpus and by fuzzing)
ERREURS_PYPDF = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
    OSError,
)


def ouvrir(contenu: bytes) -> pdfium.PdfDocument:
    """Open with PDFium after the checks that need no page. Raises LectureImpossible."""
    if b"%PDF-" not in contenu[:SIGNATURE_AVANT]:
        raise LectureImpossible(Code.FORMAT_NON_SUPPORTE)
    try:
        document = pdfium.PdfDocument(contenu)
    except pdfium.PdfiumError as erreur:
        # PDFium knows the error by number only through its message
        code = Code.PDF_CHIFFRE if "password" in str(erreur).lower() else _sans_pdfium(contenu)
        raise LectureImpossible(code) from erreur
    if len(document) == 0:
        raise LectureImpossible(Code.PDF_SANS_PAGE)
    if len(document) > PAGES_MAX:
        raise LectureImpossible(Code.PDF_TROP_LONG)
    return document


def _sans_pdfium(contenu: bytes) -> Code:
    """Why PDFium could not open the file, as far as pypdf knows. A large file is not parsed twice: bombs are large."""
    if len(contenu) > SECOND_AVIS_MAX:
        return Code.PDF_CORROMPU
    try:
        lecteur = pypdf.PdfReader(io.BytesIO(contenu))
        if lecteur.is_encrypted and not lecteur.decrypt(""):
            return Code.PDF_CHIFFRE
        racine = lecteur.root_object["/Pages"].get_object()
        return Code.PDF_SANS_PAGE if isinstance(racine, pypdf.generic.DictionaryObject) and not racine.get("/Kids") else Code.PDF_CORROMPU
    except FileNotDecryptedError:
        return Code.PDF_CHIFFRE
    except ERREURS_PYPDF:
        return Code.PDF_CORROMPU


_ACTIF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")


def contenu_actif(contenu: bytes) -> bool:
    """Whether the file carries scripts, programs to start or attached files. Nothing of it is ever run."""
    if _ACTIF.search(contenu):
        return True
    if b"/ObjStm" not in contenu:
        return False
    try:
        racine = pypdf.PdfReader(io.BytesIO(contenu)).root_object
        noms = racine.get("/Names", pypdf.generic.DictionaryObject()).get_object()
        ouverture = racine.get("/OpenAction", pypdf.generic.NullObject()).get_object()
        action = ouverture.get("/S") if isinstance(ouverture, pypdf.generic.DictionaryObject) else None
        return action in ("/JavaScript", "/Launch") or any(cle in noms for cle in ("/JavaScript", "/EmbeddedFiles"))
    except ERREURS_PYPDF:
        return False


def verifier_page(page: pdfium.PdfPage) -> None:
    """Refuse a page too large to render. Raises LectureImpossible."""
    largeur, hauteur = page.get_size()
    if not (0 < largeur <= COTE_MAX and 0 < hauteur <= COTE_MAX and largeur * hauteur <= AIRE_MAX):
        raise LectureImpossible(Code.PAGE_TROP_GRANDE)


def _tournes(lus: list[MotBrut]) -> Bloc | None:
    """Words that are not shown from left to right, one row each, after everything else."""
    return Bloc(-1, [Rangee([Cellule([m])], m.base) for m in lus]) if lus else None


class Lecture:
    """One document on its way to a layout."""

    def __init__(self, contenu: bytes, est_titre: Titre, neutre: bool = False) -> None:
        self.document = ouvrir(contenu)
        self.contenu = contenu
        self.neutre = neutre
        self.est_titre = est_titre
        self.avertissements: list[Avertissement] = []
        self.liens: list[LienPlace] = []
        self.caches: list[MotBrut] = []
        self.substituts: list[str] = []
        self.gouttiere: float | None = None
        self.nb_colonnes = 1
        self.nb_mots = 0

    def page(self, rang: int) -> PageBrute:
        """Read one page. Raises LectureImpossible on an abnormal size, PdfiumError on a broken one."""
        page = self.document[rang]
        verifier_page(page)
        repere = Repere(page)
        textpage = page.get_textpage()
        tous = mots(textpage, repere)
        textpage.close()
        substitues = [m for m in tous if len(m.style.substitut) > SUBSTITUT_COURT]
        self.substituts += dict.fromkeys(m.style.substitut for m in substitues)
        # what still stands for something else after a second reading is not what the eye sees
        vus, caches = visibilite.trier([m for m in tous if m not in substitues] if self.neutre and substitues else tous, page)
        caches += substitues if self.neutre else []
        self.nb_mots += len(tous)
        self.caches.extend(caches)
        if caches:
            self.avertissements.append(avertir("texte_cache", rang + 1, " ".join(m.texte for m in caches[:EXTRAIT_MAX])))
        self.liens.extend(liens_de_page(self.document, page, rang + 1, repere))
        droits = [m for m in vus if m.style.horizontal]
        blocs = self._colonnes(droits)
        tournes = _tournes([m for m in vus if not m.style.horizontal])
        page.close()
        return PageBrute(rang + 1, repere.largeur, repere.hauteur, [*blocs, tournes] if tournes else blocs)

    def _colonnes(self, droits: list[MotBrut]) -> list[Bloc]:
        """Blocks of a page. One that goes on with a single column of the page before keeps the number of that column."""
        blocs, gouttiere = decouper(droits, self.est_titre, self.gouttiere)
        if gouttiere is None and self.gouttiere is not None and droits:
            a_droite, a_gauche = min(m.x0 for m in droits) > self.gouttiere - 2, max(m.x1 for m in droits) < self.gouttiere
            for bloc in blocs:
                bloc.flux = self.nb_colonnes if a_droite else 1 if a_gauche else bloc.flux
            gouttiere = self.gouttiere if a_droite or a_gauche else None
        self.gouttiere = gouttiere
        self.nb_colonnes = max(self.nb_colonnes, *(b.flux for b in blocs), 1)
        return blocs

    def _sans_substituts(self) -> MiseEnPage:
        """Read again what is drawn rather than what the file gives in its place; report what differs."""
        relue = Lecture(sans_actualtext(self.contenu), self.est_titre, neutre=True)
        vue = relue.mise_en_page()
        visible = _norme(vue.texte)
        faux = [t for t in dict.fromkeys(self.substituts) if _norme(t) not in visible]
        if not faux:
            return vue
        mots_faux = sum(len(t.split()) for t in faux)
        avertissements = vue.avertissements if vue.mots_caches else (*vue.avertissements, avertir("texte_cache", extrait=" ".join(faux)))
        return replace(
            vue,
            mots_caches=vue.mots_caches + mots_faux,
            citations_cachees=(*vue.citations_cachees, " ".join(faux)[:LONGUEUR_CACHEE]),
            avertissements=avertissements,
        )

    def mise_en_page(self) -> MiseEnPage:
        """Read the whole. Raises LectureImpossible."""
        pages = [self.page(rang) for rang in range(len(self.document))]
        if self.substituts and not self.neutre:
            return self._sans_substituts()
        texte, lignes, lues = assembler(pages)
        if not any(c.isalnum() for c in texte) and not self.caches:
            raise LectureImpossible(Code.PDF_SANS_TEXTE)
        if contenu_actif(self.contenu):
            self.avertissements.append(avertir("contenu_actif"))
        if _illisible(texte):
            self.avertissements.append(avertir("police_illisible"))
        return MiseEnPage(
            texte, lignes, lues, poser(self.liens, lignes), self.nb_colonnes, len(self.caches),
            _phrases(self.caches), tuple(self.avertissements),
        )  # fmt: skip


def _norme(texte: str) -> str:
    return "".join(c for c in texte.casefold() if c.isalnum())


def sans_actualtext(contenu: bytes) -> bytes:
    """The file with every `/ActualText` of its pages and forms made void. Raises LectureImpossible."""
    try:
        ecrivain = pypdf.PdfWriter(clone_from=io.BytesIO(contenu))
        for objet in list(ecrivain._objects):
            if isinstance(objet, pypdf.generic.StreamObject) and objet.get("/Subtype") in (None, "/Form"):
                donnees = objet.get_data()
                if b"/ActualText" in donnees:
                    objet.set_data(donnees.replace(b"/ActualText", b"/ActualVide"))
            elif isinstance(objet, pypdf.generic.DictionaryObject) and "/ActualText" in objet:
                del objet["/ActualText"]
        sortie = io.BytesIO()
        ecrivain.write(sortie)
        return sortie.getvalue()
    except ERREURS_PYPDF as erreur:
        raise LectureImpossible(Code.PDF_CORROMPU) from erreur


def _illisible(texte: str) -> bool:
    """More than one character in twenty is a replacement one."""
    return texte.count("\ufffd") * 20 > max(1, len(texte))


def _phrases(caches: list[MotBrut]) -> tuple[str, ...]:
    """Hidden words as runs of text, for the report of suspicious instructions only."""
    return (" ".join(m.texte for m in caches)[:LONGUEUR_CACHEE],) if caches else ()


LONGUEUR_CACHEE = 2_000


def texte_simple(contenu: bytes) -> MiseEnPage:
    """pypdf's plain text as a layout of one column: what is left when PDFium fails on a page. Raises LectureImpossible."""
    style = Style(10.0, False, False, True, False, None)
    pages = []
    try:
        lecteur = pypdf.PdfReader(io.BytesIO(contenu))
        for numero, page in enumerate(lecteur.pages[:PAGES_MAX], 1):
            rangs = []
            for rang, brute in enumerate(page.extract_text().splitlines()):
                lus = [MotBrut(m, 0, 0, 12.0 * rang, style, (0, 0, 0, 0)) for m in reparer(brute).split()]
                if lus:
                    rangs.append(Rangee([Cellule(lus)], 12.0 * rang))
            pages.append(PageBrute(numero, float(page.mediabox.width), float(page.mediabox.height), [Bloc(0, rangs)]))
    except ERREURS_PYPDF as erreur:
        raise LectureImpossible(Code.PDF_CORROMPU) from erreur
    texte, lignes, lues = assembler(pages)
    if not any(c.isalnum() for c in texte):
        raise LectureImpossible(Code.PDF_CORROMPU)
    return MiseEnPage(texte, lignes, lues, avertissements=(avertir("mise_en_page_incertaine"),))


def lire_pdf(contenu: bytes, est_titre: Titre) -> MiseEnPage:
    """Layout of a PDF. Raises LectureImpossible with the code that says why."""
    lecture = Lecture(contenu, est_titre)
    try:
        return lecture.mise_en_page()
    except pdfium.PdfiumError:
        return texte_simple(contenu)


def lire_scan_pdf(contenu: bytes, tesseract: str, est_titre: Titre) -> MiseEnPage:
    """Layout of a scan by OCR. Raises LectureImpossible."""
    from app.ai.lecture.ocr import lire_scan

    document = ouvrir(contenu)
    for rang in range(len(document)):
        verifier_page(document[rang])
    return lire_scan(document, tesseract, est_titre)


def image_png(contenu: bytes, page: int, dpi: int) -> bytes:
    """PNG of page `page` (from 1) at `dpi`, at most 12 million pixels. Raises LectureImpossible."""
    from app.ai.lecture.png import encoder

    document = ouvrir(contenu)
    if not 1 <= page <= len(document):
        raise LectureImpossible(Code.PAGE_INTROUVABLE)
    vue = document[page - 1]
    verifier_page(vue)
    largeur, hauteur = vue.get_size()
    echelle = min(dpi / 72, (empreinte.PIXELS_MAX / (largeur * hauteur)) ** 0.5)
    rendu = vue.render(scale=echelle, rev_byteorder=True, draw_annots=True, force_bitmap_format=brut.FPDFBitmap_BGR)
    return encoder(bytes(rendu.buffer), rendu.width, rendu.height, rendu.stride)

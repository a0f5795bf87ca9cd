"""Scans: pages rendered at 200 dpi and read by tesseract, when it is installed. Runs inside the contained child."""

import subprocess

import pypdfium2 as pdfium
import pypdfium2.raw as brut

from app.ai.lecture.assemblage import PageBrute, assembler
from app.ai.lecture.caracteres import MotBrut, Style
from app.ai.lecture.colonnes import Titre, decouper
from app.ai.lecture.mise_en_page import MiseEnPage
from app.ai.lecture.qualite import avertir
from app.ai.lecture.reparations import reparer
from app.core.errors import Code, LectureImpossible

DPI = 200
PAGES_MAX = 8
PAGE_S = 20
CONFIANCE_MIN = 30.0
COLONNES_TSV = 12
LANGUES = ("fra", "eng")


def _pgm(page: pdfium.PdfPage) -> bytes:
    rendu = page.render(scale=DPI / 72, grayscale=True, force_bitmap_format=brut.FPDFBitmap_Gray)
    octets = bytes(rendu.buffer)
    lignes = b"".join(octets[y * rendu.stride : y * rendu.stride + rendu.width] for y in range(rendu.height))
    return b"P5 %d %d 255\n" % (rendu.width, rendu.height) + lignes


def _tsv(tesseract: str, image: bytes) -> str:
    """Words and boxes of one image. French data read English as well (research: parsing, section 4); English data where French are not installed."""
    for langues in LANGUES:
        commande = [tesseract, "stdin", "stdout", "-l", langues, "--dpi", str(DPI), "--psm", "3", "tsv"]
        try:
            # the child's environment is empty: one thread, no configuration of the user
            fini = subprocess.run(commande, input=image, capture_output=True, timeout=PAGE_S, env={"OMP_THREAD_LIMIT": "1"}, check=False)  # noqa: S603 - a path found by the parent
        except subprocess.TimeoutExpired as erreur:
            raise LectureImpossible(Code.LECTURE_DELAI) from erreur
        if fini.returncode == 0:
            return fini.stdout.decode("utf-8", "replace")
    raise LectureImpossible(Code.PDF_SANS_TEXTE)


def mots_du_tsv(tsv: str) -> list[MotBrut]:
    """tesseract's words: size and base line come from the line that each stands on."""
    lues: dict[tuple[str, ...], list[tuple[str, float, float, float, float]]] = {}
    for rangee in tsv.splitlines()[1:]:
        champs = rangee.split("\t")
        if len(champs) != COLONNES_TSV or champs[0] != "5" or float(champs[10]) < CONFIANCE_MIN:
            continue
        texte = reparer(champs[11]).strip()
        if texte:
            gauche, haut, largeur, hauteur = (float(v) * 72 / DPI for v in champs[6:10])
            lues.setdefault(tuple(champs[1:5]), []).append((texte, gauche, haut, gauche + largeur, haut + hauteur))
    mots = []
    for ligne in lues.values():
        hauteurs = sorted(y1 - y0 for _, _, y0, _, y1 in ligne)
        # capitals and ascenders are about 0.72 em high, descenders push the bottom of some words down
        taille = max(5.0, hauteurs[len(hauteurs) // 2] / 0.8)
        base = sorted(y1 for *_, y1 in ligne)[len(ligne) // 2]
        style = Style(round(taille * 2) / 2, False, False, True, False, None)
        mots += [MotBrut(texte, x0, x1, base, style, (x0, y0, x1, y1)) for texte, x0, y0, x1, y1 in ligne]
    return mots


def lire_scan(document: pdfium.PdfDocument, tesseract: str, est_titre: Titre) -> MiseEnPage:
    """Layout of a scan. Raises LectureImpossible: `pdf_sans_texte` when nothing was recognised, `pdf_trop_long` beyond 8 pages."""
    if len(document) > PAGES_MAX:
        raise LectureImpossible(Code.PDF_TROP_LONG)
    pages, colonnes = [], 1
    for rang in range(len(document)):
        page = document[rang]
        largeur, hauteur = page.get_size()
        blocs, _ = decouper(mots_du_tsv(_tsv(tesseract, _pgm(page))), est_titre)
        colonnes = max([colonnes, *(b.flux for b in blocs)])
        pages.append(PageBrute(rang + 1, largeur, hauteur, blocs))
        page.close()
    texte, lignes, lues = assembler(pages)
    if not any(c.isalnum() for c in texte):
        raise LectureImpossible(Code.PDF_SANS_TEXTE)
    return MiseEnPage(texte, lignes, lues, nb_colonnes=colonnes, avertissements=(avertir("ocr"),))

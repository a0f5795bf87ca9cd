"""Which engine draws which layout."""

from benchmarks.lecture_corpus import moteur_docx, moteur_reportlab, moteur_typst
from benchmarks.lecture_corpus.contenu import Page
from benchmarks.lecture_corpus.mises_en_page import MiseEnPage

MOTEURS = {"typst": moteur_typst.dessiner, "reportlab": moteur_reportlab.dessiner, "docx": moteur_docx.dessiner}


def dessiner(mise: MiseEnPage, page: Page) -> bytes:
    """The file of one CV, PDF or Word."""
    return MOTEURS[mise.moteur](mise.nom, page)

"""Layouts painted by ReportLab, as design tools do: absolute places, rows crossing columns, words on their own, gauges."""

import io
from collections.abc import Callable
from pathlib import Path

import rendercv_fonts
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from benchmarks.lecture_corpus.contenu import Page

LARGEUR, HAUTEUR = A4
POLICES = {
    "Sans": "Noto Sans/NotoSans-Regular.ttf",
    "Sans-Gras": "Noto Sans/NotoSans-Bold.ttf",
    "Titre": "Source Sans 3/SourceSans3-Regular.ttf",
    "Titre-Gras": "Source Sans 3/SourceSans3-Bold.ttf",
}
Ligne = tuple[str, str, float]
"""Text, font, size."""


def _toile(tampon: io.BytesIO) -> Canvas:
    for nom, fichier in POLICES.items():
        if nom not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(nom, str(Path(rendercv_fonts.__file__).parent / fichier)))
    return Canvas(tampon, A4, invariant=1)


def _lignes(textes: list[Ligne], largeur: float) -> list[Ligne]:
    """Wrap, one entry a printed line."""
    return [(bout, police, taille) for texte, police, taille in textes for bout in (simpleSplit(texte, police, taille, largeur) or [""])]


def _cote(page: Page, niveaux: bool = True) -> list[Ligne]:
    """Contents of a sidebar."""
    t, lignes = page["T"], []

    def bloc(cle: str, textes: list[str]) -> None:
        if textes:
            lignes.extend([("", "Sans", 9.0), (t[cle], "Sans-Gras", 10.5), *((x, "Sans", 8.0) for x in textes)])

    bloc("contact", [c["texte"] for c in page["contacts"]])
    bloc("competences", [i for g in page["competences"] for i in g["items"]])
    bloc("langues", [f"{la['nom']} - {la['niveau']}" if niveaux and la["niveau"] else la["nom"] for la in page["langues"]])
    bloc("interets", page["interets"])
    return lignes


def _corps(page: Page) -> list[Ligne]:
    """Contents of the main column."""
    t = page["T"]
    lignes: list[Ligne] = []
    if page["resume"]:
        lignes += [(t["resume"], "Sans-Gras", 11.5), (page["resume"], "Sans", 8.5), ("", "Sans", 8.5)]
    lignes.append((t["postes"], "Sans-Gras", 11.5))
    for p in page["postes"]:
        lieu = f", {p['lieu']}" if p["lieu"] else ""
        lignes += [(p["poste"], "Sans-Gras", 9.5), (f"{p['entreprise']}{lieu}", "Sans", 9), (p["dates"], "Sans", 8)]
        lignes += [*((f"• {m}", "Sans", 8.5) for m in p["missions"]), ("", "Sans", 8.5)]
    lignes.append((t["formations"], "Sans-Gras", 11.5))
    for f in page["formations"]:
        lignes += [(f["intitule"], "Sans-Gras", 9.5), (" | ".join(x for x in (f["ecole"], f["dates"]) if x), "Sans", 8.5)]
    if page["certifs"]:
        lignes += [("", "Sans", 8.5), (t["certifs"], "Sans-Gras", 11.5), *((c, "Sans", 8.5) for c in page["certifs"])]
    return lignes


def ligne_a_ligne(toile: Canvas, page: Page) -> None:
    """Two columns painted row by row: left line, right line, left line…"""
    toile.setFillColor(colors.HexColor("#e8eef2"))
    toile.rect(0, 0, 180, HAUTEUR, stroke=0, fill=1)
    toile.setFillColor(colors.black)
    toile.setFont("Titre-Gras", 22)
    toile.drawString(200, HAUTEUR - 55, page["nom"])
    toile.setFont("Titre", 13)
    toile.drawString(200, HAUTEUR - 75, page["titre"] or "")
    gauche, droite = _lignes(_cote(page), 150), _lignes(_corps(page), 365)
    y = HAUTEUR - 110
    for rang in range(max(len(gauche), len(droite))):
        for x, colonne in ((16, gauche), (200, droite)):
            if rang < len(colonne) and colonne[rang][0]:
                texte, police, taille = colonne[rang]
                toile.setFont(police, taille)
                toile.drawString(x, y, texte)
        y -= 12.2


def jauges(toile: Canvas, page: Page) -> None:
    """A white-on-dark sidebar on the right with bars for skills and dots for languages."""
    x0 = LARGEUR - 190
    toile.setFillColor(colors.HexColor("#22313f"))
    toile.rect(x0, 0, 190, HAUTEUR, stroke=0, fill=1)
    toile.setFillColor(colors.HexColor("#22313f"))
    toile.setFont("Titre-Gras", 24)
    toile.drawString(30, HAUTEUR - 55, page["nom"])
    toile.setFont("Titre", 12)
    toile.drawString(30, HAUTEUR - 74, page["titre"] or "")
    y = HAUTEUR - 105
    for texte, police, taille in _lignes(_corps(page), x0 - 60):
        toile.setFont(police, taille)
        toile.drawString(30, y, texte)
        y -= taille + 3.2
    y = HAUTEUR - 50
    for texte, police, taille in _lignes(_cote(page, niveaux=False), 160):
        toile.setFillColor(colors.white)
        toile.setFont(police, taille)
        toile.drawString(x0 + 15, y, texte)
        if any(texte in g["items"] for g in page["competences"]):
            y -= 6
            toile.setFillColor(colors.HexColor("#5b7083"))
            toile.rect(x0 + 15, y, 150, 3, stroke=0, fill=1)
            toile.setFillColor(colors.HexColor("#f2b134"))
            toile.rect(x0 + 15, y, 60 + 9 * (len(texte) % 10), 3, stroke=0, fill=1)
        points = next((la["points"] for la in page["langues"] if la["nom"] == texte), None)
        for i in range(6 if points is not None else 0):
            toile.setFillColor(colors.HexColor("#f2b134" if i <= (points or 0) else "#5b7083"))
            toile.circle(x0 + 100 + 11 * i, y + 3, 3.5, stroke=0, fill=1)
        y -= taille + 5


def mots_poses(toile: Canvas, page: Page) -> None:
    """Every word drawn alone, right column first: what some exporters leave."""

    def poser(x: float, y: float, ligne: Ligne) -> None:
        texte, police, taille = ligne
        toile.setFont(police, taille)
        for mot in texte.split():
            toile.drawString(x, y, mot)
            x += stringWidth(mot + " ", police, taille)

    droite, gauche = _lignes(_cote(page), 140), _lignes(_corps(page), 350)
    for x, colonne in ((LARGEUR - 170, droite), (36, gauche)):
        y = HAUTEUR - 120
        for ligne in colonne:
            poser(x, y, ligne)
            y -= ligne[2] + 3.6
    poser(36, HAUTEUR - 60, (page["nom"], "Titre-Gras", 26))
    poser(36, HAUTEUR - 84, (page["titre"] or "", "Titre", 13))


def cadres(tampon: io.BytesIO, page: Page) -> None:
    """Flowing paragraphs in a table of two cells under a framed header."""
    corps = ParagraphStyle("corps", fontName="Sans", fontSize=8.6, leading=11)
    gras = ParagraphStyle("gras", parent=corps, fontName="Sans-Gras", fontSize=9.4)
    rubrique = ParagraphStyle("rubrique", parent=gras, fontSize=11.5, leading=16, spaceBefore=8, textColor=colors.HexColor("#0b5563"))
    petit = ParagraphStyle("petit", parent=corps, fontSize=7.8, textColor=colors.HexColor("#555555"))
    nom = ParagraphStyle("nom", parent=gras, fontName="Titre-Gras", fontSize=20, leading=25)
    t = page["T"]

    def bloc(cle: str, textes: list[str]) -> list[Paragraph]:
        return [Paragraph(t[cle], rubrique), *(Paragraph(x, corps) for x in textes)] if textes else []

    gauche = [*bloc("resume", [page["resume"]] if page["resume"] else []), Paragraph(t["postes"], rubrique)]
    for p in page["postes"]:
        gauche += [Paragraph(p["poste"], gras), Paragraph(" – ".join(x for x in (p["entreprise"], p["lieu"]) if x), corps), Paragraph(p["dates"], petit)]
        gauche += [Paragraph(m, corps, bulletText="-") for m in p["missions"]]
    droite = [Paragraph(t["formations"], rubrique)]
    for f in page["formations"]:
        droite += [Paragraph(f["intitule"], gras), Paragraph(f["ecole"], corps)] + ([Paragraph(f["dates"], petit)] if f["dates"] else [])
    droite += bloc("competences", [f"<font name='Sans-Gras'>{g['categorie']}</font> : {', '.join(g['items'])}" for g in page["competences"]])
    droite += (
        bloc("langues", [f"{la['nom']} ({la['niveau']})" for la in page["langues"]]) + bloc("certifs", page["certifs"]) + bloc("interets", page["interets"])
    )
    entete = [Paragraph(page["nom"], nom)] + ([Paragraph(page["titre"], gras)] if page["titre"] else [])
    entete += [Spacer(1, 4), Paragraph(" | ".join(c["texte"] for c in page["contacts"]), corps)]
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BOX", (0, 0), (-1, 0), 1, colors.HexColor("#0b5563")),
            ("SPAN", (0, 0), (-1, 0)),
            ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ]
    )
    tableau = Table(
        [[entete, ""], [KeepInFrame(330, 620, gauche, mode="shrink"), KeepInFrame(185, 620, droite, mode="shrink")]], colWidths=[345, 200], style=style
    )
    SimpleDocTemplate(tampon, pagesize=A4, margins=30, leftMargin=25, rightMargin=25, topMargin=30, bottomMargin=20, invariant=1).build([tableau])


TOILES: dict[str, Callable[[Canvas, Page], None]] = {f.__name__: f for f in (ligne_a_ligne, jauges, mots_poses)}


def dessiner(nom: str, page: Page) -> bytes:
    """A PDF, byte for byte the same for the same page."""
    tampon = io.BytesIO()
    toile = _toile(tampon)
    if nom == "cadres":
        tampon = io.BytesIO()
        cadres(tampon, page)
        return tampon.getvalue()
    TOILES[nom](toile, page)
    toile.save()
    return tampon.getvalue()

"""Five layouts of a French CV as PDF (A4), drawn with reportlab: its own fonts only, so that every machine gives the same bytes."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import reportlab.rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Frame, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

if TYPE_CHECKING:
    from app.services.demonstration.cvs import FicheCV, PosteDemo

MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
LARGEUR, HAUTEUR = A4
LATERALE = 64 * mm
RETRAIT = 12  # points that reportlab's frame keeps at its two sides
reportlab.rl_config.invariant = 1  # no clock and no random id in the files


def _mois_en_lettres(mois: int) -> str:
    return f"{MOIS[mois % 12]} {mois // 12}"


def _mois_en_chiffres(mois: int) -> str:
    return f"{mois % 12 + 1:02d}/{mois // 12}"


def _periode(poste: "PosteDemo", ecrire: Callable[[int], str], present: str) -> str:
    fin = present if poste.fin is None else ecrire(poste.fin)
    debut = ecrire(poste.debut)
    return f"{debut[0].upper()}{debut[1:]} – {fin}"


class Plume:
    """Styles of one layout and the pieces that all layouts share."""

    def __init__(self, police: tuple[str, str], corps: float, accent: str) -> None:
        self.accent = HexColor(accent)
        normale, grasse = police
        interligne = corps * 1.32
        self.texte = ParagraphStyle("texte", fontName=normale, fontSize=corps, leading=interligne, spaceAfter=2)
        self.puce = ParagraphStyle("puce", parent=self.texte, leftIndent=10, bulletIndent=1, spaceAfter=1)
        self.droite = ParagraphStyle("droite", parent=self.texte, alignment=TA_RIGHT, textColor=HexColor("#444444"))
        self.centre = ParagraphStyle("centre", parent=self.texte, alignment=TA_CENTER)
        self.gras = ParagraphStyle("gras", parent=self.texte, fontName=grasse, spaceBefore=4)
        self.nom = ParagraphStyle("nom", fontName=grasse, fontSize=corps * 2.1, leading=corps * 2.6)
        self.titre = ParagraphStyle("titre", fontName=normale, fontSize=corps * 1.35, leading=corps * 1.8, textColor=self.accent, spaceAfter=4)
        self.rubrique = ParagraphStyle(
            "rubrique", fontName=grasse, fontSize=corps * 1.2, leading=corps * 1.6, textColor=self.accent, spaceBefore=9, spaceAfter=3
        )

    def p(self, texte: str, style: ParagraphStyle | None = None) -> Flowable:
        """A paragraph of plain text."""
        return Paragraph(escape(texte, quote=False), style or self.texte)

    def puces(self, lignes: Sequence[str]) -> list[Flowable]:
        """A bulleted list."""
        return [Paragraph(escape(ligne, quote=False), self.puce, bulletText="•") for ligne in lignes]

    def section(self, titre: str, contenu: Sequence[Flowable], *, filet: bool = False) -> list[Flowable]:
        """A heading that stays with what follows it; nothing when there is no content."""
        if not contenu:
            return []
        tete = [self.p(titre, self.rubrique)]
        if filet:
            tete.append(HRFlowable(width="100%", thickness=0.6, color=self.accent, spaceAfter=4))
        return [CondPageBreak(45), *tete, *contenu]

    def deux_colonnes(self, lignes: Sequence[tuple[Flowable | list[Flowable], Flowable | list[Flowable]]], largeurs: tuple[float, float]) -> Flowable:
        """Rows side by side without borders."""
        style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 4)])
        style.add("TOPPADDING", (0, 0), (-1, -1), 1)
        style.add("BOTTOMPADDING", (0, 0), (-1, -1), 2)
        return Table([list(ligne) for ligne in lignes], colWidths=list(largeurs), style=style)


def _vera() -> tuple[str, str]:
    if "Vera" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
        pdfmetrics.registerFont(TTFont("VeraBd", "VeraBd.ttf"))
    return "Vera", "VeraBd"


def _nom_complet(fiche: "FicheCV") -> str:
    return f"{fiche.prenom} {fiche.nom}"


def _langues(fiche: "FicheCV") -> list[str]:
    return [f"{langue} : {niveau}" for langue, niveau in fiche.langues]


def _certifications(fiche: "FicheCV") -> list[str]:
    return [f"{nom}, {organisme}, {annee}" if organisme else f"{nom}, {annee}" for nom, organisme, annee in fiche.certifications]


def _etudes(fiche: "FicheCV") -> list[str]:
    return [f"{e.diplome}, {e.etablissement}, {e.debut} – {e.fin}" for e in fiche.etudes]


def _mobilite(fiche: "FicheCV") -> list[str]:
    lignes = [f"Mobilité : {', '.join(fiche.mobilite)}"] if fiche.mobilite else []
    return [*lignes, "Télétravail souhaité"] if fiche.teletravail else lignes


def _document(fiche: "FicheCV", histoire: list[Flowable], marge: float) -> bytes:
    sortie = BytesIO()
    document = SimpleDocTemplate(
        sortie, pagesize=A4, leftMargin=marge, rightMargin=marge, topMargin=15 * mm, bottomMargin=13 * mm, title=f"CV {_nom_complet(fiche)}", lang="fr"
    )
    document.build(histoire)
    return sortie.getvalue()


def une_colonne(fiche: "FicheCV") -> bytes:
    """One column, centred head, headings underlined."""
    plume = Plume(("Helvetica", "Helvetica-Bold"), 10, "#1f5a7a")
    nom = ParagraphStyle("nom-centre", parent=plume.nom, alignment=TA_CENTER)
    titre = ParagraphStyle("titre-centre", parent=plume.titre, alignment=TA_CENTER)
    tete = [plume.p(_nom_complet(fiche), nom), plume.p(fiche.titre, titre)]
    tete.append(plume.p(f"{fiche.code_postal} {fiche.ville}  |  {fiche.telephone}  |  {fiche.email}", plume.centre))
    postes: list[Flowable] = []
    for poste in fiche.postes:
        postes.append(plume.p(f"{poste.titre} – {poste.entreprise}, {poste.ville}", plume.gras))
        postes.append(plume.p(_periode(poste, _mois_en_lettres, "aujourd’hui")))
        postes.extend(plume.puces(poste.missions))
    section = partial(plume.section, filet=True)
    histoire = [
        *tete,
        *section("Profil", [plume.p(fiche.resume), *[plume.p(ligne) for ligne in _mobilite(fiche)]]),
        *section("Expériences professionnelles", postes),
        *section("Formation", [plume.p(ligne) for ligne in _etudes(fiche)]),
        *section("Compétences", [plume.p(", ".join(fiche.competences))]),
        *section("Langues", [plume.p("  –  ".join(_langues(fiche)))]),
        *section("Certifications", plume.puces(_certifications(fiche))),
        *section("Permis", [plume.p(", ".join(fiche.permis))] if fiche.permis else []),
        *section("Bénévolat", [plume.p(fiche.benevolat)] if fiche.benevolat else []),
        *section("Centres d’intérêt", [plume.p(fiche.interets)]),
    ]
    return _document(fiche, histoire, 20 * mm)


def tableau(fiche: "FicheCV") -> bytes:
    """Dates in a column of their own, as word processors' templates do."""
    plume = Plume(("Times-Roman", "Times-Bold"), 10.8, "#6b2d3a")
    largeurs = (36 * mm, LARGEUR - RETRAIT - 36 * mm - 36 * mm)
    tete = [plume.p(_nom_complet(fiche).upper(), plume.nom), plume.p(fiche.titre, plume.titre)]
    tete += [plume.p(f"{fiche.ville} ({fiche.code_postal})"), plume.p(f"Tél. : {fiche.telephone}"), plume.p(f"Courriel : {fiche.email}")]
    postes: list[tuple[Flowable | list[Flowable], Flowable | list[Flowable]]] = []
    for poste in fiche.postes:
        droite = [plume.p(poste.titre, plume.gras), plume.p(f"{poste.entreprise} ({poste.ville})"), *plume.puces(poste.missions)]
        postes.append((plume.p(_periode(poste, _mois_en_chiffres, "présent"), ParagraphStyle("date", parent=plume.texte, spaceBefore=4)), droite))
    etudes = [(plume.p(f"{e.debut} – {e.fin}"), [plume.p(e.diplome, plume.gras), plume.p(e.etablissement)]) for e in fiche.etudes]
    divers: list[str] = [*fiche.permis, *([fiche.benevolat] if fiche.benevolat else []), fiche.interets]
    histoire = [
        *tete,
        *plume.section("Parcours professionnel", [plume.deux_colonnes(postes, largeurs)]),
        *plume.section("Formation", [plume.deux_colonnes(etudes, largeurs)]),
        *plume.section("Compétences", [plume.p(" ; ".join(fiche.competences))]),
        *plume.section("Langues", [plume.p(ligne) for ligne in _langues(fiche)]),
        *plume.section("Certificats", [plume.p(ligne) for ligne in _certifications(fiche)]),
        *plume.section("Mobilité", [plume.p(ligne) for ligne in _mobilite(fiche)]),
        *plume.section("Divers", [plume.p(ligne) for ligne in divers]),
    ]
    return _document(fiche, histoire, 18 * mm)


def compacte(fiche: "FicheCV") -> bytes:
    """Small type, dates at the right of each post's line."""
    plume = Plume(("Helvetica", "Helvetica-Bold"), 9.2, "#1f7a5c")
    largeurs = (LARGEUR - RETRAIT - 34 * mm - 52 * mm, 52 * mm)
    tete = plume.deux_colonnes(
        [
            (
                [plume.p(_nom_complet(fiche), plume.nom), plume.p(fiche.titre, plume.titre)],
                [plume.p(ligne, plume.droite) for ligne in (fiche.email, fiche.telephone, f"{fiche.code_postal} {fiche.ville}")],
            )
        ],
        (largeurs[0] - 20 * mm, largeurs[1] + 20 * mm),
    )
    postes: list[Flowable] = []
    for poste in fiche.postes:
        ligne = plume.p(f"{poste.titre}, {poste.entreprise}", plume.gras), plume.p(_periode(poste, _mois_en_lettres, "présent"), plume.droite)
        postes += [plume.deux_colonnes([ligne], largeurs), *plume.puces(poste.missions)]
    etudes = [(plume.p(f"{e.diplome} – {e.etablissement}"), plume.p(f"{e.debut} – {e.fin}", plume.droite)) for e in fiche.etudes]
    histoire = [
        tete,
        plume.p(fiche.resume),
        *plume.section("EXPÉRIENCE", postes),
        *plume.section("FORMATION", [plume.deux_colonnes(etudes, largeurs)]),
        *plume.section("COMPÉTENCES", [plume.p(" • ".join(fiche.competences))]),
        *plume.section("LANGUES", [plume.p(" • ".join(_langues(fiche)))]),
        *plume.section("CERTIFICATIONS", [plume.p(ligne) for ligne in _certifications(fiche)]),
        *plume.section("PERMIS ET MOBILITÉ", [plume.p(ligne) for ligne in [*fiche.permis, *_mobilite(fiche)]]),
        *plume.section("LOISIRS", [plume.p(fiche.interets)]),
    ]
    return _document(fiche, histoire, 17 * mm)


def _contenu_lateral(fiche: "FicheCV", plume: Plume) -> list[Flowable]:
    coordonnees = [fiche.telephone, fiche.email, f"{fiche.code_postal} {fiche.ville}", *_mobilite(fiche)]
    return [
        *plume.section("Contact", [plume.p(ligne) for ligne in coordonnees]),
        *plume.section("Compétences", [plume.p(competence) for competence in fiche.competences]),
        *plume.section("Langues", [plume.p(ligne) for ligne in _langues(fiche)]),
        *plume.section("Permis", [plume.p(permis) for permis in fiche.permis]),
        *plume.section("Centres d’intérêt", [plume.p(fiche.interets)]),
    ]


def laterale(fiche: "FicheCV", a_droite: bool = False) -> bytes:
    """Two columns: contact, skills and languages in a coloured band at one side; the career beside it."""
    plume = Plume(_vera(), 8.6, "#2a4d8f" if a_droite else "#7a4a1f")
    bande = Plume(_vera(), 7.4, "#2a4d8f" if a_droite else "#7a4a1f")
    corps: list[Flowable] = [plume.p(_nom_complet(fiche), plume.nom), plume.p(fiche.titre, plume.titre), plume.p(fiche.resume)]
    postes: list[Flowable] = []
    for poste in fiche.postes:
        postes += [plume.p(poste.titre, plume.gras), plume.p(f"{poste.entreprise} – {poste.ville}")]
        postes += [plume.p(_periode(poste, _mois_en_lettres, "aujourd’hui")), *plume.puces(poste.missions)]
    etudes: list[Flowable] = []
    for etude in fiche.etudes:
        etudes += [plume.p(etude.diplome, plume.gras), plume.p(f"{etude.etablissement}, {etude.debut} – {etude.fin}")]
    corps += [
        *plume.section("Expérience professionnelle", postes),
        *plume.section("Formation", etudes),
        *plume.section("Certifications", plume.puces(_certifications(fiche))),
        *plume.section("Engagement", [plume.p(fiche.benevolat)] if fiche.benevolat else []),
        Spacer(1, 1),
    ]
    sortie = BytesIO()
    page = Canvas(sortie, pagesize=A4, lang="fr")
    page.setTitle(f"CV {_nom_complet(fiche)}")
    gauche_bande, gauche_corps = (LARGEUR - LATERALE, 0.0) if a_droite else (0.0, LATERALE)
    page.setFillColor(HexColor("#eef2fa" if a_droite else "#f6efe6"))
    page.rect(gauche_bande, 0, LATERALE, HAUTEUR, stroke=0, fill=1)
    marges = {"leftPadding": 7 * mm, "rightPadding": 5 * mm, "topPadding": 14 * mm, "bottomPadding": 10 * mm}
    for x, largeur, histoire in ((gauche_bande, LATERALE, _contenu_lateral(fiche, bande)), (gauche_corps, LARGEUR - LATERALE, corps)):
        Frame(x, 0, largeur, HAUTEUR, **marges).addFromList(histoire, page)
        if histoire:
            raise ValueError(f"CV {fiche.email}: too long for one page")
    page.save()
    return sortie.getvalue()


DISPOSITIONS: dict[str, Callable[["FicheCV"], bytes]] = {
    "une_colonne": une_colonne,
    "laterale_gauche": laterale,
    "tableau": tableau,
    "compacte": compacte,
    "laterale_droite": partial(laterale, a_droite=True),
}

"""Layouts written as Word files with python-docx."""

import io
import zipfile
from collections.abc import Callable

from docx import Document
from docx.document import Document as Fichier
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from benchmarks.lecture_corpus.contenu import Page

Support = Fichier | _Cell


def _ligne(support: Support, texte: str, gras: bool = False, taille: float = 10, style: str | None = None) -> None:
    passage = support.add_paragraph(style=style).add_run(texte)
    passage.bold, passage.font.size = gras, Pt(taille)


def _avec_lieu(entree: Page, cle: str, joint: str = ", ") -> str:
    return joint.join(x for x in (entree[cle], entree["lieu"]) if x)


def _entete(support: Support, page: Page, contacts: str | None = " | ") -> None:
    _ligne(support, page["nom"], True, 20)
    if page["titre"]:
        _ligne(support, page["titre"], taille=13)
    if contacts:
        _ligne(support, contacts.join(c["texte"] for c in page["contacts"]), taille=9)


def word_simple(fichier: Fichier, page: Page) -> None:
    """Word's own headings and bullets."""
    t = page["T"]
    _entete(fichier, page)
    if page["resume"]:
        fichier.add_heading(t["resume"], 1)
        _ligne(fichier, page["resume"])
    fichier.add_heading(t["postes"], 1)
    for p in page["postes"]:
        _ligne(fichier, f"{p['poste']} – {_avec_lieu(p, 'entreprise')}", True)
        _ligne(fichier, p["dates"], taille=9)
        for m in p["missions"]:
            _ligne(fichier, m, style="List Bullet")
    fichier.add_heading(t["formations"], 1)
    for f in page["formations"]:
        _ligne(fichier, f["intitule"], True)
        _ligne(fichier, ", ".join(x for x in (f["ecole"], f["lieu"], f["dates"]) if x))
    fichier.add_heading(t["competences"], 1)
    for g in page["competences"]:
        _ligne(fichier, f"{g['categorie']} : {', '.join(g['items'])}")
    _reste(fichier, page, lambda cle: fichier.add_heading(t[cle], 1))


def _reste(support: Support, page: Page, titre: Callable[[str], object]) -> None:
    """Languages, certificates and interests, a line each."""
    listes = {"langues": [f"{la['nom']} : {la['niveau']}" for la in page["langues"]], "certifs": page["certifs"], "interets": page["interets"]}
    for cle, lignes in listes.items():
        if lignes:
            titre(cle)
            for ligne in lignes:
                _ligne(support, ligne)


def word_tableau(fichier: Fichier, page: Page) -> None:
    """A grid: dates or headings on the left, facts on the right."""
    t = page["T"]
    _entete(fichier, page)
    tableau = fichier.add_table(rows=0, cols=2)
    tableau.style = "Table Grid"

    def rang(gauche: str, lignes: list[str], gras: bool = True) -> None:
        cellules = tableau.add_row().cells
        cellules[0].width, cellules[1].width = Cm(4), Cm(12)
        cellules[0].paragraphs[0].add_run(gauche)
        cellules[1].paragraphs[0].add_run(lignes[0]).bold = gras
        for ligne in lignes[1:]:
            cellules[1].add_paragraph(ligne)

    def bandeau(cle: str) -> None:
        cellules = tableau.add_row().cells
        cellules[0].merge(cellules[1]).paragraphs[0].add_run(t[cle].upper()).bold = True

    if page["resume"]:
        rang(t["resume"], [page["resume"]], gras=False)
    bandeau("postes")
    for p in page["postes"]:
        rang(p["dates"], [p["poste"], _avec_lieu(p, "entreprise", " – "), *p["missions"]])
    bandeau("formations")
    for f in page["formations"]:
        rang(f["dates"] or "", [f["intitule"], _avec_lieu(f, "ecole", " – ")])
    bandeau("competences")
    for g in page["competences"]:
        rang(g["categorie"], [", ".join(g["items"])], gras=False)
    for cle, lignes in (("langues", [f"{la['nom']} ({la['niveau']})" for la in page["langues"]]), ("certifs", page["certifs"]), ("interets", page["interets"])):
        if lignes:
            rang(t[cle], lignes, gras=False)


def word_onglets(fichier: Fichier, page: Page) -> None:
    """No styles: bold headings, dates at a right tab stop, lists separated by semicolons."""
    t = page["T"]
    _entete(fichier, page, " - ")

    def titre(cle: str) -> None:
        passage = fichier.add_paragraph().add_run(t[cle])
        passage.bold, passage.font.size, passage.font.color.rgb = True, Pt(12), RGBColor(0x1F, 0x4E, 0x79)

    def date_a_droite(gauche: str, dates: str) -> None:
        ligne = fichier.add_paragraph()
        ligne.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
        ligne.add_run(gauche).bold = True
        ligne.add_run(f"\t{dates}")

    if page["resume"]:
        titre("resume")
        _ligne(fichier, page["resume"])
    titre("competences")
    _ligne(fichier, " ; ".join(i for g in page["competences"] for i in g["items"]))
    titre("postes")
    for p in page["postes"]:
        date_a_droite(p["entreprise"], p["dates"])
        _ligne(fichier, _avec_lieu(p, "poste"))
        for m in p["missions"]:
            _ligne(fichier, f"- {m}")
    titre("formations")
    for f in page["formations"]:
        date_a_droite(f["intitule"], f["dates"] or "")
        _ligne(fichier, _avec_lieu(f, "ecole"))
    _reste(fichier, page, titre)


def word_barre(fichier: Fichier, page: Page) -> None:
    """One row of two cells: a shaded sidebar and the career."""
    t = page["T"]
    cote, corps = fichier.add_table(rows=1, cols=2).rows[0].cells
    cote.width, corps.width = Cm(5), Cm(12)
    fond = OxmlElement("w:shd")
    for cle, valeur in (("val", "clear"), ("color", "auto"), ("fill", "D9E2F3")):
        fond.set(qn(f"w:{cle}"), valeur)
    cote._tc.get_or_add_tcPr().append(fond)
    _ligne(cote, t["contact"], True, 12)
    for c in page["contacts"]:
        _ligne(cote, c["texte"], taille=8.5)
    _ligne(cote, t["competences"], True, 12)
    for g in page["competences"]:
        for item in g["items"]:
            _ligne(cote, item, taille=9)
    _reste(cote, page, lambda cle: _ligne(cote, t[cle], True, 12))
    _entete(corps, page, None)
    if page["resume"]:
        _ligne(corps, t["resume"], True, 13)
        _ligne(corps, page["resume"])
    _ligne(corps, t["postes"], True, 13)
    for p in page["postes"]:
        _ligne(corps, f"{p['dates']} : {p['poste']}", True)
        _ligne(corps, _avec_lieu(p, "entreprise"))
        for m in p["missions"]:
            _ligne(corps, m, style="List Bullet")
    _ligne(corps, t["formations"], True, 13)
    for f in page["formations"]:
        _ligne(corps, " : ".join(x for x in (f["dates"], f["intitule"]) if x), True)
        _ligne(corps, _avec_lieu(f, "ecole"))


FICHIERS: dict[str, Callable[[Fichier, Page], None]] = {f.__name__: f for f in (word_simple, word_tableau, word_onglets, word_barre)}


def dessiner(nom: str, page: Page) -> bytes:
    """A .docx, byte for byte the same for the same page."""
    fichier = Document()
    FICHIERS[nom](fichier, page)
    brut, stable = io.BytesIO(), io.BytesIO()
    fichier.save(brut)
    with zipfile.ZipFile(brut) as source, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as copie:
        for nom_interne in source.namelist():
            # python-docx writes the hour of day into the archive
            copie.writestr(zipfile.ZipInfo(nom_interne, (2026, 11, 1, 0, 0, 0)), source.read(nom_interne), zipfile.ZIP_DEFLATED)
    return stable.getvalue()

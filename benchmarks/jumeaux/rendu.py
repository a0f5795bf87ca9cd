"""Five layouts of the twins, drawn by ReportLab with its own font: one column, sidebar, banner, dates in the margin, one line a post."""

import io
import random
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.jumeaux.contenu import Base, accorder
from benchmarks.jumeaux.variations import Personne

LARGEUR, HAUTEUR = A4
_VERROU = threading.Lock()
"""ReportLab numbers the letters of a shared font as it draws."""
Ligne = tuple[str, bool, float]
"""Text, bold, size."""
TITRES = {
    "fr": {"resume": "Profil", "postes": "Expérience professionnelle", "formations": "Formation", "competences": "Compétences", "langues": "Langues",
           "certifs": "Certifications", "loisirs": "Centres d'intérêt", "contact": "Contact", "personnel": "Informations personnelles"},
    "en": {"resume": "Profile", "postes": "Work experience", "formations": "Education", "competences": "Skills", "langues": "Languages",
           "certifs": "Certifications", "loisirs": "Interests", "contact": "Contact", "personnel": "Personal details"},
}  # fmt: skip
_MOIS = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}


@lru_cache(maxsize=1)
def _polices() -> None:
    """ReportLab's Vera; letters that it lacks borrow the glyph of their base letter and keep their own code, so the text layer says them right."""
    for nom, fichier in (("Texte", "Vera.ttf"), ("Gras", "VeraBd.ttf")):
        police = TTFont(nom, fichier)
        face = police.face
        for code in (*range(0x100, 0x250), *range(0x1E00, 0x1F00)):
            plate = unicodedata.normalize("NFD", chr(code))[0].translate(str.maketrans("łŁđĐı", "lLdDi"))
            if code not in face.charToGlyph and ord(plate) in face.charToGlyph:
                face.charToGlyph[code], face.charWidths[code] = face.charToGlyph[ord(plate)], face.charWidths[ord(plate)]
        pdfmetrics.registerFont(police)


def _mois(date: str, recul: int, langue: str) -> str:
    annee, mois = date.split("-")
    return f"{_MOIS[langue][int(mois) - 1]} {int(annee) - recul}"


class Feuille:
    """What a twin's CV prints, section by section."""

    def __init__(self, base: Base, personne: Personne) -> None:
        self.base, self.personne, self.titres = base, personne, TITRES[base.langue]

    def dit(self, texte: str) -> str:
        """`texte` in the twin's gender."""
        return accorder(texte, self.personne.genre)

    @property
    def contacts(self) -> list[str]:
        p = self.personne
        return [x for x in (p.email, p.telephone, p.adresse, p.lien, *(p.lignes if p.place == "contact" else ())) if x]

    @property
    def entete(self) -> list[str]:
        p = self.personne
        return list(p.lignes) if p.place == "entete" else []

    def resume(self) -> list[Ligne]:
        debut, reste = self.dit(self.personne.debut_resume), self.dit(self.base.resume)
        reste = reste[0].lower() + reste[1:] if debut.endswith(", ") else reste
        return [self._titre("resume"), (debut + reste, False, 9)]

    def postes(self, *, dates: bool = True, en_ligne: bool = False) -> list[tuple[str, list[Ligne]]]:
        """(dates, lines) of each post; the dates stand among the lines too when asked."""
        blocs = []
        for rang, poste in enumerate(self.base.postes):
            recul = self.personne.trou if rang else 0
            fin = _mois(poste.fin, recul, self.base.langue) if poste.fin else {"fr": "aujourd'hui", "en": "Present"}[self.base.langue]
            blocs.append(
                self._poste(
                    poste.titre, f"{poste.entreprise}, {poste.ville}", f"{_mois(poste.debut, recul, self.base.langue)} – {fin}", poste.missions, dates, en_ligne
                )
            )
            if rang == 0 and self.personne.conge:
                avant = self.base.postes[1]
                periode = f"{_mois(avant.fin, 1, self.base.langue)} – {_mois(avant.fin, 0, self.base.langue)}"
                blocs.append(self._poste(self.personne.conge, "", periode, (), dates, en_ligne))
        return blocs

    def _poste(self, titre: str, lieu: str, periode: str, missions: Iterable[str], dates: bool, en_ligne: bool) -> tuple[str, list[Ligne]]:
        tete: list[Ligne] = [(self.dit(titre), True, 10), (lieu, False, 9), (periode if dates else "", False, 8)]
        if en_ligne:
            tete = [(" – ".join(x for x in (self.dit(titre), lieu, periode) if x), True, 9)]
        return periode, [*(x for x in tete if x[0]), *((f"• {self.dit(m)}", False, 9) for m in missions)]

    def formations(self) -> list[tuple[str, list[Ligne]]]:
        p, blocs = self.personne, []
        for rang, f in enumerate(self.base.formations):
            ecole = p.ecoles[rang] if p.ecoles else f.ecole
            blocs.append(
                (f"{f.debut - p.recul} – {f.fin - p.recul}", [(f.diplome, True, 9.5), (f"{ecole}, {f.debut - p.recul} – {f.fin - p.recul}", False, 9)])
            )
        return blocs

    def listes(self) -> list[Ligne]:
        lignes = [self._titre("competences")]
        lignes += [(f"{categorie} : {', '.join(items)}", False, 9) for categorie, items in self.base.competences]
        lignes += [self._titre("langues"), *((f"{nom} : {niveau}", False, 9) for nom, niveau in self.base.langues)]
        if self.base.certifs:
            lignes += [self._titre("certifs"), *((c, False, 9) for c in self.base.certifs)]
        return lignes

    def fin(self) -> list[Ligne]:
        lignes = [self._titre("loisirs"), *((x, False, 9) for x in self.personne.loisirs)]
        if self.personne.place == "rubrique" and self.personne.lignes:
            lignes += [self._titre("personnel"), *((x, False, 9) for x in self.personne.lignes)]
        return lignes

    def _titre(self, cle: str) -> Ligne:
        return self.titres[cle].upper(), True, 11

    def carriere(self, **options: Any) -> list[Ligne]:
        """Posts then degrees, with their headings."""
        lignes = [self._titre("postes"), *(li for _, bloc in self.postes(**options) for li in bloc)]
        return [*lignes, self._titre("formations"), *(li for _, bloc in self.formations() for li in bloc)]


def _ecrire(toile: Canvas, x: float, y: float, lignes: Iterable[Ligne], largeur: float) -> float:
    for texte, gras, taille in lignes:
        police = "Gras" if gras else "Texte"
        y -= 6 if gras and taille > 10 else 0
        for bout in simpleSplit(texte, police, taille, largeur):
            toile.setFont(police, taille)
            toile.drawString(x, y, bout)
            y -= 1.35 * taille
    return y


def _nom(f: Feuille) -> list[Ligne]:
    return [(f.personne.nom_complet, True, 19), (f.dit(f.base.titre), False, 12)]


def colonne(toile: Canvas, f: Feuille) -> None:
    y = _ecrire(toile, 45, 790, [*_nom(f), (" | ".join(f.contacts), False, 8.5), *((x, False, 8.5) for x in f.entete)], 420)
    _ecrire(toile, 45, y - 4, [*f.resume(), *f.carriere(), *f.listes(), *f.fin()], 500)


def laterale(toile: Canvas, f: Feuille) -> None:
    toile.setFillColorRGB(0.91, 0.94, 0.96)
    toile.rect(0, 0, 190, HAUTEUR, stroke=0, fill=1)
    toile.setFillColorRGB(0, 0, 0)
    y = _ecrire(toile, 15, 690, [(f.titres["contact"].upper(), True, 11), *((x, False, 8) for x in f.contacts)], 165)
    _ecrire(toile, 15, y, [*f.listes(), *f.fin()], 165)
    y = _ecrire(toile, 205, 790, [*_nom(f), *((x, False, 8.5) for x in f.entete)], 360)
    _ecrire(toile, 205, y - 4, [*f.resume(), *f.carriere()], 360)


def bandeau(toile: Canvas, f: Feuille) -> None:
    toile.setFillColorRGB(0.13, 0.19, 0.25)
    toile.rect(0, 730, LARGEUR, 112, stroke=0, fill=1)
    toile.setFillColorRGB(1, 1, 1)
    _ecrire(toile, 40, 805, [*_nom(f), (" · ".join([*f.contacts, *f.entete]), False, 7.5)], 420)
    toile.setFillColorRGB(0, 0, 0)
    _ecrire(toile, 40, 712, [*f.resume(), *f.carriere(), *f.listes(), *f.fin()], 515)


def marge(toile: Canvas, f: Feuille) -> None:
    """Dates alone in a left margin."""
    y = _ecrire(toile, 45, 790, [*_nom(f), *((x, False, 8.5) for x in (*f.contacts, *f.entete))], 420)
    y = _ecrire(toile, 45, y - 4, f.resume(), 500)
    y = _ecrire(toile, 45, y, [(f.titres["postes"].upper(), True, 11)], 400)
    for periode, lignes in f.postes(dates=False):
        _ecrire(toile, 45, y, [(periode, False, 7.5)], 130)
        y = _ecrire(toile, 185, y, lignes, 365) - 3
    y = _ecrire(toile, 45, y, [(f.titres["formations"].upper(), True, 11)], 400)
    for periode, lignes in f.formations():
        _ecrire(toile, 45, y, [(periode, False, 7.5)], 130)
        y = _ecrire(toile, 185, y, [lignes[0], (lignes[1][0].rsplit(",", 1)[0], False, 9)], 365) - 3
    _ecrire(toile, 45, y, [*f.listes(), *f.fin()], 500)


def lignes(toile: Canvas, f: Feuille) -> None:
    """One line a post; skills first."""
    y = _ecrire(toile, 45, 790, [*_nom(f), *((x, False, 8.5) for x in f.entete), (", ".join(f.contacts), False, 8.5)], 420)
    _ecrire(toile, 45, y - 4, [*f.resume(), *f.listes(), *f.carriere(en_ligne=True), *f.fin()], 500)


MISES_EN_PAGE: dict[str, Callable[[Canvas, Feuille], None]] = {m.__name__: m for m in (colonne, laterale, bandeau, marge, lignes)}


def dessiner(base: Base, personne: Personne) -> bytes:
    """The twin's PDF: same bytes for the same twin. Its metadata name the person, as word processors do."""
    with _VERROU:
        _polices()
        tampon = io.BytesIO()
        toile = Canvas(tampon, pagesize=A4, invariant=1)
        toile.setAuthor(personne.nom_complet)
        toile.setTitle(f"CV {personne.nom_complet}")
        if personne.photo:
            toile.drawImage(_photo(personne.photo), LARGEUR - 85, HAUTEUR - 95, 70, 80)
        MISES_EN_PAGE[base.mise_en_page](toile, Feuille(base, personne))
        toile.save()
        return tampon.getvalue()


def _photo(graine: int) -> ImageReader:
    hasard = random.Random(graine)
    return ImageReader(Image.frombytes("RGB", (14, 16), hasard.randbytes(14 * 16 * 3)).resize((140, 160)))

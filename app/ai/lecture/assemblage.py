"""Blocks of rows to the frozen layout: one text, offsets, running headers set apart, bullets known."""

import re
from dataclasses import dataclass

from app.ai.lecture.caracteres import MotBrut
from app.ai.lecture.colonnes import Bloc
from app.ai.lecture.mise_en_page import LIGNE_MAX, LONGUEUR_MAX, Boite, Ligne, Mot, PageLue, Segment
from app.ai.lecture.rangees import Rangee
from app.ai.lecture.reparations import PUCES
from app.utils.text import fold

MARGE = 0.07
_PAGINATION = re.compile(
    r"\A(?:(?:.{0,60}[-–|·,]\s*)?(?:page\s*)?(?P<n>\d{1,2})\s*(?:/|sur|of|de)\s*(?P<sur>\d{1,2})|page\s*\d{1,2}|[-–]\s*\d{1,2}\s*[-–]|\d{1,2})"
)
_BARRE = re.compile(r"\d\s?/\s?\d")
PAGES_MAX = 15
_MISE_A_JOUR = re.compile(r"(?:derniere mise a jour|mis a jour|last updated|updated on|maj)\b.{0,40}")


@dataclass
class PageBrute:
    """A page before its words have offsets."""

    numero: int
    largeur: float
    hauteur: float
    blocs: list[Bloc]


@dataclass
class Redacteur:
    """Writes the text and remembers where everything stands."""

    morceaux: list[str]
    longueur: int = 0

    def ecrire(self, texte: str) -> int:
        """Append and return where it starts."""
        debut = self.longueur
        self.morceaux.append(texte)
        self.longueur += len(texte)
        return debut


def est_pagination(texte: str) -> bool:
    """A page number or a note of last update, alone on its line; never a date such as `08/2021`."""
    plie = fold(texte).strip()
    lu = _PAGINATION.fullmatch(plie)
    if lu and lu["sur"] and (int(lu["n"]) > int(lu["sur"]) or int(lu["sur"]) > PAGES_MAX or lu["n"].startswith("0") or _BARRE.search(plie[: lu.start("n")])):
        return False  # "05/24 – 07/26" is a period
    return bool(lu or _MISE_A_JOUR.fullmatch(plie))


def _courants(pages: list[PageBrute]) -> set[str]:
    """Lines that stand in the margins of at least two pages, digits aside."""
    vus: dict[str, set[int]] = {}
    for page in pages:
        for bloc in page.blocs:
            for rangee in bloc.rangees:
                if _en_marge(rangee, page):
                    vus.setdefault(_squelette(rangee), set()).add(page.numero)
    return {texte for texte, numeros in vus.items() if len(numeros) > 1}


def _squelette(rangee: Rangee) -> str:
    return re.sub(r"\d+", "#", " ".join(fold(c.texte) for c in rangee.cellules))


def _en_marge(rangee: Rangee, page: PageBrute) -> bool:
    return rangee.haut < MARGE * page.hauteur or rangee.bas > (1 - MARGE) * page.hauteur


def _hors_flux(rangee: Rangee, page: PageBrute, courants: set[str]) -> bool:
    if not _en_marge(rangee, page):
        return False
    if est_pagination(" ".join(c.texte for c in rangee.cellules)):
        return True
    return page.numero > 1 and _squelette(rangee) in courants


def _mot(brut: MotBrut, redacteur: Redacteur) -> Mot:
    debut = redacteur.ecrire(brut.texte)
    return Mot(brut.texte, debut, redacteur.longueur, brut.boite, brut.taille, brut.style.gras, brut.style.italique)


def ligne(rangee: Rangee, page: int, flux: int, avant: Boite | None, redacteur: Redacteur) -> Ligne:
    """Write one row. `avant` is the box of the line above it in the same block."""
    segments = []
    for rang, cellule in enumerate(rangee.cellules):
        if rang:
            redacteur.ecrire("\t")
        mots = []
        for place, brut in enumerate(cellule.mots):
            if place:
                redacteur.ecrire(" ")
            mots.append(_mot(brut, redacteur))
        segments.append(Segment(tuple(mots)))
    premier = segments[0].mots[0].texte
    puce = premier in PUCES and sum(len(s.mots) for s in segments) > 1
    ecart = max(0.0, rangee.haut - avant[3]) if avant else 0.0
    return Ligne(tuple(segments), page, flux, ecart, puce)


def assembler(pages: list[PageBrute]) -> tuple[str, tuple[Ligne, ...], tuple[PageLue, ...]]:
    """The text, its lines and its pages. Lines that start beyond LONGUEUR_MAX or are longer than LIGNE_MAX are left out."""
    redacteur, lignes, lues = Redacteur([]), [], []
    courants = _courants(pages)
    for page in pages:
        depart = redacteur.longueur
        for bloc in page.blocs:
            avant: Boite | None = None
            for rangee in bloc.rangees:
                if redacteur.longueur > LONGUEUR_MAX or sum(len(c.texte) for c in rangee.cellules) > LIGNE_MAX:
                    continue
                flux = -1 if _hors_flux(rangee, page, courants) else bloc.flux
                lue = ligne(rangee, page.numero, flux, avant, redacteur)
                avant = lue.boite
                lignes.append(lue)
                redacteur.ecrire("\n")
            redacteur.ecrire("\n")
        lues.append(PageLue(page.numero, page.largeur, page.hauteur, depart, redacteur.longueur))
    return "".join(redacteur.morceaux), tuple(lignes), tuple(lues)

"""Tables of dated rows whose cells run over several lines: each row is read whole, cell by cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from app.ai.lecture.coupures import cellules_jointes, est_datee
from app.ai.lecture.rangees import Cellule, Rangee
from app.ai.lecture.reparations import PUCES

COLONNES_MIN = 3
TOLERANCE = 2.0
COLONNE_MIN = 25.0
VOISINAGE_EM = 12.0
ECART_MAX_EM = 3.0
INTERLIGNE_MAX_EM = 1.6
SERRE = 1.15
MARGE_DE_CELLULE_EM = 1.2
_FERMANT = re.compile(r"[.;:]$")


@dataclass
class _Tableau:
    """Rows `debut` to `fin` whose cells all start at `bords`; those of column `dates` are dates. `droite` is where the last column may end."""

    debut: int
    fin: int
    bords: list[float]
    dates: int
    droite: float
    est_titre: Callable[[str], bool]

    def colonne(self, cellule: Cellule) -> int | None:
        """Column in which a cell stands, None when it starts elsewhere or runs into the next one."""
        rang = next((k for k, x in enumerate(self.bords) if abs(x - cellule.x0) < TOLERANCE), None)
        return None if rang is None or cellule.x1 > self.bord_droit(rang) else rang

    def bord_droit(self, colonne: int) -> float:
        """Where the text of a column ends at most."""
        return self.bords[colonne + 1] if colonne + 1 < len(self.bords) else self.droite

    def tient(self, rangee: Rangee) -> bool:
        """Whether a row is one of the table's."""
        if len(rangee.cellules) == 1 and self.est_titre(rangee.cellules[0].texte):
            return False
        colonnes = [self.colonne(c) for c in rangee.cellules]
        return None not in colonnes and all(est_datee(c.texte) == (k == self.dates) for c, k in zip(rangee.cellules, colonnes, strict=True))


def recomposer(lues: list[Rangee], est_titre: Callable[[str], bool]) -> list[Rangee]:
    """Rows with every wrapped row of a table put back in order: its first lines side by side, then what is left of each cell."""
    sorties: list[Rangee] = []
    rang = 0
    while rang < len(lues):
        tableau = _tableau_en(lues, rang, len(sorties), est_titre)
        if tableau is None:
            sorties.append(lues[rang])
            rang += 1
            continue
        sorties[len(sorties) - (rang - tableau.debut) :] = _lignes(lues[tableau.debut : tableau.fin], tableau)
        rang = tableau.fin
    return sorties


def _tableau_en(lues: list[Rangee], rang: int, libres: int, est_titre: Callable[[str], bool]) -> _Tableau | None:
    """The table around row `rang`, which shows its columns, when some of its rows are wrapped; `libres` rows above it may still belong to it."""
    cellules = lues[rang].cellules
    dates = [k for k, c in enumerate(cellules) if est_datee(c.texte)]
    if len(cellules) < COLONNES_MIN or len(dates) != 1:
        return None
    bords = _bords(lues, rang)
    date = next(k for k, x in enumerate(bords) if abs(x - cellules[dates[0]].x0) < TOLERANCE)
    tableau = _Tableau(rang, rang + 1, bords, date, max(c.x1 for r in lues for c in r.cellules) + 1, est_titre)
    while tableau.debut > rang - libres and _suit(lues[tableau.debut - 1], lues[tableau.debut], tableau):
        tableau.debut -= 1
    while tableau.fin < len(lues) and _suit(lues[tableau.fin], lues[tableau.fin - 1], tableau):
        tableau.fin += 1
    nombre = sum(any(est_datee(c.texte) for c in r.cellules) for r in lues[tableau.debut : tableau.fin])
    return tableau if 2 <= nombre < tableau.fin - tableau.debut else None


def _bords(lues: list[Rangee], rang: int) -> list[float]:
    """Left edges of the columns around row `rang`: its own, and those that rows near it share and no cell runs over."""
    bords = [c.x0 for c in lues[rang].cellules]
    pres = [r for r in lues if abs(r.base - lues[rang].base) < VOISINAGE_EM * r.taille]
    cellules = [c for r in pres for c in r.cellules]
    for cellule in cellules:
        x = cellule.x0
        partage = sum(abs(c.x0 - x) < TOLERANCE for c in cellules) > 1
        if partage and all(abs(x - b) > COLONNE_MIN for b in bords) and not any(c.x0 < x - TOLERANCE and c.x1 > x for c in cellules):
            bords.append(x)
    return sorted(bords)


def _suit(rangee: Rangee, voisine: Rangee, tableau: _Tableau) -> bool:
    return abs(rangee.base - voisine.base) < ECART_MAX_EM * rangee.taille and tableau.tient(rangee)


@dataclass
class _Paragraphe:
    """Lines of one cell of the table, with the rows that they stand on."""

    cellules: list[Cellule]
    rangs: list[int]
    ligne: int = -1


def _paragraphes(rangees: list[Rangee], tableau: _Tableau, colonne: int, datees: set[int]) -> list[_Paragraphe]:
    """Cells of a column, gathered where they stand close: a wider gap, or a second dated row, opens another."""
    suite = [(rang, c) for rang, r in enumerate(rangees) for c in r.cellules if tableau.colonne(c) == colonne]
    ecarts = [rangees[b].base - rangees[a].base for (a, _), (b, _) in pairwise(suite)]
    lus: list[_Paragraphe] = []
    for k, (rang, cellule) in enumerate(suite):
        avant, apres = ecarts[k - 1] if k else 0.0, ecarts[k] if k < len(ecarts) else 0.0
        loin = avant > INTERLIGNE_MAX_EM * cellule.taille or (apres > 0 and avant > SERRE * apres)
        if not lus or loin or (rang in datees and any(r in datees for r in lus[-1].rangs)):
            lus.append(_Paragraphe([], []))
        lus[-1].cellules.append(cellule)
        lus[-1].rangs.append(rang)
    return lus


def _lignes(rangees: list[Rangee], tableau: _Tableau) -> list[Rangee]:
    """The rows of the table, each followed by what its cells could not close."""
    datees = [rang for rang, r in enumerate(rangees) if any(tableau.colonne(c) == tableau.dates for c in r.cellules)]
    lus = [_paragraphes(rangees, tableau, k, set(datees)) for k in range(len(tableau.bords))]
    for paragraphe in (p for colonne in lus for p in colonne):
        milieu = (rangees[paragraphe.rangs[0]].base + rangees[paragraphe.rangs[-1]].base) / 2
        sur_place = next((r for r in paragraphe.rangs if r in datees), None)
        paragraphe.ligne = min(datees, key=lambda r: abs(rangees[r].base - milieu)) if sur_place is None else sur_place
    sorties: list[Rangee] = []
    for rang in datees:
        tetes: list[Cellule] = []
        restes: list[Rangee] = []
        for colonne, paragraphes in enumerate(lus):
            cellules = [(c, rangees[r].base) for p in paragraphes if p.ligne == rang for c, r in zip(p.cellules, p.rangs, strict=True)]
            if not cellules:
                continue
            tete, pris = _fermer([c for c, _ in cellules], tableau.bord_droit(colonne))
            tetes.append(tete)
            restes += [Rangee([c], base) for c, base in cellules[pris:]]
        sorties += [Rangee(tetes, rangees[rang].base), *restes]
    return sorties


def _fermer(cellules: list[Cellule], bord: float) -> tuple[Cellule, int]:
    """First line of a cell with the lines that it had no room for, and how many lines that makes."""
    tete, pris = cellules[0], 1
    for avant, suite in pairwise(cellules):
        premier = suite.mots[0]
        pleine = avant.x1 + premier.x1 - premier.x0 > bord - MARGE_DE_CELLULE_EM * avant.taille
        meme = (avant.gras, round(avant.taille)) == (suite.gras, round(suite.taille)) and avant.mots[-1].style.italique == premier.style.italique
        if not (pleine and meme) or premier.texte[0] in PUCES or _FERMANT.search(avant.texte):
            break
        tete, pris = cellules_jointes(tete, suite)[0], pris + 1
    return tete, pris

"""Cards side by side: posts or degrees set in a grid, each with its own dates, are read one after the other."""

from collections.abc import Callable
from itertools import pairwise

from app.ai.lecture.coupures import est_datee
from app.ai.lecture.rangees import Cellule, Rangee

TOLERANCE = 2.0
RETRAIT_MAX = 30.0
ECART_MAX_EM = 4.0
BLANC = 1.25


def deplier(lues: list[Rangee], est_titre: Callable[[str], bool]) -> list[Rangee]:
    """Rows with every grid of cards unfolded: a row of cards from left to right, each card from top to bottom."""
    sorties: list[Rangee] = []
    rang = 0
    while rang < len(lues):
        bords = _bords(lues[rang])
        if len(bords) < 2:
            sorties.append(lues[rang])
            rang += 1
            continue
        debut, fin = rang, rang + 1
        while debut > rang - len(sorties) and _suit(lues[debut - 1], lues[debut], bords, est_titre):
            debut -= 1
        while fin < len(lues) and _suit(lues[fin], lues[fin - 1], bords, est_titre):
            fin += 1
        grille = lues[debut:fin]
        del sorties[len(sorties) - (rang - debut) :]
        sorties += _cartes(grille, bords) if _sont_des_cartes(grille, bords) else grille
        rang = fin
    return sorties


def _bords(rangee: Rangee) -> list[float]:
    """Left edges of a row of dates side by side, one per card."""
    return [c.x0 for c in rangee.cellules] if all(est_datee(c.texte) for c in rangee.cellules) else []


def _carte(cellule: Cellule, bords: list[float]) -> int | None:
    """Card in which a cell stands, None when it starts elsewhere or runs into the next one."""
    rang = max((k for k, x in enumerate(bords) if x < cellule.x0 + TOLERANCE), default=None)
    if rang is None or cellule.x0 - bords[rang] > RETRAIT_MAX:
        return None
    return rang if rang + 1 == len(bords) or cellule.x1 < bords[rang + 1] else None


def _suit(rangee: Rangee, voisine: Rangee, bords: list[float], est_titre: Callable[[str], bool]) -> bool:
    """Whether a row goes on with the grid: each of its cells in its card, and no section heading."""
    if abs(rangee.base - voisine.base) > ECART_MAX_EM * rangee.taille or any(est_titre(c.texte) for c in rangee.cellules):
        return False
    return all(_carte(c, bords) is not None for c in rangee.cellules)


def _sont_des_cartes(grille: list[Rangee], bords: list[float]) -> bool:
    """Whether every column tells something besides its dates: columns of beginnings and ends do not."""
    dits = {_carte(c, bords) for r in grille for c in r.cellules if not est_datee(c.texte)}
    return len(dits) == len(bords)


def _cartes(grille: list[Rangee], bords: list[float]) -> list[Rangee]:
    datees = [k for k, r in enumerate(grille) if len(_bords(r)) > 1]
    ecarts = [b.base - a.base for a, b in pairwise(grille)]
    usuel = sorted(ecarts)[len(ecarts) // 2] if ecarts else 0.0
    coupes = [0]
    for avant, apres in pairwise(datees):
        # the widest white between two rows of dates; without one, as many rows above the dates as above the first
        large = max(range(avant + 1, apres + 1), key=lambda k: ecarts[k - 1])
        coupes.append(large if ecarts[large - 1] > BLANC * usuel else max(avant + 1, apres - datees[0]))
    sorties = []
    for debut, fin in pairwise([*coupes, len(grille)]):
        for carte in range(len(bords)):
            sorties += [Rangee([c], r.base) for r in grille[debut:fin] for c in r.cellules if _carte(c, bords) == carte]
    return sorties

"""Columns and reading order.

A gutter is a split only when both sides carry section headings: this keeps whole the tables of dates and labels
that look like two columns (research: parsing, section 5).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.ai.lecture.caracteres import MotBrut
from app.ai.lecture.cartes import deplier
from app.ai.lecture.coupures import est_datee, joindre_les_periodes, redresser, reunir_les_gros
from app.ai.lecture.rangees import Rangee, rangees
from app.ai.lecture.tableaux import recomposer

COLONNES_MAX = 4
DEBORD_EM = 0.2
TITRE_AU_BORD = 12.0
CENTRE = 2.0
_ANNEE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
Titre = Callable[[str], bool]


@dataclass
class Bloc:
    """Rows read in one go. `flux` 0 is the full width, 1, 2, ... columns from left to right."""

    flux: int
    rangees: list[Rangee]


def mediane(valeurs: list[float]) -> float:
    """Middle value, 0 for none."""
    return sorted(valeurs)[len(valeurs) // 2] if valeurs else 0.0


def _a_gauche(mot: MotBrut, x: float) -> bool:
    """Whether a word starts left of the vertical line at x; a slanted J or f that starts on it leans out by less than a fifth of its size."""
    penche = mot.style.italique or mot.texte[0] in "Jjf"
    return mot.x0 < x - 0.5 and not (penche and mot.x1 > x + 1.5 and mot.x0 > x - DEBORD_EM * mot.taille)


def _traverse(rangee: Rangee, x: float) -> bool:
    """Whether the row runs over the vertical line at x: a word across it, or only a word space there."""
    mots = rangee.mots
    if any(_a_gauche(m, x) and m.x1 > x + 1.5 for m in mots):
        return True
    gauche, droite = [m for m in mots if m.x1 <= x + 1.5], [m for m in mots if not _a_gauche(m, x)]
    if not gauche or not droite:
        return False
    # text that fills its column to the brim leaves a narrow gap, but then the right word starts exactly at the edge
    return droite[0].x0 - gauche[-1].x1 < 0.45 * rangee.taille and droite[0].x0 - x > 1.5


def _cotes(bande: list[Rangee], x: float) -> tuple[list[Rangee], list[Rangee]]:
    mots = [m for r in bande for m in r.mots]
    return rangees([m for m in mots if _a_gauche(m, x)]), rangees([m for m in mots if not _a_gauche(m, x)])


def _cote_a_cote(rangee: Rangee, est_titre: Titre) -> bool:
    """Whether a row holds headings side by side, one of them sure."""
    return len(rangee.cellules) > 1 and _detachees(rangee) and any(est_titre(c.texte) for c in rangee.cellules)


def _detachees(rangee: Rangee) -> bool:
    """Whether the cells are of one type, in capitals or bold."""
    types = {(c.gras, round(c.taille), c.texte.isupper()) for c in rangee.cellules}
    return len(types) == 1 and (rangee.cellules[0].gras or rangee.cellules[0].texte.isupper())


def _porte_un_titre(cote: list[Rangee], est_titre: Titre) -> bool:
    """Whether a row of this side is a section heading, alone and set apart by its type or the white above it."""
    taille = mediane([m.taille for r in cote for m in r.mots])
    gras = 2 * sum(m.style.gras for r in cote for m in r.mots) > sum(len(r.mots) for r in cote)
    for rang, rangee in enumerate(cote):
        if len(rangee.cellules) > 1 or not est_titre(rangee.cellules[0].texte):
            if _cote_a_cote(rangee, est_titre):
                return True
            continue
        blanc = rang == 0 or rangee.haut - cote[rang - 1].bas > 0.6 * rangee.taille
        if rangee.taille > 1.08 * taille or (rangee.cellules[0].gras and not gras) or rangee.cellules[0].texte.isupper() or blanc:
            return True
    return False


def _pleines(lues: list[Rangee], est_titre: Titre) -> set[int]:
    """Rows that no gutter crosses, wherever their words stand: a heading in the middle of the page, the header of a table of dated rows."""
    return _centres(lues, est_titre) | {rang for rang, (haut, bas) in enumerate(pairwise(lues)) if _entete_de_tableau(haut, bas)}


def _entete_de_tableau(haut: Rangee, bas: Rangee) -> bool:
    """Whether three cells or more, set apart from the text, stand each over its own of a dated row."""
    if not _detachees(haut) or not 3 <= len(haut.cellules) == len(bas.cellules) or not any(est_datee(c.texte) for c in bas.cellules):
        return False
    return all(a.x0 - b.x1 < 0 < a.x1 - b.x0 and not est_datee(a.texte) for a, b in zip(haut.cellules, bas.cellules, strict=True))


def _centres(lues: list[Rangee], est_titre: Titre) -> set[int]:
    """Headings alone in their row, in the middle of the page and in line with nothing: they head both sides."""
    cellules = [c for r in lues for c in r.cellules]
    gauche, droite = min(c.x0 for c in cellules), max(c.x1 for c in cellules)
    lus = set()
    for rang, rangee in enumerate(lues):
        seule = rangee.cellules[0]
        centree = len(rangee.cellules) == 1 and abs(seule.x0 + seule.x1 - gauche - droite) / 2 < CENTRE and est_titre(seule.texte)
        if centree and not any(abs(c.x0 - seule.x0) < 0.8 for c in cellules if c is not seule):
            lus.add(rang)
    return lus


def _bandes(lues: list[Rangee], x: float, pleines: set[int]) -> list[tuple[int, int]]:
    """Maximal runs of rows that do not run over x, neither by their words nor as one of `pleines`."""
    bandes, debut = [], None
    for rang, rangee in enumerate([*lues, None]):
        if rangee is not None and rang not in pleines and not _traverse(rangee, x):
            debut = rang if debut is None else debut
        elif debut is not None:
            bandes.append((debut, rang))
            debut = None
    return bandes


def _bords(lues: list[Rangee], est_titre: Titre) -> list[float]:
    """Left edges where at least three cells or a heading start, or a cell under headings side by side, away from the left edge of all."""
    departs = sorted(c.x0 for r in lues for c in r.cellules)
    if not departs:
        return []
    largeur = max(c.x1 for r in lues for c in r.cellules) - departs[0]
    titres = [c.x0 for r in lues for c in r.cellules if est_titre(c.texte)]
    for rang, rangee in enumerate(lues):
        if _cote_a_cote(rangee, est_titre):
            # headings in the middle of their columns: the text below tells where these start
            titres += [c.x0 for r in lues[rang + 1 : rang + 4] for c in r.cellules]
    bords: list[float] = []
    for depart in departs:
        if depart - departs[0] < 0.12 * largeur or (bords and depart - bords[-1] < 1.5):
            continue
        if sum(abs(d - depart) < 1.5 for d in departs) >= 3 or any(abs(t - depart) < 1.5 for t in titres):
            bords.append(depart)
    return bords


def _sous_l_entete(lues: list[Rangee], debut: int, fin: int, x: float, est_titre: Titre) -> int:
    """First row of the band that stands on both sides or is a heading: what is above is the head of the page."""
    for rang in range(debut, fin):
        mots = lues[rang].mots
        if (_a_gauche(mots[0], x) and not _a_gauche(mots[-1], x)) or any(est_titre(c.texte) for c in lues[rang].cellules):
            return rang
    return fin


def _hors_du_tableau(lues: list[Rangee], debut: int, fin: int, x: float, est_titre: Titre, pleines: set[int]) -> int:
    """First row of the band after a table of dated rows: right of the gutter, no heading announces what the heading above on the left does."""
    annonces = [(rang, c.x0 >= x - 0.5) for rang in range(debut, fin) for c in lues[rang].cellules if est_titre(c.texte)]
    premier = next((rang for rang, a_droite in annonces if a_droite), None)
    orphelines = [rang for rang in range(debut, premier or debut) if not _a_gauche(lues[rang].mots[-1], x)]
    if premier is None or not orphelines:
        return debut
    au_dessus = [
        r for k, r in enumerate(lues[: orphelines[0]]) if len(r.cellules) == 1 and (r.cellules[0].x0 < x or k in pleines) and est_titre(r.cellules[0].texte)
    ]
    datees = sum(_ANNEE.search(" ".join(m.texte for m in lues[rang].mots)) is not None for rang in orphelines)
    if not au_dessus or datees < 2:
        return debut
    # the heading beside it or just above, in the left column, opens the same band
    return max((rang for rang, a_droite in annonces if not a_droite and orphelines[-1] < rang <= premier), default=premier)


@dataclass
class Coupe:
    """A gutter at `x` between rows `debut` and `fin`, which hold `poids` words."""

    x: float
    debut: int
    fin: int
    poids: int
    titre_au_bord: bool


def _coupes(lues: list[Rangee], est_titre: Titre, imposee: float | None) -> Iterator[Coupe]:
    """Gutters that part the page: both sides carry section headings, or the page before was parted there."""
    pleines = _pleines(lues, est_titre) if lues else set()
    for x in _bords(lues, est_titre):
        for debut, fin in _bandes(lues, x, pleines):
            debut = _sous_l_entete(lues, debut, fin, x, est_titre)
            if imposee is None:
                debut = _hors_du_tableau(lues, debut, fin, x, est_titre, pleines)
            gauche, droite = _cotes(lues[debut:fin], x)
            if len(gauche) < 2 or len(droite) < 2:
                continue
            suite = imposee is not None and abs(imposee - x) <= 3
            if suite or (_porte_un_titre(gauche, est_titre) and _porte_un_titre(droite, est_titre)):
                yield Coupe(x, debut, fin, sum(len(r.mots) for r in lues[debut:fin]), suite or _titre_au_bord(droite, x, est_titre))


def _titre_au_bord(droite: list[Rangee], x: float, est_titre: Titre) -> bool:
    """Whether a heading of the right side stands at the gutter: those of a farther column leave what is beside them, such as dates, to their text."""
    return any(c.x0 - x < TITRE_AU_BORD and est_titre(c.texte) for r in droite for c in r.cellules)


def _meilleure_coupe(lues: list[Rangee], est_titre: Titre, imposee: float | None) -> Coupe | None:
    coupes = list(_coupes(lues, est_titre, imposee))
    seuil = max((c.poids for c in coupes), default=0) / 2
    return max((c for c in coupes if c.poids >= seuil), key=lambda c: (c.titre_au_bord, c.poids), default=None)


def _mis_en_ordre(lues: list[Rangee], est_titre: Titre) -> list[Rangee]:
    return redresser(recomposer(deplier(joindre_les_periodes(reunir_les_gros(lues)), est_titre), est_titre))


def decouper(mots: list[MotBrut], est_titre: Titre, imposee: float | None = None) -> tuple[list[Bloc], float | None]:
    """Blocks in reading order, and the gutter of the page if it has one; `imposee` is that of the page before."""
    lues = rangees(mots)
    coupe = _meilleure_coupe(lues, est_titre, imposee)
    if coupe is None:
        return ([Bloc(0, _mis_en_ordre(lues, est_titre))] if lues else []), None
    blocs = [Bloc(0, _mis_en_ordre(lues[: coupe.debut], est_titre))] if coupe.debut else []
    gauche, droite = _cotes(lues[coupe.debut : coupe.fin], coupe.x)
    flux = 1
    for cote in (gauche, droite):
        sous_blocs, _ = decouper([m for r in cote for m in r.mots], est_titre) if flux < COLONNES_MAX else ([Bloc(0, cote)], None)
        for bloc in sous_blocs:
            bloc.flux += flux
        blocs.extend(sous_blocs)
        flux = max(b.flux for b in blocs) + 1
    if coupe.fin < len(lues):
        suite, _ = decouper([m for r in lues[coupe.fin :] for m in r.mots], est_titre)
        blocs.extend(suite)
    return blocs, coupe.x

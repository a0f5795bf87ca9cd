"""Cells that a narrow column broke over several rows, given back whole: periods above all."""

import re
from statistics import median

from app.ai.lecture.rangees import Cellule, Rangee
from app.utils.text import fold

_MOIS = re.compile(
    r"(?:^|\s)(?:janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept?(?:embre)?|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?$"
)
_FIN_DE_PERIODE = re.compile(r"[–—−-] ?(?:(?:[^\W\d_]{3,9}\.? |\d\d/)?(?:19|20)\d\d|[^\W\d_’' ]{3,10}(?:[’'][^\W\d_]{3})?)$")
_AN = r"(?:19|20)\d\d"
_DATE = rf"(?:(?:\d{{1,2}}(?:er)? )?(?:[a-z]{{3,9}}\.?,? )?{_AN}|\d{{1,2}}[/.](?:\d{{1,2}}[/.])?{_AN})"
_LIEN = r"(?:[–—−-]|a|au|to|jusqu'(?:a|au|en)|until)"
_SANS_FIN = r"(?:(?:a )?ce jour|aujourd'?-? ?hui|present|actuel(?:lement)?|en cours|maintenant|now|today|current|on-?going)"
_PERIODE = re.compile(rf"(?:(?:de|du|from) )?{_DATE} ?{_LIEN} ?(?:{_DATE}|{_SANS_FIN})")
_DATEE = re.compile(rf"\A{_PERIODE.pattern}|\A(?:(?:depuis|since|en|in)(?: le)? )?{_DATE}(?: ?[–—−-])?")
_FRAGMENT = re.compile(rf"\A(?:(?:de|du|from) )?(?:{_DATE}|[a-z]{{3,9}}\.?)?(?: ?{_LIEN})?(?: ?(?:{_DATE}|{_SANS_FIN}|[a-z]{{3,9}}\.?))?")
MORCEAUX_MAX = 5
GROS = 1.5
INTERLIGNE_GROS = 1.6
INTERLIGNE_MAX_EM = 1.9
ALIGNEMENT = 3.0
_TIRETS = ("-", "–", "—", " à", " au", " à ce", " to", "/", "−")


def _alignees(a: Cellule, b: Cellule) -> bool:
    """Whether two cells share their left edge, their right edge or their middle."""
    return min(abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.x0 + a.x1 - b.x0 - b.x1) / 2) < ALIGNEMENT


def est_datee(texte: str) -> bool:
    """Whether a cell holds a date or a period and nothing else."""
    return _DATEE.fullmatch(fold(texte).replace("’", "'").strip()) is not None


def _dit(cellules: list[Cellule]) -> str:
    return fold(" ".join(c.texte for c in cellules)).replace("’", "'")


def _chaine(lues: list[Rangee], rang: int, haut: Cellule) -> list[tuple[int, Cellule]]:
    """Cells that make one period read downwards from `haut`, whatever stands beside them: `mars 2014`, `—`, `déc. 2018`. Empty when none do."""
    chaine = [(rang, haut)]
    base = lues[rang].base
    for bas in range(rang + 1, len(lues)):
        if lues[bas].base - base > INTERLIGNE_MAX_EM * haut.taille or len(chaine) == MORCEAUX_MAX:
            break
        suite = next((c for c in lues[bas].cellules if _alignees(haut, c)), None)
        if suite is None:
            continue
        if not _FRAGMENT.fullmatch(_dit([suite])):
            break
        chaine.append((bas, suite))
        base = lues[bas].base
        if _PERIODE.fullmatch(_dit([c for _, c in chaine])):
            return chaine
    return []


def joindre_les_periodes(lues: list[Rangee]) -> list[Rangee]:
    """Rows with each period that a cell of dates broke closed on its first row, or, where nothing stands there, on the first row beside it."""
    cellules = [list(r.cellules) for r in lues]
    for rang, rangee in enumerate(lues):
        for cellule in rangee.cellules:
            dit = _dit([cellule])
            if cellule not in cellules[rang] or not dit[-1:].strip() or not _FRAGMENT.fullmatch(dit) or not any(c.isdigit() for c in dit):
                continue
            chaine = _chaine(lues, rang, cellule)
            if not chaine:
                continue
            for k, morceau in chaine:
                cellules[k].remove(morceau)
            place = next((k for k in range(rang, chaine[-1][0] + 1) if cellules[k]), rang)
            entiere = Cellule([m for _, c in chaine for m in c.mots])
            cellules[place] = sorted([*cellules[place], entiere], key=lambda c: c.x0)
    return [Rangee(restent, r.base) for r, restent in zip(lues, cellules, strict=True) if restent]


def redresser(lues: list[Rangee]) -> list[Rangee]:
    """Give back to its cell what a narrow column broke over two rows: `mars 2020 –` above `aujourd'hui`, `Mas-` above `ter`.

    The lower piece becomes a row of its own just under the upper one.
    """
    sorties: list[Rangee] = []
    reste = list(lues)
    while reste:
        rangee = reste.pop(0)
        sorties.append(rangee)
        if len(rangee.cellules) < 2 or not reste:
            continue
        for cellule in (rangee.cellules[0], rangee.cellules[-1]):
            bas = _dessous(cellule, rangee, reste[0]) if reste else None
            if bas is None:
                continue
            autres = [c for c in reste[0].cellules if c is not bas]
            base = reste[0].base
            cote = [c for c in rangee.cellules if c is not cellule]
            # the broken cell is read first, whole; then what stands beside it
            sorties.pop()
            entier = Rangee(cellules_jointes(cellule, bas), rangee.base)
            sorties.extend([entier, Rangee(cote, rangee.base)] if cellule is rangee.cellules[0] else [Rangee(cote, rangee.base), entier])
            reste[0:1] = [Rangee(autres, base)] if autres else []
            break
    return sorties


def cellules_jointes(haut: Cellule, bas: Cellule) -> list[Cellule]:
    """One cell of both; a word cut by a hyphen is closed, a name such as `AP-HP` keeps it."""
    dernier, premier = haut.mots[-1], bas.mots[0]
    if len(dernier.texte) > 1 and dernier.texte.endswith("-") and dernier.texte[-2].isalpha() and premier.texte[0].isalpha():
        dernier.texte = (dernier.texte[:-1] if premier.texte[0].islower() else dernier.texte) + premier.texte
        return [Cellule(haut.mots + bas.mots[1:])]
    return [Cellule(haut.mots + bas.mots)]


def _dessous(haut: Cellule, rangee: Rangee, suivante: Rangee) -> Cellule | None:
    """The cell of the next row that ends `haut`, when `haut` is left hanging."""
    premier = haut is rangee.cellules[0]
    bas = suivante.cellules[0 if premier else -1]
    # "septembre 2015 – mars" above "2019": a month asks for its year
    mois = bool(_MOIS.search(fold(haut.texte))) and suivante.mots[0 if premier else -1].texte[:4].isdigit()
    suite = bool(_FIN_DE_PERIODE.match(bas.texte)) and haut.texte[-4:].isdigit()
    if not (haut.texte.endswith(_TIRETS) or mois or suite) or suivante.base - rangee.base > INTERLIGNE_MAX_EM * haut.taille:
        return None
    voisine = rangee.cellules[1].x0 if premier else rangee.cellules[-2].x1
    a_sa_place = bas.x1 < voisine if premier else bas.x0 > voisine
    return bas if a_sa_place and _alignees(haut, bas) else None


def reunir_les_gros(lues: list[Rangee]) -> list[Rangee]:
    """Two lines of large type, one right under the other, read in one go: the smaller rows beside them (an address beside a name set on two lines) come after."""
    corps = median(m.taille for r in lues for m in r.mots) if lues else 0.0
    rang = 0
    while rang < len(lues):
        gros = [c for c in lues[rang].cellules if c.taille > GROS * corps]
        bas = _gros_dessous(lues, rang, gros[0]) if len(gros) == 1 else None
        if bas is not None:
            place, cellule = bas
            autres = [Rangee(cotes, r.base) for r in lues[rang : place + 1] if (cotes := [c for c in r.cellules if c not in (gros[0], cellule)])]
            lues = [*lues[:rang], Rangee([gros[0]], lues[rang].base), Rangee([cellule], lues[place].base), *autres, *lues[place + 1 :]]
        rang += 1
    return lues


def _gros_dessous(lues: list[Rangee], rang: int, haut: Cellule) -> tuple[int, Cellule] | None:
    """The cell set like `haut` just under it and the row that holds it, when other cells stand in between, all of them beside both."""
    for place in range(rang + 1, len(lues)):
        if lues[place].base - lues[rang].base > INTERLIGNE_GROS * haut.taille:
            return None
        bas = next((c for c in lues[place].cellules if abs(c.taille - haut.taille) < 1 and min(abs(c.x0 - haut.x0), abs(c.x1 - haut.x1)) < ALIGNEMENT), None)
        if bas is None:
            continue
        entre = [c for r in lues[rang : place + 1] for c in r.cellules if c not in (haut, bas)]
        gauche, droite = min(haut.x0, bas.x0), max(haut.x1, bas.x1)
        return (place, bas) if entre and all(c.x0 > droite or c.x1 < gauche for c in entre) else None
    return None

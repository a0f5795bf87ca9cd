"""Words to rows, rows to cells: what stands on one base line, and where the wide gaps are."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.ai.lecture.caracteres import MotBrut

EXPOSANT_MIN = 0.45
GOUTTIERE_EM = 0.75
GOUTTIERE_ALIGNEE_EM = 0.45
BORD_RANGEES = 3
JUSTIFIE_EM = 1.3
LARGE_EM = 2.5
LETTRES_ESPACEES = 4
ETIRES_MIN = 3


@dataclass
class Cellule:
    """Words of one row without a wide gap."""

    mots: list[MotBrut]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.mots[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.mots[-1].x1

    @property
    def texte(self) -> str:
        """Words joined by spaces."""
        return " ".join(m.texte for m in self.mots)

    @property
    def taille(self) -> float:
        """Largest font size."""
        return max(m.taille for m in self.mots)

    @property
    def gras(self) -> bool:
        """Whether most letters are bold."""
        return 2 * sum(len(m.texte) for m in self.mots if m.style.gras) > sum(len(m.texte) for m in self.mots)


@dataclass
class Rangee:
    """Cells that share a base line, from left to right."""

    cellules: list[Cellule]
    base: float

    @property
    def mots(self) -> list[MotBrut]:
        """Every word of the row."""
        return [m for c in self.cellules for m in c.mots]

    @property
    def taille(self) -> float:
        """Largest font size."""
        return max(c.taille for c in self.cellules)

    @property
    def haut(self) -> float:
        """Top edge."""
        return min(m.boite[1] for m in self.mots)

    @property
    def bas(self) -> float:
        """Bottom edge."""
        return max(m.boite[3] for m in self.mots)


def rangees(mots: list[MotBrut]) -> list[Rangee]:
    """Rows from top to bottom. A raised or lowered small word (1er, H2O) joins the row it leans on."""
    groupes: list[tuple[float, float, list[MotBrut]]] = []
    for mot in sorted(mots, key=lambda m: (m.base, m.x0)):
        for rang in range(len(groupes) - 1, max(-1, len(groupes) - 4), -1):
            base, taille, membres = groupes[rang]
            grand, petit = max(taille, mot.taille), min(taille, mot.taille)
            # a smaller text beside a title is often centred on it rather than on its base line
            centre = abs(mot.base - 0.35 * mot.taille - base + 0.35 * taille) < 0.2 * petit and petit > 0.6 * grand
            exposant = EXPOSANT_MIN * grand < petit < 0.8 * grand and abs(mot.base - base) < 0.45 * grand and _touche(mot, membres)
            if abs(mot.base - base) < 0.25 * petit or centre or exposant:
                membres.append(mot)
                if mot.taille > taille:
                    groupes[rang] = (mot.base, mot.taille, membres)
                break
        else:
            groupes.append((mot.base, mot.taille, [mot]))
    tries = [(base, _fermer_lettres_espacees(_recoller(sorted(membres, key=lambda m: m.x0)))) for base, _, membres in groupes]
    espace = espace_courante([membres for _, membres in tries])
    bords = _bords_alignes([membres for _, membres in tries], espace)
    lues = [Rangee(cellules(membres, bords, espace), base) for base, membres in tries]
    return sorted(_separer_les_dates(lues), key=lambda r: r.base)


_DATE_EN_SUSPENS = re.compile(r"(?:[^\W\d_]{3,9}\.? )?(?:\d{1,2}/)?(?:19|20)\d\d(?: ?[–—−-](?: ?aujour-| à(?: ce)?| [^\W\d_]{3,9}\.?)?| (?:à|au|to)(?: ce)?)?")


def _separer_les_dates(lues: list[Rangee]) -> list[Rangee]:
    """Cut `Mar 2017 – Apr Ondine` where other rows begin: a column of dates too narrow to leave a gap goes on in the row below."""
    departs = [c.x0 for r in lues for c in r.cellules]
    for rang, rangee in enumerate(lues):
        mots = rangee.mots
        for k in range(2, min(5, len(mots))):
            if not _DATE_EN_SUSPENS.fullmatch(" ".join(m.texte for m in mots[:k])):
                continue
            if sum(abs(x - mots[k].x0) < 0.8 for x in departs) < 2 + any(c.mots[0] is mots[k] for c in rangee.cellules):
                continue
            suite = [Cellule([m for m in c.mots if m not in mots[:k]]) for c in rangee.cellules]
            lues[rang] = Rangee([Cellule(mots[:k]), *(c for c in suite if c.mots)], rangee.base)
            break
    return lues


def espace_courante(lignes: list[list[MotBrut]]) -> float:
    """The usual gap between two words, in em: 0.25 to 0.35 in most fonts, 0.6 in those of fixed width."""
    ecarts = sorted((b.x0 - a.x1) / max(a.taille, b.taille) for mots in lignes for a, b in pairwise(mots) if b.x0 > a.x1)
    return min(0.7, max(0.25, ecarts[len(ecarts) // 2])) if len(ecarts) > 20 else 0.28


def _lettrage(mot: MotBrut) -> float:
    """Extra white between the letters of a word, in points."""
    blancs = sorted(b[1] - a[2] for a, b in pairwise(mot.rangs))
    return max(0.0, blancs[len(blancs) // 2] - 0.12 * mot.taille) if len(blancs) > 2 else 0.0


def _bords_alignes(lignes: list[list[MotBrut]], espace: float) -> list[float]:
    """Left edges where words of several rows start after more than a word space: the second column of a table."""
    departs = sorted(
        b.x0 for mots in lignes for a, b in pairwise(mots)
        if b.x0 - a.x1 > max(GOUTTIERE_ALIGNEE_EM, 1.45 * espace) * max(a.taille, b.taille) and (len(a.texte) > 1 or a.texte.isalnum())
    )  # fmt: skip
    bords = []
    for x in departs:
        alignes = sum(0 <= d - x < 1.2 for d in departs)
        # in running text words run over any edge that chance aligns
        traverses = sum(any(m.x0 < x - 1 and m.x1 > x + 1 for m in mots) for mots in lignes)
        if alignes >= max(BORD_RANGEES, traverses):
            bords.append(x)
    return bords


def _touche(mot: MotBrut, membres: list[MotBrut]) -> bool:
    return any(-0.1 * m.taille < mot.x0 - m.x1 < 0.35 * m.taille or -0.1 * m.taille < m.x0 - mot.x1 < 0.35 * m.taille for m in membres)


def cellules(mots: list[MotBrut], bords: list[float], espace: float) -> list[Cellule]:
    """Words of one row, sorted, to cells: wide gaps part them, and lesser ones where several rows have one at the same place."""
    ecarts = [max(0.0, b.x0 - a.x1) for a, b in pairwise(mots)]
    if etires := _etires(mots, ecarts):
        ecarts[-etires:] = [0.0] * etires
    # justified text has wide gaps everywhere: a cell ends where one is wide among its neighbours too
    serres = sorted(e for e in ecarts if e > 0)
    median = serres[len(serres) // 2] if len(serres) > 3 else 0.0
    if median > LARGE_EM * mots[0].taille:
        median = 0.0  # no text is set as wide: cells of a word or two each
    if len(serres) == 3 and serres[0] < JUSTIFIE_EM * mots[0].taille:
        median = serres[0]
    lues = [Cellule([mots[0]])]
    for mot, ecart in zip(mots[1:], ecarts, strict=True):
        taille = max(lues[-1].mots[-1].taille, mot.taille) if lues[-1].mots[-1].style.gras == mot.style.gras else min(lues[-1].mots[-1].taille, mot.taille)
        puce = len(lues[-1].mots) == 1 and len(lues[-1].mots[0].texte) == 1 and not lues[-1].mots[0].texte.isalnum()
        aligne = any(-0.2 < mot.x0 - b < 1.4 for b in bords)
        seuil = max(GOUTTIERE_ALIGNEE_EM, 1.45 * espace) if aligne else max(GOUTTIERE_EM, 2.2 * espace)
        seuil = seuil * taille + 2 * min(_lettrage(lues[-1].mots[-1]), _lettrage(mot))
        if ecart > max(seuil, (1.3 if aligne else 2.2) * median) and not (puce and ecart < 3 * taille):
            lues.append(Cellule([mot]))
        else:
            lues[-1].mots.append(mot)
    return lues


def _etires(mots: list[MotBrut], ecarts: list[float]) -> int:
    """How many gaps end a row that is an enumeration stretched to the margin: about one width, wide, with commas in them."""
    nombre = 0
    for ecart in reversed(ecarts):
        fin = [*ecarts[len(ecarts) - nombre :], ecart]
        if max(fin) > 1.4 * min(fin) or ecart < GOUTTIERE_ALIGNEE_EM * mots[-1].taille:
            break
        nombre += 1
    virgule = any(m.texte.endswith(",") for m in mots[-1 - nombre : -1])
    return nombre if nombre >= ETIRES_MIN and nombre < len(ecarts) and virgule else 0


def _recoller(mots: list[MotBrut]) -> list[MotBrut]:
    lus: list[MotBrut] = []
    for mot in mots:
        avant = lus[-1] if lus else None
        seuil = 0.12 if not mot.colle else 0.2
        if avant and -0.3 * mot.taille < mot.x0 - avant.x1 < seuil * min(avant.taille, mot.taille) and (mot.colle or not mot.texte[0].isalnum()):
            long = avant if len(avant.texte) >= len(mot.texte) else mot
            a, b = avant.encre, mot.encre
            encre = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
            lus[-1] = MotBrut(avant.texte + mot.texte, avant.x0, max(avant.x1, mot.x1), long.base, long.style, encre, avant.colle, [*avant.rangs, *mot.rangs])
        else:
            lus.append(mot)
    return lus


def _fermer_lettres_espacees(mots: list[MotBrut]) -> list[MotBrut]:
    """`C O N TA C T` is one word: pieces of letters in capitals, mostly single. A gap clearly wider than the others parts two words."""
    lus: list[MotBrut] = []
    rang = 0
    while rang < len(mots):
        fin = rang
        while fin < len(mots) and _piece_espacee(mots[fin]) and (fin == rang or mots[fin].x0 - mots[fin - 1].x1 < 1.5 * mots[fin].taille):
            fin += 1
        suite = mots[rang:fin]
        seules = sum(len(m.texte) == 1 for m in suite)
        if len(suite) < LETTRES_ESPACEES or seules < 3 or seules < 0.4 * len(suite):
            lus.extend(mots[rang : max(fin, rang + 1)])
            rang = max(fin, rang + 1)
            continue
        ecarts = [b.x0 - a.x1 for a, b in pairwise(suite)]
        limite = 1.6 * sorted(ecarts)[len(ecarts) // 3] + 0.1 * suite[0].taille
        groupe = [suite[0]]
        for mot, ecart in zip(suite[1:], ecarts, strict=True):
            if ecart > limite:
                lus.append(_fondre(groupe))
                groupe = []
            groupe.append(mot)
        lus.append(_fondre(groupe))
        rang = fin
    return lus


def _piece_espacee(mot: MotBrut) -> bool:
    return mot.texte.isalpha() and (len(mot.texte) == 1 or (mot.texte.isupper() and len(mot.texte) <= 6))


def _fondre(lettres: list[MotBrut]) -> MotBrut:
    encre = (min(m.encre[0] for m in lettres), min(m.encre[1] for m in lettres), max(m.encre[2] for m in lettres), max(m.encre[3] for m in lettres))
    return MotBrut(
        "".join(m.texte for m in lettres), lettres[0].x0, lettres[-1].x1, lettres[0].base, lettres[0].style, encre, rangs=[r for m in lettres for r in m.rangs]
    )

"""Dated lines of a section: the anchors of its entries (posts, degrees)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from app.ai.extraction.dates import Periode, periode_empilee, trouver_dates, trouver_periodes
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.utils.text import fold

MOTS_ANCRE_MAX = 18
MOTS_PHRASE = 13

Indice = Callable[[str], bool]
_VIDE = re.compile(
    r"[\s|•·,;:()\[\]–—/-]*(?:(?:cdi|cdd|stage|interim|alternance|freelance|full[- ]time|part[- ]time|temps (?:plein|partiel)|remote|present|"
    r"soit|environ|(?:une|deux|trois|\d{1,2}) ?(?:semaines?|jours?|weeks?|days?)|\d{1,2} ?(?:ans?|mois|years?|yrs?|months?|mos?)(?: (?:et )?\d{1,2} ?(?:mois|months?|mos?))?)[\s|•·,;:()\[\]–—/-]*)*"
)
_SEPARE_AVANT = re.compile(r"(?:^|[|•·,;:(\[–—\t-])\s{0,5}$")
_DETACHE = re.compile(r"\w\)?\s?[|•·–—-]\s{0,5}$")
_SEPARE_APRES = re.compile(r"^\s*(?:$|[|•·,;:)\]–—\t-])")


@dataclass(frozen=True)
class Ancre:
    """A dated line. `span` is in the whole text, `suite` that of a second date below; `seule`: the segment holds nothing else;
    `unique`: one date, not a period.
    """

    rang: int
    periode: Periode
    span: tuple[int, int]
    seule: bool
    unique: bool
    lignes: int = 1
    suite: tuple[int, int] | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Every place of its dates."""
        return [self.span, self.suite] if self.suite else [self.span]


@dataclass
class Contexte:
    """What is known of a section while its entries are cut."""

    lignes: list[Ligne]
    recu_le: date
    est_indice: Indice
    ancres: list[Ancre] = field(default_factory=list)


def mots_dits(ligne: Ligne) -> int:
    """Words of a line, neither dashes nor years."""
    return sum(any(c.isalpha() for c in m.texte) for m in ligne.mots)


def est_phrase(ligne: Ligne) -> bool:
    """Whether a line reads like running text rather than a header."""
    texte = ligne.texte.rstrip()
    return (mots_dits(ligne) >= MOTS_PHRASE and "\t" not in texte) or (texte.endswith((".", ";")) and len(ligne.mots) > 5)


def _segment_de(ligne: Ligne, debut: int) -> Segment:
    return next((s for s in ligne.segments if s.debut <= debut < s.fin), ligne.segments[-1])


def _periodes(ligne: Ligne, recu_le: date) -> list[Periode]:
    """Periods of each cell; of the whole line when they are spread over two cells."""
    for trouver in (trouver_periodes, _ouverte):
        lues = []
        for segment in ligne.segments:
            decalage = segment.debut - ligne.debut
            lues += [replace(lu, span=(lu.span[0] + decalage, lu.span[1] + decalage)) for lu in trouver(segment.texte, recu_le)]
        if not lues and trouver is trouver_periodes and len(ligne.segments) > 1:
            lues = trouver_periodes(ligne.texte, recu_le)
        if lues:
            return lues
    return []


_TIRET_FINAL = re.compile(r"\s?[–—-]\s*(?:\t|$)")


def _ouverte(texte: str, recu_le: date) -> list[Periode]:
    """`2018-02-01 —` with nothing after the dash: a period that goes on."""
    dates = trouver_dates(texte, recu_le)
    if not dates or not _TIRET_FINAL.match(texte, dates[-1].span[1]):
        return []
    derniere = dates[-1]
    return [Periode(derniere.valeur, None, True, derniere.span, derniere.ambigue)]


def _ancre_de(rang: int, ligne: Ligne, recu_le: date) -> Ancre | None:
    """The dates that make a line an anchor: alone in their segment, or set off at its start or end."""
    texte = ligne.texte
    periodes = _periodes(ligne, recu_le)
    uniques = [] if periodes else trouver_dates(texte, recu_le)
    lus = periodes or [Periode(None, d.valeur, False, d.span, d.ambigue) for d in uniques]
    for lu in lus:
        a, b = lu.span
        segment = _segment_de(ligne, ligne.debut + a)
        avant, apres = texte[segment.debut - ligne.debut : a], texte[b : segment.fin - ligne.debut]
        seule = bool(_VIDE.fullmatch(fold(avant))) and bool(_VIDE.fullmatch(fold(apres)))
        span = (ligne.debut + a, ligne.debut + b)
        if seule:
            return Ancre(rang, lu, span, True, not periodes)
        au_debut = bool(_VIDE.fullmatch(fold(avant)))
        en_tete = au_debut and bool(_SEPARE_APRES.match(apres)) and len(ligne.mots) <= 2 * MOTS_ANCRE_MAX
        # "2017 – 2021 Chef de partie, Auberge du Lac. En charge": a period opens the line, whatever it tells after
        en_tete = en_tete or (au_debut and bool(periodes) and segment is ligne.segments[0] and apres.lstrip()[:1].isupper())
        a_la_fin = bool(_VIDE.fullmatch(fold(apres)))
        # "… – Lycée Jean Moulin – 2012 – 2015": a period set off by a dash ends a header, however long
        en_queue = a_la_fin and bool(periodes) and bool(_DETACHE.search(avant)) and len(ligne.mots) <= 2 * MOTS_ANCRE_MAX
        if ligne.puce or (not en_tete and not en_queue and not ligne.gras and (est_phrase(ligne) or len(ligne.mots) > MOTS_ANCRE_MAX)):
            continue
        separe = bool(_SEPARE_AVANT.search(avant)) and bool(_SEPARE_APRES.match(apres))
        if au_debut or (a_la_fin and (periodes or _SEPARE_AVANT.search(avant))) or separe:
            return Ancre(rang, lu, span, False, not periodes)
    return None


def _empilees(contexte: Contexte) -> list[Ancre]:
    """Two dates one above the other, each alone in its cell, the earlier above, make one period."""
    trouvees: list[Ancre] = []
    for rang, (haut, bas) in enumerate(pairwise(contexte.lignes)):
        if (trouvees and trouvees[-1].rang == rang - 1) or bas.page != haut.page or bas.ecart > 1.2 * haut.taille:
            continue
        for segment in haut.segments:
            dessous = next((s for s in bas.segments if abs(s.x0 - segment.x0) < 4 or abs(s.x1 - segment.x1) < 4), None)
            if dessous is None or _deux_entrees(segment, haut, dessous, bas):
                continue
            periode = periode_empilee(segment.texte, dessous.texte, contexte.recu_le)
            if periode and not _a_rebours(segment.texte, dessous.texte, contexte.recu_le):
                trouvees.append(Ancre(rang, periode, (segment.debut, segment.fin), True, False, 2, (dessous.debut, dessous.fin)))
                break
    return trouvees


def _voisines(rang: int, ligne: Ligne, recu_le: date) -> Ancre | None:
    """Two dates side by side, each alone in its cell: columns of beginnings and ends."""
    for a, b in pairwise(ligne.segments):
        periode = periode_empilee(a.texte, b.texte, recu_le)
        if periode and not _a_rebours(a.texte, b.texte, recu_le):
            return Ancre(rang, periode, (a.debut, a.fin), True, False, 1, (b.debut, b.fin))
    return None


def _a_rebours(haut: str, bas: str, recu_le: date) -> bool:
    """The later date above the earlier: two entries in the usual order rather than one period."""
    a, b = trouver_dates(haut, recu_le), trouver_dates(bas, recu_le)
    return bool(a and b) and a[0].valeur[:4] > b[0].valeur[:4]


def _deux_entrees(a: Segment, haut: Ligne, b: Segment, bas: Ligne) -> bool:
    """Both dates stand beside text of one type: each dates its own line."""
    x, y = ([s for s in li.segments if s is not seg] for seg, li in ((a, haut), (b, bas)))
    return bool(x and y) and (x[0].gras, x[0].italique, round(x[0].taille)) == (y[0].gras, y[0].italique, round(y[0].taille))


def trouver_ancres(contexte: Contexte, uniques: bool) -> list[Ancre]:
    """Anchors of a section, in order. Single dates count when `uniques`, or when the section has nothing better."""
    empilees = {a.rang: a for a in _empilees(contexte)}
    prises = {rang + 1 for rang in empilees}
    ancres = []
    for rang, ligne in enumerate(contexte.lignes):
        if rang in prises and rang not in empilees:
            continue
        lue = empilees.get(rang) or _voisines(rang, ligne, contexte.recu_le) or _ancre_de(rang, ligne, contexte.recu_le)
        if lue:
            ancres.append(lue)
    periodes = [a for a in ancres if not a.unique]
    if not uniques and periodes:
        # a single date set like the periods is one too: a post of one month or of one year
        ancres = [a for a in ancres if not a.unique or any(a.seule == p.seule and _meme_place(a, p, contexte) for p in periodes)]
    return _sans_mentions(ancres, contexte)


def _meme_place(a: Ancre, b: Ancre, contexte: Contexte) -> bool:
    sa, sb = (_segment_de(contexte.lignes[x.rang], x.span[0]) for x in (a, b))
    if not a.seule and a.span[1] == sa.fin and b.span[1] == sb.fin and sa.gras == sb.gras and abs(sa.x0 - sb.x0) < 2:
        # both end their line, behind the same mark: "Serveur – Lille – été 2019"
        marques = [_DETACHE.search(contexte.lignes[x.rang].texte[: x.span[0] - contexte.lignes[x.rang].debut]) for x in (a, b)]
        return all(marques) and len({m.group()[-2:] for m in marques if m}) == 1
    if not (a.seule or (a.span[0] == sa.debut and b.span[0] == sb.debut)):
        return False
    return abs(sa.taille - sb.taille) < 0.6 and sa.gras == sb.gras and (abs(sa.x0 - sb.x0) < 2 or abs(sa.x1 - sb.x1) < 2)


def _sans_mentions(ancres: list[Ancre], contexte: Contexte) -> list[Ancre]:
    """Dates inside running text are no anchors where the others stand alone in their cells."""
    seules = [a for a in ancres if a.seule]
    if len(seules) < 2 or len(seules) == len(ancres):
        return ancres
    marges = [_segment_de(contexte.lignes[a.rang], a.span[0]).x0 for a in seules]
    return [
        a for a in ancres if a.seule or _en_marge(a, contexte, marges) or contexte.lignes[a.rang].gras or contexte.est_indice(contexte.lignes[a.rang].texte)
    ]


def _en_marge(ancre: Ancre, contexte: Contexte, marges: list[float]) -> bool:
    """Dates at the start of a line, just under those that stand alone: their column was too narrow for a gap."""
    segment = _segment_de(contexte.lignes[ancre.rang], ancre.span[0])
    return ancre.span[0] == segment.debut and any(abs(segment.x0 - x) < 2 for x in marges)

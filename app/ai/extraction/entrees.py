"""Lines of a section to its entries (posts, degrees): each is anchored on its dates, then grown up and down."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from app.ai.extraction.dates import Periode, periode_empilee, trouver_dates, trouver_periodes
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.utils.text import fold

TETE_MAX = 3
MOTS_ANCRE_MAX = 18
MOTS_PHRASE = 13

Indice = Callable[[str], bool]
_VIDE = re.compile(
    r"[\s|•·,;:()\[\]–—/-]*(?:(?:cdi|cdd|stage|interim|alternance|freelance|full[- ]time|part[- ]time|temps (?:plein|partiel)|remote|present|"
    r"soit|environ|\d{1,2} ?(?:ans?|mois|years?|yrs?|months?|mos?)(?: (?:et )?\d{1,2} ?(?:mois|months?|mos?))?)[\s|•·,;:()\[\]–—/-]*)*"
)
_SEPARE_AVANT = re.compile(r"(?:^|[|•·,;:(\[–—\t-])\s*$")
_SEPARE_APRES = re.compile(r"^\s*(?:$|[|•·,;:)\]–—\t-])")


_SOUS_TITRE = re.compile(
    r"(?:mes |principales? |key |main )?(?:missions?(?: principales?)?|taches?|realisations?(?: cles?)?|responsabilites?|activites?|highlights?|achievements?|responsibilities|duties|tasks|accomplishments|"
    r"resultats?|contexte|projets?|environnement(?: technique)?|technologies?|summary|description)\s*:?(?: .{0,200})?"
)
"""Labels that open the body of an entry."""


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
class Entree:
    """One entry: header lines, body lines, dates. Spans of dates are to be left out of what the header says."""

    tete: list[Ligne]
    corps: list[Ligne]
    ancre: Ancre | None = None


@dataclass
class Contexte:
    """What is known of a section while its entries are cut."""

    lignes: list[Ligne]
    recu_le: date
    est_indice: Indice
    ancres: list[Ancre] = field(default_factory=list)


def est_phrase(ligne: Ligne) -> bool:
    """Whether a line reads like running text rather than a header."""
    texte = ligne.texte.rstrip()
    return (len(ligne.mots) >= MOTS_PHRASE and "\t" not in texte) or (texte.endswith((".", ";")) and len(ligne.mots) > 5)


def separer_cellules(lignes: list[Ligne]) -> list[Ligne]:
    """Part the bullets from what stands at the right of their first line: dates and places belong to the header above."""
    sorties: list[Ligne] = []
    for ligne in lignes:
        if len(ligne.segments) < 2 or not (ligne.puce or _en_retrait(ligne, sorties)):
            sorties.append(ligne)
            continue
        sorties.append(replace(ligne, segments=ligne.segments[1:], puce=False, ecart=0.0))
        sorties.append(replace(ligne, segments=ligne.segments[:1], ecart=0.0))
    return sorties


def _en_retrait(ligne: Ligne, avant: list[Ligne]) -> bool:
    """An item without its bullet: indented under the line before, with a right-hand cell."""
    if not avant:
        return False
    retrait = ligne.segments[0].x0 - avant[-1].segments[0].x0
    return 6 < retrait < 60 and ligne.segments[0].x0 < avant[-1].segments[0].x1 and len(ligne.segments[1].mots) <= 6 and not ligne.gras


def _segment_de(ligne: Ligne, debut: int) -> Segment:
    return next((s for s in ligne.segments if s.debut <= debut < s.fin), ligne.segments[-1])


def _periodes(ligne: Ligne, recu_le: date) -> list[Periode]:
    """Periods of each cell; of the whole line when they are spread over two cells."""
    lues = []
    for segment in ligne.segments:
        decalage = segment.debut - ligne.debut
        for lu in trouver_periodes(segment.texte, recu_le) or _ouverte(segment.texte, recu_le):
            lues.append(replace(lu, span=(lu.span[0] + decalage, lu.span[1] + decalage)))
    return lues or (trouver_periodes(ligne.texte, recu_le) if len(ligne.segments) > 1 else [])


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
        if ligne.puce or (not en_tete and not ligne.gras and (est_phrase(ligne) or len(ligne.mots) > MOTS_ANCRE_MAX)):
            continue
        a_la_fin = bool(_VIDE.fullmatch(fold(apres)))
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
        lue = empilees.get(rang) or _ancre_de(rang, ligne, contexte.recu_le)
        if lue:
            ancres.append(lue)
    periodes = [a for a in ancres if not a.unique]
    if not uniques and periodes:
        # a single date set like the periods is one too: a post of one month or of one year
        ancres = [a for a in ancres if not a.unique or (a.seule and any(_meme_place(a, p, contexte) for p in periodes))]
    return _sans_mentions(ancres, contexte)


def _meme_place(a: Ancre, b: Ancre, contexte: Contexte) -> bool:
    sa, sb = (_segment_de(contexte.lignes[x.rang], x.span[0]) for x in (a, b))
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


class Groupeur:
    """Cuts one section into entries."""

    def __init__(self, lignes: list[Ligne], recu_le: date, est_indice: Indice, uniques: bool = False) -> None:
        self.uniques = uniques
        self.contexte = Contexte(separer_cellules(lignes), recu_le, est_indice)
        self.lignes = self.contexte.lignes
        self.ancres = trouver_ancres(self.contexte, uniques)
        self.corps_style = self._style_du_corps()
        self.hauteur = self._lignes_au_dessus(0, 0) if self.ancres else 0

    def _style_du_corps(self) -> tuple[float, bool, bool]:
        """Type of most characters of the section."""
        comptes: dict[tuple[float, bool, bool], int] = {}
        for ligne in self.lignes:
            for mot in ligne.mots:
                cle = (round(mot.taille, 0), mot.gras, mot.italique)
                comptes[cle] = comptes.get(cle, 0) + len(mot.texte) * (3 if ligne.puce else 1)
        return max(comptes, key=lambda c: comptes[c]) if comptes else (10.0, False, False)

    def distinct(self, ligne: Ligne) -> bool:
        """Whether the first words are set apart from the body: bolder, slanted or larger."""
        mot = next((m for m in ligne.mots if m.texte[0].isalnum()), ligne.mots[0])
        taille, gras, italique = self.corps_style
        return (mot.gras and not gras) or (mot.italique and not italique) or mot.taille > 1.06 * taille + 0.3

    def _gauche(self, rang: int) -> float:
        """Left edge of what line `rang` says besides its dates."""
        ligne = self.lignes[rang]
        dates = {s for a in self.ancres if a.rang <= rang < a.rang + a.lignes and a.seule for s in a.spans}
        autres = [s for s in ligne.segments if not any(s.debut <= d < s.fin for d, _ in dates)]
        return (autres or ligne.segments)[0].x0

    def _corps(self, rang: int) -> bool:
        """Whether a line can only be body: a bullet, what goes on under one, running text."""
        ligne = self.lignes[rang]
        if ligne.puce or est_phrase(ligne) or _SOUS_TITRE.fullmatch(fold(ligne.texte)):
            return True
        if rang == 0 or self.distinct(ligne) or any(a.rang == rang for a in self.ancres):
            return False
        avant = self.lignes[rang - 1]
        serre = ligne.page == avant.page and ligne.ecart < 0.7 * ligne.taille
        if avant.puce and serre:
            return ligne.segments[0].x0 > avant.segments[0].x0 + 2
        return serre and est_phrase_ouverte(avant) and not self.distinct(avant) and self._corps(rang - 1)

    def _lignes_au_dessus(self, numero: int, bas: int) -> int:
        """How many lines above anchor `numero` belong to its header; `bas` is the first line it may take."""
        ancre = self.ancres[numero]
        prises = 0
        limite = TETE_MAX if numero == 0 else max(self.hauteur, TETE_MAX if self.hauteur else 1)
        while prises < limite and ancre.rang - prises - 1 >= bas:
            rang = ancre.rang - prises - 1
            ligne = self.lignes[rang]
            if self._corps(rang) or (
                prises and self.lignes[rang + 1].ecart > 1.3 * ligne.taille and self.lignes[rang + 1].ecart > 1.8 * self.lignes[ancre.rang].ecart
            ):
                break
            if numero and not self.distinct(ligne) and not self._comme_la_premiere(ligne, prises):
                break
            if numero and self.hauteur == 0 and not self._entete_commune(rang, ancre):
                break
            prises += 1
        return prises

    def _comme_la_premiere(self, ligne: Ligne, prises: int) -> bool:
        """Plain type: trust the shape of the first entry, unless the line is indented like a body."""
        premiere = self.ancres[0].rang - prises - 1
        return prises < self.hauteur and premiere >= 0 and abs(self.lignes[premiere].segments[0].x0 - ligne.segments[0].x0) < 6

    def _entete_commune(self, rang: int, ancre: Ancre) -> bool:
        """A company named above several dated posts, where entries otherwise start with their dates."""
        ligne, datee = self.lignes[rang], self.lignes[ancre.rang]
        return self.distinct(ligne) and ligne.taille >= datee.taille and not ligne.puce and ligne.ecart > datee.ecart

    def _fin_de_tete(self, debut: int, ancre: Ancre, haut: int) -> int:
        """First body line of an entry whose header starts at `debut`; `haut` is where the next entry starts."""
        rang = ancre.rang + ancre.lignes
        gauche = min(self._gauche(r) for r in range(debut, rang))
        dites = sum(len(s.mots) > 0 and not _porte(s, ancre) for r in range(debut, rang) for s in self.lignes[r].segments)
        dites += sum(self._sans_date(r, ancre).count(c) for r in range(debut, rang) for c in ("|", " – ", " - ", " — ", ", ", " chez ", " at "))
        while rang < haut and rang - ancre.rang - ancre.lignes < TETE_MAX:
            ligne = self.lignes[rang]
            seule_dans_marge = dites == 0
            indente = ligne.segments[0].x0 > gauche + 5 and not seule_dans_marge
            indice = self.uniques and len(ligne.mots) <= 8 and any(self.contexte.est_indice(li.texte) for li in self.lignes[rang : min(rang + 2, haut)])
            if self._corps(rang) or (indente and not self.distinct(ligne) and not indice):
                break
            if not (self.distinct(ligne) or (dites < 2 and len(ligne.mots) <= 12) or (self.contexte.est_indice(ligne.texte) and len(ligne.mots) <= 6)):
                break
            if seule_dans_marge:
                gauche = ligne.segments[0].x0
            dites += 1 + ligne.texte.count(", ") + len(ligne.segments) - 1
            rang += 1
        return rang

    def _sans_date(self, rang: int, ancre: Ancre) -> str:
        """What a header line says besides its dates."""
        ligne = self.lignes[rang]
        if not ligne.debut <= ancre.span[0] < ligne.fin:
            return ligne.texte
        a, b = ancre.span[0] - ligne.debut, min(ancre.span[1], ligne.fin) - ligne.debut
        return ligne.texte[:a].rstrip(" |–-—,(") + ligne.texte[b:].lstrip(" |–-—,:)")

    def entrees(self) -> list[Entree]:
        """Entries in order. Lines before the first header are left out."""
        debuts, bas = [], 0
        for numero, ancre in enumerate(self.ancres):
            debuts.append(ancre.rang - self._lignes_au_dessus(numero, bas))
            bas = ancre.rang + ancre.lignes
        lues = []
        for numero, (ancre, debut) in enumerate(zip(self.ancres, debuts, strict=True)):
            haut = debuts[numero + 1] if numero + 1 < len(debuts) else len(self.lignes)
            fin = self._fin_de_tete(debut, ancre, haut)
            lues.append(Entree(self.lignes[debut:fin], self.lignes[fin:haut], ancre))
        return lues


def est_phrase_ouverte(ligne: Ligne) -> bool:
    """Whether the line is text that may go on below: it does not end a sentence."""
    return not ligne.texte.rstrip().endswith((".", ":", ";"))


def _porte(segment: Segment, ancre: Ancre) -> bool:
    return ancre.seule and any(segment.debut <= a < segment.fin for a, _ in ancre.spans)

"""Dates and periods as people write them on CVs, French and English, and the arithmetic of months.

A date is ``YYYY`` or ``YYYY-MM``, never more precise than written. Months count on the scale ``12 * year + month - 1``.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from app.ai.extraction import dates_motifs as motifs
from app.ai.extraction.dates_atomes import Atome, trouver_atomes
from app.utils.text import fold

DUREE_MAX_ANS = 60


@dataclass(frozen=True)
class Periode:
    """A stretch of time. `debut` and `fin` are partial dates, both included; `span` is the place in the text.

    `duree_mois` is set when the text gives a length and only a year to place it in ("3 mois en 2019").
    """

    debut: str | None
    fin: str | None
    en_cours: bool
    span: tuple[int, int]
    ambigue: bool = False
    duree_mois: int | None = None


@dataclass(frozen=True)
class DateLue:
    """A single date, ``YYYY`` or ``YYYY-MM``; `ambigue` when it reads two ways."""

    valeur: str
    span: tuple[int, int]
    ambigue: bool = False


def _ecrire(annee: int | None, mois: int | None) -> str | None:
    if annee is None:
        return None
    return f"{annee:04d}" if mois is None else f"{annee:04d}-{mois:02d}"


def _preciser(a: Atome, b: Atome) -> tuple[Atome, Atome]:
    """Settle what one end alone leaves open: the order of day and month, a missing or short year."""
    if {a.genre, b.genre} == {"dmy", "mdy"}:
        a, b = (replace(x, mois=x.mois_fin, mois_fin=None, ambigue=False) if x.genre == "dmy" and x.mois_fin else x for x in (a, b))
    elif a.genre == b.genre == "dmy" and not (a.ambigue and b.ambigue):
        a, b = replace(a, ambigue=False), replace(b, ambigue=False)
    if a.genre == b.genre == "ym":
        a, b = replace(a, ambigue=False), replace(b, ambigue=False)
    if a.genre == "nm2" and b.genre == "mjy":
        a = replace(a, annee=None)
    if a.annee is None and a.mois and b.annee is not None and b.mois:
        a = replace(a, genre="nmy", annee=b.annee - (a.mois > b.mois))
    elif b.annee is None and b.mois and a.annee is not None and a.mois:
        b = replace(b, genre="nmy", annee=a.annee + (b.mois < a.mois))
    return a, b


def _assembler(a: Atome, b: Atome) -> Periode | None:
    """The period from `a` to `b`, or None when they cannot be its two ends."""
    span = (a.debut, b.fin)
    if b.genre in ("now", "etc"):
        en_cours = a.annee is not None and a.genre not in ("yy", "q", "mmy")
        return Periode(_ecrire(a.annee, a.mois), None, True, span, a.ambigue) if en_cours else None
    a, b = _preciser(a, b)
    if a.annee is None or b.annee is None or a.genre in ("yy", "mmy", "q") or b.genre in ("yy", "mmy", "now"):
        return None
    court = {a.genre, b.genre} & {"nn", "nm2"}
    if court and (a.mois is None or b.mois is None or (b.genre == "nn" and a.genre != "nn")):
        return None
    fin_annee, fin_mois = (b.annee_fin, b.mois_fin) if b.double else (b.annee, b.mois)
    debut, fin = _ecrire(a.annee, a.mois), _ecrire(fin_annee, fin_mois)
    ambigue = a.ambigue or b.ambigue or (a.genre == "nn" and max(a.annee % 100, b.annee % 100) <= 12)
    depart, arrivee = _borne(debut, False), _borne(fin, True)
    if depart is None or arrivee is None or arrivee - depart > 12 * DUREE_MAX_ANS:
        return None
    if arrivee <= depart:
        if b.double or court:
            return None
        debut, fin, ambigue = fin, debut, True
    return Periode(debut, fin, False, span, ambigue)


def _suite(plie: str, a: Atome, b: Atome) -> bool | None:
    """Whether `b` follows `a` as the other end of a range. None: only blanks stand between two dates with months."""
    ecart = plie[a.fin : b.debut]
    if len(ecart) > 40:
        return False
    if b.genre == "now" and motifs.LIAISON_EN_COURS.fullmatch(ecart) and "\n" not in ecart:
        return True
    if motifs.LIAISON.fullmatch(plie, a.fin, b.debut):
        return True
    if motifs.LIAISON_ENTRE.fullmatch(ecart):
        voisins = a.genre == "nm" and b.genre == "nmy" and b.mois == (a.mois or 0) + 1
        return voisins or bool(motifs.ENTRE.search(plie[max(0, a.debut - 14) : a.debut]))
    if a.complet and b.complet and a.mois and b.mois and not a.double and ecart.strip(" ") == "":
        return None
    return False


def _elargir(plie: str, periode: Periode) -> Periode:
    """Take the opening word ("de", "depuis", "from") into the span."""
    debut = periode.span[0]
    avant = motifs.OUVRANT.search(plie[max(0, debut - 30) : debut])
    if avant is None:
        return periode
    return replace(periode, span=(max(0, debut - 30) + avant.start(), periode.span[1]))


def _mois_de(trouve: re.Match[str]) -> int:
    nombre = int(trouve["n"])
    return nombre if trouve["u"].startswith("mo") else -(-nombre * 7 // 30)


def _avec_duree(plie: str, atome: Atome) -> Periode | None:
    """A single date with a length: ``2021 (6 mois)``, ``3 mois en 2019``, ``mars 2019 (6 mois)``."""
    debut_avant = max(0, atome.debut - 40)
    apres, avant = motifs.DUREE_APRES.match(plie, atome.fin), motifs.DUREE_AVANT.search(plie[debut_avant : atome.debut])
    trouve = apres or avant
    if trouve is None or atome.annee is None or not 1 <= (duree := _mois_de(trouve)) <= 36:
        return None
    span = (atome.debut, apres.end()) if apres else (debut_avant + trouve.start(), atome.fin)
    if atome.mois is None:
        annee = _ecrire(atome.annee, None)
        return Periode(annee, annee, False, span, atome.ambigue, duree_mois=duree) if duree <= 12 else None
    dernier = 12 * atome.annee + atome.mois - 1 + duree - 1
    return Periode(_ecrire(atome.annee, atome.mois), _ecrire(dernier // 12, dernier % 12 + 1), False, span, atome.ambigue)


def _seul(plie: str, atome: Atome) -> Periode | None:
    """The period that one date makes by itself: since, until, a season, a short range, a length."""
    if not (atome.complet or atome.genre in ("nn", "nm2")):
        return None
    avant = plie[max(0, atome.debut - 40) : atome.debut]
    decalage = max(0, atome.debut - 40)
    depuis = motifs.DEPUIS.search(avant)
    if depuis and atome.genre not in ("yy", "mmy"):
        return Periode(_ecrire(atome.annee, atome.mois), None, True, (decalage + depuis.start(), atome.fin), atome.ambigue)
    if not atome.complet:
        return None
    if atome.double:
        return Periode(_ecrire(atome.annee, atome.mois), _ecrire(atome.annee_fin, atome.mois_fin), False, (atome.debut, atome.fin), atome.ambigue)
    jusque = motifs.JUSQUE.search(avant)
    if jusque:
        return Periode(None, _ecrire(atome.annee, atome.mois), False, (decalage + jusque.start(), atome.fin), atome.ambigue)
    return _avec_duree(plie, atome)


def _analyser(texte: str, recu_le: date) -> tuple[list[Periode], list[DateLue]]:
    plie = fold(texte)
    atomes = trouver_atomes(texte, plie, recu_le)
    periodes: list[Periode] = []
    dates: list[DateLue] = []
    rang = 0
    while rang < len(atomes):
        atome = atomes[rang]
        suivant = atomes[rang + 1] if rang + 1 < len(atomes) else None
        suite = _suite(plie, atome, suivant) if suivant else False
        periode = _assembler(atome, suivant) if suivant and suite is not False else None
        if periode and suite is None:
            periode = replace(periode, ambigue=True)
        if periode:
            periodes.append(_elargir(plie, periode))
            rang += 2
            continue
        if seule := _seul(plie, atome):
            periodes.append(seule)
        elif atome.complet and (valeur := _ecrire(atome.annee, atome.mois)):
            dates.append(DateLue(valeur, (atome.debut, atome.fin), atome.ambigue))
        rang += 1
    return periodes, dates


def trouver_periodes(texte: str, recu_le: date, langue: str | None = None) -> list[Periode]:
    """Periods in `texte`, in order. `recu_le` bounds the future and settles two-digit years.

    Numeric dates are read day first; with `langue` "fr" or French link words that order is not called ambiguous.
    """
    return [_sans_doute(periode, texte, langue) for periode in _analyser(texte, recu_le)[0]]


def _sans_doute(periode: Periode, texte: str, langue: str | None) -> Periode:
    lu = fold(texte[slice(*periode.span)])
    if periode.ambigue and re.search(r"\d[/.-]\d{1,2}[/.-]\d", lu) and (langue == "fr" or motifs.FRANCAIS.search(lu)):
        return replace(periode, ambigue=False)
    return periode


def trouver_dates(texte: str, recu_le: date | None = None) -> list[DateLue]:
    """Single dates in `texte`, in order, those of periods left out."""
    return _analyser(texte, recu_le or date(2100, 1, 1))[1]


def trouver_naissances(texte: str) -> list[tuple[int, int]]:
    """Spans of phrases that tell a birth date, label included. Identity: never a fact of the profile."""
    return [trouve.span() for trouve in motifs.NAISSANCE.finditer(fold(texte))]


def periode_empilee(haut: str, bas: str, recu_le: date) -> Periode | None:
    """The period of two lines that hold one date each and nothing else, in either order. Offsets are those of ``haut + "\\n" + bas``."""
    ensemble = f"{haut}\n{bas}"
    plie = fold(ensemble)
    atomes = trouver_atomes(ensemble, plie, recu_le)
    if len(atomes) != 2 or not atomes[0].fin <= len(haut) < atomes[1].debut:
        return None
    reste = plie[: atomes[0].debut] + plie[atomes[0].fin : atomes[1].debut] + plie[atomes[1].fin :]
    if reste.strip(" \n-|•.") != "":
        return None
    premier, second = atomes
    periode = _assembler(second, premier) if premier.genre == "now" else _assembler(premier, second)
    return replace(periode, span=(premier.debut, second.fin), ambigue=False) if periode else None


def _borne(valeur: str | None, fin: bool) -> int | None:
    """Month on the absolute scale: the first of a date, or with `fin` the one after its last."""
    if valeur is None:
        return None
    annee, mois = int(valeur[:4]), int(valeur[5:7]) if len(valeur) > 4 else None
    if fin:
        return 12 * annee + (mois or 12)
    return 12 * annee + (mois or 1) - 1


def intervalle_mois(debut: str | None, fin: str | None, en_cours: bool, recu_le: date) -> tuple[int, int] | None:
    """Half-open interval of months on the scale ``12 * year + month - 1``.

    Both ends count: ``2017-03`` to ``2017-08`` is six months, a year runs January to December, and "présent" ends with the
    month of `recu_le`. Months after `recu_le` are not counted. None without a beginning or an end, or when nothing is left.
    """
    limite = 12 * recu_le.year + recu_le.month
    depart = _borne(debut, False)
    arrivee = limite if en_cours else _borne(fin, True)
    if depart is None or arrivee is None:
        return None
    arrivee = min(arrivee, limite)
    return (depart, arrivee) if depart < arrivee else None


def _intervalle(periode: Periode, recu_le: date) -> tuple[int, int] | None:
    intervalle = intervalle_mois(periode.debut, periode.fin, periode.en_cours, recu_le)
    if intervalle and periode.duree_mois:
        return intervalle[0], min(intervalle[0] + periode.duree_mois, intervalle[1])
    return intervalle


def mois_union(periodes: list[Periode], recu_le: date) -> int:
    """Months covered by at least one of `periodes`: overlaps count once."""
    total, atteint = 0, 0
    for depart, arrivee in sorted(i for p in periodes if (i := _intervalle(p, recu_le))):
        total += max(0, arrivee - max(depart, atteint))
        atteint = max(atteint, arrivee)
    return total

"""Dates and periods as people write them on CVs, French and English, and the arithmetic of months.

A date is ``YYYY`` or ``YYYY-MM``, never more precise than written. Months count on the scale ``12 * year + month - 1``.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from app.ai.extraction import dates_motifs as motifs
from app.utils.text import fold

ANNEE_MIN = 1940
ANNEES_A_VENIR = 8
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


@dataclass(frozen=True)
class _Atome:
    """One date expression. `mois_fin` differs from `mois` for seasons and quarters; `annee_fin` for ranges written in one go."""

    genre: str
    debut: int
    fin: int
    annee: int | None = None
    mois: int | None = None
    annee_fin: int | None = None
    mois_fin: int | None = None
    ambigue: bool = False
    jour_second: bool = False  # 03/12/2019 whose order is unknown: `mois` holds the French reading, `mois_fin` the American one

    @property
    def complet(self) -> bool:
        return self.annee is not None and self.genre not in ("nm2", "nn", "q")

    @property
    def double(self) -> bool:
        return self.genre in ("yy", "sai", "tri", "mmy")


def _siecle(deux_chiffres: int, recu_le: date) -> int:
    """Year of two digits: the latest one that is not more than the allowed future."""
    annee = 2000 + deux_chiffres
    return annee if annee <= recu_le.year + ANNEES_A_VENIR else annee - 100


def _nombre(texte: str, recu_le: date) -> int:
    return int(texte) if len(texte) == 4 else _siecle(int(texte), recu_le)


def _jour_mois(trouve: re.Match[str], recu_le: date) -> _Atome | None:
    """Numeric day, month and year: the French order unless only the American one is possible."""
    premier, second = int(trouve["dmy_1"]), int(trouve["dmy_2"])
    annee = _nombre(trouve["dmy_a"], recu_le)
    debut, fin = trouve.span()
    if 1 <= second <= 12 and 1 <= premier <= 31:
        ouvert = premier <= 12 and premier != second
        return _Atome("dmy", debut, fin, annee, second, mois_fin=premier if ouvert else None, ambigue=ouvert)
    if 1 <= premier <= 12 and second <= 31:
        return _Atome("mdy", debut, fin, annee, premier)
    return None


def _annee_suivante(trouve: re.Match[str], groupe: str, recu_le: date, original: str) -> _Atome | None:
    """``2018-20`` and ``2018–09``: a range of years with a short second one."""
    debut, fin = trouve.span()
    premiere, seconde = int(trouve[f"{groupe}_a"]), None
    if groupe == "yy":
        seconde = _siecle(int(trouve["yy_b"] or trouve["yy_c"]), recu_le)
    elif original[trouve.start("ym_s")] in "–—":
        seconde = _siecle(int(trouve["ym_m"]), recu_le)
    if seconde is None or seconde <= premiere:
        return None
    return _Atome("yy", debut, fin, premiere, annee_fin=seconde)


def _saison(trouve: re.Match[str], recu_le: date) -> _Atome:
    debut, fin = trouve.span()
    annee, mois = int(trouve["sai_a"]), motifs.SAISONS[trouve["sai_s"]]
    if mois == 12:
        return _Atome("sai", debut, fin, annee, 12, annee + 1, 2, ambigue=trouve["sai_b"] is None)
    annee_fin = _nombre(trouve["sai_b"], recu_le) if trouve["sai_b"] else annee
    return _Atome("sai", debut, fin, annee, mois, annee_fin, mois + 2)


def _lire_nom(trouve: re.Match[str], genre: str, recu_le: date) -> _Atome:
    """Alternatives with the name of a month."""
    debut, fin = trouve.span()
    mois = motifs.NUMERO_DU_MOIS[trouve[f"{genre}_m"]]
    annee = None if genre == "nm" else _nombre(trouve[f"{genre}_a"], recu_le)
    return _Atome(genre, debut, fin, annee, mois)


def _lire_atome(trouve: re.Match[str], recu_le: date, original: str) -> _Atome | None:
    """One match of `ATOME` as an atom; None when the numbers make no date."""
    genre = next(
        nom for nom in ("ymd", "dmy", "mmy", "my", "ym", "yy", "mjy", "nmy", "nmq", "nm2", "nm", "sai", "tri", "nn", "y", "q", "now", "etc") if trouve[nom]
    )
    debut, fin = trouve.span()
    if genre in ("now", "etc"):
        return _Atome("now" if genre == "now" else "etc", debut, fin)
    if genre in ("mjy", "nmy", "nmq", "nm2", "nm"):
        return _lire_nom(trouve, genre, recu_le)
    if genre == "dmy":
        return _jour_mois(trouve, recu_le)
    if genre == "sai":
        return _saison(trouve, recu_le)
    if genre == "mmy":
        return _Atome("mmy", debut, fin, int(trouve["mmy_a"]), int(trouve["mmy_1"]), int(trouve["mmy_a"]), int(trouve["mmy_2"]))
    if genre == "tri":
        mois = 3 * int(trouve["tri_n"]) - 2
        return _Atome("tri", debut, fin, int(trouve["tri_a"]), mois, int(trouve["tri_a"]), mois + 2)
    if genre in ("yy", "ym") and (plage := _annee_suivante(trouve, genre, recu_le, original)):
        return plage
    if genre == "yy":
        return _Atome("y", debut, trouve.end("yy_a"), int(trouve["yy_a"]))
    if genre == "ym":
        mois = int(trouve["ym_m"])
        return _Atome("ym", debut, fin, int(trouve["ym_a"]), mois, ambigue=mois > int(trouve["ym_a"]) % 100)
    mois_lu = trouve["my_m"] or trouve["my_m2"] if genre == "my" else trouve["nn_m"] if genre == "nn" else None
    return _Atome(genre, debut, fin, _nombre(trouve[f"{genre}_a"], recu_le), int(mois_lu) if mois_lu else None)


def _exclus(plie: str) -> list[tuple[int, int]]:
    return sorted(trouve.span() for motif in (motifs.TELEPHONE, motifs.NAISSANCE) for trouve in motif.finditer(plie))


def _annee_plausible(atome: _Atome, recu_le: date) -> bool:
    return all(annee is None or ANNEE_MIN <= annee <= recu_le.year + ANNEES_A_VENIR for annee in (atome.annee, atome.annee_fin))


def _atomes(texte: str, plie: str, recu_le: date) -> list[_Atome]:
    """All date expressions in order, without phones, birth dates, versions and counts."""
    exclus = _exclus(plie)
    atomes: list[_Atome] = []
    position = rang = 0
    while trouve := motifs.ATOME.search(plie, position):
        position = trouve.end()
        while rang < len(exclus) and exclus[rang][1] <= trouve.start():
            rang += 1
        if rang < len(exclus) and exclus[rang][0] < trouve.end():
            continue
        atome = _lire_atome(trouve, recu_le, texte)
        if atome is None or not _annee_plausible(atome, recu_le):
            continue
        position = atome.fin
        if atome.genre == "y" and (motifs.AVANT_NON_DATE.search(plie[max(0, atome.debut - 16) : atome.debut]) or motifs.APRES_NON_DATE.match(plie, atome.fin)):
            continue
        atomes.append(atome)
    return atomes


def _ecrire(annee: int | None, mois: int | None) -> str | None:
    if annee is None:
        return None
    return f"{annee:04d}" if mois is None else f"{annee:04d}-{mois:02d}"


def _preciser(a: _Atome, b: _Atome) -> tuple[_Atome, _Atome]:
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


def _assembler(a: _Atome, b: _Atome) -> Periode | None:
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


def _suite(plie: str, a: _Atome, b: _Atome) -> bool | None:
    """Whether `b` follows `a` as the other end of a range. None: only blanks stand between two dates with months."""
    ecart = plie[a.fin : b.debut]
    if len(ecart) > 40:
        return False
    if b.genre == "now" and motifs.LIAISON_EN_COURS.fullmatch(ecart) and "\n" not in ecart:
        return True
    if motifs.LIAISON.fullmatch(plie, a.fin, b.debut):
        return True
    if motifs.LIAISON_ENTRE.fullmatch(ecart):
        return bool(motifs.ENTRE.search(plie[max(0, a.debut - 14) : a.debut]))
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


def _avec_duree(plie: str, atome: _Atome) -> Periode | None:
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


def _seul(plie: str, atome: _Atome) -> Periode | None:
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
    atomes = _atomes(texte, plie, recu_le)
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

    Numeric dates are read day first; with `langue` "fr" that order is not called ambiguous.
    """
    return [_sans_doute(periode, texte, langue) for periode in _analyser(texte, recu_le)[0]]


def _sans_doute(periode: Periode, texte: str, langue: str | None) -> Periode:
    if langue == "fr" and periode.ambigue and re.search(r"\d[/.-]\d{1,2}[/.-]\d", texte[slice(*periode.span)]):
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
    atomes = _atomes(ensemble, plie, recu_le)
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

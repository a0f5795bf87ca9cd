"""Single date expressions of a text, as atoms that the periods are built from."""

import re
from dataclasses import dataclass
from datetime import date

from app.ai.extraction import dates_motifs as motifs

ANNEE_MIN = 1940
ANNEES_A_VENIR = 8
ATOMES_MAX = 4000  # far beyond any CV: bounds the work on a hostile text


@dataclass(frozen=True)
class Atome:
    """One date expression. `annee_fin` and `mois_fin` end a range written in one go; of 03/12/2019, whose order is open, `mois_fin` is the American reading."""

    genre: str
    debut: int
    fin: int
    annee: int | None = None
    mois: int | None = None
    annee_fin: int | None = None
    mois_fin: int | None = None
    ambigue: bool = False

    @property
    def complet(self) -> bool:
        """Whether it is a date without help from its surroundings; ``Jan 15`` and ``08/15`` are not."""
        return self.annee is not None and self.genre not in ("nm2", "nn", "q")

    @property
    def double(self) -> bool:
        """Whether it is a range by itself: ``2019-20``, a season, a quarter."""
        return self.genre in ("yy", "sai", "tri", "mmy")


def _siecle(deux_chiffres: int, recu_le: date) -> int:
    """Year of two digits: the latest one that is not more than the allowed future."""
    annee = 2000 + deux_chiffres
    return annee if annee <= recu_le.year + ANNEES_A_VENIR else annee - 100


def _nombre(texte: str, recu_le: date) -> int:
    return int(texte) if len(texte) == 4 else _siecle(int(texte), recu_le)


def _jour_mois(trouve: re.Match[str], recu_le: date) -> Atome | None:
    """Numeric day, month and year: the French order unless only the American one is possible."""
    premier, second = int(trouve["dmy_1"]), int(trouve["dmy_2"])
    annee = _nombre(trouve["dmy_a"], recu_le)
    debut, fin = trouve.span()
    if 1 <= second <= 12 and 1 <= premier <= 31:
        ouvert = premier <= 12 and premier != second
        return Atome("dmy", debut, fin, annee, second, mois_fin=premier if ouvert else None, ambigue=ouvert)
    if 1 <= premier <= 12 and second <= 31:
        return Atome("mdy", debut, fin, annee, premier)
    return None


def _annee_suivante(trouve: re.Match[str], groupe: str, recu_le: date, original: str) -> Atome | None:
    """``2018-20`` and ``2018–09``: a range of years with a short second one."""
    debut, fin = trouve.span()
    premiere, seconde = int(trouve[f"{groupe}_a"]), None
    if groupe == "yy":
        seconde = _siecle(int(trouve["yy_b"] or trouve["yy_c"]), recu_le)
    elif original[trouve.start("ym_s")] in "–—":
        seconde = _siecle(int(trouve["ym_m"]), recu_le)
    if seconde is None or seconde <= premiere:
        return None
    return Atome("yy", debut, fin, premiere, annee_fin=seconde)


def _saison(trouve: re.Match[str], recu_le: date) -> Atome:
    debut, fin = trouve.span()
    annee, mois = int(trouve["sai_a"]), motifs.SAISONS[trouve["sai_s"]]
    if mois == 12:
        return Atome("sai", debut, fin, annee, 12, annee + 1, 2, ambigue=trouve["sai_b"] is None)
    annee_fin = _nombre(trouve["sai_b"], recu_le) if trouve["sai_b"] else annee
    return Atome("sai", debut, fin, min(annee, annee_fin), mois, max(annee, annee_fin), mois + 2, ambigue=annee_fin < annee)


def _lire_nom(trouve: re.Match[str], genre: str, recu_le: date) -> Atome:
    """Alternatives with the name of a month."""
    debut, fin = trouve.span()
    mois = motifs.NUMERO_DU_MOIS[trouve[f"{genre}_m"]]
    annee = None if genre == "nm" else _nombre(trouve[f"{genre}_a"], recu_le)
    return Atome(genre, debut, fin, annee, mois)


def _lire_atome(trouve: re.Match[str], recu_le: date, original: str) -> Atome | None:
    """One match of `ATOME` as an atom; None when the numbers make no date."""
    genre = next(
        nom for nom in ("ymd", "dmy", "mmy", "my", "ym", "yy", "mjy", "nmy", "nmq", "nm2", "nm", "sai", "tri", "nn", "y", "q", "now", "etc") if trouve[nom]
    )
    debut, fin = trouve.span()
    if genre in ("now", "etc"):
        return Atome("now" if genre == "now" else "etc", debut, fin)
    if genre in ("mjy", "nmy", "nmq", "nm2", "nm"):
        return _lire_nom(trouve, genre, recu_le)
    if genre == "dmy":
        return _jour_mois(trouve, recu_le)
    if genre == "sai":
        return _saison(trouve, recu_le)
    if genre == "mmy":
        return Atome("mmy", debut, fin, int(trouve["mmy_a"]), int(trouve["mmy_1"]), int(trouve["mmy_a"]), int(trouve["mmy_2"]))
    if genre == "tri":
        mois = 3 * int(trouve["tri_n"]) - 2
        return Atome("tri", debut, fin, int(trouve["tri_a"]), mois, int(trouve["tri_a"]), mois + 2)
    if genre in ("yy", "ym") and (plage := _annee_suivante(trouve, genre, recu_le, original)):
        return plage
    if genre == "yy":
        return Atome("y", debut, trouve.end("yy_a"), int(trouve["yy_a"]))
    if genre == "ym":
        mois = int(trouve["ym_m"])
        return Atome("ym", debut, fin, int(trouve["ym_a"]), mois, ambigue=mois > int(trouve["ym_a"]) % 100)
    mois_lu = trouve["my_m"] or trouve["my_m2"] if genre == "my" else trouve[f"{genre}_m"] if genre in ("nn", "ymd") else None
    return Atome(genre, debut, fin, _nombre(trouve[f"{genre}_a"], recu_le), int(mois_lu) if mois_lu else None)


def _exclus(plie: str) -> list[tuple[int, int]]:
    return sorted(trouve.span() for motif in (motifs.TELEPHONE, motifs.NAISSANCE) for trouve in motif.finditer(plie))


def _annee_plausible(atome: Atome, recu_le: date) -> bool:
    return all(annee is None or ANNEE_MIN <= annee <= recu_le.year + ANNEES_A_VENIR for annee in (atome.annee, atome.annee_fin))


def trouver_atomes(texte: str, plie: str, recu_le: date) -> list[Atome]:
    """All date expressions in order, without phones, birth dates, versions and counts."""
    exclus = _exclus(plie)
    atomes: list[Atome] = []
    position = rang = 0
    while len(atomes) < ATOMES_MAX and (trouve := motifs.ATOME.search(plie, position)):
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

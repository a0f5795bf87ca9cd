"""Periods as CVs print them, with the precision that the print keeps."""

import calendar
import random
from dataclasses import dataclass

MOIS = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}
ABREGES = {
    "fr": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
PRESENT = {"fr": ("présent", "aujourd'hui", "à ce jour", "en cours"), "en": ("present", "Present", "now", "today")}
RECU = (2026, 11)
"""Month of reception (`benchmarks.lecture.RECU_LE`)."""
Mois = tuple[int, int]


@dataclass(frozen=True)
class Periode:
    """What is printed (whole, and its two ends apart) and the truth it shows (`YYYY` or `YYYY-MM`, end None when current)."""

    texte: str
    debut_texte: str
    fin_texte: str
    debut: str
    fin: str | None


def _mois(style: str, mois: Mois, langue: str) -> str:
    annee, rang = mois
    if style in ("long", "de_a"):
        return f"{MOIS[langue][rang - 1]} {annee}"
    if style == "capitales":
        return f"{MOIS[langue][rang - 1]} {annee}".upper()
    if style == "abrege":
        return f"{ABREGES[langue][rang - 1].capitalize()} {annee}"
    if style == "virgule":
        return f"{ABREGES[langue][rang - 1].capitalize()}, {annee}"
    if style == "court":
        return f"{rang:02}/{annee % 100:02}"
    if style == "iso":
        return f"{annee}-{rang:02}"
    if style == "annee":
        return str(annee)
    return f"{rang:02}/{annee}"


def periode(style: str, debut: Mois, fin: Mois | None, langue: str, hasard: random.Random) -> Periode:
    """Print a period in one of the styles long, de_a, capitales, abrege, virgule, numerique, court, iso, annee, jour."""
    precis = "{0}" if style == "annee" else "{0}-{1:02}"
    vrai = (precis.format(*debut), precis.format(*fin) if fin else None)
    tiret = hasard.choice((" – ", " - ", " — ") if style != "numerique" else (" - ", " – "))
    a = _mois(style, debut, langue)
    b = _mois(style, fin, langue) if fin else hasard.choice(PRESENT[langue])
    if style == "capitales":
        b = b.upper()
    if style == "jour":
        a = f"01/{debut[1]:02}/{debut[0]}"
        b = f"{calendar.monthrange(*fin)[1]}/{fin[1]:02}/{fin[0]}" if fin else b
    texte = f"{a}{tiret}{b}"
    if style == "de_a":
        texte = _phrase(a, b, fin is None, langue)
    elif fin is None and style in ("long", "annee") and hasard.random() < 0.3:
        texte = f"{'Depuis' if langue == 'fr' else 'Since'} {a}"
    elif fin and style == "long" and fin[0] == debut[0] and fin[1] > debut[1] and hasard.random() < 0.5:
        texte = f"{MOIS[langue][debut[1] - 1]}{tiret}{b}"
    elif style == "annee" and fin and fin[0] == debut[0]:
        texte = a
    return Periode(texte, a, b, *vrai)


def _phrase(a: str, b: str, en_cours: bool, langue: str) -> str:
    if langue == "fr":
        elide = "d'" if a[0] in "ao" else "de "
        return f"depuis {a}" if en_cours else f"{elide}{a} à {b}"
    return f"since {a}" if en_cours else f"from {a} to {b}"


def annees_union(periodes: list[tuple[str, str | None]]) -> float:
    """Years covered, overlaps once, both months counted; a year alone counts January to December."""
    vus: set[int] = set()
    for debut, fin in periodes:
        premier = int(debut[:4]) * 12 + (int(debut[5:7]) - 1 if len(debut) > 4 else 0)
        dernier = RECU[0] * 12 + RECU[1] - 1 if fin is None else int(fin[:4]) * 12 + (int(fin[5:7]) - 1 if len(fin) > 4 else 11)
        vus.update(range(premier, min(dernier, RECU[0] * 12 + RECU[1] - 1) + 1))
    return round(len(vus) / 12, 1)

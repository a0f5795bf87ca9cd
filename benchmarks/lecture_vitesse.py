"""How fast CVs are read and in how much memory, for `benchmarks.lecture`: milliseconds per page by stage, CVs per second when many wait, a hundred in a row."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from app.ai.extraction import regles
from app.ai.lecture import Lecteur, chaine
from app.ai.lecture.mise_en_page import MiseEnPage

SUITE = 100
"""CVs read in a row, and CVs waiting at once."""
ATTENTES = 8
"""Threads that bring the waiting CVs; the reader has two children."""
PASSAGES = 3
PAGE_MS, REGLES_MS, DEBIT, MEMOIRE_PLATE_MO = 250, 30, 8, 2
"""Bars of the project: one-page CV, rules, CVs a second; and what a hundred readings may add to this process or to a child, in MB."""


@dataclass(frozen=True)
class Etapes:
    """Milliseconds of one file: layout and rules in this process, the whole through a contained child; its pages."""

    mise_en_page: float
    regles: float
    entier: float
    pages: int


def _millisecondes(geste: Callable[[], object], horloge: Callable[[], float] = time.process_time) -> float:
    """Median milliseconds of a few runs."""
    durees = []
    for _ in range(PASSAGES):
        depart = horloge()
        geste()
        durees.append(1000 * (horloge() - depart))
    return statistics.median(durees)


def etapes(lecteur: Lecteur, fichier: Path, recu_le: date) -> Etapes:
    """Time the stages of one file that is known to be readable."""
    contenu = fichier.read_bytes()
    vue: MiseEnPage = chaine.mettre_en_page(contenu, "")
    pages = lecteur.lire(contenu, nom_fichier=fichier.name, recu_le=recu_le).qualite.nb_pages
    return Etapes(
        mise_en_page=_millisecondes(lambda: chaine.mettre_en_page(contenu, "")),
        regles=_millisecondes(lambda: regles.extraire(vue, recu_le)),
        entier=_millisecondes(lambda: lecteur.lire(contenu, nom_fichier=fichier.name, recu_le=recu_le), time.perf_counter),
        pages=pages,
    )


def _residents_mo() -> float:
    statut = Path("/proc/self/status").read_text("ascii")
    return int(statut.partition("VmRSS:")[2].split()[0]) / 1024


def _suite(lecteur: Lecteur, fichiers: list[Path], recu_le: date) -> tuple[float, float]:
    """MB that a hundred readings in a row add to this process, and to the peak of a child for the same file."""
    enfants: dict[Path, list[int]] = {}
    avant = 0.0
    for rang, fichier in enumerate(islice(cycle(fichiers), SUITE)):
        if rang == SUITE // 5:
            avant = _residents_mo()
        lecteur.lire(fichier.read_bytes(), nom_fichier=fichier.name, recu_le=recu_le)
        if lecteur.derniere:
            enfants.setdefault(fichier, []).append(lecteur.derniere.memoire)
    return _residents_mo() - avant, max((p[-1] - p[0]) / 2**20 for p in enfants.values())


def _debit(lecteur: Lecteur, fichiers: list[Path], recu_le: date) -> float:
    contenus = [(f.name, f.read_bytes()) for f in islice(cycle(fichiers), SUITE)]
    depart = time.perf_counter()
    with ThreadPoolExecutor(ATTENTES) as bras:
        list(bras.map(lambda c: lecteur.lire(c[1], nom_fichier=c[0], recu_le=recu_le), contenus))
    return SUITE / (time.perf_counter() - depart)


def imprimer(fichiers: list[Path], recu_le: date) -> bool:
    """Measure and print on at most a hundred readable files; whether every bar is held."""
    chaine.chauffer()
    lecteur = Lecteur()
    try:
        fichiers = fichiers[:SUITE]
        mesures = [etapes(lecteur, f, recu_le) for f in fichiers]
        parent, enfant = _suite(lecteur, fichiers, recu_le)
        debit = _debit(lecteur, fichiers, recu_le)
    finally:
        lecteur.fermer()
    par_page = [[getattr(m, nom) / m.pages for m in mesures] for nom in ("mise_en_page", "regles", "entier")]
    print(f"ms par page (médiane, pire)  mise en page {_deux(par_page[0])}   règles {_deux(par_page[1])}   entier {_deux(par_page[2])}")
    une_page = [m.entier for m in mesures if m.pages == 1]
    verdicts = [
        ("règles d'un CV, médiane, ms CPU", statistics.median(m.regles for m in mesures), REGLES_MS, "au plus"),
        (f"{SUITE} CV en attente, CV/s", debit, DEBIT, "au moins"),
        (f"{SUITE} CV à la suite, Mo de plus ici", parent, MEMOIRE_PLATE_MO, "au plus"),
        ("les mêmes CV relus, Mo de plus dans l'enfant", enfant, MEMOIRE_PLATE_MO, "au plus"),
    ]
    if une_page:
        verdicts.insert(0, ("CV d'une page, des octets au profil, ms", statistics.median(une_page), PAGE_MS, "au plus"))
    tout = True
    for nom, valeur, barre, sens in verdicts:
        tenu = valeur <= barre if sens == "au plus" else valeur >= barre
        tout = tout and tenu
        print(f"{nom:46} {valeur:7.1f}  ({sens} {barre}) {'tenu' if tenu else 'MANQUÉ'}")
    return tout


def _deux(valeurs: list[float]) -> str:
    return f"{statistics.median(valeurs):.1f}, {max(valeurs):.1f}"

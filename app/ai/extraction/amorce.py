"""Fills every cache of the rules once, before the fork server forks."""

from datetime import date

from app.ai.extraction.regles import extraire
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage, Mot, PageLue, Segment
from app.ai.lecture.reparations import reparer_bloc

EXEMPLE = "Jean Martin\nExpérience\nDéveloppeur chez Acme, Lyon\t01/2020 - présent\nFormation\nMaster\nLangues\nAnglais C1\njean@example.com 01 99 00 12 01\n"


def _ligne(brute: str, position: int, rang: int) -> Ligne:
    segments = []
    for cellule in brute.split("\t"):
        mots = []
        for mot in cellule.split(" "):
            boite = (float(position), 12.0 * rang, position + 9.0, 12.0 * rang + 10.0)
            mots.append(Mot(mot, position, position + len(mot), boite, 10.0, False, False))
            position += len(mot) + 1
        segments.append(Segment(tuple(mots)))
    return Ligne(tuple(segments), 1, 0, 2.0)


def chauffer() -> None:
    """Read a made-up CV: the lexicon, the phone numbering plans and every data file are loaded on the way."""
    reparer_bloc(EXEMPLE)
    lignes, position = [], 0
    for rang, brute in enumerate(EXEMPLE.splitlines()):
        lignes.append(_ligne(brute, position, rang))
        position += len(brute) + 1
    extraire(MiseEnPage(EXEMPLE, tuple(lignes), (PageLue(1, 595, 842, 0, len(EXEMPLE)),)), date(2026, 1, 1))

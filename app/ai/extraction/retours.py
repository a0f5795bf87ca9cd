"""Line ends: whether a line was full, and the names that a full line broke."""

import re
from dataclasses import replace

from app.ai.extraction.morceaux import Morceau, est_lieu, est_mention, tete_de_metier
from app.ai.extraction.niveaux import lire_diplome, ressemble_ecole, ressemble_entreprise
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage
from app.utils.text import fold

ECART_DE_BORD_EM = 2.0
SUITE_MAX = 8
DECALAGE_MAX = 3.0
_NOM_NU = re.compile(
    r"(?:l')?(?:universite|lycee(?: (?:professionnel|hotelier|technique|agricole|polyvalent|general))?|ecole(?: superieure| nationale)?|institut|college|faculte|groupe|cabinet|agence|clinique|hopital|"
    r"centre hospitalier|mairie|restaurant|hotel|societe|association|fondation|maison|residence|pharmacie|cfa|ifsi|iut|iae|greta|chu|ehpad)"
)
"""A word for a kind of school or employer that names none by itself."""


def est_pleine(avant: Ligne, ligne: Ligne, bord: float) -> bool:
    """Whether `avant` had no room left for the first word of the line below."""
    mot = ligne.mots[0]
    return len(avant.segments) == 1 and avant.boite[2] + mot.boite[2] - mot.boite[0] > bord - 1


def bord_droit(vue: MiseEnPage, ligne: Ligne) -> float:
    """Right edge of the column of a line: where the longest line of the column ends; on a page of one column, at least as far as the left margin is wide."""
    page = [li for li in vue.lignes if li.page == ligne.page]
    bord = max(li.boite[2] for li in page if li.flux == ligne.flux)
    if any(li.flux > 0 for li in page):
        return bord
    largeur = next((p.largeur for p in vue.pages if p.numero == ligne.page), bord)
    return max(bord, largeur - min(li.boite[0] for li in page))


def bord_prouve(vue: MiseEnPage, lignes: list[Ligne]) -> float:
    """Right edge of the column of these lines, infinite where a single line runs that far: nothing then tells that it was broken there."""
    page = [li for li in vue.lignes if li.page == lignes[0].page]
    bord = bord_droit(vue, lignes[0])
    fins = sorted(li.boite[2] for li in page if li.flux == lignes[0].flux)
    seule = len(fins) < 2 or bord - fins[-2] > ECART_DE_BORD_EM * lignes[0].taille
    return float("inf") if seule and any(li.flux > 0 for li in page) else bord


def en_suspens(avant: Ligne, ligne: Ligne, bord: float) -> bool:
    """Whether a header line goes on below: it ends with a word that names nothing yet, or it is full and the short line below is parted like a header."""
    if ligne.puce or len(ligne.mots) > SUITE_MAX or ligne.texte.endswith(".") or abs(ligne.boite[0] - avant.segments[-1].x0) > DECALAGE_MAX:
        return False
    dit = re.split(r"\t|\s[|–—•-]\s|[,:;(]\s?", fold(avant.texte))[-1]
    return _NOM_NU.fullmatch(dit) is not None or (est_pleine(avant, ligne, bord) and any(c in ligne.texte for c in (", ", " – ", " - ", " | ", " (")))


def recoudre(pieces: list[Morceau], lignes: list[Ligne], texte: str, bord: float) -> list[Morceau]:
    """Pieces of a header with the names closed that a line end broke: `Communauté de communes du Grand` above `Pic Saint-Loup`."""
    lues: list[Morceau] = []
    for m in pieces:
        avant = lues[-1] if lues else None
        if avant is not None and m.rang == avant.rang + 1 and m.style == avant.style and not m.role and not m.entre:
            entre = texte[avant.fin : m.debut]
            trait = entre == "-\n" and m.texte[0].isupper()
            if trait or (entre == "\n" and _se_suivent(avant, m, lignes, bord)):
                lues[-1] = replace(avant, texte=f"{avant.texte}{'-' if trait else ' '}{m.texte}", fin=m.fin, rang=m.rang)
                continue
        lues.append(m)
    return lues


def _se_suivent(avant: Morceau, m: Morceau, lignes: list[Ligne], bord: float) -> bool:
    """Whether `m`, at the head of its line, goes on with the last piece of the line above: that one names nothing yet, or had no room and `m` says nothing by itself."""
    if est_mention(avant) or est_mention(m) or lire_diplome(m.texte) is not None:
        return False
    if _NOM_NU.fullmatch(fold(avant.texte)):
        return True
    if not est_pleine(lignes[avant.rang], lignes[m.rang], bord):
        return False
    if m.texte[0].islower():
        return True
    muet = est_lieu(m.texte) == 0 and tete_de_metier(m.texte) == 0 and not ressemble_entreprise(m.texte) and not ressemble_ecole(m.texte)
    return muet and est_lieu(avant.texte) == 0 and tete_de_metier(avant.texte) == 0

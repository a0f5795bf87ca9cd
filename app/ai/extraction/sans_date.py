"""Posts that tell no date: known by their title and by the type in which the others, or none but titles, are set."""

import re
from dataclasses import replace

from app.ai.extraction.ancres import est_phrase
from app.ai.extraction.entrees import Entree, Groupeur
from app.ai.extraction.metiers import score_metier
from app.ai.extraction.morceaux import est_entreprise, est_lieu
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.utils.text import fold

_DUREE = re.compile(r"(?:environ |pendant )?\d{1,2} (?:ans?|mois|semaines?|years?|months?|weeks?)(?: (?:et )?\d{1,2} (?:mois|months?))?")
METIER_SUR = 0.8
MOTS_TITRE_MAX = 12
Forme = tuple[bool, bool, int, int]


def une_seule_date(entree: Entree) -> Entree:
    """A post dated by one month or one year began and ended then."""
    ancre = entree.ancre
    if ancre is None or not ancre.unique or ancre.periode.debut or not ancre.periode.fin:
        return entree
    return replace(entree, ancre=replace(ancre, periode=replace(ancre.periode, debut=ancre.periode.fin)))


def avec_les_sans_date(groupeur: Groupeur) -> list[Entree]:
    """Entries of a section in order: the dated ones, and between them those that only a title announces."""
    datees = [une_seule_date(e) for e in groupeur.entrees()]
    formes = {_forme(s) for e in datees for li in e.tete for s in li.segments if _est_titre(s)}
    debut = min((li.debut for e in datees for li in e.tete), default=None)
    entrees = _annoncees([li for li in groupeur.lignes if debut is None or li.fin <= debut], groupeur, formes)
    for entree in datees:
        coupe = next((i for i in range(len(entree.corps)) if _annonce(entree.corps, i, groupeur, formes)), len(entree.corps))
        coupe -= _ligne_de_l_employeur(entree.corps, coupe)
        suite, entree.corps = entree.corps[coupe:], entree.corps[:coupe]
        entrees.append(entree)
        entrees.extend(_annoncees(suite, groupeur, formes))
    return entrees


def _forme(segment: Segment) -> Forme:
    return segment.gras, segment.italique, round(segment.taille), round(segment.x0 / 4)


def _est_titre(segment: Segment) -> bool:
    """A job title at the start of its cell, alone or before its employer."""
    debut = segment.texte
    for separateur in (" – ", " — ", " - ", " | ", ", ", " chez ", " at ", " @ ", " : "):
        debut = debut.split(separateur)[0]
    return score_metier(debut) >= METIER_SUR


def _annonce(lignes: list[Ligne], rang: int, groupeur: Groupeur, formes: set[Forme]) -> bool:
    """A title set like those of the dated posts; where no post is dated, one set apart from the text or told with its employer."""
    ligne = lignes[rang]
    if ligne.puce or len(ligne.mots) > MOTS_TITRE_MAX or est_phrase(ligne) or ligne.texte.endswith((".", ":", ";")) or not _est_titre(ligne.segments[0]):
        return False
    if formes:
        return _forme(ligne.segments[0]) in formes and groupeur.distinct(ligne)
    suite = lignes[rang + 1] if rang + 1 < len(lignes) else None
    return groupeur.distinct(ligne) or est_entreprise(ligne.texte) > 0 or _enumere(ligne) or (suite is not None and _est_employeur(suite))


def _est_employeur(ligne: Ligne) -> bool:
    """A short line that names an employer, or ends with a town."""
    if ligne.puce or len(ligne.mots) > MOTS_TITRE_MAX or est_phrase(ligne):
        return False
    fin = min((ligne.texte.rpartition(s)[2] for s in (", ", " – ", " - ", " | ", "\t", "(")), key=len)
    return est_entreprise(ligne.texte) > 0 or (fin != ligne.texte and est_lieu(fin.strip("() ")) > 0)


def _enumere(ligne: Ligne) -> bool:
    """`Agent d'entretien – Onet Propreté – Paris – 2 ans`: a title, then two things at least, a place or a length of time among them."""
    parties = re.split(r"\s[–—|-]\s|\t", ligne.texte)
    return len(parties) > 2 and any(est_lieu(p) > 0 or _DUREE.fullmatch(fold(p)) for p in parties[1:])


def _ligne_de_l_employeur(lignes: list[Ligne], rang: int) -> int:
    """1 when the line above title `rang` is its employer's."""
    return int(0 < rang < len(lignes) and _est_employeur(lignes[rang - 1]))


def _annoncees(lignes: list[Ligne], groupeur: Groupeur, formes: set[Forme]) -> list[Entree]:
    """Undated posts of a run of lines; what stands before the first is left out."""
    titres = [i for i in range(len(lignes)) if _annonce(lignes, i, groupeur, formes)]
    debuts = [i - _ligne_de_l_employeur(lignes, i) for i in titres]
    entrees = []
    for titre, debut, fin in zip(titres, debuts, [*debuts[1:], len(lignes)][: len(titres)], strict=True):
        bout = titre + 1
        if (
            bout < fin
            and not lignes[bout].puce
            and (_est_employeur(lignes[bout]) or (groupeur.distinct(lignes[bout]) and len(lignes[bout].mots) <= MOTS_TITRE_MAX))
        ):
            bout += 1
        entrees.append(Entree(lignes[debut:bout], lignes[bout:fin]))
    return entrees

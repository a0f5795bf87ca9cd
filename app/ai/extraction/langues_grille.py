"""Languages of a grid: names in cells, levels in those below or on one line below."""

from dataclasses import replace
from itertools import pairwise

from app.ai.extraction.langues import LangueTrouvee, niveaux_de_suite, trouver_langues
from app.ai.lecture.mise_en_page import Ligne, Segment


def langues_en_colonnes(lignes: list[Ligne]) -> list[LangueTrouvee]:
    """Languages of a grid whose levels stand under the names: read cell by cell, each column down."""
    colonnes: dict[int, list[tuple[str, int]]] = {}
    for ligne in lignes:
        for segment in ligne.segments:
            cle = next((x for x in colonnes if abs(x - segment.x0) < 6), round(segment.x0))
            colonnes.setdefault(cle, []).append((segment.texte, segment.debut))
    if len(colonnes) < 2:
        return []
    lues = []
    for cellules in colonnes.values():
        texte = "\n".join(t for t, _ in cellules)
        for lu in trouver_langues(texte, en_section=True):
            position = 0
            for contenu, debut in cellules:
                if position <= lu.debut < position + len(contenu):
                    # the level stands elsewhere in the text: the name alone is the proof
                    nom = replace(lu, fin=min(lu.fin, position + len(contenu)))
                    lues.append(nom.decalee(debut - position))
                position += len(contenu) + 1
    return lues


def langues_en_rangees(lignes: list[Ligne]) -> list[LangueTrouvee]:
    """Names in the cells of a line, as many levels in a row below that kept no gap between them; other lines as they are.

    Empty when no two lines stand so. Levels that are not as many as the names are nobody's.
    """
    lues: list[LangueTrouvee] = []
    paires = [(haut, bas) for haut, bas in pairwise(lignes) if _nomme_des_langues(haut) and _que_des_niveaux(haut, bas)]
    for haut, bas in paires:
        niveaux = niveaux_de_suite(bas.texte)
        for rang, segment in enumerate(haut.segments):
            for lu in trouver_langues(segment.texte, en_section=True):
                niveau, infere = niveaux[rang] if len(niveaux) == len(haut.segments) else (None, False)
                confiance = lu.confiance if niveau is None else 0.8 if infere else 0.95
                lues.append(replace(lu, niveau=niveau, infere=infere, confiance=confiance).decalee(segment.debut))
    autres = [li for li in lignes if paires and not any(li in paire for paire in paires)]
    for ligne in autres:
        lues += [lu.decalee(ligne.debut) for lu in trouver_langues(ligne.texte, True)]
    return lues


def _nomme_des_langues(ligne: Ligne) -> bool:
    """Whether a line holds short cells, one language in most of them, and no level."""
    lues = [trouver_langues(s.texte, en_section=True) for s in ligne.segments]
    return len(lues) > 1 and sum(len(x) == 1 for x in lues) * 2 > len(lues) and all(_sans_niveau(s) for s in ligne.segments)


def _sans_niveau(segment: Segment) -> bool:
    return len(segment.mots) <= 2 and not niveaux_de_suite(segment.texte)


def _que_des_niveaux(haut: Ligne, bas: Ligne) -> bool:
    """Whether the line below names no language but several levels, in fewer cells."""
    return len(bas.segments) < len(haut.segments) and not trouver_langues(bas.texte, en_section=True) and len(niveaux_de_suite(bas.texte)) > 1

"""Fit of the scale that turns a cosine into 0–1: `python -m benchmarks.appariement.etalonnage`.

Least squares of grade / 3 on hat functions at fixed knots, over the visible pairs alone, each grade with the same total weight (870 of 960 pairs are graded
0), then made non-decreasing. The constants printed are those of app/ai/matching/criteres.py: `ETALONNAGE`.
"""

from collections import Counter

import numpy as np

from app.ai.matching.competences import CompetencesCV
from app.ai.matching.criteres import ETALONNAGE, cosinus_retenu
from app.ai.matching.paire import Paire
from app.ai.matching.similarite import similarites
from benchmarks.appariement.donnees import charger
from benchmarks.appariement.rendu import JeuLu, lire_jeu
from benchmarks.corpus_lu import atelier

NOEUDS = (0.30, 0.40, 0.50, 0.60, 0.70)


def paires_visibles(lu: JeuLu) -> tuple[list[float], list[int]]:
    """(cosines, grades) of every pair of an offer that is not set aside."""
    cosinus, notes = [], []
    for offre_id, offre in lu.offres.items():
        if not lu.jeu.offres[offre_id].reserve:
            cvs = list(lu.cvs.values())
            for cv, similarite in zip(cvs, similarites(offre.passages, [cv.passages for cv in cvs]), strict=True):
                paire = Paire(cv.document, offre.document, similarite, CompetencesCV(cv.document))
                cosinus.append(cosinus_retenu(paire) / 10_000)
                notes.append(lu.jeu.notes[offre_id, cv.nom].note)
    return cosinus, notes


def ajuster(cosinus: list[float], notes: list[int]) -> tuple[tuple[float, float], ...]:
    """The broken line, from 0 to 1, values to two decimals."""
    x = np.clip(np.array(cosinus), NOEUDS[0], NOEUDS[-1])
    base = np.stack([np.interp(x, NOEUDS, ligne) for ligne in np.eye(len(NOEUDS))], axis=1)
    effectifs = Counter(notes)
    racine = np.sqrt(np.array([1 / effectifs[n] for n in notes]))
    valeurs = np.linalg.lstsq(base * racine[:, None], np.array(notes) / 3 * racine, rcond=None)[0]
    valeurs = np.maximum.accumulate(np.clip(valeurs, 0, 1))
    etendue = (valeurs - valeurs[0]) / (valeurs[-1] - valeurs[0])
    return tuple((noeud, round(float(v), 2)) for noeud, v in zip(NOEUDS, etendue, strict=True))


def main() -> None:
    with atelier() as ouvert:
        trouve = ajuster(*paires_visibles(lire_jeu(ouvert, charger())))
    print(f"trouvé   {trouve}\ndans le code {ETALONNAGE}")


if __name__ == "__main__":
    main()

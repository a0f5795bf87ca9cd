"""Rankings compared: our final score, plain whole-CV MiniLM cosine, BM25; judged by nDCG@10 (gain 2^grade - 1) and MAP (grade 2 or 3 is relevant)."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from app.ai.matching.score import classer
from app.utils.text import fold
from app.vector_store.modele import MODELE
from benchmarks.appariement.rendu import JeuLu, texte_brut, texte_brut_offre
from benchmarks.corpus_lu import Atelier, OffreLue

RANG = 10
PERTINENT = 2
Scores = Mapping[str, float]
"""CV id -> score, for one offer."""


def ndcg(scores: Scores, notes: Mapping[str, int], rang: int = RANG) -> float | None:
    """Normalised discounted cumulative gain of the CVs graded in `notes`; None when no grade is above 0."""
    ideal = _gain(sorted(notes.values(), reverse=True)[:rang])
    return _gain([notes[cv] for cv in _ordre(scores, notes)[:rang]]) / ideal if ideal else None


def precision_moyenne(scores: Scores, notes: Mapping[str, int]) -> float | None:
    """Average precision over the whole ranking; None when nothing is relevant."""
    pertinents, somme = 0, 0.0
    for place, cv in enumerate(_ordre(scores, notes), start=1):
        if notes[cv] >= PERTINENT:
            pertinents += 1
            somme += pertinents / place
    return somme / pertinents if pertinents else None


def _ordre(scores: Scores, notes: Mapping[str, int]) -> list[str]:
    return sorted(notes, key=lambda cv: (-scores.get(cv, 0.0), cv))


def _gain(notes: Sequence[int]) -> float:
    return sum((2**note - 1) / math.log2(place + 1) for place, note in enumerate(notes, start=1))


def scores_finaux(lu: JeuLu, offre: OffreLue) -> Scores:
    """Our score of every CV."""
    cvs = [(cv.nom, cv.document, cv.passages) for cv in lu.cvs.values()]
    return {nom: score.score for nom, score in classer(offre.document, offre.passages, cvs, MODELE)}


def scores_minilm(ouvert: Atelier, lu: JeuLu, offre_id: str) -> Scores:
    """Cosine of the whole CV and the whole offer, each one text cut at 256 word pieces as MiniLM does."""
    requete = np.frombuffer(ouvert.vecteur(texte_brut_offre(lu.jeu.offres[offre_id].offre)), "<f4")
    return {cv.id: float(np.frombuffer(ouvert.vecteur(texte_brut(cv)), "<f4") @ requete) for cv in lu.jeu.cvs.values()}


class BM25:
    """Okapi BM25 (Robertson, Zaragoza 2009) with k1 = 1.2 and b = 0.75, accents and case folded."""

    def __init__(self, documents: Mapping[str, str], k1: float = 1.2, b: float = 0.75) -> None:
        self._frequences = {cle: Counter(_mots(texte)) for cle, texte in documents.items()}
        presences = Counter(mot for frequences in self._frequences.values() for mot in frequences)
        total = len(documents)
        self._rarete = {mot: math.log(1 + (total - n + 0.5) / (n + 0.5)) for mot, n in presences.items()}
        self._longueur = sum(sum(f.values()) for f in self._frequences.values()) / total
        self._k1, self._b = k1, b

    def scores(self, requete: str) -> Scores:
        """Score of every document."""
        termes = set(_mots(requete))
        return {cle: sum(self._terme(mot, f) for mot in termes if mot in f) for cle, f in self._frequences.items()}

    def _terme(self, mot: str, frequences: Counter[str]) -> float:
        tf = frequences[mot]
        norme = self._k1 * (1 - self._b + self._b * sum(frequences.values()) / self._longueur)
        return self._rarete[mot] * tf * (self._k1 + 1) / (tf + norme)


def _mots(texte: str) -> list[str]:
    return re.findall(r"[^\W_][\w+#]*", fold(texte))


Classement = Callable[[str], Scores]
"""Offer id -> score of every CV."""


def classements(ouvert: Atelier, lu: JeuLu) -> dict[str, Classement]:
    """The rankings that are compared, by name."""
    bm25 = BM25({cv.id: texte_brut(cv) for cv in lu.jeu.cvs.values()})
    return {
        "final": lambda offre: scores_finaux(lu, lu.offres[offre]),
        "minilm": lambda offre: scores_minilm(ouvert, lu, offre),
        "bm25": lambda offre: bm25.scores(texte_brut_offre(lu.jeu.offres[offre].offre)),
    }


def moyennes(lu: JeuLu, classement: Classement, offres: Iterable[str], garder: Callable[[str, str], bool] = lambda _offre, _cv: True) -> tuple[float, float]:
    """(nDCG@10, MAP) over `offres`, each among the CVs that `garder` keeps."""
    gains, precisions = [], []
    for offre in offres:
        notes = {cv: lu.jeu.notes[offre, cv].note for cv in lu.cvs if garder(offre, cv)}
        scores = classement(offre)
        gains.append(ndcg(scores, notes))
        precisions.append(precision_moyenne(scores, notes))
    return _moyenne(gains), _moyenne(precisions)


def intervalle(valeurs: Sequence[float], tirages: int = 10_000) -> tuple[float, float]:
    """95 % interval of a mean over offers, by bootstrap (seeded)."""
    tires = np.random.default_rng(8).choice(np.asarray(valeurs), size=(tirages, len(valeurs))).mean(axis=1)
    bas, haut = np.quantile(tires, (0.025, 0.975))
    return float(bas), float(haut)


def _moyenne(valeurs: Sequence[float | None]) -> float:
    connues = [v for v in valeurs if v is not None]
    return sum(connues) / len(connues)

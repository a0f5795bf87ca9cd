"""Every visible score as one hash: `python -m benchmarks.appariement.stabilite` prints it, for runs in other processes to be compared with."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

from app.ai.matching.score import calculer_score
from app.vector_store.modele import MODELE
from benchmarks.appariement.donnees import charger
from benchmarks.appariement.rendu import JeuLu, lire_jeu
from benchmarks.corpus_lu import CVLu, OffreLue, atelier


def empreinte(lu: JeuLu, fils: int = 1) -> str:
    """SHA-256 of the records of every pair, computed by `fils` threads."""
    paires = [(offre, cv) for offre in lu.offres.values() for cv in lu.cvs.values()]
    with ThreadPoolExecutor(fils) as bassin:
        textes = list(bassin.map(_noter, paires))
    return hashlib.sha256("\n".join(textes).encode()).hexdigest()


def _noter(paire: tuple[OffreLue, CVLu]) -> str:
    offre, cv = paire
    return calculer_score(cv.document, cv.passages, offre.document, offre.passages, MODELE).model_dump_json()


if __name__ == "__main__":
    with atelier() as ouvert:
        print(empreinte(lire_jeu(ouvert, charger())))

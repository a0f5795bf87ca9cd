"""Many CVs out of few real ones: careers of one trade recombined, skills left out, vectors moved a little. Same arguments, same CVs."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.schemas.documents import CVDocument, Passage, PassageVectorise
from app.vector_store.modele import DIMENSION
from app.vector_store.text_builders import passages_cv
from benchmarks.corpus_lu import Atelier, CVLu

VARIANTES = 20
ECART = 0.35
"""Length of the noise laid on a unit vector: the cosine with the real one is about 0.94."""


@dataclass(frozen=True)
class Variante:
    """A CV recombined from real ones, and the real one that it is shown as."""

    base: CVLu
    document: CVDocument
    passages: list[PassageVectorise]


def variantes(ouvert: Atelier, reels: Sequence[CVLu], nombre: int = VARIANTES, graine: int = 11) -> list[Variante]:
    """`nombre` variants of each real CV: itself first, then with posts of its own trade, some posts and skills left out. Vectors are the embedder's own."""
    hasard = random.Random(graine)
    resultat = []
    for reel in reels:
        metiers = {e.metier_id for e in reel.document.experiences} - {None}
        voisins = [r for r in reels if r is not reel and metiers & {e.metier_id for e in r.document.experiences}] or [reel]
        resultat.append(Variante(reel, reel.document, reel.passages))
        for _ in range(nombre - 1):
            document = _recombiner(reel.document, hasard.choice(voisins).document, hasard)
            resultat.append(Variante(reel, document, ouvert.vectoriser(passages_cv(document))))
    return resultat


def _recombiner(a: CVDocument, b: CVDocument, hasard: random.Random) -> CVDocument:
    postes = [*a.experiences, *b.experiences]
    gardes = hasard.sample(postes, min(len(postes), hasard.randint(1, 4))) if postes else []
    communes = {c.nom: c for c in (*a.competences, *b.competences)}
    competences = [c for c in communes.values() if hasard.random() < 0.7]
    return a.model_copy(
        update={
            "experiences": tuple(sorted(gardes, key=lambda e: -(e.fin_mois or 0))),
            "competences": tuple(competences),
            "langues": hasard.choice((a, b)).langues,
            "formations": hasard.choice((a, b)).formations,
            "resume": hasard.choice((a.resume, b.resume, "")),
        }
    )


def eloigner(vecteurs: NDArray[np.float32], hasard: np.random.Generator) -> NDArray[np.float32]:
    """Unit vectors near `vecteurs` (n, 384), each moved by its own noise."""
    bruit = hasard.standard_normal(vecteurs.shape, dtype=np.float32) * np.float32(ECART / DIMENSION**0.5)
    bouges = vecteurs + bruit
    return bouges / np.linalg.norm(bouges, axis=1, keepdims=True)


def peupler(modeles: Sequence[Variante], nombre: int, graine: int = 12) -> list[tuple[Variante, list[PassageVectorise]]]:
    """`nombre` CVs: variants in turn, the vectors of each moved."""
    hasard = np.random.default_rng(graine)
    peuple = []
    for rang in range(nombre):
        variante = modeles[rang % len(modeles)]
        vecteurs = np.frombuffer(b"".join(p.vecteur for p in variante.passages), "<f4").reshape(-1, DIMENSION)
        octets = [v.tobytes() for v in eloigner(vecteurs, hasard).astype("<f4")]
        peuple.append((variante, [_passage(p.passage, o) for p, o in zip(variante.passages, octets, strict=True)]))
    return peuple


def _passage(passage: Passage, vecteur: bytes) -> PassageVectorise:
    return PassageVectorise(passage=passage, hash_texte=hashlib.sha256(vecteur).hexdigest(), vecteur=vecteur)

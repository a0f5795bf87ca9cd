"""Search without an index: exact dot products, and the fusion of several rankings into one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.vector_store.modele import DIMENSION

CONSTANTE_RRF = 60
_OCTETS = DIMENSION * 4


def matrice(vecteurs: Sequence[bytes]) -> NDArray[np.float32]:
    """Stored vectors (384 little-endian float32 each) as a matrix (n, 384). Raises ValueError when one has another size."""
    for rang, vecteur in enumerate(vecteurs):
        if len(vecteur) != _OCTETS:
            raise ValueError(f"vector {rang} has {len(vecteur)} bytes instead of {_OCTETS}")
    return np.frombuffer(b"".join(vecteurs), dtype="<f4").astype(np.float32, copy=False).reshape(len(vecteurs), DIMENSION)


def recherche_exacte(requete: NDArray[np.float32], matrice: NDArray[np.float32], k: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The `k` rows of `matrice` (n, 384) nearest to `requete` (384,), best first: their indices and cosines (all vectors are unit).

    Equal cosines are ordered by index.
    """
    similarites = matrice @ requete
    k = min(k, len(similarites))
    if k <= 0:
        return np.empty(0, np.intp), np.empty(0, np.float32)
    # every row as good as the k-th, so that ties do not depend on how the partition falls
    seuil = np.partition(similarites, len(similarites) - k)[len(similarites) - k]
    candidats = np.flatnonzero(similarites >= seuil)
    indices = candidats[np.argsort(-similarites[candidats], kind="stable")][:k]
    return indices, similarites[indices]


def fusionner(rangs: Sequence[Sequence[str]], k: int = CONSTANTE_RRF) -> list[tuple[str, float]]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): each ranking gives ``1 / (k + rank)``, ranks from 1. Best first, then by id.

    An id that one ranking holds twice counts there at its best rank.
    """
    scores: dict[str, float] = {}
    for classement in rangs:
        for rang, identifiant in enumerate(dict.fromkeys(classement), start=1):
            scores[identifiant] = scores.get(identifiant, 0.0) + 1 / (k + rang)
    return sorted(scores.items(), key=lambda paire: (-paire[1], paire[0]))

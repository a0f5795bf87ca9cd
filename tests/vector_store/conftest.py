from collections.abc import Callable

import numpy as np
import pytest

from app.vector_store.embedder import Embedder
from app.vector_store.port import LigneIndex


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture
def lignes() -> Callable[..., list[LigneIndex]]:
    def fabrique(nombre: int, prefixe: str = "cv", graine: int = 0) -> list[LigneIndex]:
        hasard = np.random.default_rng(graine)
        # around a few centres, as texts are: far cheaper to index than plain noise
        vecteurs = (hasard.normal(size=(8, 384))[hasard.integers(0, 8, nombre)] + 0.7 * hasard.normal(size=(nombre, 384))).astype("<f4")
        vecteurs /= np.linalg.norm(vecteurs, axis=1, keepdims=True)
        return [LigneIndex(id=f"{prefixe}{i}:profil", vecteur=vecteur.tobytes(), empreinte=f"h{i}") for i, vecteur in enumerate(vecteurs)]

    return fabrique

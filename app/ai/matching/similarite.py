"""Similarity of an offer and CVs from stored vectors, exact on every machine (design: matching, section 3).

Components are rounded to multiples of 2^-24. A product of two such vectors of unit length, and every partial sum of it, is then a whole
multiple of 2^-48 below 1: float64 holds it exactly, whatever the order in which a library adds. So one pair and a thousand give the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.schemas.documents import Citation, PassageVectorise
from app.utils.scoring import UNITE, divide_half_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 384
_PAS = 2.0**24
_POIDS = 1_000_000
SEUIL_PREUVE = 5_000  # cosine from which a passage shows something: French texts of any two trades reach 4500
SECTIONS_DE_FAITS = ("experiences", "formations")


class PassageCompare(Protocol):
    """What comparing reads of a CV's passage: a `PassageVectorise`, or less of it where many are only to be put in order."""

    @property
    def vecteur(self) -> bytes: ...  # noqa: D102
    @property
    def cle(self) -> str: ...  # noqa: D102
    @property
    def section(self) -> str: ...  # noqa: D102
    @property
    def citation(self) -> Citation | None: ...  # noqa: D102


@dataclass(frozen=True)
class Similarite:
    """Cosine of a pair in ten-thousandths (-10000 to 10000), the same from posts and degrees alone, and the passages that won, best first, each once."""

    cosinus: int
    cosinus_faits: int
    gagnants: tuple[PassageCompare, ...]


def similarites(offre: Sequence[PassageVectorise], cvs: Sequence[Sequence[PassageCompare]]) -> list[Similarite | None]:
    """For each CV, the mean over the offer's passages (by their weights) of the best cosine among the CV's passages; None without passages on either side.

    Raises ValueError when a vector is not 384 float32.
    """
    import numpy as np

    poids = [round(p.passage.poids * _POIDS) for p in offre]
    presents = [rang for rang, cv in enumerate(cvs) if cv]
    resultat: list[Similarite | None] = [None] * len(cvs)
    if sum(poids) <= 0 or not presents:
        return resultat
    produits = _matrice([p for rang in presents for p in cvs[rang]]) @ _matrice(offre).T
    # back to ten-thousandths, halves up: a whole number from here on
    produits *= UNITE / _PAS**2
    produits += 0.5
    cosinus = np.floor(produits, out=produits).astype(np.int64)
    debuts = np.cumsum([0, *(len(cvs[rang]) for rang in presents)])
    faits = np.array([p.section in SECTIONS_DE_FAITS for rang in presents for p in cvs[rang]])
    meilleurs = np.maximum.reduceat(cosinus, debuts[:-1], axis=0)
    # a CV that is nothing but a claim is near nothing
    par_faits = np.maximum.reduceat(np.where(faits[:, None], cosinus, 0), debuts[:-1], axis=0)
    moyennes = zip(presents, debuts[:-1].tolist(), meilleurs.tolist(), _moyennes(meilleurs, poids), _moyennes(par_faits, poids), strict=True)
    for rang, debut, sommets, tous, sans in moyennes:
        resultat[rang] = Similarite(tous, sans, _gagnants(cvs[rang], cosinus[debut : debut + len(cvs[rang])], sommets, poids))
    return resultat


def _moyennes(cosinus: NDArray[np.int64], poids: Sequence[int]) -> list[int]:
    """Weighted mean of each row in ten-thousandths, half up."""
    total = sum(poids)
    sommes: list[int] = (cosinus * poids).sum(axis=1).tolist()
    return [divide_half_up(somme + UNITE * total, total) - UNITE for somme in sommes]


def _matrice(vecteurs: Sequence[PassageCompare]) -> NDArray[np.float64]:
    import numpy as np

    for v in vecteurs:
        if len(v.vecteur) != 4 * DIMENSION:
            raise ValueError(f"the vector of passage {v.cle} has {len(v.vecteur)} bytes instead of {4 * DIMENSION}")
    # scaling by a power of two and rounding to a whole number are exact in float32 too
    plat = np.frombuffer(b"".join(v.vecteur for v in vecteurs), dtype="<f4") * np.float32(_PAS)
    entiers: NDArray[np.float64] = np.rint(plat, out=plat).astype(np.float64)
    return entiers.reshape(len(vecteurs), DIMENSION)


def _gagnants(cv: Sequence[PassageCompare], cosinus: NDArray[np.int64], meilleurs: Sequence[int], poids: Sequence[int]) -> tuple[PassageCompare, ...]:
    """For each of the offer's passages the first CV passage that reaches its best cosine, if that shows anything; the strongest first, each once."""
    ordre = sorted((p for p in range(len(poids)) if poids[p] and meilleurs[p] >= SEUIL_PREUVE), key=lambda p: (-meilleurs[p], p))
    if not ordre:
        return ()
    rangs = cosinus.argmax(axis=0).tolist()
    return tuple(cv[rang] for rang in dict.fromkeys(rangs[p] for p in ordre))

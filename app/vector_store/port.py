"""The port of the vector index: what the services see of it, without a word of Chroma."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.vector_store.modele import DIMENSION


@dataclass(frozen=True)
class LigneIndex:
    """One indexed row, named by its CV or offer: its vector (384 little-endian float32, unit length), the hash of its text."""

    id: str
    vecteur: bytes
    empreinte: str

    def __post_init__(self) -> None:
        if len(self.vecteur) != DIMENSION * 4:
            raise ValueError(f"vector of {self.id} has {len(self.vecteur)} bytes instead of {DIMENSION * 4}")


@dataclass(frozen=True)
class Voisin:
    """One answer of a search: cosine similarity, at most 1."""

    id: str
    similarite: float


class ErreurIndex(RuntimeError):
    """The index cannot serve; the message is a French sentence. Search then falls back on the vectors in PostgreSQL."""


class IndexOccupe(ErreurIndex):
    """Another process owns the index's folder."""


class IndexIndisponible(ErreurIndex):
    """The index is damaged, outdated, being rebuilt, closed or out of reach."""


class IndexVectoriel(Protocol):
    """A rebuildable index of passages, thread-safe. Collections are made at the first write. Every method may raise `ErreurIndex`."""

    def ecrire(self, collection: str, lignes: Sequence[LigneIndex]) -> None:
        """Add the rows, replacing those with the same id."""

    def supprimer(self, collection: str, ids: Sequence[str]) -> None:
        """Remove the rows; unknown ids are no error."""

    def chercher(self, collection: str, vecteur: bytes, k: int) -> list[Voisin]:
        """The `k` passages nearest to `vecteur`, best first; fewer when the collection is smaller."""

    def identifiants(self, collection: str) -> Mapping[str, str]:
        """Every id with the hash of its text."""

    def reconstruire(self, collection: str, lignes: Iterable[LigneIndex]) -> None:
        """Drop the collection with its files and write it anew; searches raise `IndexIndisponible` meanwhile."""

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """Whether the collection can be used: readable, of the present model and texts, complete, holding the sample. False: rebuild it."""

    def fermer(self) -> None:
        """Close the files and give the folder free."""

"""What the model path asks of its host: a count of today's tokens, a record of calls, a cache of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class AppelLLM:
    """One attempt that reached a provider. `issue` is ``ok`` or a `Raison`; tokens of a failed attempt are an estimate."""

    tache: str
    modele: str
    version_prompt: str
    tokens_entree: int
    tokens_sortie: int
    duree_ms: int
    issue: str


@dataclass(frozen=True)
class Consultation:
    """What is known before a call: tokens noted since midnight UTC, and the answers cached under the keys asked for."""

    tokens_du_jour: int
    reponses: Mapping[str, str]


class JournalLLM(Protocol):
    """Port: services keep it in PostgreSQL. Called from any thread, never while a database connection is held by the caller.

    A cached value is drawn from a CV: whoever stores it must erase it with the CV (its key is in the answer's trace).
    """

    def consulter(self, cles: Sequence[str]) -> Consultation:
        """Today's tokens, and what is cached under `cles`."""

    def noter(self, appel: AppelLLM, reponse: tuple[str, str] | None = None) -> None:
        """Keep one attempt and, when it gave one, its answer: (key, value) for the cache."""


class JournalMemoire:
    """In-memory journal, for scripts and tests: one day that never ends."""

    def __init__(self) -> None:
        self.appels: list[AppelLLM] = []
        self.cache: dict[str, str] = {}

    def tokens_du_jour(self) -> int:
        """Tokens noted so far."""
        return sum(a.tokens_entree + a.tokens_sortie for a in self.appels)

    def consulter(self, cles: Sequence[str]) -> Consultation:
        """Tokens so far, and what is cached under `cles`."""
        return Consultation(self.tokens_du_jour(), {cle: self.cache[cle] for cle in cles if cle in self.cache})

    def noter(self, appel: AppelLLM, reponse: tuple[str, str] | None = None) -> None:
        """Keep one attempt, and its answer."""
        self.appels.append(appel)
        if reponse is not None:
            cle, valeur = reponse
            self.cache[cle] = valeur

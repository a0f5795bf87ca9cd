"""What the model path asks of its host: a count of today's tokens, a record of calls, a cache of answers."""

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


class JournalLLM(Protocol):
    """Port: services keep it in PostgreSQL. Called from any thread, never while a database connection is held by the caller.

    A cached value is drawn from a CV: whoever stores it must erase it with the CV (its key is in the answer's trace).
    """

    def tokens_du_jour(self) -> int:
        """Tokens noted since midnight UTC."""

    def noter(self, appel: AppelLLM) -> None:
        """Keep one attempt."""

    def lire(self, cle: str) -> str | None:
        """The answer cached under `cle`, if any."""

    def ecrire(self, cle: str, valeur: str) -> None:
        """Cache an answer."""


class JournalMemoire:
    """In-memory journal, for scripts and tests: one day that never ends."""

    def __init__(self) -> None:
        self.appels: list[AppelLLM] = []
        self.cache: dict[str, str] = {}

    def tokens_du_jour(self) -> int:
        """Tokens noted so far."""
        return sum(a.tokens_entree + a.tokens_sortie for a in self.appels)

    def noter(self, appel: AppelLLM) -> None:
        """Keep one attempt."""
        self.appels.append(appel)

    def lire(self, cle: str) -> str | None:
        """The answer cached under `cle`, if any."""
        return self.cache.get(cle)

    def ecrire(self, cle: str, valeur: str) -> None:
        """Cache an answer."""
        self.cache[cle] = valeur

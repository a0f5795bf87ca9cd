"""A score's record as an explanation may use it: names, outcomes, no quotation, no identity."""

from dataclasses import dataclass

from app.ai.matching.mots import INDISPENSABLE
from app.core.enums import Critere, StatutCritere
from app.schemas.score import CritereRead, ScoreCalcule

NOMS_MAX = 4


@dataclass(frozen=True)
class Faits:
    """One record beside the title of its offer."""

    score: ScoreCalcule
    titre: str

    def critere(self, critere: Critere) -> CritereRead | None:
        """The criterion, or None when it was left out."""
        return next((c for c in self.score.criteres if c.critere is critere), None)

    def satisfaits(self, critere: Critere) -> list[str]:
        """What is met."""
        lu = self.critere(critere)
        return lu.satisfaits if lu else []

    def manquants(self, critere: Critere) -> list[str]:
        """What is not (wholly) met."""
        lu = self.critere(critere)
        return lu.manquants if lu else []

    def atteint(self, critere: Critere) -> bool:
        """Whether the criterion is met."""
        lu = self.critere(critere)
        return lu is not None and lu.statut is StatutCritere.satisfait

    def partiel(self, critere: Critere) -> bool:
        """Whether the criterion is met in part."""
        lu = self.critere(critere)
        return lu is not None and lu.statut is StatutCritere.partiel

    def non_precise(self, critere: Critere) -> bool:
        """Whether the CV says nothing of it."""
        lu = self.critere(critere)
        return lu is not None and lu.statut is StatutCritere.non_precise

    def absent(self, critere: Critere) -> bool:
        """Whether the criterion was looked at and nothing was found."""
        lu = self.critere(critere)
        return lu is not None and lu.statut is StatutCritere.manquant

    @property
    def indispensables(self) -> str:
        """The musts that the CV does not establish, as the record names them; empty when there is none."""
        requises = self.critere(Critere.competences_requises)
        conseil = (requises.conseil if requises else None) or ""
        return conseil.removeprefix(INDISPENSABLE).rstrip(".") if conseil.startswith(INDISPENSABLE) else ""

    @property
    def a_demander(self) -> list[str]:
        """Required skills not shown, then wished ones: a few."""
        noms = [*self.manquants(Critere.competences_requises), *self.manquants(Critere.competences_souhaitees)]
        return list(dict.fromkeys(noms))[:NOMS_MAX]

    @property
    def plus_grande_perte(self) -> CritereRead | None:
        """The criterion that costs most points, if any costs one."""
        perdants = [c for c in self.score.criteres if c.poids - c.contribution >= 1]
        return max(perdants, key=lambda c: (c.poids - c.contribution, c.critere.value)) if perdants else None

"""A score's record as an explanation may use it: names, outcomes, no quotation, no identity."""

from dataclasses import dataclass

from app.ai.matching.mots import INDISPENSABLE, liste
from app.core.enums import Critere, StatutCritere
from app.schemas.score import CritereRead, ScoreCalcule

NOMS_MAX = 4
# below it, the record alone gives no reason to meet: what could be missing from the CV is asked first
SEUIL_ENTRETIEN = 25


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
    def eloigne(self) -> bool:
        """Whether the CV shows too little for an interview to be spoken of as a matter of course."""
        return self.score.score < SEUIL_ENTRETIEN

    @property
    def indispensables(self) -> list[str]:
        """The musts that the CV does not establish."""
        requises = self.critere(Critere.competences_requises)
        conseil = (requises.conseil if requises else None) or ""
        enonce = conseil.removeprefix(INDISPENSABLE).rstrip(".") if conseil.startswith(INDISPENSABLE) else ""
        # the record lists them first among what is missing, and names them in its advice
        manquants = self.manquants(Critere.competences_requises)
        return next((manquants[:n] for n in range(1, len(manquants) + 1) if liste(manquants[:n]) == enonce), [])

    @property
    def a_demander(self) -> list[str]:
        """Required skills not shown, then wished ones: a few; a must is asked for by its certificate, not by an example of work."""
        noms = [*self.manquants(Critere.competences_requises), *self.manquants(Critere.competences_souhaitees)]
        return [n for n in dict.fromkeys(noms) if n not in self.indispensables][:NOMS_MAX]

    @property
    def plus_grande_perte(self) -> CritereRead | None:
        """The criterion that costs most points, if any costs one."""
        perdants = [c for c in self.score.criteres if c.poids - c.contribution >= 1]
        return max(perdants, key=lambda c: (c.poids - c.contribution, c.critere.value)) if perdants else None

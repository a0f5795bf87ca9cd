"""A score's record as an explanation may use it: names, outcomes, no quotation, no identity."""

import re
from dataclasses import dataclass

from app.ai.matching.citations import chercher
from app.ai.matching.mots import AUTRE_METIER, INDISPENSABLE, POUR_MOITIE, SANS_PRATIQUE, liste
from app.core.enums import Critere, StatutCritere
from app.schemas.documents import CVDocument, OffreDocument
from app.schemas.score import CritereRead, ScoreCalcule

NOMS_MAX = 4
PERTES_MAX = 2
# below it, the record alone gives no reason to meet: what could be missing from the CV is asked first
SEUIL_ENTRETIEN = 25
# clearly beyond what is asked: three times the length and five years more; two levels of education (Bac +5 where Bac +2 is asked)
DEPASSE_FOIS, DEPASSE_ANS, DEPASSE_NIVEAUX = 3, 5, 2
_ANS = re.compile(r"(\d{1,4}(?:,\d)?) ans?\b")


def depassements(score: ScoreCalcule, cv: CVDocument, offre: OffreDocument) -> frozenset[Critere]:
    """Which of experience and education the record shows clearly beyond what the offer asks.

    Only what was scored is counted: years in close posts, as the record writes them, and proved degrees; never the length of a whole career.
    """
    retenus: set[Critere] = set()
    for c in score.criteres:
        if c.statut is not StatutCritere.satisfait:
            continue
        if c.critere is Critere.experience and offre.experience_min:
            ans = next((float(m[1].replace(",", ".")) for s in c.satisfaits if (m := _ANS.match(s))), 0.0)
            if ans >= max(DEPASSE_FOIS * offre.experience_min, offre.experience_min + DEPASSE_ANS):
                retenus.add(c.critere)
        if c.critere is Critere.formation and offre.niveau_etudes_min:
            niveau = max((f.niveau for f in cv.formations if f.niveau is not None and f.citation), default=0)
            if niveau >= offre.niveau_etudes_min + DEPASSE_NIVEAUX:
                retenus.add(c.critere)
    return frozenset(retenus)


@dataclass(frozen=True)
class Faits:
    """One record beside the title of its offer."""

    score: ScoreCalcule
    titre: str
    depasses: frozenset[Critere] = frozenset()

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
    def requises_a_illustrer(self) -> list[str]:
        """Required skills not wholly met; a must is asked for by its certificate, not by an example of work."""
        return [n for n in self.manquants(Critere.competences_requises) if n not in self.indispensables]

    @property
    def requises_a_etablir(self) -> list[str]:
        """Those of them that the CV does not show."""
        return [n for n in self.requises_a_illustrer if not self.citee(n)]

    @property
    def requises_citees(self) -> list[str]:
        """Those that it names, in another trade or with nothing done that shows them."""
        return [n for n in self.requises_a_illustrer if self.citee(n)]

    @property
    def souhaitees_a_etablir(self) -> list[str]:
        """Wished skills not shown and not required: a few."""
        requises = self.manquants(Critere.competences_requises)
        return [n for n in self.manquants(Critere.competences_souhaitees) if n not in requises and not self.citee(n)][:NOMS_MAX]

    def citee(self, nom: str) -> bool:
        """Whether the CV names a skill that it does not wholly meet: in another trade, or with nothing done that shows it."""
        # the record says so in its warnings, and nowhere else
        enonces = (a for a in self.score.avertissements if a.startswith((AUTRE_METIER, SANS_PRATIQUE)))
        return any(chercher(nom, a.partition(" : ")[2]) for a in enonces)

    @property
    def plus_grandes_pertes(self) -> list[CritereRead]:
        """The criteria that cost most points, dearest first: one or two, none where none costs a point; not those that only wait for a must."""
        perdants = [c for c in self.score.criteres if c.poids - c.contribution >= 1 and not (c.conseil or "").endswith(POUR_MOITIE)]
        return sorted(perdants, key=lambda c: (c.poids - c.contribution, c.critere.value), reverse=True)[:PERTES_MAX]

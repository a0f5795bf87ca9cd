"""Whether a CV holds a skill that an offer asks for, with the quotation that shows it."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from app.ai.matching.citations import chercher
from app.ai.referentiels import lexique
from app.schemas.documents import Citation, CompetenceDocument, CVDocument
from app.utils.scoring import UNITE
from app.utils.text import fold

PARTIEL = UNITE // 2
_CODE_POSTAL = re.compile(r"\s*\d{5}(?!\w)")


@dataclass(frozen=True)
class Correspondance:
    """What a CV shows for one skill asked for. `valeur`: 10000 met, 5000 a close relative of it (`voisine`), 0 nothing."""

    demandee: CompetenceDocument
    valeur: int
    citations: tuple[Citation, ...] = ()
    voisine: str | None = None
    pratiquee: bool = False


class CompetencesCV:
    """The skills of one CV, ready to be asked for. A skill that no quotation proves is not there."""

    def __init__(self, cv: CVDocument) -> None:
        self._cv = cv
        prouvees = [c for c in (*cv.competences, *cv.certifications) if c.citations]
        self._par_concept: dict[str, CompetenceDocument] = {}
        self._par_nom: dict[str, CompetenceDocument] = {}
        for competence in prouvees:
            if competence.concept_id:
                self._par_concept.setdefault(competence.concept_id, competence)
            self._par_nom.setdefault(fold(competence.nom), competence)

    def chercher(self, demandee: CompetenceDocument) -> Correspondance:
        """The best that the CV shows for `demandee`."""
        exacte = self._par_concept.get(demandee.concept_id) if demandee.concept_id else self._par_nom.get(fold(demandee.nom))
        if exacte:
            return Correspondance(demandee, UNITE, exacte.citations, None, exacte.pratiquee)
        return self._parente(demandee) if demandee.concept_id else self._litterale(demandee)

    def _parente(self, demandee: CompetenceDocument) -> Correspondance:
        for identifiant, competence in self._par_concept.items():
            if demandee.concept_id and lexique().parente(demandee.concept_id, identifiant) > 0:
                return Correspondance(demandee, PARTIEL, competence.citations, competence.libelle_fr or competence.nom, competence.pratiquee)
        return Correspondance(demandee, 0)

    def _litterale(self, demandee: CompetenceDocument) -> Correspondance:
        # a number or a postcode in a text shows no skill
        span = chercher(demandee.nom, self._cv.texte) if any(c.isalpha() for c in demandee.nom) and not _CODE_POSTAL.match(demandee.nom) else None
        if span is None:
            return Correspondance(demandee, 0)
        pratiquee = any(chercher(demandee.nom, e.description) for e in self._cv.experiences)
        page = max(1, bisect_right(self._cv.debuts_pages, span[0]))
        citation = Citation(citation=self._cv.texte[span[0] : span[1]], page=page, debut=span[0], fin=span[1])
        return Correspondance(demandee, UNITE, (citation,), None, pratiquee)

    def satisfait(self, correspondance: Correspondance) -> bool:
        """Whether a must is met: the skill itself, or a more specific one (a CACES category for the CACES)."""
        if correspondance.valeur == UNITE:
            return True
        demande = correspondance.demandee.concept_id
        if correspondance.valeur == 0 or demande is None:
            return False
        return any(demande in concept.parents for identifiant in self._par_concept if (concept := lexique().concept(identifiant)))


def chercher_toutes(cv: CompetencesCV, demandees: Iterable[CompetenceDocument]) -> list[Correspondance]:
    """One answer for each skill asked for, in order."""
    return [cv.chercher(d) for d in demandees]

"""One CV beside one offer: what the criteria share, and what each of them answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from app.ai.matching.competences import CompetencesCV, Correspondance, chercher_toutes
from app.ai.matching.similarite import Similarite
from app.ai.referentiels import lexique
from app.core.enums import StatutCritere
from app.schemas.documents import Citation, CVDocument, ExperienceDocument, OffreDocument
from app.utils.scoring import UNITE, quantise
from app.utils.text import fold

PREUVES_MAX = 12
# share that a skill keeps when it is only listed, in a CV where nothing done or learnt speaks of this trade
PART_SEULEMENT_LISTEE = 1_000
SEUIL_PART_PRATIQUEE = 2_500
# nearness of the nearest post: from where it begins to back a list (the same sector is 3000), and from where it backs it wholly (the same group of jobs is 6000)
APPUI_TITRE = (2_000, 6_000)


@dataclass(frozen=True)
class Resultat:
    """Outcome of one criterion. `score` in ten-thousandths."""

    score: int
    statut: StatutCritere
    preuves: tuple[Citation, ...] = ()
    satisfaits: tuple[str, ...] = ()
    manquants: tuple[str, ...] = ()
    conseil: str | None = None
    avertissements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ignore:
    """A criterion left out."""

    raison: str


@dataclass
class Paire:
    """One CV beside one offer, and what several criteria share."""

    cv: CVDocument
    offre: OffreDocument
    similarite: Similarite | None
    competences: CompetencesCV = field(repr=False)

    @cached_property
    def requises(self) -> list[Correspondance]:
        """What the CV shows for each required skill; the musts stand in when the offer requires nothing else."""
        return chercher_toutes(self.competences, self.offre.competences_requises or self.offre.obligatoires)

    @cached_property
    def souhaitees(self) -> list[Correspondance]:
        """What the CV shows for each wished skill."""
        return chercher_toutes(self.competences, self.offre.competences_souhaitees)

    @cached_property
    def proximites(self) -> list[int]:
        """Nearness of each post's title to the offer's title."""
        return [proximite_titre(e, self.offre) for e in self.cv.experiences]

    @cached_property
    def appui(self) -> int:
        """How far what was done or learnt backs the skills that are only listed: by the nearest post, or by the share of skills put to use."""
        if not self.cv.experiences:
            return UNITE
        trouvees = [c for c in (*self.requises, *self.souhaitees) if c.valeur]
        part = UNITE * sum(c.pratiquee for c in trouvees) // len(trouvees) if trouvees else 0
        bas, haut = APPUI_TITRE
        return min(UNITE, max(0, UNITE * (max(self.proximites) - bas) // (haut - bas), UNITE * part // SEUIL_PART_PRATIQUEE))

    def valeur(self, correspondance: Correspondance) -> int:
        """What a skill counts, once looked at beside the posts."""
        if correspondance.pratiquee:
            return correspondance.valeur
        return correspondance.valeur * (PART_SEULEMENT_LISTEE * (UNITE - self.appui) + UNITE * self.appui) // UNITE**2


def proximite_titre(experience: ExperienceDocument, offre: OffreDocument) -> int:
    """Nearness of a post's title to the offer's, in ten-thousandths. A title that no quotation proves counts 0."""
    if not experience.titre or experience.citation is None:
        return 0
    return proximite(experience.titre, experience.metier_id, offre.titre, offre.metier_id)


@lru_cache(maxsize=65_536)
def proximite(titre: str, metier: str | None, titre_offre: str, metier_offre: str | None) -> int:
    """Nearness of two titles, in ten-thousandths: the same job of the lexicon, the same words, or as near as the lexicon says."""
    if (metier is not None and metier == metier_offre) or fold(titre) == fold(titre_offre):
        return UNITE
    return quantise(lexique().proximite_titres(titre, titre_offre))


def statut_de(score: int) -> StatutCritere:
    """Outcome in words of a score that has no threshold of its own."""
    if score >= UNITE:
        return StatutCritere.satisfait
    return StatutCritere.partiel if score else StatutCritere.manquant


def limiter(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The first few citations, each once."""
    return tuple(dict.fromkeys(citations))[:PREUVES_MAX]

"""One CV beside one offer: what the criteria share, and what each of them answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from app.ai.matching.apercu import CVCompare, ExperienceCompare
from app.ai.matching.competences import CompetencesCV, Correspondance, chercher_toutes, titres_nommes
from app.ai.matching.intitule import metiers_nommes
from app.ai.matching.similarite import Similarite
from app.ai.referentiels import lexique
from app.core.enums import StatutCritere
from app.schemas.documents import Citation, CompetenceDocument, OffreDocument
from app.utils.scoring import UNITE, piecewise_linear, quantise, union_length
from app.utils.text import fold

PREUVES_MAX = 12
# share that a skill keeps when it is only listed, in a CV where nothing done or learnt speaks of this work
PART_SEULEMENT_LISTEE = 1_000
# what backs a list, from where it begins to where it backs it wholly: the share of the skills found that are put to use; nearness of the posts' and degrees'
# own texts to the offer's; the time spent in posts of this trade, as a share of what is asked; where no post has a date, nearness of the titles alone
# (the same sector is 3000, the same group of jobs 6000)
APPUI_PART = (2_500, 6_000)
APPUI_TEXTES = (4_500, 6_500)
APPUI_TITRE = (2_000, 6_000)
APPUI_DUREE = (5_500, 8_000)
DUREE_D_UN_METIER = 24_000  # thousandths of a month, where the offer asks none
SEUIL_MEME_METIER = 5_000
SEUIL_MEME_SECTEUR = 3_000
SEUIL_METIER_VOISIN = 4_000  # the same sector (3000) or a word in common shows no trade
# what counts of skills, months and likeness shown in another trade: who recruits nurses is no nurse. Nearness of the nearest post to share kept
AUTRE_METIER = ((0.0, 0.55), (0.3, 0.8), (0.6, 1.0))


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

    cv: CVCompare
    offre: OffreDocument
    similarite: Similarite | None
    competences: CompetencesCV = field(repr=False)

    @cached_property
    def _demandes(self) -> frozenset[str]:
        """Every concept that the offer asks for."""
        offre = self.offre
        return frozenset(c.concept_id for c in (*offre.competences_requises, *offre.competences_souhaitees, *offre.obligatoires) if c.concept_id)

    def _chercher(self, demandees: Iterable[CompetenceDocument]) -> list[Correspondance]:
        """What the CV shows for each; a relative of a skill, met in another sector, shows nothing of it."""
        trouvees = chercher_toutes(self.competences, demandees, self._demandes)
        return [Correspondance(c.demandee, 0) if c.voisine and self.autre_secteur else c for c in trouvees]

    @cached_property
    def requises(self) -> list[Correspondance]:
        """What the CV shows for each required skill; the musts stand in when the offer requires nothing else."""
        return self._chercher(self.offre.competences_requises or self.offre.obligatoires)

    @cached_property
    def souhaitees(self) -> list[Correspondance]:
        """What the CV shows for each wished skill."""
        return self._chercher(self.offre.competences_souhaitees)

    @cached_property
    def obligatoires(self) -> list[Correspondance]:
        """What the CV shows for each must."""
        return chercher_toutes(self.competences, self.offre.obligatoires, self._demandes)

    @cached_property
    def non_tenus(self) -> list[CompetenceDocument]:
        """The musts that the CV does not establish."""
        return [c.demandee for c in self.obligatoires if not self.competences.satisfait(c)]

    @cached_property
    def titres_absents(self) -> list[str]:
        """Those among them that the law asks: licences, authorisations, regulated diplomas."""
        return [d.nom for d in self.non_tenus if titres_nommes(d)]

    @cached_property
    def proximites(self) -> list[int]:
        """Nearness of each post's title to the offer's title."""
        return [proximite_titre(e, self.offre) for e in self.cv.experiences]

    @cached_property
    def entete(self) -> int:
        """Nearness of the CV's own headline to the offer's title: half, for it is a wish as much as a fact."""
        cv = self.cv
        return proximite(cv.titre, cv.metier_id, self.offre.titre, self.offre.metier_id) // 2 if cv.titre and cv.citation_titre else 0

    @cached_property
    def metier_connu(self) -> bool:
        """Whether the lexicon knows what trade the offer and at least one post are of."""
        return self.offre.metier_id is not None and any(e.metier_id is not None for e in self.cv.experiences)

    @cached_property
    def autre_metier(self) -> bool:
        """Whether neither posts nor headline are of the offer's trade or one close to it."""
        return self.metier_connu and max(self.entete, *self.proximites) < SEUIL_METIER_VOISIN

    @cached_property
    def autre_secteur(self) -> bool:
        """Whether they are not even of its sector."""
        return self.metier_connu and max(self.entete, *self.proximites) < SEUIL_MEME_SECTEUR

    @cached_property
    def appui(self) -> int:
        """How far what was done or learnt backs what is only listed or claimed."""
        if not self.cv.experiences:
            return UNITE
        trouvees = [c for c in (*self.requises, *self.souhaitees) if c.valeur]
        part = UNITE * sum(c.pratiquee for c in trouvees) // len(trouvees) if trouvees else 0
        appuis = [_rampe(part, APPUI_PART), _rampe(self.similarite.cosinus_faits, APPUI_TEXTES) if self.similarite else 0]
        appuis.append(_rampe(self.duree, APPUI_DUREE) if self.duree is not None else _rampe(max(self.proximites), APPUI_TITRE))
        return max(appuis)

    @cached_property
    def duree(self) -> int | None:
        """Time spent in posts of this trade over what the offer asks, in ten-thousandths; None when no post has dates."""
        dates = [(e.debut_mois, e.fin_mois, p) for e, p in zip(self.cv.experiences, self.proximites, strict=True)]
        if all(debut is None or fin is None for debut, fin, _ in dates):
            return None
        mois = union_length((debut, fin) for debut, fin, p in dates if debut is not None and fin is not None and p >= SEUIL_MEME_METIER)
        return UNITE * 1_000 * mois // (demande_en_milliemes(self.offre.experience_min) or DUREE_D_UN_METIER)

    @cached_property
    def appui_texte(self) -> int:
        """The same for what is claimed in whole sentences: posts of this trade back half of it."""
        return max(self.appui, _rampe(max(self.proximites, default=0), APPUI_TITRE) // 2)

    @cached_property
    def metier(self) -> int:
        """What counts of things done in these posts: all, unless none is near the offer's title and the lexicon knows what trade they are of."""
        if not self.metier_connu:
            return UNITE
        return quantise(piecewise_linear(max(self.proximites) / UNITE, AUTRE_METIER))

    def valeur(self, correspondance: Correspondance) -> int:
        """What a skill counts, once looked at beside the posts."""
        part = UNITE if correspondance.pratiquee else (PART_SEULEMENT_LISTEE * (UNITE - self.appui) + UNITE * self.appui) // UNITE
        return correspondance.valeur * part * self.metier // UNITE**2


def demande_en_milliemes(annees: float | None) -> int:
    """Asked experience, in thousandths of a month; 0 when nothing is asked, or so little that it rounds to nothing."""
    return max(0, round((annees or 0) * 12_000))


def proximite_titre(experience: ExperienceCompare, offre: OffreDocument) -> int:
    """Nearness of a post's title to the offer's, in ten-thousandths. A title that no quotation proves counts 0."""
    if not experience.titre or experience.citation is None:
        return 0
    return proximite(experience.titre, experience.metier_id, offre.titre, offre.metier_id)


@lru_cache(maxsize=65_536)
def proximite(titre: str, metier: str | None, titre_offre: str, metier_offre: str | None) -> int:
    """Nearness of two titles, in ten-thousandths: the same job of the lexicon (one of those that the offer's title joins), the same words, or as near as it says."""
    voulus = (metier_offre, *metiers_nommes(titre_offre)) if metier_offre else ()
    if (metier is not None and metier in voulus) or fold(titre) == fold(titre_offre):
        return UNITE
    par_metier = max((lexique().proximite_metiers(metier, voulu) for voulu in voulus), default=0.0) if metier else 0.0
    return quantise(max(par_metier, lexique().proximite_titres(titre, titre_offre)))


def _rampe(valeur: int, bornes: tuple[int, int]) -> int:
    """0 below the first bound, 1 above the second, in ten-thousandths."""
    bas, haut = bornes
    return min(UNITE, max(0, UNITE * (valeur - bas) // (haut - bas)))


def statut_de(score: int) -> StatutCritere:
    """Outcome in words of a score that has no threshold of its own."""
    if score >= UNITE:
        return StatutCritere.satisfait
    return StatutCritere.partiel if score else StatutCritere.manquant


def limiter(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The first few citations, each once."""
    return tuple(dict.fromkeys(citations))[:PREUVES_MAX]

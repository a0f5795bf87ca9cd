"""Scores."""

import uuid

from fastapi import APIRouter

from app.api.deps import CandidatCourant, CandidatOuRecruteur, CVServiceDep, LangueDep, MatchingServiceDep, RechercheServiceDep, RecruteurCourant
from app.api.errors import documenter
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.schemas.recherche import DemandeScore, MeilleuresOffres, RechercheCandidats, ResultatsCandidats, ResultatsOffresNotees
from app.schemas.score import ScoreRead

router = APIRouter(prefix="/matching", tags=["5. Matching"])
RESERVE = documenter(Code.NON_AUTHENTIFIE, Code.ROLE_INSUFFISANT)


@router.post(
    "/score",
    operation_id="matching_score",
    summary="Score d'un CV pour une offre",
    responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.OFFRE_INTROUVABLE, Code.OFFRE_INSUFFISANTE, Code.DONNEES_INVALIDES),
)
def score(demande: DemandeScore, acteur: CandidatOuRecruteur, cvs: CVServiceDep, matching: MatchingServiceDep, langue: LangueDep) -> ScoreRead:
    """Chaque point est prouvé par une citation du CV. Le même CV et la même offre donnent toujours le même score."""
    if demande.cv_id is None and acteur.role is not Role.candidat:
        raise ErreurMetier(Code.DONNEES_INVALIDES, champ="cv_id", message=("indiquez le CV à comparer", "say which CV to compare"))
    return matching.score(acteur, cvs.dernier(acteur, demande.cv_id), demande.offre_id, langue)


@router.post(
    "/search-offres",
    operation_id="matching_meilleures_offres",
    summary="Meilleures offres pour un CV",
    responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.RECHERCHE_INDISPONIBLE),
)
def search_offres(demande: MeilleuresOffres, acteur: CandidatCourant, recherche: RechercheServiceDep, langue: LangueDep) -> ResultatsOffresNotees:
    """Par score final, chacune avec son détail."""
    return recherche.meilleures_offres(acteur, demande, langue)


@router.post(
    "/search-candidats/{offre_id:uuid}",
    operation_id="matching_meilleurs_candidats",
    summary="Meilleurs candidats pour une offre",
    responses=RESERVE | documenter(Code.OFFRE_INTROUVABLE, Code.OFFRE_INSUFFISANTE, Code.RECHERCHE_INDISPONIBLE),
)
def search_candidats(
    offre_id: uuid.UUID, demande: RechercheCandidats, acteur: RecruteurCourant, recherche: RechercheServiceDep, langue: LangueDep
) -> ResultatsCandidats:
    """Par score final, chacun avec son détail ; parmi les candidats qui acceptent d'être trouvés ou qui ont postulé chez vous."""
    return recherche.meilleurs_candidats(acteur, offre_id, demande, langue)

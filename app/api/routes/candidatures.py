"""Applications."""

import hashlib
import json
import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.ai.matching.image_score import svg
from app.api.deps import (
    CandidatCourant,
    CandidatOuRecruteur,
    CandidatureServiceDep,
    CleIdempotenceDep,
    CVServiceDep,
    IdempotenceDep,
    LangueDep,
    PageDep,
    RecruteurCourant,
)
from app.api.errors import documenter
from app.api.pages import avec_liens
from app.core.enums import StatutCandidature
from app.core.errors import Code
from app.schemas.candidatures import CandidatureCreate, CandidatureRead, CandidatureResume, ChangementStatutIn
from app.schemas.commun import Page
from app.services.candidature_queries import TriCandidatures
from app.services.idempotence import Noter, Reponse, sans_cle

router = APIRouter(prefix="/candidatures", tags=["6. Candidatures"])
RESERVE = documenter(Code.NON_AUTHENTIFIE, Code.ROLE_INSUFFISANT)
DETAIL = RESERVE | documenter(Code.CANDIDATURE_INTROUVABLE)


@router.post(
    "",
    status_code=201,
    operation_id="candidatures_postuler",
    summary="Postuler",
    response_model=CandidatureRead,
    responses=RESERVE
    | documenter(
        Code.OFFRE_INTROUVABLE,
        Code.OFFRE_FERMEE,
        Code.CV_INTROUVABLE,
        Code.CANDIDATURE_EXISTANTE,
        Code.OFFRE_INSUFFISANTE,
        Code.REQUETE_EN_COURS,
        Code.CLE_REUTILISEE,
    ),
)
def postuler(
    demande: CandidatureCreate,
    acteur: CandidatCourant,
    candidatures: CandidatureServiceDep,
    cvs: CVServiceDep,
    idempotence: IdempotenceDep,
    langue: LangueDep,
    cle: CleIdempotenceDep = None,
) -> JSONResponse:
    """Envoie une candidature avec un de vos CV ; la réponse porte le score, son détail prouvé et une explication."""

    def executer(noter: Noter) -> Reponse:
        envoyee = candidatures.postuler(acteur, demande, cvs.dernier(acteur, demande.cv_id), langue, noter)
        return Reponse(201, envoyee.model_dump(mode="json"))

    empreinte = hashlib.sha256(json.dumps(demande.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    reponse = executer(sans_cle) if cle is None else idempotence.executer(acteur.id, "candidatures_postuler", cle, empreinte, executer)
    return JSONResponse(reponse.corps, reponse.statut, headers={"Location": f"/candidatures/{reponse.corps['id']}"})


@router.get("", operation_id="candidatures_lister", summary="Lister les candidatures", responses=RESERVE)
def lister(
    acteur: CandidatOuRecruteur,
    candidatures: CandidatureServiceDep,
    page: PageDep,
    langue: LangueDep,
    request: Request,
    response: Response,
    offre_id: uuid.UUID | None = None,
    statut: StatutCandidature | None = None,
    score_min: Annotated[float | None, Query(ge=0, le=100)] = None,
    tri: TriCandidatures = "-creee_le",
) -> Page[CandidatureResume]:
    """Candidat : les siennes. Recruteur : celles qu'a reçues son entreprise."""
    return avec_liens(candidatures.list_candidatures(acteur, offre_id, statut, score_min, tri, page, langue), request, response)


@router.get("/{id:uuid}", operation_id="candidatures_lire", summary="Détail d'une candidature", response_model=CandidatureRead, responses=DETAIL)
def detail(id: uuid.UUID, acteur: CandidatOuRecruteur, candidatures: CandidatureServiceDep, langue: LangueDep) -> Response:
    """Le score tel qu'il a été calculé, ses preuves, l'explication et l'historique."""
    return Response(candidatures.get_candidature(acteur, id, langue).model_dump_json(), media_type="application/json")


@router.get(
    "/{id:uuid}/score.svg",
    operation_id="candidatures_score_svg",
    summary="Le score en image",
    response_class=Response,
    responses=DETAIL | {200: {"content": {"image/svg+xml": {}}}},
)
def image(id: uuid.UUID, acteur: CandidatOuRecruteur, candidatures: CandidatureServiceDep) -> Response:
    """Une barre par critère."""
    return Response(svg(candidatures.get_score(acteur, id)), media_type="image/svg+xml")


@router.patch(
    "/{id:uuid}/statut",
    operation_id="candidatures_statut",
    summary="Faire avancer une candidature",
    responses=DETAIL | documenter(Code.TRANSITION_INTERDITE, Code.DONNEES_INVALIDES),
)
def statut(id: uuid.UUID, changement: ChangementStatutIn, acteur: RecruteurCourant, candidatures: CandidatureServiceDep) -> CandidatureRead:
    """recue → en_revue → entretien → proposition → acceptee ; refusee depuis tout état ouvert, avec un motif. Toujours décidé par une personne."""
    return candidatures.changer_statut(acteur, id, changement)


@router.post("/{id:uuid}/retirer", operation_id="candidatures_retirer", summary="Retirer ma candidature", responses=DETAIL | documenter(Code.CANDIDATURE_CLOSE))
def retirer(id: uuid.UUID, acteur: CandidatCourant, candidatures: CandidatureServiceDep) -> CandidatureRead:
    """Tant qu'elle est en cours."""
    return candidatures.retirer(acteur, id)


@router.post(
    "/{id:uuid}/rescorer",
    operation_id="candidatures_rescorer",
    summary="Recalculer le score",
    responses=DETAIL | documenter(Code.CV_INTROUVABLE, Code.OFFRE_INSUFFISANTE),
)
def rescorer(id: uuid.UUID, acteur: CandidatOuRecruteur, candidatures: CandidatureServiceDep, langue: LangueDep) -> CandidatureRead:
    """Un nouveau score, à partir du CV et de l'offre d'aujourd'hui, à côté de l'ancien."""
    return candidatures.rescorer(acteur, id, langue)

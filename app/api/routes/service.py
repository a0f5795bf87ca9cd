"""Health, readiness, jobs."""

import uuid
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.api.deps import ActeurCourant, IndexDep, LangueDep, RessourcesDep, TacheServiceDep
from app.api.errors import documenter, reponse
from app.core.errors import Code, ErreurMetier
from app.schemas.commun import Sortie
from app.schemas.taches import TacheRead
from app.services.etat import Etat, etat_des_dependances

router = APIRouter()


class SanteRead(Sortie):
    """The process answers."""

    statut: Literal["ok"] = "ok"


@router.get("/health", tags=["7. Service"], operation_id="service_sante", summary="Le service répond")
async def health() -> SanteRead:
    """Sans toucher à aucune dépendance."""
    return SanteRead()


@router.get(
    "/ready",
    tags=["7. Service"],
    operation_id="service_pret",
    summary="Le service est prêt",
    response_model=Etat,
    responses=documenter(Code.BASE_INDISPONIBLE, Code.SERVICE_OCCUPE),
)
def ready(r: RessourcesDep, index: IndexDep, langue: LangueDep) -> JSONResponse:
    """Chaque dépendance : base, migrations, index, embedder, modèle de langage (« absent » est sain). Un 503 porte les mêmes champs."""
    etat = etat_des_dependances(r, index)
    if etat.pret:
        return JSONResponse(etat.model_dump())
    code = Code.SERVICE_OCCUPE if etat.base == "ok" else Code.BASE_INDISPONIBLE
    return reponse(code, ErreurMetier(code).detail(langue), extension=etat.model_dump())


@router.get(
    "/taches/{id:uuid}",
    tags=["7. Service"],
    operation_id="taches_lire",
    summary="Suivre une tâche",
    responses=documenter(Code.NON_AUTHENTIFIE, Code.TACHE_INTROUVABLE),
)
def tache(id: uuid.UUID, acteur: ActeurCourant, taches: TacheServiceDep) -> TacheRead:
    """État, avancement, étape et résultat d'une de vos tâches."""
    return taches.get_tache(acteur, id)

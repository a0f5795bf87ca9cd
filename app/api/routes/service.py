"""Health, readiness, jobs."""

import uuid
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.api.deps import ActeurCourant, IndexDep, RessourcesDep, TacheServiceDep
from app.api.errors import documenter
from app.core.errors import Code
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
    responses={503: {"model": Etat, "description": "Une dépendance indispensable manque"}},
)
def ready(r: RessourcesDep, index: IndexDep) -> JSONResponse:
    """Chaque dépendance : base, migrations, index, embedder, modèle de langage (« absent » est sain)."""
    etat = etat_des_dependances(r, index)
    return JSONResponse(etat.model_dump(), 200 if etat.pret else 503)


@router.get(
    "/taches/{id}",
    tags=["7. Service"],
    operation_id="taches_lire",
    summary="Suivre une tâche",
    responses=documenter(Code.NON_AUTHENTIFIE, Code.TACHE_INTROUVABLE),
)
def tache(id: uuid.UUID, acteur: ActeurCourant, taches: TacheServiceDep) -> TacheRead:
    """État, avancement, étape et résultat d'une de vos tâches."""
    return taches.get_tache(acteur, id)

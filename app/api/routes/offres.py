"""Offers."""

import hashlib
import json
import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.deps import (
    ActeurFacultatif,
    CandidatureServiceDep,
    CleIdempotenceDep,
    IdempotenceDep,
    IfMatchDep,
    IndexationServiceDep,
    LangueDep,
    OffreServiceDep,
    PageDep,
    RechercheServiceDep,
    RecruteurCourant,
    RecruteurOuAdmin,
    VitrineServiceDep,
)
from app.api.errors import documenter
from app.api.pages import avec_liens, lien_pages
from app.api.routes.cvs import tache_lancee
from app.core.enums import Role
from app.core.errors import Code
from app.schemas.candidatures import ComparaisonRead
from app.schemas.commun import Page
from app.schemas.cvs import ComptesIndexation
from app.schemas.offres import FiltresOffres, OffreCreate, OffreDeMonEntreprise, OffreRead, OffreUpdate, PageOffres
from app.schemas.recherche import RechercheCVs, ResultatsCVs
from app.schemas.taches import TacheLancee
from app.services.idempotence import Noter, Reponse, sans_cle
from app.services.offre_queries import TriOffres
from app.services.offre_rendu import etag_de

router = APIRouter(prefix="/offres", tags=["3. Offres d'emploi"])
RESERVE = documenter(Code.NON_AUTHENTIFIE, Code.ROLE_INSUFFISANT)
LA_MIENNE = RESERVE | documenter(Code.OFFRE_INTROUVABLE)
COMPAREES_MAX = 10


class FiltresListe(FiltresOffres):
    """Filters, order and facets of the public list. Page and size are read apart, as on every list."""

    tri: TriOffres = Field(default="-publiee_le", description="Les salaires se comparent en brut annuel")
    facettes: bool = False
    page: int = 1
    taille: int = 20


@router.post(
    "",
    status_code=201,
    operation_id="offres_creer",
    summary="Créer une offre",
    response_model=OffreRead,
    responses=RESERVE | documenter(Code.CRITERE_INTERDIT, Code.REQUETE_EN_COURS, Code.CLE_REUTILISEE),
)
def creer(demande: OffreCreate, acteur: RecruteurCourant, offres: OffreServiceDep, idempotence: IdempotenceDep, cle: CleIdempotenceDep = None) -> JSONResponse:
    """Publiée aussitôt, sauf `brouillon: true`. La réponse porte des `avertissements` : salaire absent, F/H manquant, télétravail non rempli, formulation, critère inconnu du lexique ; `criteres_lus` dit ce qui a été lu dans la description."""

    def executer(noter: Noter) -> Reponse:
        return Reponse(201, offres.creer(acteur, demande, noter).model_dump(mode="json"))

    empreinte = hashlib.sha256(json.dumps(demande.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    reponse = executer(sans_cle) if cle is None else idempotence.executer(acteur.id, "offres_creer", cle, empreinte, executer)
    return JSONResponse(reponse.corps, reponse.statut, headers={"Location": f"/offres/{reponse.corps['id']}", "ETag": f'"v{reponse.corps["version"]}"'})


@router.get(
    "",
    operation_id="offres_lister",
    summary="Chercher parmi les offres publiées",
    response_model=PageOffres,
    responses=documenter(Code.PAGINATION_TROP_PROFONDE),
)
def lister(filtres: Annotated[FiltresListe, Query()], offres: OffreServiceDep, page: PageDep, request: Request) -> Response:
    """Liste publique : filtres, facettes, tri et pagination."""
    corps, pages = offres.list_offres(filtres, filtres.tri, page, filtres.facettes)
    return Response(corps, media_type="application/json", headers={**lien_pages(request, page.page, pages), "Cache-Control": "no-cache"})


@router.get("/mes-offres", operation_id="offres_les_miennes", summary="Les offres de mon entreprise", responses=RESERVE)
def mes_offres(acteur: RecruteurCourant, offres: OffreServiceDep, page: PageDep, request: Request, response: Response) -> Page[OffreDeMonEntreprise]:
    """Dans tous les états, avec le nombre de candidatures par statut."""
    return avec_liens(offres.list_mes_offres(acteur, page), request, response)


@router.post(
    "/index",
    operation_id="offres_indexer",
    summary="Réindexer les offres",
    response_model=ComptesIndexation,
    responses=RESERVE | {202: {"model": TacheLancee, "description": "Administrateur : toutes les offres, en tâche de fond"}} | documenter(Code.SERVICE_OCCUPE),
)
def index(acteur: RecruteurOuAdmin, indexation: IndexationServiceDep) -> ComptesIndexation | JSONResponse:
    """Recruteur : les offres de son entreprise, tout de suite. Administrateur : toutes, par une tâche à suivre."""
    if acteur.role is Role.admin:
        return tache_lancee(indexation.tout(acteur, "offre"))
    return indexation.mes_offres(acteur)


@router.post(
    "/search-cvs",
    operation_id="offres_chercher_cvs",
    summary="Chercher des CV par le sens",
    responses=LA_MIENNE | documenter(Code.RECHERCHE_INDISPONIBLE),
)
def search_cvs(demande: RechercheCVs, acteur: RecruteurCourant, recherche: RechercheServiceDep) -> ResultatsCVs:
    """À partir d'une de vos offres ou de mots libres ; parmi les candidats qui acceptent d'être trouvés ou qui ont postulé chez vous."""
    return recherche.cvs_par_sens(acteur, demande)


@router.get(
    "/{id:uuid}",
    operation_id="offres_lire",
    summary="Détail d'une offre",
    response_model=OffreRead,
    responses=documenter(Code.NON_AUTHENTIFIE, Code.OFFRE_INTROUVABLE),
)
async def detail(id: uuid.UUID, acteur: ActeurFacultatif, vitrine: VitrineServiceDep, offres: OffreServiceDep) -> Response:
    """Publique si elle est publiée ; dans tous les états pour son entreprise."""
    if acteur is None:
        gardee = vitrine.gardee(id)
        public = gardee if gardee is not None else await run_in_threadpool(vitrine.get_offre, id)
        return Response(public.json, media_type="application/json", headers={"ETag": public.etag, "Cache-Control": "no-cache"})
    offre = await run_in_threadpool(offres.get_offre, acteur, id)
    return Response(offre.model_dump_json(), media_type="application/json", headers={"ETag": etag_de(offre.version)})


@router.get(
    "/{id:uuid}/candidatures/comparaison",
    operation_id="offres_comparer_candidatures",
    summary="Comparer des candidatures",
    responses=LA_MIENNE | documenter(Code.CANDIDATURE_INTROUVABLE, Code.DONNEES_INVALIDES),
)
def comparer(
    id: uuid.UUID,
    acteur: RecruteurCourant,
    candidatures: CandidatureServiceDep,
    langue: LangueDep,
    ids: Annotated[list[uuid.UUID], Query(min_length=1, max_length=COMPAREES_MAX, description="Candidatures à comparer, dans l'ordre voulu : ids=…&ids=…")],
) -> ComparaisonRead:
    """Les candidatures choisies côte à côte, critère par critère, telles que leurs scores ont été calculés. Rien n'est décidé : c'est une lecture."""
    return candidatures.comparer(acteur, id, ids, langue)


@router.patch(
    "/{id:uuid}",
    operation_id="offres_modifier",
    summary="Modifier une offre",
    responses=LA_MIENNE | documenter(Code.VERSION_PERIMEE, Code.CONFLIT, Code.CRITERE_INTERDIT, Code.DONNEES_INVALIDES),
)
def modifier(
    id: uuid.UUID, changements: OffreUpdate, acteur: RecruteurCourant, offres: OffreServiceDep, response: Response, if_match: IfMatchDep = None
) -> OffreRead:
    """Seuls les champs présents changent ; les scores déjà rendus restent, marqués `perime`."""
    offre = offres.modifier(acteur, id, changements, if_match)
    response.headers["ETag"] = etag_de(offre.version)
    return offre


@router.post("/{id:uuid}/publier", operation_id="offres_publier", summary="Publier une offre", responses=LA_MIENNE)
def publier(id: uuid.UUID, acteur: RecruteurCourant, offres: OffreServiceDep) -> OffreRead:
    """Ouvre un brouillon ou rouvre une offre fermée ; sans effet si elle est déjà publiée."""
    return offres.publier(acteur, id)


@router.post("/{id:uuid}/fermer", operation_id="offres_fermer", summary="Fermer une offre", responses=LA_MIENNE)
def fermer(id: uuid.UUID, acteur: RecruteurCourant, offres: OffreServiceDep) -> OffreRead:
    """Plus de nouvelles candidatures ; sans effet si elle est déjà fermée."""
    return offres.fermer(acteur, id)


@router.delete(
    "/{id:uuid}", status_code=204, operation_id="offres_supprimer", summary="Supprimer une offre", responses=LA_MIENNE | documenter(Code.OFFRE_UTILISEE)
)
def supprimer(id: uuid.UUID, acteur: RecruteurCourant, offres: OffreServiceDep) -> None:
    """Une offre qui a reçu des candidatures est fermée au lieu d'être supprimée (409)."""
    offres.supprimer(acteur, id)

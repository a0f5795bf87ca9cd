"""Annotated aliases: who asks, what page, which service. A signature reads like a permission table.

Dependencies that wait for nothing are `async`: FastAPI sends each plain `def` through a thread. Those that read the database are plain.
"""

from collections.abc import Awaitable, Callable, Iterator
from ipaddress import IPv6Network, ip_address
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, OAuth2PasswordBearer
from pydantic import StringConstraints
from sqlalchemy.orm import Session

from app.api.errors import langue_de
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.schemas.commun import LIGNES_MAX, TAILLE_PAGE_MAX, DemandePage, Net
from app.services.acteur import Acteur, authentifier
from app.services.administration_service import EntrepriseService, UtilisateurService
from app.services.candidature_service import CandidatureService
from app.services.compte_service import CompteService
from app.services.cv_service import CVService
from app.services.effacement import EffacementService
from app.services.export_service import ExportService
from app.services.idempotence import Idempotence
from app.services.index_service import IndexService
from app.services.indexation_service import IndexationService
from app.services.matching_service import MatchingService
from app.services.offre_service import OffreService
from app.services.rappel_service import RappelService
from app.services.recherche_service import RechercheService
from app.services.ressources import Ressources
from app.services.taches import TacheService
from app.services.vitrine_service import VitrineService

oauth2 = OAuth2PasswordBearer(tokenUrl="/api/auth/token", scheme_name="Connexion", description="E-mail et mot de passe", auto_error=False)
porteur = HTTPBearer(scheme_name="Jeton", description="Collez un jeton d'accès", auto_error=False)


async def get_ressources(request: Request) -> Ressources:
    """The process's resources."""
    ressources: Ressources = request.app.state.ressources
    return ressources


RessourcesDep = Annotated[Ressources, Depends(get_ressources)]


def get_session(ressources: RessourcesDep) -> Iterator[Session]:
    """One unit of work for a short request; with scope="function" it commits before the answer leaves."""
    with ressources.unite() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def get_acteur(
    ressources: RessourcesDep, _oauth: Annotated[str | None, Depends(oauth2)], bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(porteur)]
) -> Acteur:
    """Who asks, read from the database by a statement of its own."""
    if bearer is None:
        raise ErreurMetier(Code.NON_AUTHENTIFIE)
    with ressources.lecture() as connexion:
        return authentifier(connexion, ressources.jetons, bearer.credentials)


ActeurCourant = Annotated[Acteur, Depends(get_acteur)]


def exige(*roles: Role) -> Callable[[Acteur], Awaitable[Acteur]]:
    """Dependency that lets only these roles pass."""

    async def controler(acteur: ActeurCourant) -> Acteur:
        if acteur.role not in roles:
            raise ErreurMetier(Code.ROLE_INSUFFISANT)
        return acteur

    return controler


CandidatCourant = Annotated[Acteur, Depends(exige(Role.candidat))]
RecruteurCourant = Annotated[Acteur, Depends(exige(Role.recruteur))]
AdminCourant = Annotated[Acteur, Depends(exige(Role.admin))]
CandidatOuRecruteur = Annotated[Acteur, Depends(exige(Role.candidat, Role.recruteur))]
CandidatOuAdmin = Annotated[Acteur, Depends(exige(Role.candidat, Role.admin))]
RecruteurOuAdmin = Annotated[Acteur, Depends(exige(Role.recruteur, Role.admin))]


async def get_acteur_facultatif(ressources: RessourcesDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(porteur)]) -> Acteur | None:
    """Who asks, or None for a visitor, without a thread's hop; a bad token is refused, not ignored."""
    return None if bearer is None else await run_in_threadpool(get_acteur, ressources, None, bearer)


ActeurFacultatif = Annotated[Acteur | None, Depends(get_acteur_facultatif)]


async def get_page(
    page: Annotated[int, Query(ge=1, le=LIGNES_MAX, description="Numéro de page")] = 1,
    taille: Annotated[int, Query(ge=1, le=TAILLE_PAGE_MAX, description="Lignes par page")] = 20,
) -> DemandePage:
    """What page is asked for. Raises PAGINATION_TROP_PROFONDE past 10,000 rows."""
    if page * taille > LIGNES_MAX:
        raise ErreurMetier(Code.PAGINATION_TROP_PROFONDE, champ="page")
    return DemandePage(page=page, taille=taille)


PageDep = Annotated[DemandePage, Depends(get_page)]


async def get_langue(accept_language: Annotated[str, Header(description="`fr` (par défaut) ou `en`")] = "fr") -> str:
    """The reader's language."""
    return langue_de(accept_language)


LangueDep = Annotated[str, Depends(get_langue)]


async def get_adresse(request: Request) -> str:
    """Where the request comes from, as limits count it; proxies are uvicorn's `--forwarded-allow-ips` to trust."""
    return reseau(request.client.host) if request.client else "inconnue"


def reseau(hote: str) -> str:
    """An IPv4 address as it is; of an IPv6 one its /64, since one machine may take any address of it."""
    try:
        adresse = ip_address(hote)
    except ValueError:
        return hote
    if adresse.version == 4:
        return str(adresse)
    return str(adresse.ipv4_mapped or IPv6Network((int(adresse), 64), strict=False))


AdresseDep = Annotated[str, Depends(get_adresse)]


async def _compte_service(r: RessourcesDep) -> CompteService:
    return CompteService(r.unite, r.jetons, r.hacheur, r.settings)


async def _entreprise_service(session: SessionDep) -> EntrepriseService:
    return EntrepriseService(session)


async def _utilisateur_service(session: SessionDep, r: RessourcesDep) -> UtilisateurService:
    return UtilisateurService(session, r.hacheur)


async def _effacement_service(r: RessourcesDep) -> EffacementService:
    return EffacementService(r)


async def _export_service(r: RessourcesDep) -> ExportService:
    return ExportService(r)


EffacementServiceDep = Annotated[EffacementService, Depends(_effacement_service)]
ExportServiceDep = Annotated[ExportService, Depends(_export_service)]
CompteServiceDep = Annotated[CompteService, Depends(_compte_service)]
EntrepriseServiceDep = Annotated[EntrepriseService, Depends(_entreprise_service)]
UtilisateurServiceDep = Annotated[UtilisateurService, Depends(_utilisateur_service)]


async def get_index(request: Request) -> IndexService:
    """The process's index service."""
    index: IndexService = request.app.state.index
    return index


IndexDep = Annotated[IndexService, Depends(get_index)]


async def _cv_service(r: RessourcesDep) -> CVService:
    return CVService(r)


async def _offre_service(r: RessourcesDep) -> OffreService:
    return OffreService(r.unite, lambda: r.embedder, r.reveil, r.vitrine)


async def _vitrine_service(r: RessourcesDep) -> VitrineService:
    return r.vitrine


async def _matching_service(r: RessourcesDep) -> MatchingService:
    return MatchingService(r.unite, r.llm, r.settings.LLM_ATTENTE_S)


async def _recherche_service(r: RessourcesDep, index: IndexDep) -> RechercheService:
    return RechercheService(r.unite, RappelService(r.unite, lambda: r.embedder, index, r.frequences))


async def _indexation_service(r: RessourcesDep, index: IndexDep) -> IndexationService:
    return IndexationService(r.unite, index, r.reveil)


async def _tache_service(session: SessionDep) -> TacheService:
    return TacheService(session)


async def _idempotence(r: RessourcesDep) -> Idempotence:
    return Idempotence(r.unite)


CVServiceDep = Annotated[CVService, Depends(_cv_service)]
VitrineServiceDep = Annotated[VitrineService, Depends(_vitrine_service)]
OffreServiceDep = Annotated[OffreService, Depends(_offre_service)]
MatchingServiceDep = Annotated[MatchingService, Depends(_matching_service)]


async def _candidature_service(r: RessourcesDep, matching: MatchingServiceDep) -> CandidatureService:
    return CandidatureService(r.unite, matching)


CandidatureServiceDep = Annotated[CandidatureService, Depends(_candidature_service)]
RechercheServiceDep = Annotated[RechercheService, Depends(_recherche_service)]
IndexationServiceDep = Annotated[IndexationService, Depends(_indexation_service)]
TacheServiceDep = Annotated[TacheService, Depends(_tache_service)]
IdempotenceDep = Annotated[Idempotence, Depends(_idempotence)]
CleIdempotenceDep = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Même clé, même corps : la première réponse est rendue à nouveau")
]
Motif = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Net]
IfMatchDep = Annotated[str | None, Header(alias="If-Match", max_length=100, description="`ETag` de la dernière lecture")]
MotifDep = Annotated[Motif | None, Query(description="Administrateur : pourquoi vous consultez ce CV (consigné)")]

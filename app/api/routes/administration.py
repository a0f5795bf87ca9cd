"""Entreprises, invitations, and the admin's accounts."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from app.api.deps import AdminCourant, EntrepriseServiceDep, PageDep, RecruteurCourant, UtilisateurServiceDep
from app.api.errors import documenter
from app.api.pages import avec_liens
from app.core.enums import Role
from app.core.errors import Code
from app.schemas.commun import Net, Page
from app.schemas.comptes import InvitationRead, MonEntrepriseRead, UtilisateurRead, UtilisateurUpdate

Recherche = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), Net]
router = APIRouter()
RESERVE = documenter(Code.NON_AUTHENTIFIE, Code.ROLE_INSUFFISANT)


@router.get("/entreprises/moi", tags=["2. Entreprise"], operation_id="entreprises_moi", summary="Mon entreprise", responses=RESERVE)
def mon_entreprise(acteur: RecruteurCourant, entreprises: EntrepriseServiceDep) -> MonEntrepriseRead:
    """L'entreprise du recruteur connecté et ses membres."""
    return entreprises.get_la_mienne(acteur)


@router.post(
    "/entreprises/invitations", status_code=201, tags=["2. Entreprise"], operation_id="entreprises_inviter", summary="Inviter un collègue", responses=RESERVE
)
def inviter(acteur: RecruteurCourant, entreprises: EntrepriseServiceDep) -> InvitationRead:
    """Un code à usage unique, valable 7 jours, à donner lors de l'inscription (`code_invitation`)."""
    return entreprises.inviter(acteur)


@router.get("/utilisateurs", tags=["8. Administration"], operation_id="utilisateurs_lister", summary="Lister les comptes", responses=RESERVE)
def lister(
    acteur: AdminCourant,
    utilisateurs: UtilisateurServiceDep,
    page: PageDep,
    request: Request,
    response: Response,
    q: Annotated[Recherche | None, Query(description="Nom, prénom ou e-mail")] = None,
    role: Role | None = None,
    actif: bool | None = None,
) -> Page[UtilisateurRead]:
    """Les comptes, du plus récent au plus ancien."""
    return avec_liens(utilisateurs.list_utilisateurs(acteur, q, role, actif, page), request, response)


@router.patch(
    "/utilisateurs/{id:uuid}",
    tags=["8. Administration"],
    operation_id="utilisateurs_modifier",
    summary="Modifier un compte",
    responses=RESERVE | documenter(Code.UTILISATEUR_INTROUVABLE, Code.ENTREPRISE_INTROUVABLE, Code.CONFLIT, Code.MOT_DE_PASSE_FAIBLE),
)
def modifier(id: uuid.UUID, changements: UtilisateurUpdate, acteur: AdminCourant, utilisateurs: UtilisateurServiceDep) -> UtilisateurRead:
    """Activer, désactiver, changer le rôle, poser un mot de passe temporaire. Les jetons du compte tombent ; l'acte est consigné."""
    return utilisateurs.modifier(acteur, id, changements)

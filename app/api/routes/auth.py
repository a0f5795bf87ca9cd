"""Accounts and log-ins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from fastapi.security import OAuth2PasswordRequestForm

from app.api.deps import ActeurCourant, AdresseDep, CompteServiceDep, EffacementServiceDep, ExportServiceDep
from app.api.errors import documenter
from app.core.errors import Code
from app.schemas.comptes import ChangementMotDePasse, Connexion, EffacementIn, Inscription, JetonsRead, MoiRead, MoiUpdate, Renouvellement

router = APIRouter(prefix="/api/auth", tags=["1. Compte"])
CONNECTE = documenter(Code.NON_AUTHENTIFIE)
# what hashes a password: one is hashed at a time, so those that wait for it have a door of their own (api/middleware.py)
SECRETS = frozenset(
    {("POST", "/api/auth/register"), ("POST", "/api/auth/login"), ("POST", "/api/auth/token"), ("POST", "/api/auth/password"), ("DELETE", "/api/auth/me")}
)


@router.post(
    "/register",
    status_code=201,
    operation_id="auth_inscrire",
    summary="Créer un compte",
    responses=documenter(Code.EMAIL_DEJA_UTILISE, Code.ENTREPRISE_EXISTANTE, Code.INVITATION_INTROUVABLE, Code.MOT_DE_PASSE_FAIBLE, Code.TROP_DE_REQUETES),
)
def register(demande: Inscription, comptes: CompteServiceDep, adresse: AdresseDep) -> MoiRead:
    """Crée un compte candidat, ou recruteur (qui fonde une entreprise ou la rejoint avec un code d'invitation)."""
    return comptes.inscrire(demande, adresse)


@router.post(
    "/login",
    operation_id="auth_connecter",
    summary="Se connecter",
    responses=documenter(Code.IDENTIFIANTS_INVALIDES, Code.TROP_DE_REQUETES, Code.SERVICE_OCCUPE),
)
def login(demande: Connexion, comptes: CompteServiceDep, adresse: AdresseDep) -> JetonsRead:
    """Donne un jeton d'accès (à coller dans **Authorize**) et un jeton de renouvellement."""
    return comptes.connecter(demande.email, demande.password, adresse)


@router.post(
    "/token",
    operation_id="auth_jeton",
    summary="Se connecter par formulaire (bouton Authorize)",
    responses=documenter(Code.IDENTIFIANTS_INVALIDES, Code.TROP_DE_REQUETES, Code.SERVICE_OCCUPE),
)
def token(formulaire: Annotated[OAuth2PasswordRequestForm, Depends()], comptes: CompteServiceDep, adresse: AdresseDep) -> JetonsRead:
    """Le même que `/login`, en formulaire OAuth2 : `username` est l'adresse e-mail."""
    return comptes.connecter(formulaire.username, formulaire.password, adresse)


@router.post("/refresh", operation_id="auth_renouveler", summary="Renouveler ses jetons", responses=documenter(Code.JETON_INVALIDE))
def refresh(demande: Renouvellement, comptes: CompteServiceDep) -> JetonsRead:
    """Échange un jeton de renouvellement, à usage unique, contre de nouveaux jetons. Un jeton rejoué ferme la connexion entière."""
    return comptes.renouveler(demande.refresh_token)


@router.post("/logout", status_code=204, operation_id="auth_deconnecter", summary="Se déconnecter")
def logout(demande: Renouvellement, comptes: CompteServiceDep) -> None:
    """Ferme la connexion à laquelle appartient ce jeton de renouvellement."""
    comptes.deconnecter(demande.refresh_token)


@router.get("/me", operation_id="auth_moi", summary="Mon compte", responses=CONNECTE)
def me(acteur: ActeurCourant, comptes: CompteServiceDep) -> MoiRead:
    """Le compte connecté."""
    return comptes.get_moi(acteur)


@router.patch("/me", operation_id="auth_modifier_moi", summary="Modifier mon compte", responses=CONNECTE)
def modifier_me(changements: MoiUpdate, acteur: ActeurCourant, comptes: CompteServiceDep) -> MoiRead:
    """Nom, prénom ; pour un candidat, `visible_recruteurs` : accepter (ou ne plus accepter) d'être trouvé par les recruteurs."""
    return comptes.modifier_moi(acteur, changements)


@router.delete(
    "/me",
    status_code=204,
    operation_id="auth_effacer_moi",
    summary="Effacer mon compte et toutes mes données",
    responses=CONNECTE | documenter(Code.NON_AUTHENTIFIE, Code.IDENTIFIANTS_INVALIDES, Code.TROP_DE_REQUETES, Code.SERVICE_OCCUPE),
)
def effacer_me(demande: EffacementIn, acteur: ActeurCourant, comptes: CompteServiceDep, effacements: EffacementServiceDep) -> None:
    """Sans retour : compte, CV, candidatures, scores et connexions disparaissent aussitôt ; fichiers et index suivent en quelques minutes.

    Les offres d'une entreprise restent à ses autres membres ; sans autre membre, celles que personne n'a reçues en réponse sont supprimées, les autres fermées.
    """
    effacements.effacer_mon_compte(acteur, demande.password, comptes)


@router.get(
    "/me/export",
    operation_id="auth_exporter_moi",
    summary="Télécharger toutes mes données",
    response_class=Response,
    responses=CONNECTE | documenter(Code.TROP_DE_REQUETES) | {200: {"content": {"application/zip": {}}, "description": "Une archive ZIP"}},
)
def exporter_me(acteur: ActeurCourant, exports: ExportServiceDep) -> StreamingResponse:
    """Une archive : `donnees.json` (schéma dans `docs/donnees.md`) et vos fichiers d'origine. Chaque candidature y est avec ses scores et leurs explications."""
    entetes = {"Content-Disposition": 'attachment; filename="mes-donnees.zip"'}
    return StreamingResponse(exports.exporter(acteur), media_type="application/zip", headers=entetes)


@router.post(
    "/password",
    operation_id="auth_mot_de_passe",
    summary="Changer de mot de passe",
    responses=CONNECTE | documenter(Code.NON_AUTHENTIFIE, Code.IDENTIFIANTS_INVALIDES, Code.MOT_DE_PASSE_FAIBLE, Code.TROP_DE_REQUETES, Code.SERVICE_OCCUPE),
)
def password(changement: ChangementMotDePasse, acteur: ActeurCourant, comptes: CompteServiceDep) -> JetonsRead:
    """Toutes les autres connexions sont fermées ; celle-ci reçoit de nouveaux jetons."""
    return comptes.changer_mot_de_passe(acteur, changement)

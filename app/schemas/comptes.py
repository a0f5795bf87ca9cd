"""Accounts, entreprises, invitations."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StringConstraints, model_validator
from pydantic.config import JsonDict

from app.core.enums import Role
from app.schemas.commun import Entree, Ligne, Sortie, TexteBrut, ValeurRefusee


def normaliser_email(valeur: str) -> str:
    """The one way in which an address is stored and looked up. Raises ValueError on what is no address."""
    try:
        # example.com and friends are fine: the demo and the tests live there
        return validate_email(valeur, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise ValeurRefusee("adresse e-mail invalide", "invalid e-mail address") from None


Email = Annotated[TexteBrut, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(normaliser_email)]
MotDePasse = Annotated[TexteBrut, StringConstraints(min_length=8, max_length=128)]
MotDePasseSaisi = Annotated[str, StringConstraints(max_length=1024)]
JetonOpaque = Annotated[str, StringConstraints(min_length=1, max_length=200)]

EXEMPLE_CANDIDAT: JsonDict = {
    "email": "camille.durand@example.com",
    "password": "une phrase facile à retenir",
    "nom": "Durand",
    "prenom": "Camille",
    "role": "candidat",
}
EXEMPLE_RECRUTEUR: JsonDict = {
    "email": "recrutement@example.com",
    "password": "une phrase facile à retenir",
    "nom": "Petit",
    "prenom": "Inès",
    "role": "recruteur",
    "entreprise": "Atelier des Quais",
}


class Inscription(Entree):
    """A new account. A recruteur founds an entreprise (`entreprise`) or joins one (`code_invitation`)."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXEMPLE_CANDIDAT, EXEMPLE_RECRUTEUR]})

    email: Email
    password: MotDePasse = Field(description="8 à 128 caractères ; une phrase convient très bien")
    nom: Ligne
    prenom: Ligne
    role: Literal[Role.candidat, Role.recruteur]
    entreprise: Ligne | None = Field(default=None, description="Recruteur qui fonde une entreprise")
    code_invitation: JetonOpaque | None = Field(default=None, description="Recruteur qui rejoint une entreprise")

    @model_validator(mode="after")
    def _entreprise_selon_le_role(self) -> "Inscription":
        donnes = [v for v in (self.entreprise, self.code_invitation) if v is not None]
        if self.role is Role.recruteur and len(donnes) != 1:
            raise ValeurRefusee(
                "un recruteur donne soit « entreprise », soit « code_invitation »", "a recruiter gives either 'entreprise' or 'code_invitation'", "entreprise"
            )
        if self.role is Role.candidat and donnes:
            raise ValeurRefusee(
                "« entreprise » et « code_invitation » sont réservés aux recruteurs",
                "'entreprise' and 'code_invitation' are for recruiters",
                "entreprise" if self.entreprise is not None else "code_invitation",
            )
        return self


class Connexion(Entree):
    """Log-in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{k: EXEMPLE_CANDIDAT[k] for k in ("email", "password")}]})

    email: Annotated[str, StringConstraints(max_length=1024)]
    password: MotDePasseSaisi


class JetonsRead(Sortie):
    """Tokens of a log-in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Secondes")


class Renouvellement(Entree):
    """A refresh token to trade or to revoke."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"refresh_token": "le refresh_token reçu à la connexion"}]})

    refresh_token: JetonOpaque


class EntrepriseRead(Sortie):
    """An entreprise, as anyone may see it."""

    id: uuid.UUID
    nom: str


class MoiRead(Sortie):
    """One's own account."""

    id: uuid.UUID
    email: str
    nom: str
    prenom: str
    role: Role
    entreprise: EntrepriseRead | None
    visible_recruteurs: bool
    cree_le: datetime


class MoiUpdate(Entree):
    """What one may change of one's own account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"visible_recruteurs": True}]})

    nom: Ligne | None = None
    prenom: Ligne | None = None
    visible_recruteurs: StrictBool | None = Field(default=None, description="Candidat : j'accepte que des recruteurs trouvent mes CV")


class ChangementMotDePasse(Entree):
    """A new password; every other log-in ends."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ancien": "une phrase facile à retenir", "nouveau": "une autre phrase, plus longue"}]})

    ancien: MotDePasseSaisi
    nouveau: MotDePasse


class EffacementIn(Entree):
    """Proof that the person asks, not just a token."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "une phrase facile à retenir"}]})

    password: MotDePasseSaisi


class InvitationRead(Sortie):
    """A one-time code for a colleague."""

    code: str
    expire_le: datetime


class MembreRead(Sortie):
    """A member of one's entreprise."""

    id: uuid.UUID
    nom: str
    prenom: str
    email: str


class MonEntrepriseRead(EntrepriseRead):
    """One's entreprise and its members."""

    membres: list[MembreRead]


class UtilisateurRead(Sortie):
    """An account, as an admin sees it."""

    id: uuid.UUID
    email: str
    nom: str
    prenom: str
    role: Role
    entreprise: EntrepriseRead | None
    actif: bool
    cree_le: datetime


class UtilisateurUpdate(Entree):
    """What an admin may change. A temporary password ends every log-in of the account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"actif": False, "motif": "Demande de la personne, reçue le 12 mars"}]})

    actif: StrictBool | None = None
    role: Literal[Role.candidat, Role.recruteur] | None = Field(default=None, description="Un administrateur ne se crée qu'en ligne de commande")
    entreprise_id: uuid.UUID | None = Field(default=None, description="Obligatoire pour passer au rôle recruteur")
    mot_de_passe_temporaire: MotDePasse | None = None
    motif: Ligne = Field(description="Consigné au journal")

    @model_validator(mode="after")
    def _entreprise_avec_le_role(self) -> "UtilisateurUpdate":
        if self.entreprise_id is not None and self.role is not Role.recruteur:
            raise ValeurRefusee("ne va qu'avec « role » : « recruteur »", "goes with 'role': 'recruteur' only", "entreprise_id")
        return self

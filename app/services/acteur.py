"""Who is asking: a frozen answer read from the database on every request."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from app.core.enums import Lecteur, Role
from app.core.errors import Code, ErreurMetier
from app.core.security import Jetons
from app.models import JetonRenouvellement, Utilisateur


@dataclass(frozen=True)
class Acteur:
    """An account that has proved who it is."""

    id: uuid.UUID
    role: Role
    entreprise_id: uuid.UUID | None

    @property
    def lecteur(self) -> Lecteur:
        """Whom explanations speak to."""
        return Lecteur.candidat if self.role is Role.candidat else Lecteur.recruteur


def authentifier(connexion: Connection, jetons: Jetons, jeton: str) -> Acteur:
    """The account behind an access token. Raises ErreurMetier(NON_AUTHENTIFIE) unless token, log-in and account are all live."""
    lu = jetons.verifier(jeton)
    finie = exists().where(JetonRenouvellement.famille == lu.famille, JetonRenouvellement.revoque_le.is_not(None))
    ligne = connexion.execute(
        select(Utilisateur.role, Utilisateur.entreprise_id).where(
            Utilisateur.id == lu.utilisateur_id, Utilisateur.actif, Utilisateur.version_jeton == lu.version, ~finie
        )
    ).one_or_none()
    if ligne is None:
        raise ErreurMetier(Code.NON_AUTHENTIFIE)
    return Acteur(lu.utilisateur_id, Role(ligne.role), ligne.entreprise_id)

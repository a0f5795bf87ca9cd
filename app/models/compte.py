"""Accounts: entreprises, users, refresh tokens, invitations, counters of attempts, idempotency keys."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleUUID, Court, Instant, InstantCreation


class Entreprise(Base):
    """A company that recruits. `nom_cle` is the folded name, unique."""

    __tablename__ = "entreprises"

    id: Mapped[CleUUID]
    nom: Mapped[Court]
    nom_cle: Mapped[str] = mapped_column(String(200), unique=True)
    creee_le: Mapped[InstantCreation]


class Utilisateur(Base):
    """An account. `version_jeton` ends every live token when it is raised."""

    __tablename__ = "utilisateurs"
    __table_args__ = (
        CheckConstraint("role in ('candidat', 'recruteur', 'admin')", name="role_connu"),
        CheckConstraint("(role = 'recruteur') = (entreprise_id is not null)", name="recruteur_a_une_entreprise"),
        Index("ix_utilisateurs_cree_le", "cree_le", "id"),
    )

    id: Mapped[CleUUID]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    mot_de_passe: Mapped[str] = mapped_column(String(200))
    nom: Mapped[Court]
    prenom: Mapped[Court]
    role: Mapped[str] = mapped_column(String(20))
    entreprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("entreprises.id"), index=True)
    visible_recruteurs: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    actif: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    version_jeton: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    cree_le: Mapped[InstantCreation]

    entreprise: Mapped[Entreprise | None] = relationship(lazy="raise")


class JetonRenouvellement(Base):
    """A refresh token, by its hash. A family is one log-in; only its newest member is good."""

    __tablename__ = "jetons_renouvellement"

    id: Mapped[CleUUID]
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateurs.id", ondelete="CASCADE"), index=True)
    famille: Mapped[uuid.UUID] = mapped_column(index=True)
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    expire_le: Mapped[Instant]
    utilise_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoque_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cree_le: Mapped[InstantCreation]


class Invitation(Base):
    """A one-time code that lets a colleague join an entreprise."""

    __tablename__ = "invitations"

    id: Mapped[CleUUID]
    entreprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entreprises.id", ondelete="CASCADE"), index=True)
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    creee_par: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateurs.id", ondelete="CASCADE"))
    expire_le: Mapped[Instant]
    utilisee_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    creee_le: Mapped[InstantCreation]


class Compteur(Base):
    """Attempts in a window of time, shared by every process: (key hash, start of the window) -> count."""

    __tablename__ = "compteurs"

    cle: Mapped[str] = mapped_column(String(80), primary_key=True)
    fenetre: Mapped[Instant] = mapped_column(primary_key=True)
    nombre: Mapped[int] = mapped_column(server_default=text("0"))


class CleIdempotence(Base):
    """First answer to a request with an `Idempotency-Key`; `reponse` is null while it is in flight."""

    __tablename__ = "cles_idempotence"
    __table_args__ = (UniqueConstraint("utilisateur_id", "route", "cle"),)

    id: Mapped[CleUUID]
    utilisateur_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateurs.id", ondelete="CASCADE"))
    route: Mapped[Court]
    cle: Mapped[Court]
    empreinte_corps: Mapped[str] = mapped_column(String(64))
    statut_http: Mapped[int | None]
    reponse: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    creee_le: Mapped[InstantCreation]

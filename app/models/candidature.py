"""Applications, their history, and the record of every score that was shown."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleUUID, InstantCreation
from app.models.compte import Utilisateur
from app.models.cv import CV
from app.models.offre import Offre


class Candidature(Base):
    """One candidate's application to one offer. `cv_id` empties when the CV is erased; the fact of applying stays."""

    __tablename__ = "candidatures"
    __table_args__ = (
        UniqueConstraint("candidat_id", "offre_id"),
        CheckConstraint("statut in ('recue', 'en_revue', 'entretien', 'proposition', 'acceptee', 'refusee', 'retiree')", name="statut_connu"),
        Index("ix_candidatures_offre", "offre_id", "statut"),
        Index("ix_candidatures_creee_le", text("creee_le desc"), "id"),
    )

    id: Mapped[CleUUID]
    offre_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offres.id", ondelete="CASCADE"))
    candidat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateurs.id", ondelete="CASCADE"))
    cv_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cvs.id", ondelete="SET NULL"), index=True)
    lettre_motivation: Mapped[str | None] = mapped_column(Text)
    statut: Mapped[str] = mapped_column(String(20))
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 1), comment="Copy of the current record's score, for sorting")
    creee_le: Mapped[InstantCreation]

    offre: Mapped[Offre] = relationship(lazy="raise")
    candidat: Mapped[Utilisateur] = relationship(lazy="raise")
    cv: Mapped[CV | None] = relationship(lazy="raise")
    historique: Mapped[list["ChangementStatut"]] = relationship(lazy="raise", order_by="ChangementStatut.numero", passive_deletes=True)
    scores: Mapped[list["ScoreEnregistre"]] = relationship(lazy="raise", order_by="ScoreEnregistre.numero", passive_deletes=True)


class ChangementStatut(Base):
    """A step in an application's life. The actor is always a person: no machine moves an application.

    Triggers of migration 0002 hold it: the actor is an account of that role when the step is written, a step never changes, and no
    application commits in a state that its last step does not tell. `acteur_id` outlives the account: a recruiter's erasure undoes no decision.
    """

    __tablename__ = "candidatures_historique"
    __table_args__ = (
        CheckConstraint("acteur_role in ('candidat', 'recruteur')", name="acteur_humain"),
        CheckConstraint("vers <> 'refusee' or coalesce(length(motif), 0) > 0", name="refus_motive"),
    )

    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidatures.id", ondelete="CASCADE"), index=True)
    depuis: Mapped[str | None] = mapped_column(String(20))
    vers: Mapped[str] = mapped_column(String(20))
    motif: Mapped[str | None] = mapped_column(String(2000))
    acteur_id: Mapped[uuid.UUID]
    acteur_role: Mapped[str] = mapped_column(String(20))
    le: Mapped[InstantCreation]


class ScoreEnregistre(Base):
    """The record of a score: result, explanation, and all that went in, enough to recompute it offline."""

    __tablename__ = "scores"
    __table_args__ = (Index("ix_scores_empreintes_vecteurs", "empreintes_vecteurs", postgresql_using="gin"),)

    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidature_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("candidatures.id", ondelete="CASCADE"), index=True)
    cv_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cvs.id", ondelete="CASCADE"), index=True)
    cv_version: Mapped[int]
    offre_version: Mapped[int]
    resultat: Mapped[dict[str, object]] = mapped_column(JSONB, comment="ScoreCalcule")
    explication: Mapped[dict[str, object]] = mapped_column(JSONB)
    entrees: Mapped[dict[str, object]] = mapped_column(JSONB, comment="documents, passages with text hashes, model")
    empreintes_vecteurs: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    calcule_le: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Offers."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleUUID, Court, InstantCreation
from app.models.compte import Entreprise


class Offre(Base):
    """A job offer of an entreprise. `concepts` are the skills it names, for filters and facets."""

    __tablename__ = "offres"
    __table_args__ = (
        CheckConstraint("statut in ('brouillon', 'publiee', 'fermee')", name="statut_connu"),
        CheckConstraint("(statut = 'brouillon') or publiee_le is not null", name="publiee_a_une_date"),
        Index("ix_offres_publiees", text("publiee_le desc"), "id", postgresql_where=text("statut = 'publiee'")),
        # narrow: counting the open offers reads it alone
        Index("ix_offres_ouvertes", "expire_le", postgresql_where=text("statut = 'publiee'")),
        Index("ix_offres_recherche", "recherche", postgresql_using="gin"),
        Index("ix_offres_concepts", "concepts", postgresql_using="gin"),
    )

    id: Mapped[CleUUID]
    entreprise_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("entreprises.id"), index=True)
    auteur_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("utilisateurs.id", ondelete="SET NULL"))
    titre: Mapped[Court]
    description: Mapped[str] = mapped_column(Text)
    localisation: Mapped[Court]
    localisation_cle: Mapped[Court]
    teletravail: Mapped[str] = mapped_column(String(10))
    type_contrat: Mapped[str] = mapped_column(String(20))
    salaire_min: Mapped[int | None]
    salaire_max: Mapped[int | None]
    salaire_periode: Mapped[str | None] = mapped_column(String(10))
    devise: Mapped[str | None] = mapped_column(String(3))
    experience_min: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    niveau_etudes_min: Mapped[int | None]
    competences_requises: Mapped[list[object]] = mapped_column(JSONB)
    competences_souhaitees: Mapped[list[object]] = mapped_column(JSONB)
    obligatoires: Mapped[list[object]] = mapped_column(JSONB)
    langues: Mapped[list[object]] = mapped_column(JSONB)
    poids: Mapped[dict[str, object]] = mapped_column(JSONB)
    avertissements: Mapped[list[object]] = mapped_column(JSONB)
    document: Mapped[dict[str, object]] = mapped_column(JSONB, comment="OffreDocument, what the scorer reads")
    rendu: Mapped[str] = mapped_column(Text, comment="The public JSON, rendered at each write: reading an offer is one row")
    rendu_forme: Mapped[str] = mapped_column(String(16), comment="Of which shape of the answer it is")
    concepts: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    langue: Mapped[str] = mapped_column(String(2))
    recherche: Mapped[str | None] = mapped_column(TSVECTOR)
    statut: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(server_default=text("1"), default=1)
    publiee_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    fermee_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expire_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    creee_le: Mapped[InstantCreation]
    modifiee_le: Mapped[InstantCreation]

    entreprise: Mapped[Entreprise] = relationship(lazy="raise")

"""Passages and their vectors (the truth that Chroma only caches), and the jobs that follow a commit."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Float, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CleUUID, Court, InstantCreation


class PassageIndexe(Base):
    """A passage of the current version of a CV or an offer."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("objet_id", "cle"),
        CheckConstraint("objet in ('cv', 'offre')", name="objet_connu"),
        Index("ix_passages_hash", "hash_texte"),
    )

    id: Mapped[CleUUID]
    objet: Mapped[str] = mapped_column(String(10))
    objet_id: Mapped[uuid.UUID]
    ordre: Mapped[int]
    cle: Mapped[Court]
    section: Mapped[Court]
    texte: Mapped[str] = mapped_column(Text)
    poids: Mapped[float] = mapped_column(Float)
    citation: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    hash_texte: Mapped[str] = mapped_column(String(64))


class Vecteur(Base):
    """384 float32, little endian, of one text under one model; written once, since embedding again is not bit-stable."""

    __tablename__ = "vecteurs"

    hash_texte: Mapped[str] = mapped_column(String(64), primary_key=True)
    modele: Mapped[str] = mapped_column(String(120), primary_key=True)
    vecteur: Mapped[bytes] = mapped_column(LargeBinary)


class Tache(Base):
    """A job (research: infra, section 6): claimed with SKIP LOCKED, kept by a lease, safe to run twice."""

    __tablename__ = "taches"
    __table_args__ = (
        CheckConstraint("statut in ('en_attente', 'en_cours', 'terminee', 'echouee')", name="statut_connu"),
        Index("ix_taches_pretes", "a_faire_le", "id", postgresql_where=text("statut in ('en_attente', 'en_cours')")),
        Index("uq_taches_dedoublonnage", "genre", "cle", unique=True, postgresql_where=text("statut = 'en_attente'")),
    )

    id: Mapped[CleUUID]
    genre: Mapped[str] = mapped_column(String(40))
    cle: Mapped[str] = mapped_column(String(80))
    parametres: Mapped[dict[str, object]] = mapped_column(JSONB)
    demandeur_id: Mapped[uuid.UUID | None]
    statut: Mapped[str] = mapped_column(String(20), server_default="en_attente", default="en_attente")
    essais: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    essais_max: Mapped[int] = mapped_column(server_default=text("5"), default=5)
    a_faire_le: Mapped[InstantCreation]
    bail_jusqu_a: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ouvrier: Mapped[str | None] = mapped_column(String(80))
    progression: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    etape: Mapped[str | None] = mapped_column(String(200))
    resultat: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    erreur: Mapped[str | None] = mapped_column(String(500))
    creee_le: Mapped[InstantCreation]
    finie_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

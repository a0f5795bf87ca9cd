"""CVs: the file's row, the versions of its profile, and what was erased."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleUUID, Court, Instant, InstantCreation
from app.models.compte import Utilisateur


class CV(Base):
    """A CV as received, and how far its reading has come. `version` names the current profile."""

    __tablename__ = "cvs"
    __table_args__ = (
        UniqueConstraint("candidat_id", "sha256"),
        CheckConstraint("statut_analyse in ('en_attente', 'en_cours', 'terminee', 'echouee')", name="statut_connu"),
        Index("ix_cvs_candidat_recu", "candidat_id", text("recu_le desc"), "id"),
        Index("ix_cvs_recherche", "recherche", postgresql_using="gin"),
        Index("ix_cvs_concepts", "concepts", postgresql_using="gin"),
    )

    id: Mapped[CleUUID]
    candidat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("utilisateurs.id", ondelete="CASCADE"))
    nom_fichier: Mapped[Court]
    taille: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    cle_stockage: Mapped[str] = mapped_column(String(100), unique=True)
    nb_pages: Mapped[int]
    langue: Mapped[str | None] = mapped_column(String(2))
    statut_analyse: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(server_default=text("1"), default=1)
    texte: Mapped[dict[str, object]] = mapped_column(JSONB, comment="TexteVisible")
    qualite: Mapped[dict[str, object]] = mapped_column(JSONB)
    corrections: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"), default=dict)
    annees_experience: Mapped[float | None]
    niveau_etudes: Mapped[int | None]
    concepts: Mapped[list[str]] = mapped_column(ARRAY(String(200)), comment="Skills, linked or folded, for filters")
    langues: Mapped[list[str]] = mapped_column(ARRAY(String(3)))
    mobilite: Mapped[list[str]] = mapped_column(ARRAY(String(200)), comment="Declared places, folded")
    contrat_souhaite: Mapped[str | None] = mapped_column(String(20))
    recherche: Mapped[str | None] = mapped_column(TSVECTOR, comment="Full text of the neutral projection")
    recu_le: Mapped[Instant]
    analyse_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    candidat: Mapped[Utilisateur] = relationship(lazy="raise")
    profils: Mapped[list["Profil"]] = relationship(lazy="raise", order_by="Profil.version", passive_deletes=True)


class Profil(Base):
    """One version of what was read from a CV: facts, proofs, the closed projection, and who read it."""

    __tablename__ = "profils"
    __table_args__ = (UniqueConstraint("cv_id", "version"), Index("ix_profils_cle_cache", text("(origine #>> '{modele,trace,cle_cache}')")))

    id: Mapped[CleUUID]
    cv_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cvs.id", ondelete="CASCADE"))
    version: Mapped[int]
    profil: Mapped[dict[str, object]] = mapped_column(JSONB, comment="ProfilExtrait")
    preuves: Mapped[dict[str, object]] = mapped_column(JSONB, comment="path -> Preuve")
    document: Mapped[dict[str, object]] = mapped_column(JSONB, comment="CVDocument, the closed projection")
    origine: Mapped[dict[str, object]] = mapped_column(JSONB, comment="reader version, model, prompt, tokens, what was dropped")
    cree_le: Mapped[InstantCreation]


class PierreTombale(Base):
    """An erased object: nothing may bring it back. Rows go first, then files, then the index; `termine_le`: nothing of it is left anywhere."""

    __tablename__ = "pierres_tombales"

    objet_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    objet: Mapped[str] = mapped_column(String(20))
    efface_le: Mapped[InstantCreation]
    fichiers_effaces_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    termine_le: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AppelModele(Base):
    """One attempt that reached a provider: for the daily budget and the operator. No text of anyone."""

    __tablename__ = "appels_modele"
    __table_args__ = (Index("ix_appels_modele_cree_le", "cree_le"),)

    id: Mapped[CleUUID]
    tache: Mapped[str] = mapped_column(String(60))
    modele: Mapped[Court]
    version_prompt: Mapped[Court]
    tokens_entree: Mapped[int]
    tokens_sortie: Mapped[int]
    duree_ms: Mapped[int]
    issue: Mapped[str] = mapped_column(String(60))
    cree_le: Mapped[InstantCreation]


class CacheModele(Base):
    """An answer of a model by the hash of what was asked. Drawn from a CV: erased with it, by the keys in `Profil.origine`."""

    __tablename__ = "cache_modele"

    cle: Mapped[str] = mapped_column(String(100), primary_key=True)
    valeur: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[InstantCreation]

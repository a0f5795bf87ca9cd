"""The audit journal: events that nothing may change, the chain that proves it, and their reasons, which can be erased.

Migration 0002 holds the triggers: events and links refuse UPDATE, DELETE and TRUNCATE; each event is chained as its transaction commits.
"""

import uuid

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InstantCreation


class EvenementAudit(Base):
    """Who did what to which object: ids and words of ours only. `motif_empreinte` commits to a reason that is kept apart."""

    __tablename__ = "journal_audit"
    __table_args__ = (Index("ix_journal_audit_objet", "objet", "objet_id"), Index("ix_journal_audit_acteur", "acteur_id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    acteur_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    objet: Mapped[str] = mapped_column(String(40))
    objet_id: Mapped[uuid.UUID | None]
    motif_empreinte: Mapped[str | None] = mapped_column(String(64), comment="sha256 of salt and reason")
    cree_le: Mapped[InstantCreation]


class MotifAudit(Base):
    """The reason that someone typed: free text, so it goes with the person it is about, and its salt with it."""

    __tablename__ = "journal_motifs"

    evenement_id: Mapped[int] = mapped_column(ForeignKey("journal_audit.id"), primary_key=True, autoincrement=False)
    sel: Mapped[str] = mapped_column(String(32))
    texte: Mapped[str] = mapped_column(String(500))


class MaillonAudit(Base):
    """A link of the chain: the hash of the link before it and of one event."""

    __tablename__ = "journal_chaine"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    evenement_id: Mapped[int] = mapped_column(unique=True)
    empreinte: Mapped[str] = mapped_column(String(64))


class TeteAudit(Base):
    """The chain's last link, in one row, whose lock puts writers in order while they commit."""

    __tablename__ = "journal_tete"
    __table_args__ = (CheckConstraint("unique_ligne", name="une_seule_ligne"),)

    unique_ligne: Mapped[bool] = mapped_column(Boolean, primary_key=True, server_default=text("true"))
    position: Mapped[int] = mapped_column(BigInteger)
    empreinte: Mapped[str] = mapped_column(String(64))

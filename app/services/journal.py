"""The audit journal: written in the transaction of the act it tells, chained by the database as that transaction commits, checked here.

Each link is the hash of the link before it and of one event (triggers of migration 0002). A reason that someone typed is kept beside
the journal, which only commits to its salted hash: it can be erased, and the chain still holds.
"""

import hashlib
import secrets
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timezone

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.models import EvenementAudit, MaillonAudit, MotifAudit, TeteAudit

ORIGINE = "0" * 64
LOT = 5_000


def journaliser(session: Session, acteur_id: uuid.UUID | None, action: str, objet: str, objet_id: uuid.UUID | None, motif: str | None = None) -> None:
    """Add a line to the audit journal, in the caller's transaction: no act without its line. `action` and `objet` are words of ours, never of a person."""
    evenement = EvenementAudit(acteur_id=acteur_id, action=action, objet=objet, objet_id=objet_id)
    session.add(evenement)
    if motif is not None:
        sel = secrets.token_hex(16)
        evenement.motif_empreinte = _empreinte(sel + motif)
        session.flush()
        session.add(MotifAudit(evenement_id=evenement.id, sel=sel, texte=motif))


def oublier_motifs(session: Session, objets: Collection[uuid.UUID], acteur_id: uuid.UUID | None = None) -> None:
    """Erase the reasons typed about these objects, and those that `acteur_id` typed; their events stay, and still verify."""
    concernes: ColumnElement[bool] = EvenementAudit.objet_id.in_(objets)
    if acteur_id is not None:
        concernes = or_(concernes, EvenementAudit.acteur_id == acteur_id)
    session.execute(delete(MotifAudit).where(MotifAudit.evenement_id.in_(select(EvenementAudit.id).where(concernes))))


@dataclass(frozen=True)
class Tete:
    """The last link: how many events there are, and the hash that stands for all of them."""

    position: int
    empreinte: str


def lire_tete(session: Session) -> Tete:
    """The journal's last link as the database tells it; position 0 for an empty journal."""
    ligne = session.execute(select(TeteAudit.position, TeteAudit.empreinte)).one_or_none()
    return Tete(0, ORIGINE) if ligne is None else Tete(ligne.position, ligne.empreinte)


def empreinte_au(session: Session, position: int) -> str | None:
    """The hash at a position of the chain, None past its end."""
    return ORIGINE if position == 0 else session.execute(select(MaillonAudit.empreinte).where(MaillonAudit.position == position)).scalar_one_or_none()


def verifier_chaine(unite: UniteDeTravail) -> Iterator[tuple[str, str, str]]:
    """(kind, object, detail) of everything wrong with the chain, hashed again here from the events as they stand.

    Kinds: `journal_altere` (an event changed), `journal_rompu` (an event or a link was dropped or moved), `journal_hors_chaine` (an event
    slipped in beside the chain), `journal_tete` (the end was cut off), `motif_altere`. Cutting the end *and* the head to match is seen only
    against an anchor kept elsewhere (`registre`).
    """
    dernier = Tete(0, ORIGINE)
    with unite() as session:
        tete = lire_tete(session)
        # what commits after the head was read is left to the next check
        maillons = select(MaillonAudit, EvenementAudit).outerjoin(EvenementAudit, EvenementAudit.id == MaillonAudit.evenement_id)
        for maillon, evenement in session.execute(
            maillons.where(MaillonAudit.position <= tete.position).order_by(MaillonAudit.position).execution_options(yield_per=LOT)
        ):
            if maillon.position != dernier.position + 1:
                yield "journal_rompu", str(maillon.position), f"rien entre {dernier.position} et {maillon.position}"
            elif evenement is None:
                yield "journal_rompu", str(maillon.position), f"l'événement {maillon.evenement_id} a disparu"
            elif maillon.empreinte != _chainer(dernier.empreinte, maillon.position, evenement):
                yield "journal_altere", str(maillon.position), f"événement {evenement.id}"
            dernier = Tete(maillon.position, maillon.empreinte)
        if dernier != tete:
            yield "journal_tete", str(tete.position), f"la chaîne s'arrête à {dernier.position}"
        sans_maillon = ~exists().where(MaillonAudit.evenement_id == EvenementAudit.id)
        for numero in session.execute(select(EvenementAudit.id).where(sans_maillon)).scalars():
            yield "journal_hors_chaine", str(numero), "aucun maillon"
        for sel, texte, evenement in session.execute(
            select(MotifAudit.sel, MotifAudit.texte, EvenementAudit).join(EvenementAudit, EvenementAudit.id == MotifAudit.evenement_id)
        ):
            if evenement.motif_empreinte != _empreinte(sel + texte):
                yield "motif_altere", str(evenement.id), evenement.action


def _chainer(precedente: str, position: int, e: EvenementAudit) -> str:
    le = e.cree_le.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
    contenu = (precedente, position, e.id, e.acteur_id or "", e.action, e.objet, e.objet_id or "", e.motif_empreinte or "", le)
    return _empreinte("|".join(map(str, contenu)))


def _empreinte(texte: str) -> str:
    return hashlib.sha256(texte.encode()).hexdigest()

"""Statements on accounts."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, joinedload

from app.core.enums import Role
from app.models import CleIdempotence, Compteur, Entreprise, Invitation, JetonRenouvellement, Utilisateur
from app.services.textes_recherche import motif_like

GRACE_RENOUVELLEMENT = timedelta(seconds=10)


def compte_par_id(utilisateur_id: uuid.UUID) -> Select[Utilisateur]:
    """An account with its entreprise."""
    return select(Utilisateur).options(joinedload(Utilisateur.entreprise)).where(Utilisateur.id == utilisateur_id)


def compte_par_email(email: str) -> Select[Utilisateur]:
    """An account by normalised address."""
    return select(Utilisateur).where(Utilisateur.email == email)


def compte_inchange(utilisateur_id: uuid.UUID, version: int) -> "Select[uuid.UUID]":
    """An account that is still open and at this `version_jeton`; locked, so that whoever changes it next sees what is added to it here."""
    encore = select(Utilisateur.id).where(Utilisateur.id == utilisateur_id, Utilisateur.actif, Utilisateur.version_jeton == version)
    return encore.with_for_update(read=True)


def comptes(q: str | None, role: Role | None, actif: bool | None) -> Select[Utilisateur]:
    """Accounts for the admin's list, newest first."""
    filtres: list[ColumnElement[bool]] = []
    if q:
        motif = motif_like(q)
        filtres.append(or_(Utilisateur.email.ilike(motif), Utilisateur.nom.ilike(motif), Utilisateur.prenom.ilike(motif)))
    if role is not None:
        filtres.append(Utilisateur.role == role.value)
    if actif is not None:
        filtres.append(Utilisateur.actif.is_(actif))
    return select(Utilisateur).options(joinedload(Utilisateur.entreprise)).where(and_(True, *filtres)).order_by(Utilisateur.cree_le.desc(), Utilisateur.id)


def membres(entreprise_id: uuid.UUID) -> Select[Utilisateur]:
    """Active members of an entreprise."""
    return (
        select(Utilisateur).where(Utilisateur.entreprise_id == entreprise_id, Utilisateur.actif).order_by(Utilisateur.nom, Utilisateur.prenom, Utilisateur.id)
    )


def entreprise_par_cle(nom_cle: str) -> Select[Entreprise]:
    """An entreprise by folded name."""
    return select(Entreprise).where(Entreprise.nom_cle == nom_cle)


def consommer_invitation(session: Session, empreinte: str, maintenant: datetime) -> uuid.UUID | None:
    """Use an invitation once; the entreprise it opens, or None. One whose author has left the entreprise opens nothing."""
    membre = exists().where(Utilisateur.id == Invitation.creee_par, Utilisateur.actif, Utilisateur.entreprise_id == Invitation.entreprise_id)
    return session.execute(
        update(Invitation)
        .where(Invitation.empreinte == empreinte, Invitation.utilisee_le.is_(None), Invitation.expire_le > maintenant, membre)
        .values(utilisee_le=maintenant)
        .returning(Invitation.entreprise_id)
    ).scalar_one_or_none()


def consommer_jeton(session: Session, empreinte: str, maintenant: datetime) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Use a live refresh token once: (account, family), or None."""
    ligne = session.execute(
        update(JetonRenouvellement)
        .where(
            JetonRenouvellement.empreinte == empreinte,
            JetonRenouvellement.utilise_le.is_(None),
            JetonRenouvellement.revoque_le.is_(None),
            JetonRenouvellement.expire_le > maintenant,
        )
        .values(utilise_le=maintenant)
        .returning(JetonRenouvellement.utilisateur_id, JetonRenouvellement.famille)
    ).one_or_none()
    return None if ligne is None else (ligne.utilisateur_id, ligne.famille)


def compte_du_jeton(empreinte: str) -> "Select[uuid.UUID]":
    """The account that a refresh token belongs to, whatever its state."""
    return select(JetonRenouvellement.utilisateur_id).where(JetonRenouvellement.empreinte == empreinte)


def jeton_tout_juste_remplace(session: Session, empreinte: str, maintenant: datetime) -> tuple[uuid.UUID, uuid.UUID] | None:
    """(account, family) of the token of a living family that was traded last, less than 10 s ago: two tabs, or an answer lost on the way."""
    suivant = aliased(JetonRenouvellement)
    jeton = session.execute(
        select(JetonRenouvellement).where(
            JetonRenouvellement.empreinte == empreinte,
            JetonRenouvellement.revoque_le.is_(None),
            JetonRenouvellement.utilise_le > maintenant - GRACE_RENOUVELLEMENT,
            ~exists().where(suivant.famille == JetonRenouvellement.famille, suivant.utilise_le > JetonRenouvellement.utilise_le),
        )
    ).scalar_one_or_none()
    return None if jeton is None else (jeton.utilisateur_id, jeton.famille)


def revoquer_famille_de(session: Session, empreinte: str, maintenant: datetime) -> None:
    """End the log-in that a token belongs to."""
    famille = select(JetonRenouvellement.famille).where(JetonRenouvellement.empreinte == empreinte).scalar_subquery()
    session.execute(
        update(JetonRenouvellement).where(JetonRenouvellement.famille == famille, JetonRenouvellement.revoque_le.is_(None)).values(revoque_le=maintenant)
    )


def revoquer_tout(session: Session, utilisateur_id: uuid.UUID, maintenant: datetime) -> None:
    """End every log-in of an account."""
    session.execute(
        update(JetonRenouvellement)
        .where(JetonRenouvellement.utilisateur_id == utilisateur_id, JetonRenouvellement.revoque_le.is_(None))
        .values(revoque_le=maintenant)
    )


def compter(session: Session, cle: str, fenetre: datetime) -> int:
    """Add one to a counter of attempts and return its value; old windows are dropped on the way."""
    valeur = session.execute(
        insert(Compteur)
        .values(cle=cle, fenetre=fenetre, nombre=1)
        .on_conflict_do_update(index_elements=[Compteur.cle, Compteur.fenetre], set_={"nombre": Compteur.nombre + 1})
        .returning(Compteur.nombre)
    ).scalar_one()
    if valeur == 1:
        session.execute(delete(Compteur).where(Compteur.cle == cle, Compteur.fenetre < fenetre))
    return valeur


def oublier_perimes(session: Session, avant: datetime) -> None:
    """Drop what stopped being of use before an instant: expired refresh tokens and invitations, old counters and kept answers."""
    for perime in (JetonRenouvellement.expire_le, Invitation.expire_le, Compteur.fenetre, CleIdempotence.creee_le):
        session.execute(delete(perime.class_).where(perime < avant))


def compteur(cle: str, fenetre: datetime) -> "Select[int]":
    """A counter's value."""
    return select(Compteur.nombre).where(Compteur.cle == cle, Compteur.fenetre == fenetre)

"""Throttling in PostgreSQL: shared by every process, kept over a restart."""

import hashlib
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.core.errors import Code, ErreurMetier
from app.models import Compteur
from app.services import compte_queries


def oublier_compteurs(session: Session, *sujets: str) -> None:
    """Drop every counter of these subjects: a hash of an address is still somebody's."""
    session.execute(delete(Compteur).where(or_(*(Compteur.cle.endswith(_empreinte(sujet)) for sujet in sujets))))


def _empreinte(sujet: str) -> str:
    return hashlib.sha256(sujet.encode("utf-8", "replace")).hexdigest()[:40]


class Limite:
    """At most `maximum` attempts per key in each window of `duree`."""

    def __init__(self, unite: UniteDeTravail, nom: str, maximum: int, duree: timedelta) -> None:
        self._unite, self._nom, self._maximum, self._duree = unite, nom, maximum, duree

    def _fenetre(self, maintenant: datetime) -> datetime:
        secondes = int(self._duree.total_seconds())
        return datetime.fromtimestamp(maintenant.timestamp() // secondes * secondes, timezone.utc)

    def _cle(self, sujet: str) -> str:
        # the subject is an address or an e-mail: only its hash is kept
        return f"{self._nom}:{_empreinte(sujet)}"

    def prendre(self, sujet: str) -> None:
        """Count one attempt. Raises ErreurMetier(TROP_DE_REQUETES) past the limit."""
        maintenant = datetime.now(timezone.utc)
        with self._unite() as session:
            nombre = compte_queries.compter(session, self._cle(sujet), self._fenetre(maintenant))
        if nombre > self._maximum:
            raise self._refus(maintenant)

    def exiger(self, session: Session, sujet: str) -> None:
        """Let pass while there are fewer attempts than the limit, and count nothing. Raises ErreurMetier(TROP_DE_REQUETES)."""
        maintenant = datetime.now(timezone.utc)
        nombre = session.execute(compte_queries.compteur(self._cle(sujet), self._fenetre(maintenant))).scalar_one_or_none() or 0
        if nombre >= self._maximum:
            raise self._refus(maintenant)

    def compter(self, session: Session, sujet: str) -> None:
        """Count one attempt that turned out badly."""
        compte_queries.compter(session, self._cle(sujet), self._fenetre(datetime.now(timezone.utc)))

    def _refus(self, maintenant: datetime) -> ErreurMetier:
        attente = max(1, int((self._fenetre(maintenant) + self._duree - maintenant).total_seconds()))
        return ErreurMetier(Code.TROP_DE_REQUETES, retry_after=attente, attente=attente)

"""Throttling in PostgreSQL: shared by every process, kept over a restart."""

import hashlib
from datetime import datetime, timedelta, timezone

from app.core.db import UniteDeTravail
from app.core.errors import Code, ErreurMetier
from app.services import compte_queries


class Limite:
    """At most `maximum` attempts per key in each window of `duree`."""

    def __init__(self, unite: UniteDeTravail, nom: str, maximum: int, duree: timedelta) -> None:
        self._unite, self._nom, self._maximum, self._duree = unite, nom, maximum, duree

    def _fenetre(self, maintenant: datetime) -> datetime:
        secondes = int(self._duree.total_seconds())
        return datetime.fromtimestamp(maintenant.timestamp() // secondes * secondes, timezone.utc)

    def _cle(self, sujet: str) -> str:
        # the subject is an address or an e-mail: only its hash is kept
        return f"{self._nom}:{hashlib.sha256(sujet.encode('utf-8', 'replace')).hexdigest()[:40]}"

    def prendre(self, sujet: str) -> None:
        """Count one attempt. Raises ErreurMetier(TROP_DE_REQUETES) past the limit."""
        maintenant = datetime.now(timezone.utc)
        fenetre = self._fenetre(maintenant)
        with self._unite() as session:
            nombre = compte_queries.compter(session, self._cle(sujet), fenetre)
        if nombre > self._maximum:
            attente = max(1, int((fenetre + self._duree - maintenant).total_seconds()))
            raise ErreurMetier(Code.TROP_DE_REQUETES, retry_after=attente, attente=attente)

    def rendre(self, sujet: str) -> None:
        """Give an attempt back."""
        with self._unite() as session:
            compte_queries.decompter(session, self._cle(sujet), self._fenetre(datetime.now(timezone.utc)))

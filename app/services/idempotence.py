"""`Idempotency-Key`: the same key and body get the first answer again, another body is refused, one in flight asks to wait."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pydantic import BaseModel
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.core.errors import Code, ErreurMetier
from app.models import CleIdempotence

DUREE = timedelta(hours=24)
EN_VOL = timedelta(minutes=2)

Noter = Callable[[Session, int, BaseModel], None]
"""Keeps an answer (status, body) in the transaction of the act that it tells of: a process that dies leaves both or neither, and who erases the
object afterwards finds its answer too."""


@dataclass(frozen=True)
class Reponse:
    """A status and a JSON body, as sent."""

    statut: int
    corps: dict[str, object]


def sans_cle(_session: Session, _statut: int, _corps: BaseModel) -> None:
    """The `Noter` of a request without a key."""


class Idempotence:
    """Runs an action once per (account, route, key)."""

    def __init__(self, unite: UniteDeTravail) -> None:
        self._unite = unite

    def executer(self, utilisateur_id: uuid.UUID, route: str, cle: str, empreinte: str, action: Callable[[Noter], Reponse]) -> Reponse:
        """The answer of `action`, or the first one's. Raises CLE_REUTILISEE, REQUETE_EN_COURS; an action that raises before it noted leaves the key free."""
        ligne_id, rejouee = self._prendre(utilisateur_id, route, cle, empreinte)
        if rejouee is not None:
            return rejouee

        def noter(session: Session, statut: int, corps: BaseModel) -> None:
            valeurs = {"statut_http": statut, "reponse": corps.model_dump(mode="json")}
            session.execute(update(CleIdempotence).where(CleIdempotence.id == ligne_id).values(valeurs))

        try:
            return action(noter)
        except BaseException:  # a stop or a cancellation too: whatever ended the act before it was noted leaves the key free
            with self._unite() as session:
                session.execute(delete(CleIdempotence).where(CleIdempotence.id == ligne_id, CleIdempotence.reponse.is_(None)))
            raise

    def _prendre(self, utilisateur_id: uuid.UUID, route: str, cle: str, empreinte: str) -> tuple[uuid.UUID, Reponse | None]:
        maintenant = datetime.now(timezone.utc)
        with self._unite() as session:
            session.execute(delete(CleIdempotence).where(CleIdempotence.utilisateur_id == utilisateur_id, CleIdempotence.creee_le < maintenant - DUREE))
            nouvelle = session.execute(
                insert(CleIdempotence)
                .values(id=uuid.uuid4(), utilisateur_id=utilisateur_id, route=route, cle=cle, empreinte_corps=empreinte)
                .on_conflict_do_nothing(index_elements=["utilisateur_id", "route", "cle"])
                .returning(CleIdempotence.id)
            ).scalar_one_or_none()
            if nouvelle is not None:
                return nouvelle, None
            existante = session.execute(
                select(CleIdempotence)
                .where(CleIdempotence.utilisateur_id == utilisateur_id, CleIdempotence.route == route, CleIdempotence.cle == cle)
                .with_for_update()
            ).scalar_one_or_none()
            if existante is None:
                raise ErreurMetier(Code.REQUETE_EN_COURS)
            if existante.empreinte_corps != empreinte:
                raise ErreurMetier(Code.CLE_REUTILISEE)
            if existante.reponse is not None and existante.statut_http is not None:
                return existante.id, Reponse(existante.statut_http, existante.reponse)
            if existante.creee_le > maintenant - EN_VOL:
                raise ErreurMetier(Code.REQUETE_EN_COURS)
            # its process died in flight: this request takes the key over
            existante.creee_le = maintenant
            return existante.id, None

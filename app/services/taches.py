"""Jobs that follow a commit: rows written in the same transaction, claimed with SKIP LOCKED, kept by a lease (research: infra, section 6).

Every job is safe to run twice. A worker that dies loses its lease and another takes the job over.
"""

import logging
import os
import random
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.db import UniteDeTravail
from app.core.enums import Role
from app.core.errors import Code, ErreurMetier
from app.models import Tache
from app.schemas.taches import TacheRead
from app.services.acteur import Acteur

journal = logging.getLogger("app.taches")

BAIL = timedelta(seconds=60)
PAUSE_S = 0.5
# rows later than their own clock by this: the clock was set back since they were written
RECUL_HORLOGE = timedelta(minutes=1)
ATTENTE_MAX_S, ABANDON_S = 3600.0, 86_400.0
GARDE = timedelta(days=7)
RETARD = timedelta(minutes=15)
REMPLACEE = "remplacée par une demande plus récente"


def planifier(
    session: Session, genre: str, cle: str, parametres: Mapping[str, object], demandeur_id: uuid.UUID | None = None, *, attente: timedelta = timedelta(0)
) -> uuid.UUID:
    """Add a job in the caller's transaction, to be run after `attente`; one that already waits under the same key serves for both."""
    identifiant = session.execute(
        insert(Tache)
        .values(id=uuid.uuid4(), genre=genre, cle=cle, parametres=dict(parametres), demandeur_id=demandeur_id, a_faire_le=func.clock_timestamp() + attente)
        .on_conflict_do_nothing(index_elements=[Tache.genre, Tache.cle], index_where=Tache.statut == "en_attente")
        .returning(Tache.id)
    ).scalar_one_or_none()
    if identifiant is not None:
        return identifiant
    # locked until the caller commits: no worker may claim it before it can see the caller's work
    existante = select(Tache.id).where(Tache.genre == genre, Tache.cle == cle, Tache.statut == "en_attente").with_for_update(read=True)
    return session.execute(existante).scalar_one_or_none() or planifier(session, genre, cle, parametres, demandeur_id, attente=attente)


def avancer(session: Session, tache_id: uuid.UUID) -> None:
    """Let a job that waits for a later hour be done now."""
    session.execute(update(Tache).where(Tache.id == tache_id, Tache.a_faire_le > func.clock_timestamp()).values(a_faire_le=func.clock_timestamp()))


def est_morte() -> ColumnElement[bool]:
    """A job that was given up, and whose work nothing else does."""
    return (Tache.statut == "echouee") & (func.coalesce(Tache.erreur, "") != REMPLACEE)


def compter_taches(session: Session) -> "ComptesTaches":
    """The queue as the operator sees it."""
    en_retard = Tache.statut.in_(("en_attente", "en_cours")) & (Tache.a_faire_le < func.clock_timestamp() - RETARD)
    n = func.count()
    comptes = select(n.filter(Tache.statut == "en_attente"), n.filter(Tache.statut == "en_cours"), n.filter(est_morte()), n.filter(en_retard))
    return ComptesTaches(*session.execute(comptes.select_from(Tache).where(Tache.statut != "terminee")).one())


def purger_taches(session: Session) -> None:
    """Forget jobs that ended well a week ago."""
    perimees = or_(Tache.statut == "terminee", Tache.erreur == REMPLACEE)
    session.execute(delete(Tache).where(perimees, Tache.finie_le < func.clock_timestamp() - GARDE))


@dataclass(frozen=True)
class ComptesTaches:
    """Jobs that wait, run, were given up, and those that should have ended a quarter of an hour ago."""

    en_attente: int
    en_cours: int
    mortes: int
    en_retard: int


class TacheService:
    """Jobs as their askers see them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_tache(self, acteur: Acteur, tache_id: uuid.UUID) -> TacheRead:
        """One's own job; any for an admin. Raises TACHE_INTROUVABLE."""
        tache = self._session.get(Tache, tache_id)
        if tache is None or (acteur.role is not Role.admin and tache.demandeur_id != acteur.id):
            raise ErreurMetier(Code.TACHE_INTROUVABLE)
        return TacheRead.model_validate(tache)


class Reessayer(Exception):
    """A job cannot run now: try again in `attente_s` seconds, not counted as a failed try.

    `croissante`: wait as long as the job has waited already, up to an hour, and give up after a day.
    """

    def __init__(self, attente_s: float, *, croissante: bool = False) -> None:
        super().__init__(f"again in {attente_s:.0f} s")
        self.attente_s, self.croissante = attente_s, croissante


class Progression:
    """What a job may say while it runs: renews the lease. Raises BailPerdu when another worker took over."""

    def __init__(self, unite: UniteDeTravail, tache_id: uuid.UUID, ouvrier: str, arret: threading.Event | None = None) -> None:
        self._unite, self._tache_id, self._ouvrier, self._arret = unite, tache_id, ouvrier, arret

    def dire(self, pourcent: int, etape: str) -> None:
        """Note progress (0 to 100) and step, in French. Raises Reessayer when the process is stopping: a long job is given back."""
        if self._arret is not None and self._arret.is_set():
            raise Reessayer(0)
        with self._unite() as session:
            touches = session.execute(
                update(Tache)
                .where(Tache.id == self._tache_id, Tache.ouvrier == self._ouvrier, Tache.statut == "en_cours")
                .values(progression=pourcent, etape=etape, bail_jusqu_a=func.clock_timestamp() + BAIL)
                .returning(Tache.id)
            ).all()
        if not touches:
            raise BailPerdu


class BailPerdu(Exception):
    """The lease ran out and another worker has the job: stop, and discard the result."""


Travail = Callable[[Mapping[str, object], Progression], Mapping[str, object] | None]


class Ouvrier:
    """Runs jobs of the kinds it knows, one at a time. `executer_en_attente` drains the queue; `boucler` is a thread's life."""

    def __init__(self, unite: UniteDeTravail, travaux: Mapping[str, Travail], reveil: threading.Event) -> None:
        self._unite, self._travaux, self._reveil = unite, travaux, reveil
        self.genres = frozenset(travaux)
        self._nom = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self._arret = threading.Event()

    def boucler(self) -> None:
        """Run until `arreter`. A database that is away is waited for."""
        while not self._arret.is_set():
            try:
                fait = self.executer_une()
            except SQLAlchemyError as erreur:
                # the pool's own timeout is no DBAPIError: nothing of the database may end this thread
                journal.error("base indisponible, l'ouvrier attend", exc_info=erreur)
                fait = False
                self._arret.wait(PAUSE_S * 4)
            if not fait:
                self._reveil.wait(PAUSE_S)
                self._reveil.clear()

    def arreter(self) -> None:
        """Stop after the present job."""
        self._arret.set()
        self._reveil.set()

    def executer_en_attente(self) -> int:
        """Run every job that is ready; how many ran."""
        faites = 0
        while self.executer_une():
            faites += 1
        return faites

    def executer_une(self) -> bool:
        """Claim and run one job; False when none is ready."""
        with self._unite() as session:
            self._enterrer_les_epuisees(session)
            tache = self._reclamer(session)
        if tache is None:
            return False
        try:
            resultat = self._executer(tache)
        except BailPerdu:
            journal.warning("bail perdu", extra={"champs": {"tache": str(tache.id)}})
        except Reessayer as attente:
            self._attendre(tache, attente)
        except Exception as erreur:  # noqa: BLE001 - a job may fail in any way; its row says so and the worker lives on
            journal.error("tâche en échec", exc_info=erreur, extra={"champs": {"genre": tache.genre, "tache": str(tache.id)}})
            if tache.essais >= tache.essais_max:
                self._conclure(tache, statut="echouee", erreur=type(erreur).__name__, finie_le=func.clock_timestamp())
            else:
                recul = 2**tache.essais * 5 * (0.8 + 0.4 * random.random())  # noqa: S311 - jitter, not a secret
                self._remettre(tache, recul, erreur=type(erreur).__name__)
        else:
            self._conclure(tache, statut="terminee", progression=100, resultat=dict(resultat or {}), erreur=None, finie_le=func.clock_timestamp())
        return True

    def _executer(self, tache: Tache) -> Mapping[str, object] | None:
        battement = _Battement(self._unite, tache.id, self._nom)
        battement.start()
        try:
            return self._travaux[tache.genre](tache.parametres, Progression(self._unite, tache.id, self._nom, self._arret))
        finally:
            battement.arreter()

    def _reclamer(self, session: Session) -> Tache | None:
        prete = (
            select(Tache.id)
            .where(
                Tache.genre.in_(self.genres),
                Tache.essais < Tache.essais_max,
                or_(Tache.a_faire_le <= func.clock_timestamp(), Tache.creee_le > func.clock_timestamp() + RECUL_HORLOGE),
                or_(Tache.statut == "en_attente", (Tache.statut == "en_cours") & _bail_echu()),
            )
            .order_by(Tache.a_faire_le, Tache.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        return session.execute(
            update(Tache)
            .where(Tache.id == prete)
            .values(statut="en_cours", essais=Tache.essais + 1, ouvrier=self._nom, bail_jusqu_a=func.clock_timestamp() + BAIL)
            .returning(Tache)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()

    def _attendre(self, tache: Tache, attente: Reessayer) -> None:
        attente_s = attente.attente_s
        if attente.croissante:
            with self._unite() as session:
                depuis: timedelta = session.execute(select(func.clock_timestamp() - Tache.creee_le).where(Tache.id == tache.id)).scalar_one()
            if depuis.total_seconds() > ABANDON_S:
                self._conclure(tache, statut="echouee", erreur=type(attente).__name__, finie_le=func.clock_timestamp())
                return
            attente_s = min(max(attente_s, depuis.total_seconds()), ATTENTE_MAX_S)
        self._remettre(tache, attente_s, essais=Tache.essais - 1)

    def _remettre(self, tache: Tache, attente_s: float, **valeurs: object) -> None:
        """Let a job wait for its next try."""
        try:
            self._conclure(tache, statut="en_attente", a_faire_le=func.clock_timestamp() + timedelta(seconds=attente_s), **valeurs)
        except IntegrityError:
            # the same work was asked for again meanwhile: that job does it
            self._conclure(tache, statut="echouee", erreur=REMPLACEE, finie_le=func.clock_timestamp())

    @staticmethod
    def _enterrer_les_epuisees(session: Session) -> None:
        session.execute(
            update(Tache)
            .where(Tache.statut == "en_cours", _bail_echu(), Tache.essais >= Tache.essais_max)
            .values(statut="echouee", erreur="essais épuisés", finie_le=func.clock_timestamp())
            .execution_options(synchronize_session=False)
        )

    def _conclure(self, tache: Tache, **valeurs: object) -> None:
        with self._unite() as session:
            session.execute(
                update(Tache)
                .where(Tache.id == tache.id, Tache.ouvrier == self._nom, Tache.statut == "en_cours")
                .values(bail_jusqu_a=None, **valeurs)
                .execution_options(synchronize_session=False)
            )


def _bail_echu() -> ColumnElement[bool]:
    """Past, or so far ahead that only a clock that was set back can explain it."""
    return or_(Tache.bail_jusqu_a < func.clock_timestamp(), Tache.bail_jusqu_a > func.clock_timestamp() + 2 * BAIL)


class _Battement(threading.Thread):
    """Renews a lease every quarter of it while the job runs."""

    def __init__(self, unite: UniteDeTravail, tache_id: uuid.UUID, ouvrier: str) -> None:
        super().__init__(daemon=True, name="bail")
        self._unite, self._tache_id, self._ouvrier = unite, tache_id, ouvrier
        self._fini = threading.Event()

    def run(self) -> None:
        """Beat until told to stop; a missed beat is made up by the next."""
        while not self._fini.wait(BAIL.total_seconds() / 4):
            try:
                with self._unite() as session:
                    session.execute(
                        update(Tache)
                        .where(Tache.id == self._tache_id, Tache.ouvrier == self._ouvrier, Tache.statut == "en_cours")
                        .values(bail_jusqu_a=func.clock_timestamp() + BAIL)
                    )
            except SQLAlchemyError as erreur:
                journal.warning("battement manqué", exc_info=erreur)

    def arreter(self) -> None:
        """Stop beating."""
        self._fini.set()

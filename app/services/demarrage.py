"""Starting the process: what must be there is checked or brought up to date, heavy parts warm up behind the open door."""

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from app.ai.llm.erreurs import ConfigurationModele
from app.ai.referentiels import lexique
from app.core.config import RACINE, Settings
from app.core.db import UniteDeTravail
from app.services.cv_service import CVService
from app.services.etat import est_connue, revision_attendue
from app.services.index_service import REPRISE_S, IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier, planifier
from app.vector_store.modele import ModeleAbsent
from app.vector_store.port import IndexOccupe

journal = logging.getLogger("app.demarrage")

ARRET_S = 5.0
ENTRETIEN_S = 3600.0
VERROU_MIGRATION = 7_243_001
# containers made and kept before the collector looks for cycles: at its own 700 it walked the CVs of each search eighty times over, a fifth of the search
GARDES_ENTRE_DEUX_COLLECTES = 50_000
# a thread that computes lets the others through after this long: those that serve a page ask for the interpreter twenty times
TOUR_S = 0.001


class DemarrageImpossible(RuntimeError):
    """The process cannot start; the message is one French sentence that says what to do."""


def verifier_base(settings: Settings, unite: UniteDeTravail) -> None:
    """Reach the database and its schema; in development a schema that is behind is brought up to date. Raises DemarrageImpossible."""
    try:
        with unite() as session:
            session.execute(text("select 1"))
    except OperationalError as erreur:
        cause = " ".join(str(erreur.orig).split("\n", 1)[0].split())
        raise DemarrageImpossible(
            f"La base de données de DATABASE_URL ne s'ouvre pas ({cause}) : démarrez PostgreSQL, créez la base (createdb) ou corrigez .env."
        ) from None
    presente = revision(unite)
    if presente == revision_attendue():
        return
    if presente is not None and not est_connue(presente):
        raise DemarrageImpossible(
            "La base a été mise à jour par une version plus récente de ce logiciel : déployez cette version, ou restaurez une sauvegarde."
        )
    if settings.ENV == "prod":
        raise DemarrageImpossible("Le schéma de la base n'est pas à jour : lancez « python -m alembic upgrade head ».")
    with unite() as session:
        # two processes that start at once: the second finds the work done
        session.execute(text("set local lock_timeout = 0; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0"))
        session.execute(text("select pg_advisory_xact_lock(:cle)"), {"cle": VERROU_MIGRATION})
        migrer(settings)


def revision(unite: UniteDeTravail) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    try:
        with unite() as session:
            version: str | None = session.execute(text("select version_num from alembic_version")).scalar_one_or_none()
            return version
    except ProgrammingError:
        return None


def migrer(settings: Settings) -> None:
    """Bring the schema up to date."""
    from alembic.config import Config

    from alembic import command

    configuration = Config(str(Path(RACINE, "alembic.ini")))
    configuration.attributes["url"] = settings.DATABASE_URL
    command.upgrade(configuration, "head")


class Service:
    """The running process: resources, index, worker threads."""

    def __init__(self, ressources: Ressources) -> None:
        self.ressources = ressources
        try:
            self.index = IndexService(ressources.unite, ressources.index, ressources.settings)
        except IndexOccupe as erreur:
            raise DemarrageImpossible(str(erreur)) from None
        # a thread of its own for the index, so that a silent language model delays no indexing; this work stays with the process
        # that owns the folder, even when all other work is done elsewhere
        self.ouvriers: list[Ouvrier] = []
        if ressources.settings.WORKER_INTEGRE or not ressources.settings.CHROMA_HOST:
            self.ouvriers.append(Ouvrier(ressources.unite, travaux_index(self.index), ressources.reveil))
        if ressources.settings.WORKER_INTEGRE:
            self.ouvriers.append(Ouvrier(ressources.unite, travaux(CVService(ressources), ressources), ressources.reveil))
        self._arret = threading.Event()
        self._fils: list[threading.Thread] = []

    def demarrer(self) -> None:
        """Check what is needed, then warm up and work in threads. Raises DemarrageImpossible."""
        sys.setswitchinterval(TOUR_S)
        verifier_base(self.ressources.settings, self.ressources.unite)
        try:
            self.ressources.embedder.charger()
        except ModeleAbsent as erreur:
            raise DemarrageImpossible(str(erreur)) from None
        self._construire()
        self._lancer("lecteur", self.ressources.lecteur.chauffer)
        self._lancer("lexique", _chauffer_lexique)
        self._lancer("surveillance", self._surveiller)
        for rang, ouvrier in enumerate(self.ouvriers):
            self._lancer(f"ouvrier-{rang}", ouvrier.boucler)

    def _construire(self) -> None:
        """Build what threads will share: a cached_property has no lock."""
        try:
            _ = (self.ressources.lecteur, self.ressources.stockage, self.ressources.registre, self.ressources.hacheur, self.ressources.llm)
        except ConfigurationModele as erreur:
            raise DemarrageImpossible(str(erreur)) from None

    def _lancer(self, nom: str, cible: Callable[[], None]) -> None:
        fil = threading.Thread(target=cible, name=nom, daemon=True)
        fil.start()
        self._fils.append(fil)

    def _surveiller(self) -> None:
        """A thread's life: bring an index that went out of service back; now and then have it compared, and what killed processes left removed."""
        prochain_entretien, prochaine_comparaison = 0.0, None
        while not self._arret.is_set():
            try:
                self.index.sonder()
                if all(self.index.sain.values()):
                    # kept here, not as a job that waits: one that a stopped process leaves would be due at the next start
                    if prochaine_comparaison is None:
                        prochaine_comparaison = time.monotonic() + self.index.attente_de_comparaison().total_seconds()
                    with self.ressources.unite() as session:
                        if time.monotonic() >= prochain_entretien:
                            planifier(session, "entretenir", "tout", {})
                            prochain_entretien = time.monotonic() + ENTRETIEN_S
                        if time.monotonic() >= prochaine_comparaison:
                            self.index.planifier_comparaison(session)
                            prochaine_comparaison = time.monotonic() + ENTRETIEN_S
            except SQLAlchemyError as erreur:
                journal.warning("base indisponible, la surveillance attend", exc_info=erreur)
            self._arret.wait(REPRISE_S)

    def arreter(self) -> None:
        """Finish the present jobs, five seconds at most (their leases bring them back elsewhere), then close everything."""
        self._arret.set()
        for ouvrier in self.ouvriers:
            ouvrier.arreter()
        echeance = time.monotonic() + ARRET_S
        for fil in self._fils:
            fil.join(timeout=max(0.0, echeance - time.monotonic()))
        self.ressources.fermer()


def _chauffer_lexique() -> None:
    """Load what every score reads. It lives as long as the process: to walk it at each full collection doubled the time that a list of scores takes."""
    lexique()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARDES_ENTRE_DEUX_COLLECTES)

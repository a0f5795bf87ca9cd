"""Starting the process: what must be there is checked or brought up to date, heavy parts warm up behind the open door."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.ai.llm.erreurs import ConfigurationModele
from app.core.config import RACINE, Settings
from app.core.db import UniteDeTravail
from app.services.cv_service import CVService
from app.services.etat import revision_attendue
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux
from app.services.taches import Ouvrier
from app.vector_store.modele import ModeleAbsent
from app.vector_store.port import ErreurIndex, IndexOccupe

journal = logging.getLogger("app.demarrage")


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
    if revision(unite) == revision_attendue():
        return
    if settings.ENV == "prod":
        raise DemarrageImpossible("Le schéma de la base n'est pas à jour : lancez « python -m alembic upgrade head ».")
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
    """The running process: resources, index, worker thread."""

    def __init__(self, ressources: Ressources) -> None:
        self.ressources = ressources
        try:
            self.index = IndexService(ressources.unite, ressources.index, ressources.settings)
        except IndexOccupe as erreur:
            raise DemarrageImpossible(str(erreur)) from None
        self.ouvrier = Ouvrier(ressources.unite, travaux(CVService(ressources), ressources, self.index), ressources.reveil)
        self._fils: list[threading.Thread] = []

    def demarrer(self) -> None:
        """Check what is needed, then warm up and work in threads. Raises DemarrageImpossible."""
        verifier_base(self.ressources.settings, self.ressources.unite)
        try:
            self.ressources.embedder.charger()
        except ModeleAbsent as erreur:
            raise DemarrageImpossible(str(erreur)) from None
        self._construire()
        self._lancer("chauffe", self._chauffer)
        if self.ressources.settings.WORKER_INTEGRE:
            self._lancer("ouvrier", self.ouvrier.boucler)

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

    def _chauffer(self) -> None:
        self.ressources.lecteur.chauffer()
        try:
            self.index.sonder()
        except ErreurIndex as erreur:
            journal.error("index indisponible au démarrage", exc_info=erreur)

    def arreter(self) -> None:
        """Finish the present job, then close everything."""
        self.ouvrier.arreter()
        for fil in self._fils:
            fil.join(timeout=15)
        self.ressources.fermer()

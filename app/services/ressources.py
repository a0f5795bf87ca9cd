"""The composition root: everything long-lived, built once, heavy parts on first use."""

import threading
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from app.core.config import Settings
from app.core.db import UniteDeTravail, create_lecture_seule, create_moteur, create_unite_de_travail
from app.core.security import Hacheur, Jetons
from app.core.storage import Stockage
from app.services.journal_llm import JournalPostgres
from app.services.registre import Registre
from app.services.textes_recherche import Frequences
from app.services.vitrine_service import VitrineService

if TYPE_CHECKING:
    from app.ai.lecture.lecteur import Lecteur
    from app.ai.modele_langage import ModeleLangage
    from app.vector_store.embedder import Embedder
    from app.vector_store.port import IndexVectoriel


class Ressources:
    """Engine, storage, reader, embedder, tokens. One per process; `fermer` ends it."""

    def __init__(self, settings: Settings, moteur: Engine | None = None, unite: UniteDeTravail | None = None) -> None:
        self.settings = settings
        self.moteur = moteur or create_moteur(settings)
        self.unite = unite or create_unite_de_travail(self.moteur)
        self.lecture = create_lecture_seule(self.moteur)
        self.vitrine = VitrineService(self.lecture)
        self.jetons = Jetons(settings.secret_jwt(), settings.JWT_ALGORITHM, settings.ACCESS_TOKEN_EXPIRE_MINUTES * 60)
        self.reveil = threading.Event()
        self.frequences = Frequences()
        settings.CV_EXTRAITS_DIR.mkdir(parents=True, exist_ok=True)

    @cached_property
    def hacheur(self) -> Hacheur:
        """Password hashing in its own thread."""
        return Hacheur(self.settings.BCRYPT_TOURS)

    @cached_property
    def stockage(self) -> Stockage:
        """Files."""
        return Stockage(self.settings.stockage_url)

    @cached_property
    def registre(self) -> Registre:
        """The ledger that outlives the database."""
        return Registre(self.settings.registre_url)

    @cached_property
    def lecteur(self) -> "Lecteur":
        """The contained reader."""
        from app.ai.lecture.lecteur import Lecteur

        return Lecteur(self.settings.LECTURE_ENFANTS, ocr=self.settings.OCR == "auto")

    @cached_property
    def llm(self) -> "ModeleLangage | None":
        """The language models, or None when none is configured."""
        from app.ai.modele_langage import construire_modele_langage

        return construire_modele_langage(self.settings, JournalPostgres(self.unite, self.lecture))

    @cached_property
    def index(self) -> "IndexVectoriel":
        """Chroma. Raises vector_store.port.IndexOccupe when another process owns its folder."""
        from app.vector_store.chroma_client import ouvrir_index

        return ouvrir_index(self.settings)

    @cached_property
    def embedder(self) -> "Embedder":
        """MiniLM. Raises vector_store.modele.ModeleAbsent when its file was never built."""
        from app.vector_store.embedder import Embedder

        return Embedder()

    @property
    def embedder_charge(self) -> bool:
        """Whether MiniLM is in memory; loads it when its file is there."""
        from app.vector_store.modele import ModeleAbsent

        try:
            self.embedder.charger()
        except ModeleAbsent:
            return False
        return True

    def fermer(self) -> None:
        """Stop the reader's processes and give the connections back."""
        construits = self.__dict__
        if "lecteur" in construits:
            self.lecteur.fermer()
        if "index" in construits:
            self.index.fermer()
        if "llm" in construits and self.llm is not None:
            self.llm.fermer()
        self.moteur.dispose()

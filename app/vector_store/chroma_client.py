"""The vector index over Chroma: embedded with one owning process, or a server when ``CHROMA_HOST`` is set.

Embedded, each collection has a folder of its own under ``CHROMA_PERSIST_DIR``: damage stays in one, and a rebuild starts from an empty folder,
as Chroma gives neither space nor deleted vectors back otherwise. Two processes on one folder lose vectors silently, hence the lock.
Never fork a process after its first use of the index; starting programs is safe.
"""

import fcntl
import os
import re
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.config import Settings
from app.vector_store import collection as acces
from app.vector_store.port import ErreurIndex, IndexIndisponible, IndexOccupe, IndexVectoriel, LigneIndex, Voisin
from app.vector_store.search import matrice
from app.vector_store.sonde import DELAI_S, sonder_dossier

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

__all__ = ["ErreurIndex", "IndexEmbarque", "IndexIndisponible", "IndexOccupe", "IndexServeur", "IndexVectoriel", "LigneIndex", "Voisin", "ouvrir_index"]

_VERROU = ".verrou"
_GENERATION = re.compile(r"\.\d{6}")
_ATTENTE_OUVERTURE_S = 5.0


def ouvrir_index(settings: Settings) -> "IndexChroma":
    """The index that the settings describe; nothing heavy is loaded yet. Raises IndexOccupe when another process owns the folder."""
    if settings.CHROMA_HOST:
        return IndexServeur(settings.CHROMA_HOST, settings.CHROMA_PORT)
    if int(os.environ.get("WEB_CONCURRENCY") or 1) > 1:
        raise IndexOccupe("WEB_CONCURRENCY demande plusieurs processus, mais l'index embarqué n'en sert qu'un : mettez 1, ou définissez CHROMA_HOST.")
    return IndexEmbarque(settings.CHROMA_PERSIST_DIR)


class _Etat:
    """One collection as this process has it open. Writers hold `ecriture`; a rebuild also waits until `lecteurs` have left."""

    def __init__(self) -> None:
        self.ecriture = threading.RLock()
        self.passage = threading.Condition()
        self.lecteurs = 0
        self.ferme_aux_lecteurs = False
        self.client: Client | None = None
        self.collection: Collection | None = None

    @contextmanager
    def sans_lecteur(self) -> Iterator[None]:
        with self.passage:
            self.ferme_aux_lecteurs = True
            self.passage.wait_for(lambda: self.lecteurs == 0)
        try:
            yield
        finally:
            with self.passage:
                self.ferme_aux_lecteurs = False


class IndexChroma(ABC):
    """`IndexVectoriel` over Chroma. Writers of one collection wait for each other, readers do not."""

    def __init__(self) -> None:
        self._etats: dict[str, _Etat] = {}
        self._verrou = threading.Lock()
        self._ferme = False

    def ecrire(self, collection: str, lignes: Sequence[LigneIndex]) -> None:
        """See `IndexVectoriel.ecrire`."""
        with self._ecriture(collection) as etat:
            ouverte = self._trouver(collection, etat)
            if ouverte is None:
                ouverte = etat.collection = acces.creer(self._client(collection, etat), collection, complet=True)
            acces.ecrire(ouverte, self._tant_qu_ouvert(lignes))

    def supprimer(self, collection: str, ids: Sequence[str]) -> None:
        """See `IndexVectoriel.supprimer`."""
        with self._ecriture(collection) as etat:
            ouverte = self._trouver(collection, etat)
            if ouverte is not None:
                acces.supprimer(ouverte, ids)

    def chercher(self, collection: str, vecteur: bytes, k: int) -> list[Voisin]:
        """See `IndexVectoriel.chercher`."""
        with self._lecture(collection) as ouverte:
            return [] if ouverte is None or k < 1 else acces.chercher(ouverte, matrice([vecteur]), k)

    def identifiants(self, collection: str) -> dict[str, str]:
        """See `IndexVectoriel.identifiants`."""
        with self._lecture(collection) as ouverte:
            return {} if ouverte is None else dict(acces.lire_empreintes(ouverte))

    def reconstruire(self, collection: str, lignes: Iterable[LigneIndex]) -> None:
        """See `IndexVectoriel.reconstruire`. An interruption leaves a collection that says it is incomplete."""
        with self._ecriture(collection) as etat, etat.sans_lecteur():
            etat.collection = None
            self._vider(collection, etat)
            neuve = acces.creer(self._client(collection, etat), collection, complet=False)
            acces.ecrire(neuve, self._tant_qu_ouvert(lignes))
            acces.achever(neuve)
            etat.collection = neuve

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """See `IndexVectoriel.sonder`."""
        try:
            with self._ecriture(collection) as etat:
                ouverte = self._trouver(collection, etat)
                return not echantillon if ouverte is None else acces.tient(ouverte, echantillon)
        except IndexIndisponible:
            return False

    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`."""
        with self._verrou:
            self._ferme = True
            etats = list(self._etats.values())
        for etat in etats:
            with etat.ecriture, etat.sans_lecteur():
                _fermer_client(etat)

    @abstractmethod
    def _ouvrir_client(self, collection: str) -> "Client": ...

    @abstractmethod
    def _vider(self, collection: str, etat: _Etat) -> None:
        """Remove the collection and all it holds, damaged or not."""

    def _etat(self, collection: str) -> _Etat:
        with self._verrou:
            if self._ferme:
                raise IndexIndisponible("L'index vectoriel est fermé.")
            return self._etats.setdefault(collection, _Etat())

    def _client(self, collection: str, etat: _Etat) -> "Client":
        if etat.client is None:
            etat.client = self._ouvrir_client(collection)
        return etat.client

    def _trouver(self, collection: str, etat: _Etat) -> "Collection | None":
        if etat.collection is None:
            etat.collection = acces.trouver(self._client(collection, etat), collection)
        return etat.collection

    @contextmanager
    def _ecriture(self, collection: str) -> Iterator[_Etat]:
        etat = self._etat(collection)
        with etat.ecriture, self._traduire(collection, etat):
            yield etat

    @contextmanager
    def _lecture(self, collection: str) -> Iterator["Collection | None"]:
        etat = self._etat(collection)
        with self._traduire(collection, etat):
            ouverte = self._entrer(collection, etat)
            try:
                yield ouverte
            finally:
                with etat.passage:
                    etat.lecteurs -= 1
                    etat.passage.notify_all()

    def _entrer(self, collection: str, etat: _Etat) -> "Collection | None":
        """Count one reader in. Opening is serialised with writers, and a reader counted in under their lock is not waited for by its holder."""
        with etat.passage:
            if etat.ferme_aux_lecteurs:
                raise IndexIndisponible(f"L'index vectoriel « {collection} » est en reconstruction.")
            if etat.collection is not None:
                etat.lecteurs += 1
                return etat.collection
        if not etat.ecriture.acquire(timeout=_ATTENTE_OUVERTURE_S):
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est en cours d'ouverture.")
        try:
            ouverte = self._trouver(collection, etat)
            with etat.passage:
                etat.lecteurs += 1
            return ouverte
        finally:
            etat.ecriture.release()

    @contextmanager
    def _traduire(self, collection: str, etat: _Etat) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as erreur:
            etat.collection = None  # rebuilt by another process: the next call finds the new one
            raise IndexIndisponible(f"L'index vectoriel « {collection} » vient d'être refait : recommencez.") from erreur
        except (ChromaError, httpx.HTTPError, OSError) as erreur:
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est abîmé ou injoignable.") from erreur

    def _tant_qu_ouvert(self, lignes: Iterable[LigneIndex]) -> Iterator[LigneIndex]:
        """`lignes`, cut short with IndexIndisponible when the index is closed meanwhile, so that a stop does not wait for a rebuild."""
        for ligne in lignes:
            if self._ferme:
                raise IndexIndisponible("L'index vectoriel se ferme.")
            yield ligne


class IndexEmbarque(IndexChroma):
    """The index in a folder that this process owns until `fermer`. Raises IndexOccupe when another process does."""

    def __init__(self, dossier: Path, delai_sonde_s: float = DELAI_S) -> None:
        super().__init__()
        self._dossier = dossier
        self._delai_sonde_s = delai_sonde_s
        self._refuses: set[Path] = set()
        self._fichier_verrou: int | None = _prendre(dossier)

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """See `IndexVectoriel.sonder`. Before its first use here a folder is probed by a process of its own, as opening a damaged one may crash."""
        etat = self._etat(collection)
        with etat.ecriture:
            if etat.client is None:
                dossier = self._generation(collection)
                if not dossier.exists():
                    return not echantillon
                if not sonder_dossier(dossier, collection, echantillon, self._delai_sonde_s):
                    self._refuses.add(dossier)
                    return False
        return super().sonder(collection, echantillon)

    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`."""
        super().fermer()
        if self._fichier_verrou is not None:
            os.close(self._fichier_verrou)
            self._fichier_verrou = None

    def _ouvrir_client(self, collection: str) -> "Client":
        dossier = self._generation(collection)
        if dossier in self._refuses:
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est abîmé : il doit être reconstruit.")
        try:
            return acces.ouvrir_dossier(dossier)
        except IndexIndisponible:
            self._refuses.add(dossier)
            raise

    def _generations(self, collection: str) -> list[Path]:
        """The collection's folders, ``cvs.000001`` …, oldest first; more than one only when a rebuild was interrupted.

        A rebuild takes a new name because Chroma remembers, for the life of a process, a folder that it failed to open.
        """
        return sorted(d for d in self._dossier.glob(f"{collection}.*") if _GENERATION.fullmatch(d.name, len(collection)))

    def _generation(self, collection: str) -> Path:
        generations = self._generations(collection)
        return generations[-1] if generations else self._dossier / f"{collection}.000001"

    def _vider(self, collection: str, etat: _Etat) -> None:
        _fermer_client(etat)
        anciennes = self._generations(collection)
        numero = int(anciennes[-1].suffix[1:]) + 1 if anciennes else 1
        (self._dossier / f"{collection}.{numero:06d}").mkdir()
        for dossier in anciennes:
            shutil.rmtree(dossier)


class IndexServeur(IndexChroma):
    """The index on a Chroma server, which any number of processes may share."""

    def __init__(self, hote: str, port: int) -> None:
        super().__init__()
        self._adresse = (hote, port)

    def _ouvrir_client(self, collection: str) -> "Client":  # noqa: ARG002
        return acces.ouvrir_serveur(*self._adresse)

    def _vider(self, collection: str, etat: _Etat) -> None:
        acces.effacer(self._client(collection, etat), collection)


def _fermer_client(etat: _Etat) -> None:
    etat.collection = None
    if etat.client is not None:
        etat.client.close()
        etat.client = None


def _prendre(dossier: Path) -> int:
    """Lock the folder for this process; the lock goes with the process, however it ends."""
    dossier.mkdir(parents=True, exist_ok=True)
    fichier = os.open(dossier / _VERROU, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as erreur:
        proprietaire = os.read(fichier, 20).decode("ascii", "replace").strip()
        os.close(fichier)
        raise IndexOccupe(
            f"L'index vectoriel {dossier} est déjà ouvert par le processus {proprietaire or 'inconnu'} : gardez un seul processus, ou définissez CHROMA_HOST."
        ) from erreur
    os.ftruncate(fichier, 0)
    os.write(fichier, str(os.getpid()).encode())
    return fichier

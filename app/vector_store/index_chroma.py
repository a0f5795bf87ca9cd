"""The index over one Chroma client: a folder of this process, or a server that many share.

In a folder, each collection has a subfolder of its own: damage stays in one, and a rebuild starts from an empty folder,
as Chroma gives neither space nor deleted vectors back otherwise.
"""

import os
import re
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.vector_store import collection as acces
from app.vector_store.port import IndexIndisponible, LigneIndex, Voisin
from app.vector_store.search import matrice
from app.vector_store.sonde import DELAI_S, sonder_dossier
from app.vector_store.verrou import VERROU, prendre

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_GENERATION = re.compile(r"\.\d{6}")


class IndexChroma(ABC):
    """`IndexVectoriel` over Chroma, with a rebuild in three steps so that it can be sent in pieces."""

    def __init__(self) -> None:
        self._ouverture = threading.RLock()
        self._ouvertes: dict[str, Collection] = {}
        self._en_reconstruction: dict[str, Collection] = {}

    def ecrire(self, collection: str, lignes: Sequence[LigneIndex]) -> None:
        """See `IndexVectoriel.ecrire`; during a rebuild the rows go to the new collection."""
        with self._traduire(collection):
            ouverte = self._en_reconstruction.get(collection) or self._trouver(collection)
            if ouverte is None:
                with self._ouverture:
                    ouverte = self._ouvertes[collection] = acces.creer(self._client(collection), collection, complet=True)
            acces.ecrire(ouverte, lignes)

    def supprimer(self, collection: str, ids: Sequence[str]) -> None:
        """See `IndexVectoriel.supprimer`."""
        with self._traduire(collection):
            ouverte = self._trouver(collection)
            if ouverte is not None:
                acces.supprimer(ouverte, ids)

    def chercher(self, collection: str, vecteur: bytes, k: int) -> list[Voisin]:
        """See `IndexVectoriel.chercher`."""
        with self._traduire(collection):
            ouverte = self._trouver(collection)
            return [] if ouverte is None or k < 1 else acces.chercher(ouverte, matrice([vecteur]), k)

    def identifiants(self, collection: str) -> dict[str, str]:
        """See `IndexVectoriel.identifiants`."""
        return par_pages(lambda debut: self.page(collection, debut))

    def page(self, collection: str, debut: int) -> dict[str, str]:
        """The thousand rows of `identifiants` from the row `debut` on."""
        with self._traduire(collection):
            ouverte = self._trouver(collection)
            return {} if ouverte is None else acces.lire_empreintes(ouverte, debut, acces.LOT_MAX)

    def commencer(self, collection: str) -> None:
        """Drop the collection and begin a new one, which says it is incomplete until `achever`."""
        with self._traduire(collection), self._ouverture:
            self._ouvertes.pop(collection, None)
            self._en_reconstruction.pop(collection, None)
            self._vider(collection)
            self._en_reconstruction[collection] = acces.creer(self._client(collection), collection, complet=False)

    def achever(self, collection: str) -> None:
        """End the rebuild that `commencer` began: searches are answered again."""
        with self._traduire(collection):
            acces.achever(self._en_reconstruction[collection])
            self._ouvertes[collection] = self._en_reconstruction.pop(collection)

    def reconstruire(self, collection: str, lignes: Iterable[LigneIndex]) -> None:
        """See `IndexVectoriel.reconstruire`."""
        self.commencer(collection)
        for lot in acces.par_lots(lignes):
            self.ecrire(collection, lot)
        self.achever(collection)

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """See `IndexVectoriel.sonder`."""
        try:
            with self._traduire(collection):
                ouverte = self._trouver(collection)
                return not echantillon if ouverte is None else acces.tient(ouverte, echantillon)
        except IndexIndisponible:
            return False

    @abstractmethod
    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`."""

    @abstractmethod
    def _client(self, collection: str) -> "Client": ...

    @abstractmethod
    def _vider(self, collection: str) -> None:
        """Remove the collection and all it holds, damaged or not."""

    def _trouver(self, collection: str) -> "Collection | None":
        if collection in self._en_reconstruction:
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est en reconstruction.")
        ouverte = self._ouvertes.get(collection)
        if ouverte is None:
            with self._ouverture:
                ouverte = acces.trouver(self._client(collection), collection)
                if ouverte is not None:
                    self._ouvertes[collection] = ouverte
        return ouverte

    @contextmanager
    def _traduire(self, collection: str) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as erreur:
            self._ouvertes.pop(collection, None)  # rebuilt by another process: the next call finds the new one
            raise IndexIndisponible(f"L'index vectoriel « {collection} » vient d'être refait : recommencez.") from erreur
        except (ChromaError, httpx.HTTPError, OSError) as erreur:
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est abîmé ou injoignable.") from erreur


class IndexServeur(IndexChroma):
    """The index on a Chroma server, which any number of processes and threads may share."""

    def __init__(self, hote: str, port: int) -> None:
        super().__init__()
        self._adresse = (hote, port)
        self._unique: Client | None = None

    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`."""
        with self._ouverture:
            self._ouvertes.clear()
            if self._unique is not None:
                self._unique.close()
                self._unique = None

    def _client(self, collection: str) -> "Client":  # noqa: ARG002
        with self._ouverture:
            if self._unique is None:
                self._unique = acces.ouvrir_serveur(*self._adresse)
            return self._unique

    def _vider(self, collection: str) -> None:
        acces.effacer(self._client(collection), collection)


class IndexLocal(IndexChroma):
    """The index in a folder that this process owns until `fermer`; one thread only. Raises IndexOccupe when another process owns it.

    `pour` is the process that speaks for the folder, named to whoever is refused.
    """

    def __init__(self, dossier: Path, pour: int, delai_sonde_s: float = DELAI_S) -> None:
        super().__init__()
        self._dossier = dossier
        self._delai_sonde_s = delai_sonde_s
        self._clients: dict[str, Client] = {}
        self._refuses: set[Path] = set()
        self._fichier_verrou = prendre(dossier, pour)
        verrou = os.fstat(self._fichier_verrou)
        self._identite = (verrou.st_dev, verrou.st_ino)

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """See `IndexVectoriel.sonder`. Before its first use here a folder is probed by a process of its own, as opening a damaged one may crash."""
        if collection not in self._clients:
            dossier = self._generation(collection)
            if not dossier.exists():
                return not echantillon
            if not sonder_dossier(dossier, collection, echantillon, self._delai_sonde_s):
                self._refuses.add(dossier)
                return False
        return super().sonder(collection, echantillon)

    def ecrire(self, collection: str, lignes: Sequence[LigneIndex]) -> None:
        """See `IndexVectoriel.ecrire`. A collection that refuses is closed: the next probe looks at the files themselves."""
        try:
            super().ecrire(collection, lignes)
        except IndexIndisponible:
            self._fermer_client(collection)
            raise

    def tient_le_verrou(self) -> bool:
        """Whether the folder is still the one that was locked: removed or replaced, it is no longer ours."""
        try:
            present = (self._dossier / VERROU).stat()
        except OSError:
            return False
        return (present.st_dev, present.st_ino) == self._identite

    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`."""
        for collection in list(self._clients):
            self._fermer_client(collection)
        os.close(self._fichier_verrou)

    def _client(self, collection: str) -> "Client":
        if collection not in self._clients:
            dossier = self._generation(collection)
            if dossier in self._refuses:
                raise IndexIndisponible(f"L'index vectoriel « {collection} » est abîmé : il doit être reconstruit.")
            try:
                self._clients[collection] = acces.ouvrir_dossier(dossier)
            except IndexIndisponible:
                self._refuses.add(dossier)
                raise
        return self._clients[collection]

    def _fermer_client(self, collection: str) -> None:
        self._ouvertes.pop(collection, None)
        client = self._clients.pop(collection, None)
        if client is not None:
            client.close()

    def _generations(self, collection: str) -> list[Path]:
        """The collection's folders, ``cvs.000001`` …, oldest first; more than one only when a rebuild was interrupted.

        A rebuild takes a new name because Chroma remembers, for the life of a process, a folder that it failed to open.
        """
        return sorted(d for d in self._dossier.glob(f"{collection}.*") if _GENERATION.fullmatch(d.name, len(collection)))

    def _generation(self, collection: str) -> Path:
        generations = self._generations(collection)
        return generations[-1] if generations else self._dossier / f"{collection}.000001"

    def _vider(self, collection: str) -> None:
        self._fermer_client(collection)
        anciennes = self._generations(collection)
        numero = int(anciennes[-1].suffix[1:]) + 1 if anciennes else 1
        (self._dossier / f"{collection}.{numero:06d}").mkdir()
        for dossier in anciennes:
            shutil.rmtree(dossier)


def par_pages(lire: Callable[[int], dict[str, str]]) -> dict[str, str]:
    """Every row, read a thousand at a time. One that is removed meanwhile may hide another: whoever compares looks at it again."""
    tout: dict[str, str] = {}
    debut = 0
    while page := lire(debut):
        tout |= page
        debut += len(page)
    return tout

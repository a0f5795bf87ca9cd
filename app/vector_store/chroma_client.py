"""The vector index: embedded, in a process that owns the folder, or on a Chroma server when ``CHROMA_HOST`` is set.

Two processes on one folder lose vectors silently, hence one owner, held by a lock; and writes would freeze the API, hence not in its process.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from app.core.config import RACINE, Settings
from app.vector_store.collection import par_lots
from app.vector_store.index_chroma import IndexServeur, par_pages
from app.vector_store.modele import DIMENSION
from app.vector_store.port import ErreurIndex, IndexIndisponible, IndexOccupe, IndexVectoriel, LigneIndex, Voisin
from app.vector_store.verrou import est_tenu

__all__ = [
    "ErreurIndex",
    "IndexEmbarque",
    "IndexIndisponible",
    "IndexOccupe",
    "IndexServeur",
    "IndexVectoriel",
    "LigneIndex",
    "Voisin",
    "index_tenu",
    "ouvrir_index",
]

LOT_ECRITURE = 100
ATTENTE_LECTURE_S = 3.0
ATTENTE_ECRITURE_S = 10.0
DELAI_REPONSE_S = 300.0
DELAI_ARRET_S = 2.0
PAUSE_APRES_PANNE_S = 30.0


def ouvrir_index(settings: Settings) -> IndexVectoriel:
    """The index that the settings describe. Raises IndexOccupe when another process owns the folder."""
    if settings.CHROMA_HOST:
        return IndexServeur(settings.CHROMA_HOST, settings.CHROMA_PORT)
    if int(os.environ.get("WEB_CONCURRENCY") or 1) > 1:
        raise IndexOccupe("WEB_CONCURRENCY demande plusieurs processus, mais l'index embarqué n'en sert qu'un : mettez 1, ou définissez CHROMA_HOST.")
    return IndexEmbarque(settings.CHROMA_PERSIST_DIR)


def index_tenu(settings: Settings) -> bool:
    """Whether some process answers for the index now: a server always, a folder while the process that locked it lives."""
    return bool(settings.CHROMA_HOST) or est_tenu(settings.CHROMA_PERSIST_DIR)


class IndexEmbarque:
    """`IndexVectoriel` in a folder, through the process that owns it. Thread-safe.

    A search that would wait for a write more than three seconds raises IndexIndisponible, as does everything after that process died;
    it is started again half a minute later, or by `sonder` and `reconstruire` at once.
    """

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier
        self._ecriture = threading.Lock()
        self._tuyau = threading.Lock()
        self._ferme = False
        self._suspectes: set[str] = set()
        self._processus: subprocess.Popen[bytes] | None = None
        self._connexion: Connection[tuple[str, tuple[object, ...]], tuple[str, object]] | None = None
        self._en_panne_depuis = 0.0
        try:
            self._demarrer()
        except IndexIndisponible:
            # an unusable folder must not keep the process from serving: searches are exact until it can be opened
            self._en_panne_depuis = time.monotonic()

    def ecrire(self, collection: str, lignes: Sequence[LigneIndex]) -> None:
        """See `IndexVectoriel.ecrire`."""
        with self._un_ecrivain(collection):
            for lot in par_lots(lignes, LOT_ECRITURE):
                self._demander(collection, "ecrire", lot)

    def supprimer(self, collection: str, ids: Sequence[str]) -> None:
        """See `IndexVectoriel.supprimer`."""
        with self._un_ecrivain(collection):
            for debut in range(0, len(ids), LOT_ECRITURE):
                self._demander(collection, "supprimer", list(ids[debut : debut + LOT_ECRITURE]))

    def chercher(self, collection: str, vecteur: bytes, k: int) -> list[Voisin]:
        """See `IndexVectoriel.chercher`. Raises ValueError on a vector of another size."""
        if len(vecteur) != DIMENSION * 4:
            raise ValueError(f"query vector has {len(vecteur)} bytes instead of {DIMENSION * 4}")
        return cast("list[Voisin]", self._demander(collection, "chercher", vecteur, k, attente_s=ATTENTE_LECTURE_S))

    def identifiants(self, collection: str) -> dict[str, str]:
        """See `IndexVectoriel.identifiants`. Searches are answered between its pages: at 100,000 rows the whole takes longer than they wait."""
        return par_pages(lambda debut: cast("dict[str, str]", self._demander(collection, "page", debut)))

    def reconstruire(self, collection: str, lignes: Iterable[LigneIndex]) -> None:
        """See `IndexVectoriel.reconstruire`. An interruption leaves a collection that says it is incomplete."""
        with self._un_ecrivain(collection):
            self._suspectes.discard(collection)
            self._en_panne_depuis = 0.0
            self._demander(collection, "commencer")
            for lot in par_lots(lignes, LOT_ECRITURE):
                self._demander(collection, "ecrire", lot)
            self._demander(collection, "achever")

    def sonder(self, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
        """See `IndexVectoriel.sonder`."""
        self._suspectes.discard(collection)
        self._en_panne_depuis = 0.0
        try:
            return bool(self._demander(collection, "sonder", list(echantillon)))
        except IndexIndisponible:
            return False

    def fermer(self) -> None:
        """See `IndexVectoriel.fermer`. A write that lasts longer than this waits for is finished by its process alone, which then ends."""
        self._ferme = True
        libre = self._tuyau.acquire(timeout=DELAI_ARRET_S)
        try:
            self._arreter()
        finally:
            if libre:
                self._tuyau.release()

    @contextmanager
    def _un_ecrivain(self, collection: str) -> Iterator[None]:
        if not self._ecriture.acquire(timeout=ATTENTE_ECRITURE_S):
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est occupé par une autre écriture.")
        try:
            yield
        finally:
            self._ecriture.release()

    def _demander(self, collection: str, methode: str, *arguments: object, attente_s: float = DELAI_REPONSE_S) -> object:
        if not self._tuyau.acquire(timeout=attente_s):
            raise IndexIndisponible(f"L'index vectoriel « {collection} » est occupé par une écriture.")
        try:
            if collection in self._suspectes:
                raise IndexIndisponible(f"L'index vectoriel « {collection} » est abîmé : il doit être reconstruit.")
            statut, contenu = self._echanger(collection, methode, arguments)
        finally:
            self._tuyau.release()
        if statut == "erreur":
            raise IndexIndisponible(str(contenu))
        return contenu

    def _echanger(self, collection: str, methode: str, arguments: tuple[object, ...]) -> tuple[str, object]:
        connexion = self._connexion or self._redemarrer()
        try:
            connexion.send((methode, (collection, *arguments)))
            if connexion.poll(DELAI_REPONSE_S):
                return connexion.recv()
        except (EOFError, OSError) as erreur:
            self._panne(collection)
            raise IndexIndisponible(f"Le processus de l'index vectoriel s'est arrêté pendant une opération sur « {collection} ».") from erreur
        self._panne(collection)
        raise IndexIndisponible(f"Le processus de l'index vectoriel ne répondait plus pendant une opération sur « {collection} ».")

    def _panne(self, collection: str) -> None:
        self._suspectes.add(collection)
        self._en_panne_depuis = time.monotonic()
        if self._processus is not None:
            self._processus.kill()
        self._arreter()

    def _redemarrer(self) -> "Connection[tuple[str, tuple[object, ...]], tuple[str, object]]":
        if self._ferme:
            raise IndexIndisponible("L'index vectoriel est fermé.")
        if self._en_panne_depuis and time.monotonic() - self._en_panne_depuis < PAUSE_APRES_PANNE_S:
            raise IndexIndisponible("Le processus de l'index vectoriel vient de s'arrêter.")
        return self._demarrer()

    def _demarrer(self) -> "Connection[tuple[str, tuple[object, ...]], tuple[str, object]]":
        ici, la_bas = Pipe()
        with la_bas:
            # Chroma saves memory that it never wrote: glibc overwrites what is freed, or erased vectors would come back in new files
            environnement = {**os.environ, "MALLOC_PERTURB_": "85"}
            commande = [sys.executable, "-m", "app.vector_store.proprietaire", str(self._dossier.absolute()), str(la_bas.fileno())]
            # a session of its own: Ctrl-C in a terminal is for the master, who then closes the pipe
            self._processus = subprocess.Popen(  # noqa: S603
                commande, cwd=RACINE, env=environnement, pass_fds=(la_bas.fileno(),), stdin=subprocess.DEVNULL, start_new_session=True
            )
        try:
            statut, contenu = ici.recv()
        except EOFError as erreur:
            ici.close()
            self._en_panne_depuis = time.monotonic()
            raise IndexIndisponible(f"Le processus de l'index vectoriel n'a pas démarré (code {self._processus.wait()}).") from erreur
        if statut != "ok":
            ici.close()
            self._processus.wait()
            self._en_panne_depuis = time.monotonic()
            raise (IndexOccupe if statut == "occupe" else IndexIndisponible)(str(contenu))
        self._connexion = ici
        return ici

    def _arreter(self) -> None:
        """Close the pipe, which ends the process after the write in hand: killed in the middle of it, it could leave a damaged folder."""
        if self._connexion is not None:
            self._connexion.close()
            self._connexion = None
        if self._processus is not None:
            with suppress(subprocess.TimeoutExpired):
                self._processus.wait(DELAI_ARRET_S)
            self._processus = None

"""The process that owns the embedded index: ``python -m app.vector_store.proprietaire DOSSIER PRISE``, started by `IndexEmbarque` only.

Chroma 1.5.9 keeps Python's global lock during writes, and one row may cost seconds when it makes the graph catch up: in the API's own process
every request would stand still. A crash on a damaged folder stays here as well. It ends when its master does, after the write in hand.
"""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from app.vector_store.index_chroma import IndexLocal
from app.vector_store.port import ErreurIndex, IndexOccupe


def servir(connexion: "Connection[object, tuple[str, tuple[object, ...]]]", dossier: Path) -> None:
    """Answer one request after the other: ``(method, arguments)`` → ``("ok", result)`` or ``("erreur", sentence)``."""
    try:
        index = IndexLocal(dossier, pour=os.getppid())
    except IndexOccupe as erreur:
        connexion.send(("occupe", str(erreur)))
        return
    except OSError as erreur:
        connexion.send(("erreur", f"Le dossier de l'index vectoriel {dossier} ne peut pas être ouvert ({erreur.strerror})."))
        return
    connexion.send(("ok", None))
    methodes: dict[str, Callable[..., object]] = {
        methode.__name__: methode for methode in (index.ecrire, index.supprimer, index.chercher, index.page, index.commencer, index.achever, index.sonder)
    }
    while True:
        try:
            methode, arguments = connexion.recv()
        except EOFError:
            break
        if not index.tient_le_verrou():
            sys.exit("le dossier de l'index a disparu")  # what this process has open is in no folder any more: another starts afresh
        try:
            reponse: tuple[str, object] = ("ok", methodes[methode](*arguments))
        except ErreurIndex as erreur:
            reponse = ("erreur", str(erreur))
        try:
            connexion.send(reponse)
        except BrokenPipeError:
            break
    index.fermer()


if __name__ == "__main__":
    # a stop of the whole group must not cut a write short: the closed pipe ends this process
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    servir(Connection(int(sys.argv[2])), Path(sys.argv[1]))

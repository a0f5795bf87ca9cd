"""One owner for the folder of an embedded index: two processes on it would lose vectors silently."""

import fcntl
import os
import time
from pathlib import Path

from app.vector_store.port import IndexOccupe

VERROU = ".verrou"
_ATTENTE_VERROU_S = 30.0
_PAS_S = 0.1


def est_tenu(dossier: Path) -> bool:
    """Whether the process that last locked the folder is alive."""
    try:
        return _vivant((dossier / VERROU).read_text(encoding="ascii", errors="replace").strip())
    except FileNotFoundError:
        return False


def prendre(dossier: Path, pour: int) -> int:
    """Lock the folder; the lock goes with this process, however it ends.

    An owner whose own master has died is only finishing its last write: it is waited for, half a minute at most.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    fichier = os.open(dossier / VERROU, os.O_RDWR | os.O_CREAT, 0o600)
    limite = time.monotonic() + _ATTENTE_VERROU_S
    while True:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as erreur:
            proprietaire = os.pread(fichier, 20, 0).decode("ascii", "replace").strip()
            if _vivant(proprietaire) or time.monotonic() > limite:
                os.close(fichier)
                raise IndexOccupe(
                    f"L'index vectoriel {dossier} est déjà ouvert par le processus {proprietaire or 'inconnu'} : "
                    "gardez un seul processus, ou définissez CHROMA_HOST."
                ) from erreur
            time.sleep(_PAS_S)
        else:
            os.ftruncate(fichier, 0)
            os.pwrite(fichier, str(pour).encode(), 0)
            return fichier


def _vivant(processus: str) -> bool:
    if not processus.isdecimal():
        return False
    try:
        os.kill(int(processus), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

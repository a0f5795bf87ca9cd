"""What runs inside the contained child: its own limits, then one file, one answer, the end."""

import os
import signal
import socket
from datetime import date
from typing import Literal, TypedDict

from app.core.errors import LectureImpossible

MEMOIRE_OCTETS = 512 * 1024 * 1024
CPU_S = 8
MURALE_S = 15
OCR_CPU_S, OCR_MURALE_S = 40, 45
FICHIERS_OUVERTS = 24
MORCEAU = 1 << 20


class Demande(TypedDict):
    """What the parent asks. `recu_le` is ISO; `page` and `dpi` serve images only; `tesseract` is the path of the program, for scans only."""

    action: Literal["lire", "image"]
    recu_le: str
    page: int
    dpi: int
    tesseract: str


def limites(demande: Demande) -> tuple[int, int]:
    """CPU and wall seconds that a request may take."""
    return (OCR_CPU_S, OCR_MURALE_S) if demande["tesseract"] else (CPU_S, MURALE_S)


def limiter(cpu_s: int, murale_s: int) -> None:
    """Take away from this process what a hostile file could use. POSIX only; nothing is given back."""
    import resource

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(murale_s + 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_OCTETS, MEMOIRE_OCTETS))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FICHIERS_OUVERTS, FICHIERS_OUVERTS))


def recevoir(prise: socket.socket) -> bytes:
    """Everything until the other side stops writing."""
    morceaux = []
    while morceau := prise.recv(MORCEAU):
        morceaux.append(morceau)
    return b"".join(morceaux)


def repondre(demande: Demande, contenu: bytes) -> bytes:
    """The answer to one request: ``J`` and the JSON of a LectureCV, ``P`` and a PNG, or ``E`` and the code of an error."""
    try:
        if demande["action"] == "image":
            from app.ai.lecture.pdf import image_png

            return b"P" + image_png(contenu, demande["page"], demande["dpi"])
        from app.ai.lecture.chaine import lire

        lecture = lire(contenu, recu_le=date.fromisoformat(demande["recu_le"]), tesseract=demande["tesseract"])
        return b"J" + lecture.model_dump_json().encode()
    except LectureImpossible as erreur:
        return b"E" + erreur.code.name.encode()
    except MemoryError:
        return b"ELECTURE_MEMOIRE"


def servir(demande: Demande, prise: socket.socket) -> None:
    """Limit this process, answer one request on `prise`, and end the process without cleaning up what it shares."""
    os.setpgid(0, 0)
    contenu = recevoir(prise)
    limiter(*limites(demande))
    reponse = repondre(demande, contenu)
    prise.sendall(reponse)
    os._exit(0)

"""The reader that services use: bytes in, LectureCV out, everything dangerous in a child of the fork server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.ai.lecture.enfant import Demande, limites
from app.ai.lecture.serveur import FIN, MESSAGE_OCTETS
from app.core.errors import Code, LectureImpossible
from app.schemas.profil import LectureCV

RACINE = Path(__file__).resolve().parents[3]
MARGE_S = 5
DPI_MAX = 200
MORCEAU = 1 << 20
_LANCEMENT = "import sys; sys.path.insert(0, {racine!r}); from app.ai.lecture.serveur import principal; principal({fd})"


class ServeurPerdu(Exception):
    """The fork server is gone: start another."""


@dataclass(frozen=True)
class Consommation:
    """What the last reading cost its child: CPU seconds and peak resident bytes (shared pages included)."""

    cpu_s: float
    memoire: int


class Lecteur:
    """Reads files in contained children, at most `enfants` at once; scans with tesseract if `ocr` and it is installed. Starts nothing before the first file; safe to share between threads."""

    def __init__(self, enfants: int = 2, *, ocr: bool = True) -> None:
        self._places = threading.BoundedSemaphore(enfants)
        self._verrou = threading.Lock()
        self._serveur: subprocess.Popen[bytes] | None = None
        self._controle: socket.socket | None = None
        self._ocr = ocr
        self.derniere: Consommation | None = None

    def lire(self, contenu: bytes, *, nom_fichier: str, recu_le: date) -> LectureCV:  # noqa: ARG002 - bytes tell the format, names lie
        """Read a CV. Raises LectureImpossible with the code that says why it cannot be."""
        demande = Demande(action="lire", recu_le=recu_le.isoformat(), page=0, dpi=0, tesseract="")
        try:
            reponse = self._demander(demande, contenu)
        except LectureImpossible as erreur:
            tesseract = shutil.which("tesseract") if self._ocr and erreur.code is Code.PDF_SANS_TEXTE else None
            if tesseract is None:
                raise
            reponse = self._demander({**demande, "tesseract": tesseract}, contenu)
        return LectureCV.model_validate_json(reponse)

    def image(self, contenu: bytes, page: int, dpi: int = 100) -> bytes:
        """PNG of page `page` (from 1). Raises LectureImpossible, with `page_introuvable` beyond the last page."""
        demande = Demande(action="image", recu_le="", page=page, dpi=min(dpi, DPI_MAX), tesseract="")
        return self._demander(demande, contenu)

    def chauffer(self) -> None:
        """Start the server now rather than at the first file."""
        with self._verrou:
            self._demarrer()

    def fermer(self) -> None:
        """End the server and its children."""
        with self._verrou:
            self._arreter()

    def _demander(self, demande: Demande, contenu: bytes) -> bytes:
        with self._places:
            try:
                reponse = self._echanger(demande, contenu)
            except ServeurPerdu:
                try:
                    reponse = self._echanger(demande, contenu)
                except ServeurPerdu as perdu:
                    raise LectureImpossible(Code.LECTURE_INTERROMPUE) from perdu
        return self._comprendre(reponse)

    def _echanger(self, demande: Demande, contenu: bytes) -> bytes:
        notre, sienne = socket.socketpair()
        with notre:
            try:
                with sienne, self._verrou:
                    socket.send_fds(self._demarrer(), [json.dumps(demande).encode().ljust(MESSAGE_OCTETS)], [sienne.fileno()])
                return self._dialoguer(notre, contenu, limites(demande)[1] + MARGE_S)
            except TimeoutError as panne:
                # the server kills its children in time: if nothing came, the server itself is stuck
                with self._verrou:
                    self._arreter()
                raise LectureImpossible(Code.LECTURE_DELAI) from panne
            except OSError as panne:
                with self._verrou:
                    self._arreter()
                raise ServeurPerdu from panne

    @staticmethod
    def _dialoguer(prise: socket.socket, contenu: bytes, attente_s: int) -> bytes:
        """Send the file, then read until the server closes. Raises TimeoutError, ServeurPerdu."""
        limite = time.monotonic() + attente_s
        prise.settimeout(attente_s)
        try:
            prise.sendall(contenu)
            prise.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            # the child died before it had read all: its end follows
            pass
        morceaux = []
        while True:
            prise.settimeout(max(0.01, limite - time.monotonic()))
            morceau = prise.recv(MORCEAU)
            if not morceau:
                break
            morceaux.append(morceau)
        reponse = b"".join(morceaux)
        if FIN not in reponse[-200:]:
            raise ServeurPerdu
        return reponse

    def _comprendre(self, reponse: bytes) -> bytes:
        corps, _, fin = reponse.rpartition(FIN)
        bilan = json.loads(fin)
        self.derniere = Consommation(bilan["cpu"], bilan["memoire"])
        statut = bilan["statut"]
        if os.WIFSIGNALED(statut):
            raise LectureImpossible(_code_du_signal(os.WTERMSIG(statut), bilan["tue"]))
        if os.WEXITSTATUS(statut) != 0 or not corps:
            raise LectureImpossible(Code.LECTURE_INTERROMPUE)
        if corps[:1] == b"E":
            raise LectureImpossible(Code[corps[1:].decode()])
        return corps[1:]

    def _demarrer(self) -> socket.socket:
        if self._serveur is not None and self._controle is not None and self._serveur.poll() is None:
            return self._controle
        self._arreter()
        notre, sienne = socket.socketpair()
        with sienne:
            commande = [sys.executable, "-I", "-c", _LANCEMENT.format(racine=str(RACINE), fd=sienne.fileno())]
            # an empty environment: no secret, no database address, one thread in numeric libraries
            environnement = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            self._serveur = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                commande, pass_fds=[sienne.fileno()], env=environnement, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, cwd="/"
            )
        self._controle = notre
        return notre

    def _arreter(self) -> None:
        if self._controle is not None:
            self._controle.close()
            self._controle = None
        if self._serveur is not None:
            try:
                self._serveur.wait(timeout=1)
            except subprocess.TimeoutExpired:
                os.killpg(self._serveur.pid, signal.SIGKILL)
                self._serveur.wait()
            self._serveur = None


def _code_du_signal(numero: int, tue: bool) -> Code:
    if tue or numero in (signal.SIGXCPU, signal.SIGALRM):
        return Code.LECTURE_DELAI
    # PDFium ends itself when it cannot get memory; the kernel kills what takes too much
    if numero in (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL):
        return Code.LECTURE_MEMOIRE
    return Code.LECTURE_INTERROMPUE

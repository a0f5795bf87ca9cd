"""The fork server: one process without threads, secrets or connections, that has everything loaded and forks a child a file.

Run as ``python -I -c`` with an empty environment and one end of a Unix socket. Each message carries a JSON request, padded
with blanks to MESSAGE_OCTETS, and the descriptor of a socket: the child reads the file and answers there; then the server adds
how the child ended, and closes. The end of the parent ends the server and its children.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass

from app.ai.lecture.enfant import Demande, limites, servir

POLITESSE = 5
MESSAGE_OCTETS = 2_048
FIN = b"\n#FIN#"
"""Opens the trailer that the server writes after the child's answer: wait status, CPU seconds, peak resident bytes, killed for lateness, as JSON."""


@dataclass
class Enfant:
    """A running child: where its end is to be told, and by when it must have ended."""

    prise: socket.socket
    echeance: float
    tue: bool = False


def precharger() -> None:
    """Import and build what every child needs, once."""
    from app.ai.lecture import chaine

    chaine.chauffer()
    gc.collect()
    gc.freeze()


def _tuer(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        # the child has not made its group yet
        os.kill(pid, signal.SIGKILL)


def _annoncer(enfant: Enfant, statut: int, cpu: float, memoire: int) -> None:
    fin = FIN + json.dumps({"statut": statut, "cpu": round(cpu, 4), "memoire": memoire, "tue": enfant.tue}).encode()
    try:
        enfant.prise.settimeout(1)
        enfant.prise.sendall(fin)
    except OSError:
        # whoever asked is gone: there is nobody to tell
        pass
    finally:
        enfant.prise.close()


class Serveur:
    """The loop of the fork server."""

    def __init__(self, controle: socket.socket) -> None:
        self.controle = controle
        self.enfants: dict[int, Enfant] = {}
        self.reveil, ecriture = os.pipe()
        os.set_blocking(self.reveil, False)
        os.set_blocking(ecriture, False)
        signal.signal(signal.SIGCHLD, lambda _numero, _cadre: None)
        signal.set_wakeup_fd(ecriture, warn_on_full_buffer=False)

    def tourner(self) -> None:
        """Serve until the parent closes its end."""
        while True:
            attente = min((e.echeance for e in self.enfants.values()), default=time.monotonic() + 3600) - time.monotonic()
            prets, _, _ = select.select([self.controle.fileno(), self.reveil], [], [], max(0.0, attente))
            if self.reveil in prets:
                os.read(self.reveil, 4096)
            self._moissonner()
            if self.controle.fileno() in prets and not self._accepter():
                break
            for pid, enfant in self.enfants.items():
                if time.monotonic() >= enfant.echeance:
                    _tuer(pid)
                    enfant.tue, enfant.echeance = True, enfant.echeance + 1
        for pid in self.enfants:
            _tuer(pid)

    def _accepter(self) -> bool:
        message, descripteurs, _, _ = socket.recv_fds(self.controle, MESSAGE_OCTETS, 1)
        if not message or not descripteurs:
            return False
        prise = socket.socket(fileno=descripteurs[0])
        demande: Demande = json.loads(message)
        pid = os.fork()
        if pid == 0:
            self._devenir_enfant(demande, prise)
        self.enfants[pid] = Enfant(prise, time.monotonic() + limites(demande)[1])
        return True

    def _devenir_enfant(self, demande: Demande, prise: socket.socket) -> None:
        """Never returns, whatever happens: a child that came back would be a second server."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.controle.close()
            for autre in self.enfants.values():
                autre.prise.close()
            servir(demande, prise)
        except Exception as erreur:  # noqa: BLE001 - a fault of ours is told on stderr, without the message: it may hold the CV's text
            traceback.print_tb(erreur.__traceback__)
            sys.stderr.write(f"lecture: {type(erreur).__name__}\n")
            sys.stderr.flush()
        finally:
            os._exit(70)

    def _moissonner(self) -> None:
        while self.enfants:
            pid, statut, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            _annoncer(self.enfants.pop(pid), statut, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def principal(descripteur: int) -> None:
    """Entry of the server process."""
    controle = socket.socket(fileno=descripteur)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a file takes 200 ms of processor: whoever reads or writes a row meanwhile goes first
    os.nice(POLITESSE)
    precharger()
    Serveur(controle).tourner()

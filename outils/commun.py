"""Places, words to the person, and long steps that say what they do."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
ETAT = RACINE / ".dev"
JOURNAL = RACINE / ".cache" / "dev.log"
LENT_S = 2.0
RAPPEL_S = 10.0


class Arret(Exception):
    """Something the person must do first; the message is one French sentence."""


class ArretDemande(BaseException):
    """Ctrl-C or SIGTERM."""


@contextlib.contextmanager
def seul(fichier, refus):
    """Hold a lock file for as long as the block lasts. Raises Arret when another process holds it; `{}` in `refus` stands for its number."""
    import fcntl

    with fichier.open("a+", encoding="ascii") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            verrou.seek(0)
            raise Arret(refus.format(verrou.read())) from None
        verrou.truncate(0)
        verrou.write(str(os.getpid()))
        verrou.flush()
        yield


def dire(message):
    """Print at once, also into a pipe."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def rappeler(debut, libelle):
    """A function to call while waiting: past two seconds, then every ten, it says what lasts and for how long."""
    prochain = debut + LENT_S

    def rappel():
        nonlocal prochain
        maintenant = time.monotonic()
        if maintenant >= prochain:
            prochain = maintenant + RAPPEL_S
            dire(f"{libelle}… {maintenant - debut:.0f} s")

    return rappel


class Etape:
    """A command that runs quietly into the journal; `finir` waits, reports what lasts, and raises Arret with its last words."""

    def __init__(self, libelle, commande, env=None, conseil=""):
        self.libelle = libelle
        self.conseil = conseil
        self.debut = time.monotonic()
        JOURNAL.parent.mkdir(exist_ok=True)
        self._sortie = JOURNAL.parent / f"etape-{time.time_ns()}.log"
        with self._sortie.open("wb") as sortie:
            self.processus = subprocess.Popen(commande, cwd=str(RACINE), env=env, stdin=subprocess.DEVNULL, stdout=sortie, stderr=sortie)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.processus.poll() is None:
            self.processus.terminate()
            self.processus.wait()
        with self._sortie.open("rb") as sortie, JOURNAL.open("ab") as journal:
            journal.write(sortie.read())
        self._sortie.unlink()

    def finir(self):
        rappel = rappeler(self.debut, self.libelle)
        while self.processus.poll() is None:
            time.sleep(0.02)
            rappel()
        duree = time.monotonic() - self.debut
        if self.processus.returncode != 0:
            raise Arret(f"{self.libelle} : échec. {self._derniers_mots()} {self.conseil}(tout le journal : {JOURNAL})")
        if duree > LENT_S:
            dire(f"{self.libelle} : fait en {duree:.0f} s.")

    def _derniers_mots(self):
        lignes = self._sortie.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["Aucun message"]
        with contextlib.suppress(StopIteration):
            return next(ligne for ligne in reversed(lignes) if "error" in ligne.lower()).strip()[:400]
        return lignes[-1].strip()[:400]


def etape(libelle, commande, env=None, conseil=""):
    """Run one long step to its end. Raises Arret, with `conseil` after the command's last words."""
    with Etape(libelle, commande, env, conseil) as pas:
        pas.finir()

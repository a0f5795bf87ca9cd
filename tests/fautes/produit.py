"""The real product in its own processes, on folders, ports and a PostgreSQL server of its own: what the driver starts, breaks and starts again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg2
from sqlalchemy import make_url

from app.core.config import Settings, get_settings
from app.core.embedded_pg import ServeurPostgres, mourir_avec_le_parent

RACINE = Path(__file__).resolve().parents[2]
PRET_S = 180.0
BAIL_S = 6
ARRET_S = 20.0


def port_libre() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port: int = prise.getsockname()[1]
        return port


@dataclass
class Processus:
    """One process of the product, with the log it writes."""

    nom: str
    popen: subprocess.Popen[bytes]

    def vivant(self) -> bool:
        return self.popen.poll() is None

    def tuer(self) -> None:
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(10)

    def arreter(self) -> float:
        """SIGTERM; how many seconds it took. Killed, and told, past a minute."""
        debut = time.monotonic()
        self.popen.terminate()
        try:
            self.popen.wait(60)
        except subprocess.TimeoutExpired:
            self.tuer()
        return time.monotonic() - debut


@dataclass
class Produit:
    """PostgreSQL, the API, and `ouvriers` workers apart (0: the worker lives in the API)."""

    dossier: Path
    ouvriers: int = 0
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=port_libre)
    api: Processus | None = None
    autres: list[Processus] = field(default_factory=list)
    etat_pg: Path | None = None

    def __post_init__(self) -> None:
        self.serveur = ServeurPostgres.jetable() if self.etat_pg is None else ServeurPostgres(self.etat_pg, durable=False)
        avant = dict(os.environ)
        # PostgreSQL lives under the same clock as the product
        os.environ.update({nom: valeur for nom, valeur in self.env.items() if "FAKETIME" in nom or nom == "LD_PRELOAD"})
        try:
            self.url = self.serveur.demarrer()
        finally:
            os.environ.clear()
            os.environ.update(avant)
        self.adresse = f"http://127.0.0.1:{self.port}"
        self.journal = self.dossier / "journal.txt"
        self.chroma, self.stockage, self.extraits = (self.dossier / nom for nom in ("chroma", "stockage", "cv_extraits"))
        self.env = {
            "DATABASE_URL": self.url,
            "CHROMA_PERSIST_DIR": str(self.chroma),
            "STORAGE_URL": str(self.stockage),
            "CV_EXTRAITS_DIR": str(self.extraits),
            "REGISTRE_URL": str(self.dossier / "registre"),
            "JWT_SECRET": "secret de test, long de plus de trente-deux octets",
            "GROQ_API_KEY": "",
            "LLM_MODELS": "",
            "BCRYPT_TOURS": "4",
            "CV_MAX_PAR_CANDIDAT": "1000",
            "WORKER_INTEGRE": "false" if self.ouvriers else "true",
            "EMBEDDING_MODEL_DIR": str(get_settings().EMBEDDING_MODEL_DIR or ""),
            "FAUTES_BAIL": str(BAIL_S),
            "FAUTES_SEUIL_EXACT": "0",
        } | self.env

    def lancer(self, *mots: str, env: Mapping[str, str] | None = None) -> Processus:
        """Start `python -m tests.fautes.enfant …`; it dies with this process."""
        with self.journal.open("ab") as sortie:
            popen = subprocess.Popen(
                [sys.executable, "-m", "tests.fautes.enfant", *mots],
                cwd=RACINE,
                env=os.environ | self.env | dict(env or {}),
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                preexec_fn=mourir_avec_le_parent(signal.SIGKILL),
            )
        return Processus(mots[0], popen)

    def lancer_api(self, env: Mapping[str, str] | None = None) -> Processus:
        """Start the API, and do not wait: armed, it may die before it is ready."""
        self.api = self.lancer("api", str(self.port), env=env)
        return self.api

    def demarrer(self, env: Mapping[str, str] | None = None) -> float:
        """Start what does not run; seconds until the API says it is ready."""
        debut = time.monotonic()
        if self.api is None or not self.api.vivant():
            self.lancer_api(env)
        self.autres = [p for p in self.autres if p.vivant()]
        if self.ouvriers:
            self.attendre_pret()  # a fresh database is brought up to date by the API
        while len(self.autres) < self.ouvriers:
            self.autres.append(self.lancer("ouvrier", env=env))
        self.attendre_pret()
        return time.monotonic() - debut

    def attendre_pret(self, delai_s: float = PRET_S) -> float:
        """Seconds until `/ready` says 200. Raises AssertionError with the log's end."""
        debut = time.monotonic()
        while time.monotonic() - debut < delai_s:
            if self.api is not None and not self.api.vivant():
                break
            try:
                if httpx.get(f"{self.adresse}/ready", timeout=5).status_code == 200:
                    return time.monotonic() - debut
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"l'API n'est pas prête :\n{self.fin_du_journal()}")

    def fin_du_journal(self) -> str:
        return self.journal.read_text(errors="replace")[-3000:] if self.journal.exists() else ""

    def reglages(self) -> Settings:
        """The settings that the processes run under."""
        return Settings(_env_file=None, **{nom: valeur for nom, valeur in self.env.items() if not nom.startswith(("FAUTES_", "FAKETIME", "LD_"))})

    def cli(self, *mots: str) -> subprocess.CompletedProcess[str]:
        """`python -m app.cli …` on the same database and folders."""
        commande = [sys.executable, "-m", "app.cli", *mots]
        # libfaketime breaks time.sleep of a process whose clock it moves: the operator's own clock is right
        env = os.environ | {nom: valeur for nom, valeur in self.env.items() if nom != "LD_PRELOAD"}
        return subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, text=True, timeout=180, check=False)

    def lire(self, requete: str, *parametres: object) -> list[tuple[object, ...]]:
        """Rows straight from PostgreSQL."""
        url = make_url(self.url)
        connexion = psycopg2.connect(host=url.query["host"], port=url.query["port"], user=url.username, dbname=url.database)
        try:
            with connexion, connexion.cursor() as curseur:
                curseur.execute(requete, parametres)
                return curseur.fetchall() if curseur.description else []
        finally:
            connexion.close()

    def tuer_postgres(self, signal_: signal.Signals) -> None:
        """SIGQUIT: immediate shutdown; SIGINT: fast; SIGKILL: none. Back with `serveur.entretenir()`, as the launcher does it."""
        pid = int((self.serveur.donnees / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal_)
        while self.serveur._pid_vivant() is not None:
            time.sleep(0.01)

    def arreter_api(self) -> float:
        """SIGTERM to the API; seconds it took."""
        assert self.api is not None
        return self.api.arreter()

    def fermer(self) -> None:
        """Stop everything and delete everything."""
        for processus in [*([self.api] if self.api else []), *self.autres]:
            if processus.vivant():
                processus.arreter()
        self.serveur.arreter()
        shutil.rmtree(self.dossier, ignore_errors=True)

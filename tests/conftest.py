"""Real PostgreSQL (DATABASE_URL's server, else the embedded one), a database of our own, a rollback per test."""

import os
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, create_engine, make_url, text, update
from sqlalchemy.orm import Session

from app.core.config import Settings, get_settings
from app.core.db import UniteDeTravail, create_moteur
from app.core.embedded_pg import ServeurPostgres
from app.core.enums import Role
from app.core.security import Hacheur
from app.main import create_app
from app.models import Base, Tache
from app.schemas.comptes import Inscription
from app.services.compte_service import CompteService
from app.services.cv_service import CVService
from app.services.demarrage import migrer
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier
from app.services.vitrine_service import VitrineService

CVS = Path(__file__).parent / "donnees" / "cv"
MOT_DE_PASSE = "Une phrase de passe 2026 !"


@pytest.fixture(scope="session")
def url_base() -> Iterator[str]:
    """Address of an empty, migrated database that nobody else uses; the one in DATABASE_URL is never touched."""
    donnee = Settings().DATABASE_URL
    if donnee:
        with base_migree(donnee) as url:
            yield url
        return
    serveur = ServeurPostgres.jetable()
    url = serveur.demarrer()
    try:
        migrer(Settings(DATABASE_URL=url))
        yield url
    finally:
        serveur.arreter()


@contextmanager
def base_neuve(url: str) -> Iterator[str]:
    """Address of a database without a table, beside the one at `url`; it is dropped at the end."""
    nom = f"test_{uuid.uuid4().hex[:12]}"
    serveur = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with serveur.connect() as connexion:
        connexion.execute(text(f'create database "{nom}"'))
    try:
        yield make_url(url).set(database=nom).render_as_string(hide_password=False)
    finally:
        with serveur.connect() as connexion:
            connexion.execute(text(f'drop database "{nom}" with (force)'))
        serveur.dispose()


@contextmanager
def base_migree(url: str) -> Iterator[str]:
    """The same, with today's schema."""
    with base_neuve(url) as adresse:
        migrer(Settings(DATABASE_URL=adresse))
        yield adresse


@pytest.fixture
def base_vide(url_base: str) -> Iterator[str]:
    """Address of a database without a table."""
    with base_neuve(url_base) as url:
        yield url


@pytest.fixture(scope="session")
def moteur(reglages: Settings) -> Iterator[Engine]:
    """Engine on the test database, made as the product makes it."""
    moteur = create_moteur(reglages)
    yield moteur
    moteur.dispose()


@pytest.fixture(scope="session")
def reglages(url_base: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that read no .env, with folders of their own and no key."""
    dossier = tmp_path_factory.mktemp("produit")
    return Settings(
        _env_file=None,
        ENV="test",
        DATABASE_URL=url_base,
        JWT_SECRET="secret de test, long de plus de trente-deux octets",
        BCRYPT_TOURS=4,
        CHROMA_PERSIST_DIR=dossier / "chroma",
        STORAGE_URL=str(dossier / "stockage"),
        REGISTRE_URL=str(dossier / "registre"),
        CV_EXTRAITS_DIR=dossier / "cv_extraits",
        GROQ_API_KEY="",
        GROQ_API_BASE="",
        LLM_MODELS=[],
        WORKER_INTEGRE=False,
        EMBEDDING_MODEL_DIR=get_settings().EMBEDDING_MODEL_DIR,
    )


@dataclass
class Partage:
    """Heavy parts that tests share: they hold nothing of a test."""

    ressources: Ressources
    hacheur: Hacheur


@pytest.fixture(scope="session")
def partage(reglages: Settings, moteur: Engine) -> Iterator[Partage]:
    """Reader, embedder and index, opened once."""
    ressources = Ressources(reglages, moteur)
    yield Partage(ressources, Hacheur(4))
    ressources.fermer()


@pytest.fixture
def connexion(moteur: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is rolled back."""
    with moteur.connect() as connexion:
        transaction = connexion.begin()
        yield connexion
        transaction.rollback()


@pytest.fixture
def unite(connexion: Connection) -> UniteDeTravail:
    """Units of work inside the test's transaction: a commit keeps a savepoint, a failure rolls back to it, as in production."""

    @contextmanager
    def unite() -> Iterator[Session]:
        with Session(connexion, expire_on_commit=False, join_transaction_mode="create_savepoint") as session, session.begin():
            yield session

    return unite


@pytest.fixture
def ressources(reglages: Settings, partage: Partage, connexion: Connection, unite: UniteDeTravail, tmp_path: Path) -> Ressources:
    """The product's resources on the test's transaction, with empty folders."""
    propres = reglages.model_copy(
        update={"STORAGE_URL": str(tmp_path / "stockage"), "REGISTRE_URL": str(tmp_path / "registre"), "CV_EXTRAITS_DIR": tmp_path / "cv_extraits"}
    )
    ressources = Ressources(propres, partage.ressources.moteur, unite)
    ressources.lecture = lambda: nullcontext(connexion)
    ressources.vitrine = VitrineService(ressources.lecture)
    communes = partage.ressources
    ressources.__dict__.update(lecteur=communes.lecteur, embedder=communes.embedder, index=communes.index, hacheur=partage.hacheur)
    return ressources


@pytest.fixture
def index(ressources: Ressources) -> IndexService:
    """The index service, in good health."""
    service = IndexService(ressources.unite, ressources.index, ressources.settings)
    service.sain.update(cv=True, offre=True)
    return service


@pytest.fixture
def ouvrier(ressources: Ressources, index: IndexService) -> Ouvrier:
    """A worker to be run by hand: `executer_en_attente()`."""
    return Ouvrier(ressources.unite, {**travaux(CVService(ressources), ressources), **travaux_index(index)}, ressources.reveil)


def epuiser(ouvrier: Ouvrier, unite: UniteDeTravail) -> int:
    """Run every job, those that wait for a later hour too, until none is left; how many ran."""
    faites = 0
    while True:
        with unite() as session:
            session.execute(update(Tache).where(Tache.statut == "en_attente").values(a_faire_le="2020-01-01"))
        if not (tour := ouvrier.executer_en_attente()):
            return faites
        faites += tour


@pytest.fixture(scope="session")
def application(reglages: Settings, partage: Partage) -> FastAPI:
    """The whole application, assembled once: FastAPI works its routes out at their first request."""
    return create_app(reglages, partage.ressources)


@pytest.fixture
def client(application: FastAPI, ressources: Ressources, index: IndexService) -> TestClient:
    """HTTP client of the application (its life cycle has tests of its own). A crash is an answer, as in production."""
    application.state.ressources, application.state.index = ressources, index
    return TestClient(application, raise_server_exceptions=False)


@dataclass
class Compte:
    """A logged-in account; its verbs carry the token."""

    client: TestClient
    id: str
    email: str
    jetons: dict[str, str]
    entetes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.entetes = {"Authorization": f"Bearer {self.jetons['access_token']}"}

    def appeler(self, verbe: str, chemin: str, **options: object):
        """Any request, with the token."""
        entetes = self.entetes | dict(options.pop("headers", {}))
        return self.client.request(verbe, chemin, headers=entetes, **options)

    def get(self, chemin: str, **options: object):
        return self.appeler("GET", chemin, **options)

    def post(self, chemin: str, **options: object):
        return self.appeler("POST", chemin, **options)

    def patch(self, chemin: str, **options: object):
        return self.appeler("PATCH", chemin, **options)

    def delete(self, chemin: str, **options: object):
        return self.appeler("DELETE", chemin, **options)

    def deposer(self, nom: str = "d01_rendercv_classic_fr", **options: object):
        """Upload one of the twelve CVs."""
        return self.post("/cvs/upload", files={"file": (f"{nom}.pdf", (CVS / f"{nom}.pdf").read_bytes(), "application/pdf")}, **options)


CreerCompte = Callable[..., Compte]


@pytest.fixture
def creer_compte(client: TestClient) -> CreerCompte:
    """Register and log in: `creer_compte("candidat")`, `creer_compte("recruteur", entreprise="Atelier")`."""

    def creer(role: str, **champs: object) -> Compte:
        email = champs.pop("email", f"{role}-{uuid.uuid4().hex[:10]}@example.com")
        if role == "recruteur" and not {"entreprise", "code_invitation"} & set(champs):
            champs["entreprise"] = f"Entreprise {uuid.uuid4().hex[:8]}"
        corps = {"email": email, "password": MOT_DE_PASSE, "nom": "Essai", "prenom": "Éloïse", "role": role} | champs
        inscription = client.post("/api/auth/register", json=corps)
        assert inscription.status_code == 201, inscription.text
        connexion = client.post("/api/auth/login", json={"email": email, "password": MOT_DE_PASSE})
        assert connexion.status_code == 200, connexion.text
        return Compte(client, inscription.json()["id"], str(email), connexion.json())

    return creer


@pytest.fixture
def candidat(creer_compte: CreerCompte) -> Compte:
    """A candidate."""
    return creer_compte("candidat")


@pytest.fixture
def recruteur(creer_compte: CreerCompte) -> Compte:
    """A recruiter of an entreprise of their own."""
    return creer_compte("recruteur")


@pytest.fixture
def admin(client: TestClient, ressources: Ressources) -> Compte:
    """An administrator, made as the command line makes one."""
    email = f"admin-{uuid.uuid4().hex[:10]}@example.com"
    comptes = CompteService(ressources.unite, ressources.jetons, ressources.hacheur, ressources.settings)
    # a registration form of a candidate: the command line alone gives the role
    compte = comptes.creer(Inscription(email=email, password=MOT_DE_PASSE, nom="Admin", prenom="Ada", role=Role.candidat), Role.admin)
    jetons = client.post("/api/auth/login", json={"email": email, "password": MOT_DE_PASSE}).json()
    return Compte(client, str(compte.id), email, jetons)


@pytest.fixture
def cv(candidat: Compte) -> dict[str, object]:
    """A CV of `candidat`, read."""
    reponse = candidat.deposer()
    assert reponse.status_code == 201, reponse.text
    corps: dict[str, object] = reponse.json()
    return corps


@pytest.fixture(scope="session")
def url_reelle(url_base: str) -> Iterator[str]:
    """A second database, for tests that need commits that others see (two connections, SKIP LOCKED, commands)."""
    with base_migree(url_base) as url:
        yield url


@pytest.fixture
def reelles(reglages: Settings, partage: Partage, url_reelle: str, tmp_path: Path) -> Iterator[Ressources]:
    """Resources that really commit; every table is emptied afterwards."""
    propres = reglages.model_copy(
        update={
            "DATABASE_URL": url_reelle,
            "STORAGE_URL": str(tmp_path / "stockage_reel"),
            "REGISTRE_URL": str(tmp_path / "registre_reel"),
            "CV_EXTRAITS_DIR": tmp_path / "extraits_reels",
        }
    )
    ressources = Ressources(propres)
    communes = partage.ressources
    ressources.__dict__.update(lecteur=communes.lecteur, embedder=communes.embedder, index=communes.index, hacheur=partage.hacheur)
    yield ressources
    vider(ressources.moteur)
    ressources.moteur.dispose()


def vider(moteur: Engine) -> None:
    """Empty every table, the journal too, which refuses it otherwise."""
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name != "journal_tete")
    with moteur.begin() as connexion:
        for table in ("journal_audit", "journal_chaine"):
            connexion.execute(text(f"alter table {table} disable trigger user"))
        connexion.execute(text(f"truncate {tables} restart identity cascade"))
        connexion.execute(text("update journal_tete set position = 0, empreinte = repeat('0', 64)"))
        for table in ("journal_audit", "journal_chaine"):
            connexion.execute(text(f"alter table {table} enable trigger user"))


@pytest.fixture
def client_reel(reelles: Ressources) -> TestClient:
    """HTTP client on the database that commits."""
    app = create_app(reelles.settings, reelles)
    app.state.index = IndexService(reelles.unite, reelles.index, reelles.settings)
    return TestClient(app, raise_server_exceptions=False)


@asynccontextmanager
async def _sans_cycle(_: FastAPI) -> AsyncIterator[None]:
    """The resources are the test's: nothing to start, nothing to close."""
    yield


@pytest.fixture
def adresse(reelles: Ressources) -> Iterator[str]:
    """`http://127.0.0.1:PORT` of the application behind a real server, on the database that commits."""
    app = create_app(reelles.settings, reelles)
    app.router.lifespan_context = _sans_cycle
    app.state.index = IndexService(reelles.unite, reelles.index, reelles.settings)
    serveur = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    fil = threading.Thread(target=serveur.run, daemon=True)
    fil.start()
    while not serveur.started:
        fil.join(0.02)
    yield f"http://127.0.0.1:{serveur.servers[0].sockets[0].getsockname()[1]}"
    serveur.should_exit = True
    fil.join(20)


OFFRE = {
    "titre": "Développeuse / Développeur Python (F/H)",
    "description": "Vous concevez des API en Python avec FastAPI et PostgreSQL, vous les testez et vous les mettez en production.",
    "localisation": "Lyon",
    "teletravail": "partiel",
    "type_contrat": "cdi",
    "salaire_min": 42000,
    "salaire_max": 52000,
    "salaire_periode": "an",
    "devise": "EUR",
    "experience_min": 2,
    "niveau_etudes_min": 5,
    "competences_requises": ["Python", "FastAPI", "PostgreSQL"],
    "competences_souhaitees": ["Docker", "React"],
    "langues": [{"langue": "fr", "niveau_min": "B2"}],
}


@pytest.fixture
def offre(recruteur: Compte) -> dict[str, object]:
    """A published offer of `recruteur`."""
    reponse = recruteur.post("/offres", json=OFFRE)
    assert reponse.status_code == 201, reponse.text
    corps: dict[str, object] = reponse.json()
    return corps


def pytest_report_header() -> str:
    """Say which PostgreSQL the run uses."""
    return f"PostgreSQL : {'celui de DATABASE_URL' if os.environ.get('DATABASE_URL') else 'embarqué'}"

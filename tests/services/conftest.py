"""The product in one process with folders of its own, a person made of canary words, and where to look for them afterwards."""

import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select, text

from app.core.embedded_pg_lieux import trouver_binaires
from app.core.enums import Role
from app.main import create_app
from app.models import Base, PassageIndexe, Vecteur
from app.schemas.comptes import Inscription
from app.services import coherence
from app.services.compte_service import CompteService
from app.services.cv_service import CVService
from app.services.index_service import IndexService
from app.services.passages import charger_passages
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier
from app.vector_store.indexing import vecteur_moyen
from tests.ai.lecture.fabrique import ecrire
from tests.conftest import MOT_DE_PASSE, OFFRE, Compte, epuiser
from tests.faux_groq import FauxGroq

MOTS = ("canarimail", "Canarinom", "Canariprenom", "canarifichier", "Canarisociete", "Canarimission", "Canarilettre", "Canarititre", "Canarimotif", "canaricle")
CV_CANARI = ecrire(
    [
        (20, True, "Canariprenom Canarinom"),
        (12, False, "Développeur Python"),
        (10, False, "canarimail@example.com | 06 99 00 11 22 | 69003 Lyon"),
        (14, True, "Expérience professionnelle"),
        (11, True, "Développeur Python"),
        (10, False, "Canarisociete, Lyon | 03/2019 - présent"),
        (10, False, "• API en Python et PostgreSQL pour la Canarimission."),
        (14, True, "Compétences"),
        (10, False, "Python, PostgreSQL, Docker"),
    ]
)


@dataclass
class Produit:
    """The product in one process, with folders of its own and a language model."""

    ressources: Ressources
    client: TestClient
    ouvrier: Ouvrier
    dossier: Path

    def compte(self, role: str, email: str, **champs: str) -> Compte:
        corps = {"email": email, "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": role} | champs
        if role == "admin":
            comptes = CompteService(self.ressources.unite, self.ressources.jetons, self.ressources.hacheur, self.ressources.settings)
            ouvert = str(comptes.creer(Inscription.model_validate(corps | {"role": "candidat"}), Role.admin).id)
        else:
            ouvert = self.client.post("/api/auth/register", json=corps).json()["id"]
        return Compte(self.client, ouvert, email, self.client.post("/api/auth/login", json={"email": email, "password": MOT_DE_PASSE}).json())

    def achever(self) -> None:
        epuiser(self.ouvrier, self.ressources.unite)


@pytest.fixture(autouse=True)
def regard_seul(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check looks twice without a pause, and asks no process for its index: none runs beside these tests."""
    monkeypatch.setattr(coherence, "SECOND_REGARD_S", 0.0)
    monkeypatch.setattr(coherence, "index_tenu", lambda _: False)


@pytest.fixture
def produit(reelles: Ressources, partage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Produit]:
    temporaires = tmp_path / "temporaires"
    temporaires.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporaires))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with FauxGroq() as faux:
        reglages = reelles.settings.model_copy(
            update={
                "CHROMA_PERSIST_DIR": tmp_path / "chroma",
                "LECTURE_ENFANTS": 1,
                "GROQ_API_KEY": SecretStr("test"),
                "GROQ_API_BASE": faux.url,
                "LLM_MODELS": ["groq:essai"],
                # a busy machine makes no model fall silent
                "LLM_ATTENTE_S": 60.0,
                "LLM_DELAI_S": 60.0,
            }
        )
        ressources = Ressources(reglages, reelles.moteur, reelles.unite)
        ressources.__dict__.update(embedder=partage.ressources.embedder, hacheur=partage.hacheur)
        index = IndexService(ressources.unite, ressources.index, reglages)
        index.sain.update(cv=True, offre=True)
        app = create_app(reglages, ressources)
        app.state.index = index
        ouvrier = Ouvrier(ressources.unite, {**travaux(CVService(ressources), ressources), **travaux_index(index)}, ressources.reveil)
        yield Produit(ressources, TestClient(app, raise_server_exceptions=False), ouvrier, tmp_path)
        ressources.fermer()


def planter(produit: Produit) -> tuple[Compte, str, list[bytes]]:
    """A candidate whose every field is a canary, seen, judged and searched for by others: (account, CV, the vectors that are theirs alone)."""
    patron = produit.compte("recruteur", "patron@example.com", entreprise="Atelier")
    admin = produit.compte("admin", "admin@example.com")
    qui = produit.compte("candidat", "canarimail@example.com", nom="Canarinom", prenom="Canariprenom")
    offre = patron.post("/offres", json=OFFRE).json()
    qui.patch("/api/auth/me", json={"visible_recruteurs": True})
    fichier = {"file": ("canarifichier.pdf", CV_CANARI, "application/pdf")}
    cv = qui.post("/cvs/upload", files=fichier, headers={"Idempotency-Key": "canaricle"}).json()
    assert qui.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "Développeuse Canarititre"}}).status_code == 200
    corps = {"offre_id": offre["id"], "cv_id": cv["id"], "lettre_motivation": "Canarilettre"}
    candidature = qui.post("/candidatures", json=corps, headers={"Idempotency-Key": "canaricle"}).json()
    produit.achever()
    assert patron.get(f"/cvs/{cv['id']}").status_code == 200
    assert admin.get(f"/cvs/{cv['id']}", params={"motif": "plainte de Canarimotif"}).status_code == 200
    assert admin.patch(f"/utilisateurs/{qui.id}", json={"actif": True, "motif": "vu Canarimotif"}).status_code == 200
    assert patron.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": "refusee", "motif": "Canarimotif"}).status_code == 200
    assert patron.post("/offres/search-cvs", json={"requete": "Canarimission"}).json()["items"][0]["cv_id"] == cv["id"]
    produit.client.post("/api/auth/login", json={"email": "canarimail@example.com", "password": "faux"})
    connexion = produit.client.post("/api/auth/login", json={"email": qui.email, "password": MOT_DE_PASSE})
    with produit.ressources.unite() as session:
        session.execute(text("analyze"))
        propres = (
            select(Vecteur.vecteur).join(PassageIndexe, PassageIndexe.hash_texte == Vecteur.hash_texte).where(PassageIndexe.objet_id == uuid.UUID(cv["id"]))
        )
        vecteurs = [bytes(v) for v in session.execute(propres).scalars()]
        # the one that the index holds
        vecteurs.append(vecteur_moyen(charger_passages(session, [uuid.UUID(cv["id"])])[uuid.UUID(cv["id"])]))
    return Compte(produit.client, qui.id, qui.email, connexion.json()), cv["id"], vecteurs


def presences(produit: Produit, mots: list[bytes]) -> set[tuple[str, str]]:
    """(place, word) of every hit: columns of every table and of the planner's statistics, a dump, and each byte of each file."""
    trouves = set()
    with produit.ressources.unite() as session:
        for table in [t.name for t in Base.metadata.sorted_tables] + ["pg_stats"]:
            lignes = "\n".join(session.execute(text(f'select cast(t as text) from "{table}" t')).scalars()).encode()
            trouves |= {(table, mot.decode("latin-1")) for mot in mots if mot in lignes or mot.hex().encode() in lignes}
        url = session.get_bind().url
    dump = subprocess.run(
        [str(trouver_binaires() / "pg_dump"), "--dbname", url.set(drivername="postgresql").render_as_string(hide_password=False)],
        capture_output=True,
        check=True,
    ).stdout
    trouves |= {("dump", mot.decode("latin-1")) for mot in mots if mot in dump or mot.hex().encode() in dump}
    for fichier in produit.dossier.rglob("*"):
        if fichier.is_file():
            octets = str(fichier.relative_to(produit.dossier)).encode() + fichier.read_bytes()
            trouves |= {(fichier.relative_to(produit.dossier).parts[0], mot.decode("latin-1")) for mot in mots if mot in octets}
    return trouves

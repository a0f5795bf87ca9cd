"""kill -9 of the server in the middle of uploads: every acknowledged CV is there, searchable and scored; nothing is left behind."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest

from app.core.embedded_pg import ServeurPostgres

pytestmark = pytest.mark.fautes
RACINE = Path(__file__).resolve().parents[2]
CV = (RACINE / "tests" / "donnees" / "cv" / "d01_rendercv_classic_fr.pdf").read_bytes()
MOT_DE_PASSE = "Une phrase de passe 2026 !"
ARRETS = 4


class Produit:
    """The real server in its own process, on its own database and folders."""

    def __init__(self, url: str, dossier: Path) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.adresse = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "DATABASE_URL": url,
            "CHROMA_PERSIST_DIR": str(dossier / "chroma"),
            "STORAGE_URL": str(dossier / "stockage"),
            "REGISTRE_URL": str(dossier / "registre"),
            "CV_EXTRAITS_DIR": str(dossier / "cv_extraits"),
            "JWT_SECRET": "secret de test, long de plus de trente-deux octets",
            "GROQ_API_KEY": "",
            "LLM_MODELS": "",
            "BCRYPT_TOURS": "4",
        }
        self.processus: subprocess.Popen[bytes] | None = None

    def demarrer(self) -> None:
        commande = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(self.port)]
        self.processus = subprocess.Popen(commande, cwd=RACINE, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        echeance = time.monotonic() + 60
        while time.monotonic() < echeance:
            try:
                if httpx.get(f"{self.adresse}/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("le serveur ne répond pas")

    def tuer(self) -> None:
        assert self.processus is not None
        self.processus.send_signal(signal.SIGKILL)
        self.processus.wait(10)

    def cli(self, *mots: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "app.cli", *mots], cwd=RACINE, env=self.env, capture_output=True, text=True, timeout=120)


@pytest.fixture
def produit(tmp_path: Path):
    with ServeurPostgres.jetable() as url:
        produit = Produit(url, tmp_path)
        produit.demarrer()
        yield produit
        if produit.processus is not None and produit.processus.poll() is None:
            produit.processus.terminate()
            produit.processus.wait(30)


def compte(adresse: str, role: str, **champs: str) -> dict[str, str]:
    mail = f"{role}-{uuid.uuid4().hex[:8]}@example.com"
    corps = {"email": mail, "password": MOT_DE_PASSE, "nom": "Essai", "prenom": "Ana", "role": role} | champs
    httpx.post(f"{adresse}/api/auth/register", json=corps, timeout=30).raise_for_status()
    jetons = httpx.post(f"{adresse}/api/auth/login", json={"email": mail, "password": MOT_DE_PASSE}, timeout=30).json()
    return {"Authorization": f"Bearer {jetons['access_token']}"}


def test_aucun_cv_acquitte_n_est_perdu(produit: Produit):
    graine = 20261122
    hasard = random.Random(graine)
    recruteur = compte(produit.adresse, "recruteur", entreprise="Quais")
    candidat = compte(produit.adresse, "candidat")
    httpx.patch(f"{produit.adresse}/api/auth/me", headers=candidat, json={"visible_recruteurs": True}, timeout=30).raise_for_status()
    offre = httpx.post(
        f"{produit.adresse}/offres",
        headers=recruteur,
        timeout=30,
        json={
            "titre": "Développeur Python (F/H)",
            "description": "API en Python.",
            "localisation": "Lyon",
            "type_contrat": "cdi",
            "competences_requises": ["Python"],
        },
    ).json()
    acquittes: list[str] = []

    def deposer(numero: int) -> None:
        fichier = {"file": ("cv.pdf", CV + f"\n%{numero}\n".encode(), "application/pdf")}
        try:
            reponse = httpx.post(f"{produit.adresse}/cvs/upload", headers=candidat, files=fichier, timeout=60)
        except httpx.TransportError:
            return
        if reponse.status_code in (200, 201):
            acquittes.append(reponse.json()["id"])

    for tour in range(ARRETS):
        fils = [threading.Thread(target=deposer, args=(tour * 10 + n,)) for n in range(6)]
        for fil in fils:
            fil.start()
        time.sleep(hasard.uniform(0.3, 2.5))  # the moment of the kill is the subject of the test
        produit.tuer()
        for fil in fils:
            fil.join()
        produit.demarrer()
    deposer(999)

    assert acquittes, f"aucun dépôt acquitté (graine {graine})"
    for cv_id in acquittes:
        lu = httpx.get(f"{produit.adresse}/cvs/{cv_id}", headers=candidat, timeout=30).json()
        assert lu["profil"]["email"] == "claire.lefevre@example.com"
        score = httpx.post(f"{produit.adresse}/matching/score", headers=candidat, json={"cv_id": cv_id, "offre_id": offre["id"]}, timeout=30).json()
        assert score["score"] > 50
    trouves = httpx.post(f"{produit.adresse}/offres/search-cvs", headers=recruteur, json={"requete": "API Python FastAPI", "limite": 100}, timeout=30).json()[
        "items"
    ]
    assert set(acquittes) <= {t["cv_id"] for t in trouves}
    # files of uploads that died before their row are orphans until an hour has passed: rows, vectors and JSON must agree at once
    reparation = produit.cli("verifier", "--reparer")
    assert reparation.returncode == 0, reparation.stdout + reparation.stderr
    verification = produit.cli("verifier")
    assert (verification.returncode, verification.stdout) == (0, "Aucun écart.\n")

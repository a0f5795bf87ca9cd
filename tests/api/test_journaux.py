"""Logs hold nothing personal: canaries are planted through the whole journey, faults included, and every line is searched."""

import io
import json
import logging
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from app.services.cv_service import CVService
from app.services.offre_service import OffreService
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier, planifier
from app.utils.logging import configurer_journal
from tests.api.test_modele import faux  # noqa: F401 - a fixture
from tests.conftest import CVS, OFFRE, Compte
from tests.faux_groq import FauxGroq

CANARI = "CANARI7"
# what stands in the CV that is uploaded
DU_CV = ("Lefèvre", "Lef\\u00e8vre", "claire.lefevre", "199001201")


@pytest.fixture
def lignes() -> Iterator[io.StringIO]:
    """All that the process logs, as it is written in production."""
    avant = logging.getLogger().handlers[:]
    configurer_journal()
    racine, flux = logging.getLogger(), io.StringIO()
    copie = logging.StreamHandler(flux)
    copie.setFormatter(racine.handlers[0].formatter)
    racine.handlers[:] = [copie]
    yield flux
    racine.handlers[:] = avant


def verifier(flux: io.StringIO, attendues: int) -> None:
    ecrites = flux.getvalue().splitlines()
    assert len(ecrites) >= attendues
    for ligne in ecrites:
        champs = json.loads(ligne)
        assert {"t", "niveau", "journal", "requete", "message"} <= set(champs)
        assert CANARI not in ligne and not any(mot in ligne for mot in DU_CV), ligne


def test_a_whole_journey_leaves_nothing_personal_in_the_logs(client, creer_compte, recruteur: Compte, admin: Compte, lignes, capfd):
    mot = f"{CANARI} une phrase de passe"
    corps = {"email": f"{CANARI}@example.com", "password": mot, "nom": CANARI, "prenom": CANARI, "role": "candidat"}
    assert client.post("/api/auth/register", json=corps).status_code == 201
    for essai in (mot, f"faux {CANARI}"):
        jetons = client.post("/api/auth/login", json={"email": corps["email"], "password": essai}).json()
        client.post("/api/auth/token", data={"username": corps["email"], "password": essai})
    jetons = client.post("/api/auth/login", json={"email": corps["email"], "password": mot}).json()
    moi = {"Authorization": f"Bearer {jetons['access_token']}"}
    fichier = (CVS / "d01_rendercv_classic_fr.pdf").read_bytes()
    cv = client.post("/cvs/upload", files={"file": (f"{CANARI}\r\nniveau.pdf", fichier)}, headers=moi).json()
    offre = recruteur.post("/offres", json={**OFFRE, "titre": f"Poste {CANARI} (F/H)", "description": f"{CANARI} Python"}).json()
    envoyee = client.post("/candidatures", json={"offre_id": offre["id"], "lettre_motivation": CANARI}, headers=moi).json()
    appels = [
        ("POST", "/cvs/upload", {"files": {"file": (f"{CANARI}.pdf", b"%PDF-1.7 " + CANARI.encode())}}),
        ("POST", "/cvs/upload", {"files": {"file": (f"{CANARI}.exe", CANARI.encode())}}),
        ("GET", f"/cvs/{cv['id']}", {}),
        ("GET", f"/cvs/{cv['id']}/texte", {}),
        ("GET", f"/cvs/{cv['id']}/fichier", {}),
        ("PATCH", f"/cvs/{cv['id']}/profil", {"json": {"corrections": {"titre": CANARI, "email": CANARI}}}),
        ("PATCH", f"/cvs/{cv['id']}/profil", {"json": {"corrections": {"titre": f"Poste {CANARI}"}}}),
        ("POST", "/cvs/search-offres", {"json": {"requete": CANARI}}),
        ("GET", f"/offres?q={CANARI}&localisation={CANARI}", {}),
        ("GET", f"/offres/{CANARI}", {}),
        ("GET", f"/{CANARI}?jeton={CANARI}", {}),
        ("POST", "/offres", {"json": {CANARI: CANARI}}),
        ("POST", "/api/auth/login", {"content": CANARI.encode(), "headers": {"Content-Type": "application/json"}}),
        ("GET", "/offres", {"headers": {"Accept-Language": CANARI, "X-Request-ID": CANARI, "User-Agent": CANARI, "Idempotency-Key": CANARI}}),
        ("GET", "/api/auth/me", {"headers": {"Authorization": f"Bearer {CANARI}.a.b"}}),
        ("POST", "/api/auth/refresh", {"json": {"refresh_token": CANARI}}),
        ("PATCH", "/api/auth/me", {"json": {"nom": f"{CANARI}\r\n\x1b[31m"}}),
        ("POST", f"/candidatures/{envoyee['id']}/retirer", {}),
    ]
    for verbe, chemin, options in appels:
        options["headers"] = moi | options.get("headers", {})
        assert client.request(verbe, chemin, **options).status_code < 500
    recruteur.patch(f"/candidatures/{envoyee['id']}/statut", json={"statut": "refusee", "motif": CANARI})
    admin.get(f"/cvs/{cv['id']}", params={"motif": CANARI})
    admin.get("/utilisateurs", params={"q": CANARI})
    verifier(lignes, 25)
    sortie = capfd.readouterr()
    assert CANARI not in sortie.out + sortie.err


@pytest.mark.parametrize(
    "erreur",
    [
        RuntimeError(f"{CANARI} in a message"),
        ValueError(CANARI, {"cv": CANARI}),
        OperationalError(f"select '{CANARI}'", {"nom": CANARI}, Exception(CANARI)),
        IntegrityError(f"insert {CANARI}", {"nom": CANARI}, Exception(f"Key (email)=({CANARI}) already exists")),
        UnicodeDecodeError("utf-8", CANARI.encode(), 0, 1, CANARI),
    ],
    ids=lambda e: type(e).__name__,
)
def test_a_fault_is_logged_by_its_type_and_place_never_by_its_words(client, monkeypatch: pytest.MonkeyPatch, lignes, erreur: Exception):
    def lister(*_: object) -> None:
        raise erreur

    monkeypatch.setattr(OffreService, "list_offres", lister)
    assert client.get("/offres").status_code in (409, 500, 503)
    verifier(lignes, 2)
    fautes = [json.loads(ligne) for ligne in lignes.getvalue().splitlines() if '"exception"' in ligne]
    assert [f["exception"] for f in fautes] == [type(erreur).__name__]
    assert fautes[0]["lieux"]


@pytest.mark.parametrize("mode", ["hostile", "json_casse", "500"])
def test_a_model_s_words_and_a_job_s_fault_are_not_logged(faux: FauxGroq, candidat: Compte, ressources, index, unite, lignes, mode: str):  # noqa: F811
    faux.mode = mode
    assert candidat.deposer().status_code == 201
    with unite() as session:
        planifier(session, "enrichir_cv", f"essai {CANARI}", {"cv_id": CANARI}, uuid.UUID(candidat.id))
    Ouvrier(ressources.unite, {**travaux(CVService(ressources), ressources), **travaux_index(index)}, ressources.reveil).executer_en_attente()
    verifier(lignes, 1)
    assert "piege.example" not in lignes.getvalue()

"""The brief's local page over HTTP: what is read is shown and written, what cannot be read leaves nothing."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.ai.lecture.lecteur import Lecteur
from app.core.config import Settings
from app.test_cv_upload import GARDES, Memoire, creer_app, principal

CVS = Path(__file__).parents[1] / "donnees" / "cv"


@pytest.fixture(scope="module")
def lecteur() -> Iterator[Lecteur]:
    lecteur = Lecteur(1)
    yield lecteur
    lecteur.fermer()


@pytest.fixture
def client(tmp_path: Path, lecteur: Lecteur) -> TestClient:
    return TestClient(creer_app(Settings(_env_file=None, CV_EXTRAITS_DIR=tmp_path, CV_TAILLE_MAX_MO=1), lecteur))


def deposer(client: TestClient, contenu: bytes, nom: str = "cv.pdf"):
    return client.post("/lectures", files={"file": (nom, contenu, "application/pdf")})


def test_facts_come_back_with_proof_and_the_json_is_written(client: TestClient, tmp_path: Path) -> None:
    reponse = deposer(client, (CVS / "d05_sidebar_left_fr.pdf").read_bytes(), "CV d’Élodie (2026).pdf")
    assert reponse.status_code == 200
    faite = reponse.json()
    profil, preuves = faite["lecture"]["profil"], faite["lecture"]["preuves"]
    assert (profil["nom_complet"], profil["email"], profil["telephone"]) == ("Élodie Marchand", "elodie.marchand@example.com", "+33199004410")
    assert preuves["nom_complet"]["citation"] == "Élodie Marchand"
    assert preuves["nom_complet"]["page"] == 1
    assert len(preuves["nom_complet"]["cadres"]) == 1
    (fichier,) = tmp_path.iterdir()
    assert fichier.name == f"essai-CV-d-lodie-2026-{faite['numero'][:8]}.json"
    assert faite["fichier_json"] == str(fichier)
    assert json.loads(fichier.read_text(encoding="utf-8")) == faite["lecture"]
    assert client.get(f"/lectures/{faite['numero']}.json").json() == faite["lecture"]


def test_pages_are_pictures(client: TestClient) -> None:
    numero = deposer(client, (CVS / "d08_docx_simple_fr.pdf").read_bytes()).json()["numero"]
    image = client.get(f"/lectures/{numero}/pages/1.png")
    assert image.headers["content-type"] == "image/png"
    assert image.content.startswith(b"\x89PNG\r\n\x1a\n")
    absente = client.get(f"/lectures/{numero}/pages/9.png")
    assert (absente.status_code, absente.json()["code"]) == (404, "page_introuvable")


def test_what_is_no_cv_is_refused_in_french_and_leaves_nothing(client: TestClient, tmp_path: Path) -> None:
    reponse = deposer(client, b"<html>not a pdf</html>")
    assert reponse.status_code == 415
    assert reponse.json() == {"code": "format_non_supporte", "detail": "Ce fichier n'est ni un PDF ni un document Word (.docx)."}
    assert list(tmp_path.iterdir()) == []


def test_too_large_is_refused_with_the_limit(client: TestClient) -> None:
    reponse = deposer(client, b"%PDF-1.7\n" + b"0" * (1024 * 1024))
    assert (reponse.status_code, reponse.json()["detail"]) == (413, "Le fichier ou la requête dépasse 1 Mo.")


def test_unknown_reading_is_a_404(client: TestClient) -> None:
    assert client.get("/lectures/abc/pages/1.png").json()["code"] == "cv_introuvable"


def test_page_has_a_strict_policy(client: TestClient) -> None:
    reponse = client.get("/")
    assert "<h1>Lire un CV</h1>" in reponse.text
    assert "default-src 'none'" in reponse.headers["content-security-policy"]
    assert client.get("/statique/page.js").status_code == 200


def test_a_taken_port_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        monkeypatch.setattr("app.test_cv_upload.get_settings", lambda: Settings(_env_file=None, PORT=port))
        assert principal() == 1
    assert capsys.readouterr().err == f"Le port {port} est déjà pris : arrêtez l'autre programme, ou choisissez-en un autre, par exemple PORT=8010.\n"


def test_only_the_last_files_are_kept() -> None:
    memoire = Memoire()
    for rang in range(GARDES + 1):
        memoire.garder(str(rang), b"", Path(f"{rang}.json"))
    assert memoire.prendre("1")[1] == Path("1.json")
    with pytest.raises(Exception, match="cv_introuvable"):
        memoire.prendre("0")

"""The brief's local page over HTTP: what is read is shown and written, what cannot be read leaves nothing."""

import io
import json
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from app.ai.lecture.lecteur import Lecteur
from app.core.config import Settings
from app.core.errors import ErreurMetier
from app.schemas.profil import LectureCV, ProfilExtrait, Qualite, TexteVisible
from app.test_cv_upload import GARDES, Dossier, Memoire, creer_app, principal

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
    assert fichier.stat().st_mode & 0o777 == 0o600
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
    assert reponse.json() == {"code": "format_non_supporte", "detail": "Ce fichier n'est ni un PDF ni un document Word (.docx).", "champ": None}
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


def vide() -> LectureCV:
    return LectureCV(texte=TexteVisible(texte=""), profil=ProfilExtrait(), qualite=Qualite(), recu_le=date(2026, 3, 1))


def test_only_the_last_files_are_kept(tmp_path: Path) -> None:
    memoire = Memoire()
    dossiers = [Dossier(b"", "cv.pdf", tmp_path / "cv", vide(), 1) for _ in range(GARDES + 1)]
    for dossier in dossiers:
        memoire.garder(dossier)
    assert memoire.prendre(dossiers[1].numero) is dossiers[1]
    with pytest.raises(Exception, match="cv_introuvable"):
        memoire.prendre(dossiers[0].numero)


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = Dossier(b"", "cv.pdf", tmp_path / "cv", vide(), 1)
    avant = dossier.fichier.read_text(encoding="utf-8")

    def plein(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", plein)
    with pytest.raises(ErreurMetier, match="disque_plein"):
        dossier.corriger({"titre": "Comptable"}, None)
    assert (dossier.rendre().lecture.profil.titre, dossier.rendre().version) == (None, 1)
    assert [f.name for f in tmp_path.iterdir()] == [dossier.fichier.name]
    assert dossier.fichier.read_text(encoding="utf-8") == avant


class Lu:
    """One CV as the page has it, and its JSON on the disk."""

    def __init__(self, client: TestClient, dossier: Path) -> None:
        self._client, self._dossier = client, dossier
        self.faite = deposer(client, (CVS / "d05_sidebar_left_fr.pdf").read_bytes()).json()
        self.adresse = f"/lectures/{self.faite['numero']}"

    def corriger(self, corrections: dict[str, object], **entetes: str):
        return self._client.patch(self.adresse, json={"corrections": corrections}, headers=entetes)

    def fichier(self) -> LectureCV:
        (json_ecrit,) = self._dossier.iterdir()
        return LectureCV.model_validate_json(json_ecrit.read_text(encoding="utf-8"))


@pytest.fixture
def lu(client: TestClient, tmp_path: Path) -> Lu:
    return Lu(client, tmp_path)


def test_a_correction_is_written_marked_and_undone(lu: Lu, client: TestClient) -> None:
    reponse = lu.corriger({"telephone": "06 12 34 56 78", "experiences.0.fin": "12/2024", "experiences.0.en_cours": False}, **{"If-Match": '"v1"'})
    assert reponse.status_code == 200
    faite = reponse.json()
    assert (faite["version"], faite["annulables"]) == (2, 1)
    assert faite["lecture"]["preuves"]["telephone"]["source"] == "correction"
    ecrit = lu.fichier()
    assert (ecrit.profil.telephone, ecrit.profil.experiences[0].fin) == ("+33612345678", "2024-12")
    assert ecrit.profil.annees_experience == 8.8  # March 2016 to December 2024
    assert client.get(lu.adresse).json() == faite

    annulee = client.post(f"{lu.adresse}/annuler").json()
    assert (annulee["version"], annulee["annulables"]) == (3, 0)
    assert annulee["lecture"] == lu.faite["lecture"]
    assert lu.fichier().profil.telephone == "+33199004410"
    assert client.post(f"{lu.adresse}/annuler").json()["code"] == "version_perimee"


def test_elements_are_added_and_removed_with_their_proofs(lu: Lu) -> None:
    lu.corriger({"competences.0": None})
    nombre = len(lu.fichier().profil.competences)
    faite = lu.corriger({f"competences.{nombre}": {"brut": "JS"}, "langues.3": {"langue": "es", "niveau": "B1"}}).json()
    profil, preuves = faite["lecture"]["profil"], faite["lecture"]["preuves"]
    assert (profil["competences"][0]["brut"], preuves["competences.0"]["citation"]) == ("Google Ads", "Google Ads")
    assert profil["competences"][nombre]["concept_id"] == "javascript"
    assert preuves[f"competences.{nombre}"]["source"] == preuves["langues.3"]["source"] == "correction"
    assert lu.fichier().profil.langues[3].niveau == "B1"


@pytest.mark.parametrize(
    ("corrections", "champ"),
    [
        ({"email": "elodie@"}, "email"),
        ({"experiences.1.fin": "2010"}, "experiences.1.fin"),
        ({"niveau_etudes": 12}, "niveau_etudes"),
        ({"age": 42}, "age"),
    ],
)
def test_a_bad_value_is_refused_in_french_and_changes_nothing(lu: Lu, corrections: dict[str, object], champ: str) -> None:
    reponse = lu.corriger(corrections)
    assert (reponse.status_code, reponse.json()) == (422, {"code": "donnees_invalides", "detail": "Certaines valeurs ne conviennent pas.", "champ": champ})
    assert lu.fichier().model_dump(mode="json") == lu.faite["lecture"]


def test_a_request_that_is_no_correction_is_refused_in_french(lu: Lu, client: TestClient) -> None:
    reponse = client.patch(lu.adresse, json=["titre"])
    assert (reponse.status_code, reponse.json()["detail"]) == (422, "Certaines valeurs ne conviennent pas.")
    assert lu.corriger({"titre": "x"}, **{"If-Match": "hier"}).status_code == 422


def test_a_correction_of_an_older_state_is_refused(lu: Lu) -> None:
    lu.corriger({"competences.0": None}, **{"If-Match": '"v1"'})
    reponse = lu.corriger({"competences.0": None}, **{"If-Match": '"v1"'})
    assert (reponse.status_code, reponse.json()["code"]) == (412, "version_perimee")
    assert lu.fichier().profil.competences[0].brut == "Google Ads"


def test_a_word_document_has_no_picture(client: TestClient) -> None:
    document, octets = docx.Document(), io.BytesIO()
    document.add_paragraph("Inès Le Goff")
    document.add_paragraph("ines.legoff@example.com")
    document.save(octets)
    faite = deposer(client, octets.getvalue(), "cv.docx").json()
    assert (faite["en_images"], faite["lecture"]["profil"]["email"]) == (False, "ines.legoff@example.com")

"""Swagger with the network cut: the page renders, Authorize works both ways, and the brief's path is walked by clicks alone.

Every form is sent as it stands on the page; only a file, and the ids that the API has just given, are filled in.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from app.core.embedded_pg import ServeurPostgres
from app.services.demonstration.remplir import connexions_demo
from tests.navigateur.conftest import RACINE, port_libre, programme

pytestmark = pytest.mark.navigateur
CV = RACINE / "tests" / "donnees" / "cv" / "d01_rendercv_classic_fr.pdf"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the product on a database of its own, filled with the demonstration by the command that people use."""
    dossier, port = tmp_path_factory.mktemp("api"), port_libre()
    with ServeurPostgres.jetable() as url:
        reglages = {
            "DATABASE_URL": url,
            "CV_EXTRAITS_DIR": str(dossier / "extraits"),
            "STORAGE_URL": str(dossier / "stockage"),
            "REGISTRE_URL": str(dossier / "registre"),
            "CHROMA_PERSIST_DIR": str(dossier / "chroma"),
            "BCRYPT_TOURS": "5",
            "GROQ_API_KEY": "",
            "METRICS_PORT": "0",
        }
        for commande in (["-m", "alembic", "upgrade", "head"], ["-m", "app.cli", "demo"]):
            subprocess.run([sys.executable, *commande], cwd=RACINE, env=dict(os.environ, **reglages), check=True)
        adresse = f"http://127.0.0.1:{port}"
        with programme(["-m", "uvicorn", "app.main:app", "--port", str(port)], dossier=RACINE, adresse=f"{adresse}/ready", reglages=reglages):
            yield adresse


class Swagger:
    """The page as a person uses it: opens an operation, presses Execute, reads the answer."""

    def __init__(self, navigateur: WebDriver, adresse: str) -> None:
        self.navigateur = navigateur
        navigateur.get(f"{adresse}/docs")
        self._attendre(".opblock")

    def _attendre(self, selecteur: str) -> WebElement:
        return WebDriverWait(self.navigateur, 30).until(lambda n: n.find_element(By.CSS_SELECTOR, selecteur))

    def authorize(self, remplir: Mapping[str, str]) -> str:
        """Fill the dialog by field id and press its Authorize. Returns what the dialog says then."""
        self._attendre(".auth-wrapper .authorize").click()
        for champ, valeur in remplir.items():
            self._attendre(f"#{champ}").send_keys(valeur)
        boite = self.navigateur.find_element(By.ID, next(iter(remplir))).find_element(By.XPATH, "./ancestor::div[@class='auth-container']")
        boite.find_element(By.CSS_SELECTOR, "button.authorize").click()
        WebDriverWait(self.navigateur, 10).until(lambda n: n.find_elements(By.XPATH, "//div[@class='auth-container']//button[text()='Se déconnecter']"))
        texte = self.navigateur.find_element(By.CSS_SELECTOR, ".modal-ux-content").text
        self._attendre(".close-modal").click()
        return texte

    def executer(self, operation: str, *, exemple: str | None = None, fichier: Path | None = None, **parametres: str) -> tuple[int, Any]:
        """Open an operation, choose an example, fill what is given, press Execute. Returns status and JSON body (None without one)."""
        bloc = self._attendre(f'.opblock[id$="-{operation}"]')
        if "is-open" not in (bloc.get_attribute("class") or ""):
            bloc.find_element(By.CSS_SELECTOR, ".opblock-summary-control").click()
            WebDriverWait(self.navigateur, 10).until(lambda _: bloc.find_elements(By.CSS_SELECTOR, ".execute"))
        if exemple is not None:
            Select(bloc.find_element(By.CSS_SELECTOR, ".examples-select-element")).select_by_value(exemple)
        if fichier is not None:
            bloc.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(fichier))
        for nom, valeur in parametres.items():
            champ = bloc.find_element(By.CSS_SELECTOR, f'tr[data-param-name="{nom}"] input')
            champ.send_keys(Keys.CONTROL, "a")
            champ.send_keys(valeur, Keys.TAB)
        for effacer in bloc.find_elements(By.CSS_SELECTOR, ".btn-clear"):
            effacer.click()
        bouton = bloc.find_element(By.CSS_SELECTOR, ".execute")
        self.navigateur.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", bouton)
        return self._reponse(bloc)

    def _reponse(self, bloc: WebElement) -> tuple[int, Any]:
        statut = WebDriverWait(self.navigateur, 60).until(
            lambda _: next(iter(bloc.find_elements(By.CSS_SELECTOR, ".live-responses-table tbody .response-col_status")), None)
        )
        corps = bloc.find_elements(By.CSS_SELECTOR, ".live-responses-table .highlight-code code, .live-responses-table .highlight-code pre")
        texte = corps[0].get_attribute("textContent") if corps else None
        return int(statut.text.split()[0]), json.loads(texte) if texte else None

    def erreurs(self) -> list[str]:
        """What the browser's console complains of, answers in 4xx apart."""
        return [
            ligne["message"] for ligne in self.navigateur.get_log("browser") if ligne["level"] == "SEVERE" and "the server responded" not in ligne["message"]
        ]


@pytest.fixture
def swagger(navigateur: WebDriver, api: str) -> Swagger:
    return Swagger(navigateur, api)


def test_page_renders_offline_in_french(swagger: Swagger, artefacts: Path) -> None:
    page = swagger.navigateur
    assert page.title == "AI Recruitment API – documentation interactive"
    assert page.find_element(By.CSS_SELECTOR, ".accueil-titre").text == "Essayer l’API, pas à pas"
    assert len(page.find_elements(By.CSS_SELECTOR, ".opblock")) >= 40
    rubriques = [titre.get_attribute("data-tag") for titre in page.find_elements(By.CSS_SELECTOR, ".opblock-tag")]
    assert rubriques[:3] == ["1. Compte", "2. Entreprise", "3. Offres d'emploi"]
    page.save_screenshot(str(artefacts / "swagger.png"))
    assert page.get_log("browser") == []


def test_pasted_token_opens_the_api(swagger: Swagger) -> None:
    assert swagger.executer("auth_moi")[0] == 401
    statut, jetons = swagger.executer("auth_connecter", exemple="demo_candidat")
    assert statut == 200
    assert "Connecté" in swagger.authorize({"auth-bearer-value": jetons["access_token"]})
    statut, moi = swagger.executer("auth_moi")
    assert (statut, moi["email"]) == (200, connexions_demo()[0].email)
    assert swagger.erreurs() == []


def test_password_opens_the_api_and_lasts_through_a_reload(swagger: Swagger, artefacts: Path) -> None:
    recruteur = connexions_demo()[1]
    assert "Connecté" in swagger.authorize({"oauth_username": recruteur.email, "oauth_password": recruteur.mot_de_passe})
    swagger.navigateur.refresh()
    statut, moi = swagger.executer("auth_moi")
    assert (statut, moi["email"], moi["entreprise"]["nom"]) == (200, recruteur.email, "Atelier Lumen")
    swagger.navigateur.save_screenshot(str(artefacts / "swagger_me.png"))
    assert swagger.erreurs() == []


def test_the_path_of_the_brief_by_clicks_alone(swagger: Swagger, artefacts: Path) -> None:
    _chemin_recruteur(swagger)
    # the pasted token of the recruiter is still there: logging in as the candidate must replace it
    _chemin_candidat(swagger, artefacts)
    assert swagger.erreurs() == []


def _chemin_recruteur(swagger: Swagger) -> None:
    assert swagger.executer("auth_inscrire", exemple="recruteur")[0] == 201
    statut, jetons = swagger.executer("auth_connecter", exemple="recruteur")
    assert statut == 200
    swagger.authorize({"auth-bearer-value": jetons["access_token"]})
    assert swagger.executer("auth_moi")[1]["role"] == "recruteur"
    statut, offre = swagger.executer("offres_creer")
    assert (statut, offre["statut"], offre["titre"]) == (201, "publiee", "Développeuse / Développeur Python (F/H)")
    assert swagger.executer("offres_les_miennes")[1]["total"] == 1
    assert swagger.executer("offres_indexer")[0] == 200
    statut, trouves = swagger.executer("offres_chercher_cvs")
    assert statut == 200 and len(trouves["items"]) >= 1
    statut, candidats = swagger.executer("matching_meilleurs_candidats")
    assert statut == 200 and candidats["items"][0]["score"] >= candidats["items"][-1]["score"]


def _chemin_candidat(swagger: Swagger, artefacts: Path) -> None:
    assert swagger.executer("auth_inscrire", exemple="candidat")[0] == 201
    swagger.authorize({"oauth_username": "camille.durand@example.com", "oauth_password": "une phrase facile à retenir"})
    assert swagger.executer("auth_moi")[1]["email"] == "camille.durand@example.com"
    statut, cv = swagger.executer("cvs_upload", fichier=CV)
    assert (statut, cv["statut_analyse"], cv["profil"]["email"]) == (201, "terminee", json.loads(CV.with_suffix(".json").read_text())["email"])
    assert swagger.executer("cvs_lister")[1]["total"] == 1
    assert swagger.executer("cvs_lire")[1]["id"] == cv["id"]
    assert swagger.executer("cvs_indexer")[0] == 200
    statut, offres = swagger.executer("cvs_chercher_offres")
    assert statut == 200 and len(offres["items"]) == 20
    assert swagger.executer("offres_lister")[1]["total"] >= 40
    assert swagger.executer("offres_lire")[1]["titre"] == "Développeuse / Développeur Python (F/H)"
    statut, score = swagger.executer("matching_score")
    assert statut == 200 and 0 < score["score"] <= 100
    statut, meilleures = swagger.executer("matching_meilleures_offres")
    assert statut == 200 and len(meilleures["items"]) == 20
    statut, candidature = swagger.executer("candidatures_postuler")
    assert (statut, candidature["statut"], candidature["score"]) == (201, "recue", score["score"])
    assert candidature["explication"]["langue"] == "fr"
    assert swagger.executer("candidatures_lister")[1]["total"] == 1
    assert swagger.executer("candidatures_lire", id=candidature["id"])[1]["id"] == candidature["id"]
    swagger.navigateur.save_screenshot(str(artefacts / "swagger_candidature.png"))

"""A person corrects what was read: by field, by element, back again; the JSON file follows."""

from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.navigateur.conftest import RACINE
from tests.navigateur.page_lecture import Page, attendre, faits

pytestmark = pytest.mark.navigateur
CVS = RACINE / "tests" / "donnees" / "cv"


@pytest.fixture
def elodie(navigateur: WebDriver, page: tuple[str, Path]) -> Page:
    ouverte = Page(navigateur, *page)
    ouverte.deposer("elodie.pdf", (CVS / "d05_sidebar_left_fr.pdf").read_bytes())
    return ouverte


def test_a_field_is_corrected_kept_and_undone(elodie: Page, artefacts: Path) -> None:
    elodie.ouvrir("corriger:titre")
    elodie.ecrire(Titre="Directrice marketing")
    assert elodie.enregistrer() == "Corrigé : Titre. 1 fait corrigé à la main."
    assert elodie.focus() == "corriger:titre"
    elodie.ouvrir("corriger:experiences.0.debut")
    elodie.champ("En cours aujourd’hui").click()
    elodie.ecrire(Fin="déc. 2024")
    elodie.enregistrer()
    elodie.recharger()
    lus = faits(elodie.navigateur)
    assert (lus["Titre"], lus["Dates"], lus["Expérience"]) == ("Directrice marketing", "février 2020 – décembre 2024", "8,8 ans")
    titre = elodie.navigateur.find_element(By.CSS_SELECTOR, '.fait[data-chemin="titre"]')
    assert titre.find_element(By.CSS_SELECTOR, ".confiance").text == "corrigé à la main"
    assert (elodie.profil()["titre"], elodie.profil()["experiences"][0]["fin"]) == ("Directrice marketing", "2024-12")
    elodie.navigateur.save_screenshot(str(artefacts / "page_lecture_corrigee.png"))
    elodie.annuler()
    elodie.annuler()
    assert faits(elodie.navigateur)["Titre"] == "Cheffe de projet marketing digital"
    assert (elodie.profil()["titre"], elodie.profil()["experiences"][0]["fin"]) == ("Cheffe de projet marketing digital", None)
    assert not elodie.navigateur.find_element(By.ID, "annuler").is_enabled()
    assert elodie.navigateur.get_log("browser") == []


def test_elements_of_lists_are_corrected_added_and_removed(elodie: Page, artefacts: Path) -> None:
    avant = elodie.puces()
    elodie.ouvrir("corriger:competences.1.brut")
    elodie.ecrire(Compétence="JS")
    elodie.enregistrer()
    assert elodie.puces() == [avant[0], "JS · JavaScript", *avant[2:]]
    elodie.ouvrir("corriger:competences.0.brut")
    elodie.navigateur.find_element(By.CSS_SELECTOR, ".saisie .retrait").click()
    assert elodie.dit() == "Retiré : cette compétence. 1 fait corrigé à la main."
    elodie.ouvrir("ajouter:competences")
    elodie.ecrire(Compétence="gestion de projet")
    elodie.enregistrer()
    assert elodie.puces() == ["JS · JavaScript", *avant[2:], "gestion de projet"]

    elodie.ouvrir("ajouter:langues")
    elodie.ecrire(Langue="espagnol", **{"Niveau (cadre européen)": "B1"})
    elodie.navigateur.find_element(By.CSS_SELECTOR, ".saisie .principal").click()
    elodie.dit()
    elodie.ouvrir("ajouter:formations")
    elodie.ecrire(Diplôme="Licence", Établissement="Université de Nantes", Fin="2011")
    elodie.navigateur.save_screenshot(str(artefacts / "page_lecture_ajout.png"))
    elodie.enregistrer()
    elodie.presser("retirer:experiences.2")
    WebDriverWait(elodie.navigateur, 10).until(lambda n: n.find_element(By.ID, "bilan").text.startswith("Retiré : ce poste."))

    elodie.recharger()
    assert elodie.puces() == ["JS · JavaScript", *avant[2:], "gestion de projet"]
    profil = elodie.profil()
    assert profil["competences"][0]["concept_id"] == "javascript"
    assert profil["langues"][-1] == {"langue": "es", "niveau": "B1"}
    assert (profil["formations"][-1]["etablissement"], profil["formations"][-1]["fin"]) == ("Université de Nantes", "2011")
    assert [poste["entreprise"] for poste in profil["experiences"]] == ["Vignobles Castéra", "Office de tourisme d’Arcachon"]
    assert elodie.navigateur.get_log("browser") == []


def test_a_bad_value_is_told_in_words_and_changes_nothing(elodie: Page, artefacts: Path) -> None:
    elodie.ouvrir("corriger:telephone")
    elodie.ecrire(Téléphone="abc")
    assert elodie.refus() == "Téléphone : cette valeur ne convient pas, écrivez-la comme dans l’exemple. (code : donnees_invalides)"
    assert elodie.champ("Téléphone").get_attribute("aria-invalid") == "true"
    assert elodie.profil()["telephone"] == "+33199004410"
    elodie.navigateur.save_screenshot(str(artefacts / "page_lecture_valeur_refusee.png"))
    # words that are not saved are not lost to another click
    elodie.action("corriger:email").click()
    assert elodie.navigateur.find_element(By.ID, "saisie-erreur").text == "Enregistrez ou annulez d’abord cette correction."
    elodie.champ("Téléphone").send_keys(Keys.ESCAPE)
    assert (elodie.dit(), elodie.focus()) == ("Un fait est faux ? Corrigez-le avec le crayon.", "corriger:telephone")


def test_a_correction_made_in_another_window_is_not_crushed(elodie: Page) -> None:
    ici = elodie.navigateur.current_window_handle
    adresse = elodie.navigateur.current_url
    elodie.navigateur.switch_to.new_window("tab")
    elodie.navigateur.get(adresse)
    attendre(elodie.navigateur, "#resultat")
    elodie.ouvrir("corriger:titre")
    elodie.ecrire(Titre="Directrice marketing")
    elodie.enregistrer()
    elodie.navigateur.switch_to.window(ici)
    elodie.ouvrir("corriger:titre")
    elodie.ecrire(Titre="Cheffe")
    assert elodie.enregistrer().startswith("Ce CV vient d’être corrigé dans une autre fenêtre")
    assert faits(elodie.navigateur)["Titre"] == elodie.profil()["titre"] == "Directrice marketing"


def test_every_control_has_a_name_and_the_page_fits_a_narrow_screen(elodie: Page, artefacts: Path) -> None:
    elodie.navigateur.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    elodie.ouvrir("corriger:experiences.0.debut")
    assert elodie.navigateur.execute_script("return document.documentElement.scrollWidth") == 390
    noms = [n.accessible_name for n in elodie.navigateur.find_elements(By.CSS_SELECTOR, "button, input, select, textarea, section") if n.is_displayed()]
    assert len(noms) > 50 and all(noms)
    # the form and the place of the fact are both on the screen
    (cadre, *_) = elodie.navigateur.find_elements(By.CSS_SELECTOR, ".cadre.allume")
    haut = [elodie.navigateur.execute_script("return arguments[0].getBoundingClientRect().top", n) for n in (cadre, elodie.champ("Début"))]
    assert 0 <= haut[0] < haut[1] < 800
    elodie.navigateur.save_screenshot(str(artefacts / "page_lecture_etroit.png"))

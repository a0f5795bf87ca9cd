"""The local page as a person uses it: drops a CV, reads facts, corrects them by the keyboard."""

import base64
import json
from pathlib import Path
from typing import Any

from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

# A real drop event with a real file: what the browser gives a page when a person lets a file go over it
DEPOSER = """
const octets = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
const transfert = new DataTransfer();
transfert.items.add(new File([octets], arguments[2], {type: 'application/pdf'}));
for (const nom of ['dragenter', 'dragover', 'drop'])
  arguments[0].dispatchEvent(new DragEvent(nom, {dataTransfer: transfert, bubbles: true, cancelable: true}));
"""


def deposer(navigateur: WebDriver, fichier: str, contenu: bytes) -> None:
    navigateur.execute_script(DEPOSER, navigateur.find_element(By.ID, "depot"), base64.b64encode(contenu).decode(), fichier)


def attendre(navigateur: WebDriver, selecteur: str) -> None:
    WebDriverWait(navigateur, 20).until(lambda n: any(e.is_displayed() for e in n.find_elements(By.CSS_SELECTOR, selecteur)))


def faits(navigateur: WebDriver) -> dict[str, str]:
    """The first fact under each label."""
    lus: dict[str, str] = {}
    for ligne in navigateur.find_elements(By.CSS_SELECTOR, ".fait"):
        etiquette = ligne.find_element(By.CSS_SELECTOR, ".etiquette").text
        lus.setdefault(etiquette, ligne.find_element(By.CSS_SELECTOR, ".valeur").text)
    return lus


class Page:
    """A CV on the page, as a person corrects it."""

    def __init__(self, navigateur: WebDriver, adresse: str, extraits: Path) -> None:
        self.navigateur, self.extraits = navigateur, extraits
        navigateur.set_window_size(1280, 940)  # 1280×800 of page
        navigateur.get(adresse)

    def deposer(self, nom: str, contenu: bytes) -> None:
        deposer(self.navigateur, nom, contenu)
        attendre(self.navigateur, "#resultat")

    def action(self, nom: str) -> WebElement:
        return self.navigateur.find_element(By.CSS_SELECTOR, f'[data-action="{nom}"]')

    def presser(self, action: str) -> None:
        """By the keyboard: the button takes focus, then Enter."""
        self.navigateur.execute_script("arguments[0].focus()", self.action(action))
        self.navigateur.switch_to.active_element.send_keys(Keys.ENTER)

    def ouvrir(self, action: str) -> None:
        self.presser(action)
        attendre(self.navigateur, ".saisie")

    def champ(self, etiquette: str) -> WebElement:
        label = self.navigateur.find_element(By.XPATH, f'//form[@class="saisie"]//label[text()="{etiquette}"]')
        return self.navigateur.find_element(By.ID, label.get_attribute("for") or "")

    def ecrire(self, **valeurs: str) -> None:
        for etiquette, valeur in valeurs.items():
            champ = self.champ(etiquette)
            if champ.tag_name == "select":
                Select(champ).select_by_visible_text(valeur)
            else:
                champ.send_keys(Keys.CONTROL, "a")
                champ.send_keys(valeur)

    def enregistrer(self) -> str:
        """Enter in the form's first field. Returns what the page says then."""
        self.navigateur.find_element(By.CSS_SELECTOR, ".saisie input").send_keys(Keys.ENTER)
        return self.dit()

    def dit(self) -> str:
        WebDriverWait(self.navigateur, 10).until(lambda n: not n.find_elements(By.CSS_SELECTOR, ".saisie"))
        return self.navigateur.find_element(By.ID, "bilan").text

    def refus(self) -> str:
        self.navigateur.find_element(By.CSS_SELECTOR, ".saisie input").send_keys(Keys.ENTER)
        attendre(self.navigateur, "#saisie-erreur")
        return self.navigateur.find_element(By.ID, "saisie-erreur").text

    def annuler(self) -> None:
        avant = self.navigateur.find_element(By.ID, "bilan").text
        self.navigateur.find_element(By.ID, "annuler").click()
        WebDriverWait(self.navigateur, 10).until(lambda n: n.find_element(By.ID, "bilan").text != avant)

    def focus(self) -> str | None:
        return self.navigateur.switch_to.active_element.get_attribute("data-action")

    def puces(self) -> list[str]:
        return [puce.text for puce in self.navigateur.find_elements(By.CSS_SELECTOR, ".puce")]

    def recharger(self) -> None:
        self.navigateur.refresh()
        attendre(self.navigateur, "#resultat")

    def profil(self) -> dict[str, Any]:
        """What the JSON file holds."""
        (fichier,) = self.extraits.iterdir()
        profil: dict[str, Any] = json.loads(fichier.read_text(encoding="utf-8"))["profil"]
        return profil

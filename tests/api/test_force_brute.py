"""Guessing passwords: how many guesses are verified, what a stranger learns from words or time."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.core.security import Hacheur
from app.services.compte_service import CompteService
from app.services.limites import Limite
from app.services.ressources import Ressources
from tests.api.test_cloisons import appeler, inscrire
from tests.conftest import MOT_DE_PASSE, Compte


@pytest.mark.lent
def test_a_thousand_guesses_at_once_on_one_account_verify_at_most_what_the_queue_holds_beyond_the_limit(adresse: str, reelles: Ressources):
    inscrire(adresse, "candidat")
    verifies = []
    verifier = reelles.hacheur.verifier

    def compter(mot_de_passe: str, hachage: str | None) -> bool:
        resultat = verifier(mot_de_passe, hachage)
        verifies.append(1)
        return resultat

    reelles.hacheur.verifier = compter
    try:
        with httpx.Client(base_url=adresse, timeout=60, limits=httpx.Limits(max_connections=40)) as client, ThreadPoolExecutor(40) as fils:
            guess = {"email": "candidat@example.com", "password": "pas le bon"}
            statuts = list(fils.map(lambda _: client.post("/api/auth/login", json=guess).status_code, range(1000)))
    finally:
        reelles.hacheur.verifier = verifier
    assert set(statuts) <= {401, 429, 503}
    assert len(verifies) <= reelles.settings.LOGIN_ECHECS_MAX + Hacheur.FILE_MAX
    # the count is in the database: another process, or this one after a restart, goes on from it
    autre = CompteService(reelles.unite, reelles.jetons, reelles.hacheur, reelles.settings)
    assert isinstance(autre._echecs_compte, Limite)
    assert appeler(adresse, "POST", "/api/auth/login", json={"email": "candidat@example.com", "password": MOT_DE_PASSE}).status_code == 429


@pytest.mark.lent
def test_twenty_renewals_at_once_of_one_token_break_nothing(adresse: str):
    inscrire(adresse, "candidat")
    jeton = appeler(adresse, "POST", "/api/auth/login", json={"email": "candidat@example.com", "password": MOT_DE_PASSE}).json()["refresh_token"]
    with ThreadPoolExecutor(20) as fils:
        reponses = list(fils.map(lambda _: appeler(adresse, "POST", "/api/auth/refresh", json={"refresh_token": jeton}), range(20)))
    # two tabs may renew at once (10 s of grace); each got a token of its own
    assert {r.status_code for r in reponses} == {200}
    nouveaux = {r.json()["refresh_token"] for r in reponses}
    assert len(nouveaux) == 20 and jeton not in nouveaux


@pytest.mark.lent
def test_unknown_wrong_and_disabled_take_the_same_work(client, creer_compte, admin: Compte, ressources: Ressources):
    ressources.__dict__["hacheur"] = Hacheur(9)
    ressources.settings.LOGIN_ECHECS_MAX = ressources.settings.LOGIN_ECHECS_ADRESSE_MAX = 10_000
    connu, eteint = creer_compte("candidat"), creer_compte("candidat")
    assert admin.patch(f"/utilisateurs/{eteint.id}", json={"actif": False, "motif": "essai"}).status_code == 200
    cas = {"inconnu": "personne@example.com", "connu": connu.email, "éteint": eteint.email, "mal formé": "pas une adresse"}
    travail: dict[str, list[float]] = {nom: [] for nom in cas}
    for _ in range(40):
        for nom, email in cas.items():
            # time of all of the process's threads: what the machine does beside does not count
            debut = time.process_time()
            assert client.post("/api/auth/login", json={"email": email, "password": "un mauvais mot"}).status_code == 401
            travail[nom].append(time.process_time() - debut)
    medianes = {nom: statistics.median(durees) for nom, durees in travail.items()}
    assert max(medianes.values()) / min(medianes.values()) < 1.15, medianes


@pytest.mark.parametrize("entetes", [{}, {"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}])
def test_an_address_that_a_client_claims_does_not_count(client, ressources: Ressources, entetes: dict):
    ressources.settings.LOGIN_ECHECS_ADRESSE_MAX = 1
    essai = {"email": "a@example.com", "password": "x"}
    assert client.post("/api/auth/login", json=essai).status_code == 401
    assert client.post("/api/auth/login", json=essai | {"email": "b@example.com"}, headers=entetes).status_code == 429

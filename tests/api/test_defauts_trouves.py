"""Faults that a tester found, held down one by one."""

import asyncio
import uuid

import pytest

from app.api.middleware import Depot, LimitesCorps
from app.core.security import Jetons
from app.models import Utilisateur
from tests.conftest import OFFRE, Compte


def test_the_bare_address_leads_to_the_documentation(client):
    reponse = client.get("/", follow_redirects=False)
    assert (reponse.status_code, reponse.headers["location"]) == (307, "docs")


@pytest.mark.parametrize(("chemin", "vers"), [("/offres/?q=a%2Fb&page=2", "/offres?q=a%2Fb&page=2"), ("/docs/", "/docs"), ("/docs/assets", "/docs/assets/")])
def test_no_redirection_leaves_for_the_host_that_a_request_claims(client, chemin: str, vers: str):
    reponse = client.get(chemin, headers={"Host": "evil.example"}, follow_redirects=False)
    assert (reponse.status_code, reponse.headers["location"]) == (307, vers)


def test_a_body_that_dawdles_never_reaches_what_is_behind():
    vus: list[str] = []

    async def derriere(scope, receive, send):
        vus.append(scope["path"])

    garde = LimitesCorps(derriere, jetons=Jetons("x" * 40, "HS256", 60), depot=Depot("/cvs/upload", 1000))

    async def jouer() -> None:
        async def jamais():
            await asyncio.Event().wait()

        morceaux = iter([{"type": "http.request", "body": b"{", "more_body": True}])

        async def recevoir():
            return next(morceaux, None) or await jamais()

        async def envoyer(message):
            raise AssertionError("rien ne doit partir")

        scope = {"type": "http", "method": "POST", "path": "/api/auth/login", "headers": []}
        tache = asyncio.ensure_future(garde(scope, recevoir, envoyer))
        for _ in range(5):
            await asyncio.sleep(0)
        assert vus == []
        tache.cancel()

    asyncio.run(jouer())


def test_searches_show_the_author_s_own_words(candidat: Compte, recruteur: Compte, creer_compte):
    description = "Vous rejoignez une équipe soudée qui construit une plateforme. Vous êtes passionnée par les API en Python."
    recruteur.post("/offres", json=OFFRE | {"description": description})
    assert candidat.deposer().status_code == 201
    trouvees = candidat.post("/cvs/search-offres", json={"limite": 5}).json()["items"]
    textes = [p["texte"] for p in trouvees[0]["passages"]]
    assert textes and all(t in (OFFRE["titre"], description) or t in description for t in textes)
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    cvs = recruteur.post("/offres/search-cvs", json={"requete": "développement d'interfaces React"}).json()["items"]
    assert "soudées" in cvs[0]["passages"][0]["texte"] or "Développeuse" in cvs[0]["passages"][0]["texte"]


def test_consent_does_not_outlive_the_role(candidat: Compte, creer_compte, unite):
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    cv = candidat.deposer().json()["id"]
    rival = creer_compte("recruteur")
    assert rival.get(f"/cvs/{cv}").status_code == 200
    with unite() as session:
        compte = session.get(Utilisateur, uuid.UUID(candidat.id))
        compte.role, compte.entreprise_id = "recruteur", session.get(Utilisateur, uuid.UUID(rival.id)).entreprise_id
    assert rival.get(f"/cvs/{cv}").status_code == 404


def test_a_withdrawn_application_takes_its_proofs_back(candidat: Compte, recruteur: Compte, offre: dict):
    candidat.deposer()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"], "lettre_motivation": "Bonjour."}).json()
    assert recruteur.get(f"/candidatures/{envoyee['id']}").json()["lettre_motivation"] == "Bonjour."
    assert candidat.post(f"/candidatures/{envoyee['id']}/retirer").status_code == 200
    vue = recruteur.get(f"/candidatures/{envoyee['id']}").json()
    assert (vue["statut"], vue["score"], vue["criteres"], vue["lettre_motivation"], vue["candidat"]["email"]) == ("retiree", None, [], None, None)
    assert recruteur.get(f"/candidatures/{envoyee['id']}/score.svg").status_code == 404
    assert candidat.get(f"/candidatures/{envoyee['id']}").json()["score"] == envoyee["score"]


def test_an_extract_that_cannot_be_written_loses_no_cv(candidat: Compte, ressources, monkeypatch):
    monkeypatch.setattr("app.services.cv_service.ecrire_extrait", lambda *_: (_ for _ in ()).throw(PermissionError("lecture seule")))
    assert candidat.deposer().status_code == 201
    assert candidat.get("/cvs/my-cvs").json()["total"] == 1


def test_storage_that_refuses_is_told_and_leaves_nothing(candidat: Compte, ressources, monkeypatch):
    monkeypatch.setattr(ressources.stockage, "ecrire", lambda *_: (_ for _ in ()).throw(PermissionError("lecture seule")))
    refus = candidat.deposer()
    assert (refus.status_code, refus.json()["code"], refus.headers["retry-after"]) == (503, "disque_plein", "60")
    assert candidat.get("/cvs/my-cvs").json()["total"] == 0


def test_a_missing_original_has_its_code(candidat: Compte, ressources):
    cv = candidat.deposer().json()["id"]
    for cle in list(ressources.stockage.cles()):
        ressources.stockage.supprimer(cle)
    for verbe, chemin in (("GET", "fichier"), ("GET", "pages/1.png"), ("POST", "analyser")):
        refus = candidat.appeler(verbe, f"/cvs/{cv}/{chemin}")
        assert (refus.status_code, refus.json()["code"]) == (404, "fichier_introuvable")


def test_a_field_error_says_what_is_missing(recruteur: Compte, offre: dict):
    refus = recruteur.post("/matching/score", json={"offre_id": offre["id"]}).json()
    assert refus["erreurs"] == [{"champ": "cv_id", "message": "indiquez le CV à comparer"}]

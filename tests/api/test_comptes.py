"""Accounts over HTTP: registering, logging in, one's profile."""

import uuid
from datetime import datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from app.api.deps import reseau
from app.models import EvenementAudit, Invitation, MotifAudit, Utilisateur
from tests.conftest import MOT_DE_PASSE, Compte

REFUS_CONNEXION = {
    "type": "about:blank",
    "title": "Unauthorized",
    "status": 401,
    "detail": "Adresse e-mail ou mot de passe incorrect.",
    "code": "identifiants_invalides",
    "erreurs": [],
}


def inscription(**champs: object) -> dict[str, object]:
    return {"email": "claire@example.com", "password": MOT_DE_PASSE, "nom": "Petit", "prenom": "Claire", "role": "candidat"} | champs


def sans_numero(corps: dict[str, object]) -> dict[str, object]:
    return {cle: valeur for cle, valeur in corps.items() if cle != "instance"}


def test_a_candidate_registers(client):
    reponse = client.post("/api/auth/register", json=inscription())
    assert reponse.status_code == 201
    corps = reponse.json()
    uuid.UUID(corps.pop("id"))
    assert datetime.strptime(corps.pop("cree_le"), "%Y-%m-%dT%H:%M:%S.%f%z").utcoffset() == timedelta(0)
    assert corps == {
        "email": "claire@example.com",
        "nom": "Petit",
        "prenom": "Claire",
        "role": "candidat",
        "entreprise": None,
        "visible_recruteurs": False,
    }


def test_a_recruiter_founds_an_entreprise_and_a_colleague_joins_with_a_code(client, creer_compte):
    fondateur = creer_compte("recruteur", entreprise="Atelier des Quais", nom="Zola")
    invitation = fondateur.post("/entreprises/invitations")
    assert invitation.status_code == 201
    code = invitation.json()["code"]
    assert len(code) == 43
    duree = datetime.strptime(invitation.json()["expire_le"], "%Y-%m-%dT%H:%M:%S.%f%z") - datetime.now(timezone.utc)
    assert timedelta(days=7) - timedelta(minutes=1) < duree <= timedelta(days=7)

    collegue = creer_compte("recruteur", code_invitation=code, nom="Aubin")
    entreprise = collegue.get("/entreprises/moi").json()
    assert entreprise["nom"] == "Atelier des Quais"
    assert [m["nom"] for m in entreprise["membres"]] == ["Aubin", "Zola"]
    assert collegue.get("/api/auth/me").json()["entreprise"] == {"id": entreprise["id"], "nom": "Atelier des Quais"}

    encore = client.post("/api/auth/register", json=inscription(role="recruteur", code_invitation=code))
    assert (encore.status_code, encore.json()["code"], encore.json()["erreurs"][0]["champ"]) == (404, "invitation_introuvable", "code_invitation")


def test_an_invitation_of_last_week_is_as_good_as_none(client, recruteur: Compte, unite):
    code = recruteur.post("/entreprises/invitations").json()["code"]
    with unite() as session:
        session.execute(update(Invitation).values(expire_le=datetime.now(timezone.utc) - timedelta(seconds=1)))
    reponse = client.post("/api/auth/register", json=inscription(role="recruteur", code_invitation=code))
    assert (reponse.status_code, reponse.json()["code"]) == (404, "invitation_introuvable")


@pytest.mark.parametrize("depart", [{"actif": False}, {"role": "candidat"}, {"role": "recruteur", "entreprise_id": "ailleurs"}])
def test_an_invitation_by_someone_who_left_is_as_good_as_none(client, admin: Compte, recruteur: Compte, creer_compte, depart: dict):
    code = recruteur.post("/entreprises/invitations").json()["code"]
    if "entreprise_id" in depart:
        depart = depart | {"entreprise_id": creer_compte("recruteur").get("/entreprises/moi").json()["id"]}
    assert admin.patch(f"/utilisateurs/{recruteur.id}", json=depart | {"motif": "a quitté l'entreprise"}).status_code == 200
    reponse = client.post("/api/auth/register", json=inscription(role="recruteur", code_invitation=code))
    assert (reponse.status_code, reponse.json()["code"]) == (404, "invitation_introuvable")


def test_a_code_is_not_spent_by_a_registration_that_fails(client, recruteur: Compte):
    code = recruteur.post("/entreprises/invitations").json()["code"]
    pris = client.post("/api/auth/register", json=inscription(role="recruteur", code_invitation=code, email=recruteur.email))
    assert (pris.status_code, pris.json()["code"]) == (409, "email_deja_utilise")
    assert client.post("/api/auth/register", json=inscription(role="recruteur", code_invitation=code)).status_code == 201


@pytest.mark.parametrize("email", ["claire@example.com", "CLAIRE@Example.COM", "  claire@example.com ", "Claire@EXAMPLE.com\n"])
def test_one_account_an_address_however_it_is_written(client, email: str):
    assert client.post("/api/auth/register", json=inscription()).status_code == 201
    reponse = client.post("/api/auth/register", json=inscription(email=email))
    assert (reponse.status_code, reponse.json()["code"]) == (409, "email_deja_utilise")
    assert client.post("/api/auth/login", json={"email": email, "password": MOT_DE_PASSE}).status_code == 200


@pytest.mark.parametrize(
    ("inscrit", "saisi"),
    [
        ("e\u0301lodie@example.com", "\u00e9lodie@example.com"),
        ("\u00e9lodie@example.com", "E\u0301LODIE@example.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_log_in_reads_an_address_as_registration_does(client, inscrit: str, saisi: str):
    assert client.post("/api/auth/register", json=inscription(email=inscrit)).status_code == 201
    assert client.post("/api/auth/login", json={"email": saisi, "password": MOT_DE_PASSE}).status_code == 200


@pytest.mark.parametrize("nom", ["Atelier des Quais", "ATELIER  DES QUAIS", " Atelier des quais ", "Atelier dés Quais"])
def test_an_entreprise_is_founded_once(client, creer_compte, nom: str):
    creer_compte("recruteur", entreprise="Atelier des Quais")
    reponse = client.post("/api/auth/register", json=inscription(role="recruteur", entreprise=nom))
    assert (reponse.status_code, reponse.json()["code"]) == (409, "entreprise_existante")
    assert reponse.json()["erreurs"] == [
        {"champ": "entreprise", "message": "Cette entreprise existe déjà : demandez un code d'invitation à l'un de ses membres."}
    ]


@pytest.mark.parametrize("nom", ["ß" * 200, "ﷺ" * 200, "ŉ" * 200, "株式会社", "!!!", "-"])
def test_any_name_of_an_entreprise_is_kept_or_refused_cleanly(creer_compte, nom: str):
    assert creer_compte("recruteur", entreprise=nom).get("/entreprises/moi").json()["nom"] == nom


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"role": "admin"}, "role"),
        ({"role": "Candidat"}, "role"),
        ({"is_admin": True}, "is_admin"),
        ({"id": str(uuid.uuid4())}, "id"),
        ({"actif": True}, "actif"),
        ({"entreprise_id": str(uuid.uuid4())}, "entreprise_id"),
        ({"visible_recruteurs": True}, "visible_recruteurs"),
        ({"email": "pas une adresse"}, "email"),
        ({"email": "a" * 250 + "@example.com"}, "email"),
        ({"email": "a\u0000@example.com"}, "email"),
        ({"email": 12}, "email"),
        ({"nom": ""}, "nom"),
        ({"nom": "   "}, "nom"),
        ({"nom": "x" * 201}, "nom"),
        ({"prenom": "a\u0000b"}, "prenom"),
        ({"password": "1234567"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "avec\u0000nul dedans"}, "password"),
        ({"role": "recruteur"}, "entreprise"),
        ({"entreprise": "Atelier"}, "entreprise"),
        ({"role": "recruteur", "entreprise": "A", "code_invitation": "b"}, "entreprise"),
    ],
)
def test_refused_registrations(client, champs: dict, champ: str):
    reponse = client.post("/api/auth/register", json=inscription(**champs))
    assert (reponse.status_code, reponse.json()["code"]) == (422, "donnees_invalides")
    assert champ in [e["champ"] for e in reponse.json()["erreurs"]]


@pytest.mark.parametrize("champ", ["email", "password", "nom", "prenom"])
def test_lone_surrogates_are_refused(client, champ: str):
    corps = '{"email": "a@example.com", "password": "une longue phrase", "nom": "N", "prenom": "P", "role": "candidat", "%s": "avant\\ud800apres@example.com"}'
    reponse = client.post("/api/auth/register", content=corps % champ, headers={"Content-Type": "application/json"})
    assert (reponse.status_code, [e["champ"] for e in reponse.json()["erreurs"]]) == (422, [champ])


@pytest.mark.parametrize("mot", ["password", "PASSWORD", "12345678", "azertyuiop", "aaaaaaaaaaaa", "abababababab"])
def test_common_passwords_are_refused(client, mot: str):
    reponse = client.post("/api/auth/register", json=inscription(password=mot))
    assert (reponse.status_code, reponse.json()["code"], reponse.json()["erreurs"][0]["champ"]) == (422, "mot_de_passe_faible", "password")
    assert mot not in reponse.text.replace('"champ":"password"', "")


@pytest.mark.parametrize("mot", ["x yz 8ch", "é" * 60 + "abcd", "abc" * 42 + "de", "🙂🙃😉🙂🙃😉ab", "  espaces gardés  "])
def test_any_other_password_of_8_to_128_characters_is_taken_whole(client, mot: str):
    assert client.post("/api/auth/register", json=inscription(password=mot)).status_code == 201
    assert client.post("/api/auth/login", json={"email": "claire@example.com", "password": mot}).status_code == 200
    for autre in (mot[:-1], mot + "x", mot.strip() + "\u00a0", mot.upper() + "!"):
        assert client.post("/api/auth/login", json={"email": "claire@example.com", "password": autre}).status_code == 401


def test_json_and_form_give_the_same_tokens(client, candidat: Compte):
    for reponse in (
        client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}),
        client.post("/api/auth/token", data={"username": candidat.email, "password": MOT_DE_PASSE}),
        client.post("/api/auth/token", data={"grant_type": "password", "username": candidat.email, "password": MOT_DE_PASSE, "scope": ""}),
    ):
        assert reponse.status_code == 200
        assert reponse.headers["cache-control"] == "no-store"
        corps = reponse.json()
        assert (corps["token_type"], corps["expires_in"], len(corps["refresh_token"])) == ("bearer", 3600, 43)
        assert client.get("/api/auth/me", headers={"Authorization": f"Bearer {corps['access_token']}"}).json()["email"] == candidat.email


def test_unknown_wrong_and_disabled_answer_alike(client, creer_compte, admin: Compte):
    actif, eteint = creer_compte("candidat"), creer_compte("candidat")
    assert admin.patch(f"/utilisateurs/{eteint.id}", json={"actif": False, "motif": "essai"}).status_code == 200
    essais = [("inconnue@example.com", MOT_DE_PASSE), (actif.email, "un autre mot"), (eteint.email, MOT_DE_PASSE), ("pas une adresse", MOT_DE_PASSE)]
    essais += [(actif.email, ""), (actif.email, "x" * 1024), (actif.email, "a\u0000b"), ("a\u0000b@example.com", "x"), ("", "")]
    for email, mot in essais:
        json_ = client.post("/api/auth/login", json={"email": email, "password": mot})
        formulaire = client.post("/api/auth/token", data={"username": email or " ", "password": mot or " "})
        for reponse in (json_, formulaire):
            assert (reponse.status_code, sans_numero(reponse.json())) == (401, REFUS_CONNEXION)
            assert reponse.headers["www-authenticate"] == "Bearer"
            assert reponse.headers["content-type"] == "application/problem+json"


def test_a_surrogate_in_a_log_in_is_no_crash(client):
    for corps in ('{"email": "\\ud800@example.com", "password": "abc"}', '{"email": "a@example.com", "password": "\\udfff"}'):
        reponse = client.post("/api/auth/login", content=corps, headers={"Content-Type": "application/json"})
        assert reponse.status_code in (401, 422)


def test_eleven_failures_close_the_account_for_a_while_without_touching_others(client, creer_compte, ressources):
    vise, autre = creer_compte("candidat"), creer_compte("candidat")
    for _ in range(10):
        assert client.post("/api/auth/login", json={"email": vise.email, "password": "mauvais mot"}).status_code == 401
    refus = client.post("/api/auth/login", json={"email": vise.email.upper(), "password": MOT_DE_PASSE})
    assert (refus.status_code, refus.json()["code"]) == (429, "trop_de_requetes")
    attente = int(refus.headers["retry-after"])
    assert 1 <= attente <= 900
    assert refus.json()["detail"] == f"Trop de tentatives : réessayez dans {attente} s."
    assert client.post("/api/auth/login", json={"email": autre.email, "password": MOT_DE_PASSE}).status_code == 200
    # a live token of the account goes on working
    assert vise.get("/api/auth/me").status_code == 200


def test_honest_log_ins_are_never_throttled(client, candidat: Compte, ressources):
    for _ in range(ressources.settings.LOGIN_ECHECS_MAX + 2):
        assert client.post("/api/auth/login", json={"email": candidat.email, "password": MOT_DE_PASSE}).status_code == 200


def test_an_address_that_guesses_everywhere_is_stopped(client, creer_compte, ressources):
    compte = creer_compte("candidat")
    ressources.settings.LOGIN_ECHECS_ADRESSE_MAX = 5
    for numero in range(5):
        assert client.post("/api/auth/login", json={"email": f"inconnu{numero}@example.com", "password": "x"}).status_code == 401
    refus = client.post("/api/auth/login", json={"email": compte.email, "password": MOT_DE_PASSE})
    assert (refus.status_code, refus.json()["code"]) == (429, "trop_de_requetes")


def test_registrations_are_counted_by_address(client, ressources):
    ressources.settings.INSCRIPTIONS_MAX = 2
    reponses = [client.post("/api/auth/register", json=inscription(email=f"p{n}@example.com")) for n in range(3)]
    assert [r.status_code for r in reponses] == [201, 201, 429]
    assert int(reponses[2].headers["retry-after"]) >= 1


def test_one_machine_is_one_address_whatever_ipv6_it_takes():
    reseaux = [reseau(h) for h in ("2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", "2001:db8:1:3::1", "::ffff:192.0.2.7", "192.0.2.7", "fe80::1%eth0", "testclient")]
    assert reseaux == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "192.0.2.7", "192.0.2.7", "fe80::/64", "testclient"]


def test_guesses_from_all_over_a_network_are_counted_together(ressources, application, client):
    ressources.settings.LOGIN_ECHECS_ADRESSE_MAX = 2
    statuts = []
    for fin in range(1, 5):
        ailleurs = TestClient(application, client=(f"2001:db8:1:2::{fin}", 50000))
        statuts.append(ailleurs.post("/api/auth/login", json={"email": f"x{fin}@example.com", "password": "x"}).status_code)
    assert statuts == [401, 401, 429, 429]


def test_an_entreprise_goes_with_the_role_of_its_member(admin: Compte, recruteur: Compte, creer_compte):
    ailleurs = creer_compte("recruteur").get("/entreprises/moi").json()["id"]
    for autres in ({}, {"role": "candidat"}):
        refus = admin.patch(f"/utilisateurs/{recruteur.id}", json={"entreprise_id": ailleurs, "motif": "mutation"} | autres)
        assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "entreprise_id")


def test_profile(candidat: Compte, recruteur: Compte):
    assert candidat.patch("/api/auth/me", json={}).json()["nom"] == "Essai"
    change = candidat.patch("/api/auth/me", json={"nom": "  Nouveau ", "prenom": "Zoé", "visible_recruteurs": True})
    assert change.status_code == 200
    assert [change.json()[c] for c in ("nom", "prenom", "visible_recruteurs")] == ["Nouveau", "Zoé", True]
    assert candidat.get("/api/auth/me").json() == change.json()
    assert candidat.patch("/api/auth/me", json={"visible_recruteurs": False}).json()["visible_recruteurs"] is False

    refus = recruteur.patch("/api/auth/me", json={"visible_recruteurs": True})
    assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "visible_recruteurs")
    for interdit in ("role", "email", "actif", "entreprise_id", "id", "mot_de_passe", "version_jeton"):
        assert candidat.patch("/api/auth/me", json={interdit: "admin"}).status_code == 422
    assert candidat.get("/api/auth/me").json()["role"] == "candidat"


def test_the_admin_finds_disables_moves_and_resets_accounts(client, admin: Compte, creer_compte, unite):
    vise, patron = creer_compte("candidat", nom="Introuvable%_"), creer_compte("recruteur")
    trouves = admin.get("/utilisateurs", params={"q": "introuvable%_"}).json()
    assert (trouves["total"], trouves["items"][0]["id"], trouves["items"][0]["actif"]) == (1, vise.id, True)
    assert "mot_de_passe" not in trouves["items"][0]
    assert admin.get("/utilisateurs", params={"q": "introuvableXX"}).json()["total"] == 0
    assert {u["role"] for u in admin.get("/utilisateurs", params={"role": "recruteur"}).json()["items"]} == {"recruteur"}

    assert admin.patch(f"/utilisateurs/{vise.id}", json={"actif": False, "motif": "demande"}).json()["actif"] is False
    assert [u["id"] for u in admin.get("/utilisateurs", params={"actif": False}).json()["items"]] == [vise.id]
    assert vise.get("/api/auth/me").status_code == 401
    assert client.post("/api/auth/refresh", json={"refresh_token": vise.jetons["refresh_token"]}).status_code == 401
    assert admin.patch(f"/utilisateurs/{vise.id}", json={"actif": True, "motif": "retour"}).json()["actif"] is True
    assert vise.get("/api/auth/me").status_code == 401, "tokens of before stay dead"

    entreprise = patron.get("/entreprises/moi").json()["id"]
    promu = admin.patch(f"/utilisateurs/{vise.id}", json={"role": "recruteur", "entreprise_id": entreprise, "motif": "embauche"})
    assert (promu.json()["role"], promu.json()["entreprise"]["id"]) == ("recruteur", entreprise)
    assert admin.patch(f"/utilisateurs/{vise.id}", json={"role": "recruteur", "motif": "x"}).json()["code"] == "entreprise_introuvable"
    assert admin.patch(f"/utilisateurs/{vise.id}", json={"mot_de_passe_temporaire": "provisoire 2026 !", "motif": "perdu"}).status_code == 200
    assert client.post("/api/auth/login", json={"email": vise.email, "password": "provisoire 2026 !"}).status_code == 200
    assert admin.patch(f"/utilisateurs/{vise.id}", json={"mot_de_passe_temporaire": "password", "motif": "x"}).json()["code"] == "mot_de_passe_faible"
    with unite() as session:
        lignes = session.execute(
            select(EvenementAudit.action, MotifAudit.texte)
            .join(MotifAudit, MotifAudit.evenement_id == EvenementAudit.id)
            .where(EvenementAudit.acteur_id == uuid.UUID(admin.id), EvenementAudit.objet_id == uuid.UUID(vise.id))
            .order_by(EvenementAudit.id)
        ).all()
    assert [tuple(ligne) for ligne in lignes] == [
        ("compte_modifie : actif", "demande"),
        ("compte_modifie : actif", "retour"),
        ("compte_modifie : entreprise_id, role", "embauche"),
        ("compte_modifie : mot_de_passe_temporaire", "perdu"),
    ]


def test_nobody_becomes_an_admin_over_http_and_no_admin_locks_themselves_out(admin: Compte, candidat: Compte, unite):
    refus = admin.patch(f"/utilisateurs/{candidat.id}", json={"role": "admin", "motif": "x"})
    assert (refus.status_code, refus.json()["erreurs"][0]["champ"]) == (422, "role")
    for corps in ({"actif": False, "motif": "x"}, {"role": "candidat", "motif": "x"}):
        assert admin.patch(f"/utilisateurs/{admin.id}", json=corps).json()["code"] == "conflit"
    sans_motif = admin.patch(f"/utilisateurs/{candidat.id}", json={"actif": False})
    assert (sans_motif.status_code, sans_motif.json()["erreurs"]) == (422, [{"champ": "motif", "message": "champ obligatoire"}])
    assert admin.patch(f"/utilisateurs/{uuid.uuid4()}", json={"actif": False, "motif": "x"}).json()["code"] == "utilisateur_introuvable"
    with unite() as session:
        assert session.get_one(Utilisateur, uuid.UUID(candidat.id)).role == "candidat"

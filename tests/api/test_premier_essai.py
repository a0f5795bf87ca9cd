"""What a newcomer saw and could not trust: each line here is a value as a person reads it."""

import re

import pytest
from sqlalchemy import func, select

from app.ai.matching.traduction_en import RECOMMANDATIONS
from app.ai.referentiels import RAISONS_EN
from app.api.messages import MESSAGES
from app.models import Tache
from tests.conftest import OFFRE, Compte


def test_a_hidden_score_keeps_no_place_and_answers_no_filter(creer_compte, recruteur: Compte, offre: dict):
    candidats = [creer_compte("candidat") for _ in range(3)]
    for compte in candidats:
        assert compte.deposer().status_code == 201
    envoyees = [compte.post("/candidatures", json={"offre_id": offre["id"]}).json() for compte in candidats]
    assert candidats[1].post(f"/candidatures/{envoyees[1]['id']}/retirer").status_code == 200
    score = envoyees[0]["score"]
    for tri in ("-score", "score"):
        lignes = recruteur.get("/candidatures", params={"tri": tri}).json()["items"]
        assert [(c["id"], c["score"]) for c in lignes] == [(envoyees[2]["id"], score), (envoyees[0]["id"], score), (envoyees[1]["id"], None)]
    for minimum in (0, score):
        vues = recruteur.get("/candidatures", params={"score_min": minimum}).json()
        assert (vues["total"], {c["id"] for c in vues["items"]}) == (2, {envoyees[0]["id"], envoyees[2]["id"]})
    # the person who withdrew still sees their own score
    assert [c["score"] for c in candidats[1].get("/candidatures", params={"score_min": score}).json()["items"]] == [score]


@pytest.mark.parametrize("corps", [{}, {"titre": OFFRE["titre"]}, OFFRE])
def test_an_edit_that_changes_nothing_leaves_no_trace(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, unite, corps: dict):
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()
    avant = recruteur.get(f"/offres/{offre['id']}")
    with unite() as session:
        taches = session.execute(select(func.count()).select_from(Tache)).scalar_one()
    modifiee = recruteur.patch(f"/offres/{offre['id']}", json=corps, headers={"If-Match": '"v1"'})
    assert (modifiee.status_code, modifiee.headers["etag"], modifiee.json()) == (200, '"v1"', avant.json())
    assert candidat.get(f"/candidatures/{envoyee['id']}").json()["perime"] is False
    with unite() as session:
        assert session.execute(select(func.count()).select_from(Tache)).scalar_one() == taches
    perimee = recruteur.patch(f"/offres/{offre['id']}", json=corps, headers={"If-Match": '"v9"'})
    assert (perimee.status_code, perimee.json()["code"]) == (412, "version_perimee")


def test_salaries_compare_by_the_year_whatever_their_period(client, recruteur: Compte):
    salaires = {"an": (42000, 52000), "mois": (2400, 2600), "jour": (380, 450), "heure": (13, 15)}
    par_an = {"an": 52000, "mois": 31200, "jour": 98100, "heure": 24105}
    for periode, (bas, haut) in salaires.items():
        corps = {**OFFRE, "titre": periode, "salaire_min": bas, "salaire_max": haut, "salaire_periode": periode}
        assert recruteur.post("/offres", json=corps).status_code == 201
    assert recruteur.post("/offres", json={**OFFRE, "titre": "énorme", "salaire_max": 10_000_000, "salaire_periode": "heure"}).status_code == 201

    def titres(**filtres: object) -> list[str]:
        return [o["titre"] for o in client.get("/offres", params=filtres).json()["items"]]

    assert titres(tri="-salaire_max") == ["énorme", "jour", "an", "mois", "heure"]
    assert titres(tri="salaire_min")[:3] == ["heure", "mois", "an"]
    assert set(titres(salaire_min=40000)) == {"an", "jour", "énorme"}
    assert set(titres(salaire_min=2400)) == {"an", "mois", "jour", "heure", "énorme"}
    for periode, annuel in par_an.items():
        assert periode in titres(salaire_min=annuel) and periode not in titres(salaire_min=annuel + 1)


def test_deleting_an_offer_with_applications_says_what_became_of_it(candidat: Compte, recruteur: Compte, offre: dict, cv: dict):
    candidat.post("/candidatures", json={"offre_id": offre["id"]})
    refus = recruteur.delete(f"/offres/{offre['id']}")
    assert (refus.status_code, refus.json()["code"], refus.json()["detail"]) == (
        409,
        "offre_utilisee",
        "Cette offre a reçu des candidatures : elle n'a donc pas été supprimée, mais fermée. Elle n'accepte plus de candidatures.",
    )
    assert recruteur.get(f"/offres/{offre['id']}").json()["statut"] == "fermee"


def dit(reponse) -> tuple[int, str, str, list[tuple[str, str]]]:
    corps = reponse.json()
    return reponse.status_code, corps["code"], corps["detail"], [(e["champ"], e["message"]) for e in corps["erreurs"]]


INVALIDES = "Certaines valeurs ne conviennent pas."
EN = {"Accept-Language": "en"}


def test_without_a_cv_one_is_told_to_upload_it(candidat: Compte, offre: dict):
    for chemin, corps in (
        ("/matching/score", {"offre_id": offre["id"]}),
        ("/candidatures", {"offre_id": offre["id"]}),
        ("/matching/search-offres", {}),
        ("/cvs/search-offres", {}),
    ):
        assert dit(candidat.post(chemin, json=corps)) == (404, "cv_introuvable", "Déposez d'abord un CV (POST /cvs/upload).", [])
    absent = {"offre_id": offre["id"], "cv_id": offre["id"]}
    assert dit(candidat.post("/matching/score", json=absent)) == (404, "cv_introuvable", "CV introuvable.", [])
    assert candidat.post("/candidatures", json={"offre_id": offre["id"]}, headers=EN).json()["detail"] == "Upload a CV first (POST /cvs/upload)."


def test_a_refusal_says_that_it_needs_a_reason(candidat: Compte, recruteur: Compte, offre: dict, cv: dict):
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()
    refus = recruteur.patch(f"/candidatures/{envoyee['id']}/statut", json={"statut": "refusee"})
    assert dit(refus) == (422, "donnees_invalides", INVALIDES, [("motif", "le motif est obligatoire pour un refus")])


@pytest.mark.parametrize(
    ("chemin", "message"),
    [
        ("localisation.rue", "chemin inconnu ; attendu : code_postal, pays, ville"),
        ("titre.mot", "ce champ n'a pas de partie"),
        ("experiences.99.poste", "rang attendu : de 0 à 2"),
        ("telephone", "numéro de téléphone invalide"),
        ("experiences.0.debut", "date attendue, par exemple 2021-09 ou « sept. 2021 »"),
        ("annees_experience", "n'a pas la forme attendue"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(candidat: Compte, cv: dict, chemin: str, message: str):
    assert len(cv["profil"]["experiences"]) == 3
    refus = candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {chemin: "peut-être"}})
    assert dit(refus) == (422, "donnees_invalides", INVALIDES, [(chemin, message)])


def test_an_unknown_root_of_a_correction_names_those_that_exist(candidat: Compte, cv: dict):
    (erreur,) = candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"age": 3}}).json()["erreurs"]
    assert erreur["champ"] == "age"
    assert erreur["message"] == f"chemin inconnu ; attendu : {', '.join(sorted(cv['profil']))}"


def test_reversed_salaries_name_the_field(recruteur: Compte, offre: dict):
    attendu = (422, "donnees_invalides", INVALIDES, [("salaire_min", "le salaire minimum dépasse le salaire maximum")])
    assert dit(recruteur.post("/offres", json={**OFFRE, "salaire_min": 60000})) == attendu
    assert dit(recruteur.patch(f"/offres/{offre['id']}", json={"salaire_min": 60000})) == attendu
    assert dit(recruteur.patch(f"/offres/{offre['id']}", json={"salaire_min": 60000, "salaire_max": 50000})) == attendu


def test_a_body_of_another_type_is_told_which_is_expected(client, candidat: Compte):
    json_attendu = "Le corps de la requête n'est pas du type attendu (application/json) : vérifiez l'en-tête Content-Type."
    refus = client.post("/api/auth/login", content=b"email=a", headers={"Content-Type": "text/plain"})
    assert dit(refus) == (415, "media_non_supporte", json_attendu, [])


def test_a_protected_criterion_is_one_sentence_about_one_field(recruteur: Compte):
    refus = recruteur.post("/offres", json={**OFFRE, "competences_souhaitees": ["Python", "moins de 35 ans"]})
    fr = "« moins de 35 ans » ne peut pas être un critère : l'âge est un critère protégé : une offre ne peut pas le demander."
    assert dit(refus) == (422, "critere_interdit", fr, [("competences_souhaitees", fr)])
    anglais = recruteur.post("/offres", json={**OFFRE, "obligatoires": ["moins de 35 ans"]}, headers=EN)
    en = "'moins de 35 ans' cannot be a criterion: age is protected, an offer may not ask for it."
    assert dit(anglais) == (422, "critere_interdit", en, [("obligatoires", en)])


def test_a_refused_body_is_told_whole_in_english(client):
    corps = {"email": "x", "password": "court", "nom": ["a"], "role": "x", "cle": 1}
    refus = client.post("/api/auth/register", json=corps, headers=EN).json()
    assert refus["detail"] == "Some values are not valid."
    assert {e["champ"]: e["message"] for e in refus["erreurs"]} == {
        "email": "invalid e-mail address",
        "password": "too short (at least 8 characters)",
        "nom": "text expected",
        "prenom": "required field",
        "role": "unknown value; expected: candidat, recruteur",
        "cle": "unknown field",
    }
    sans = {"email": "a@example.com", "password": "une phrase facile", "nom": "A", "prenom": "B", "role": "recruteur"}
    assert client.post("/api/auth/register", json=sans, headers=EN).json()["erreurs"] == [
        {"champ": "entreprise", "message": "a recruiter gives either 'entreprise' or 'code_invitation'"}
    ]


def test_every_message_has_both_languages_and_the_same_places():
    for genre, (fr, en) in MESSAGES.items():
        assert sorted(re.findall(r"\{\w+\}", fr)) == sorted(re.findall(r"\{\w+\}", en)), genre
        assert fr != en, genre
    assert RAISONS_EN and all(en.endswith(".") and en[0].islower() for en in RAISONS_EN.values())


def test_a_score_asked_for_in_english_is_in_english_throughout(candidat: Compte, recruteur: Compte, cv: dict):
    offre = recruteur.post("/offres", json={**OFFRE, "competences_requises": ["Python", "Cobol"], "experience_min": None, "obligatoires": ["Permis C"]}).json()
    score = candidat.post("/matching/score", json={"offre_id": offre["id"]}, headers=EN).json()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"]}, headers=EN).json()
    relue = recruteur.get(f"/candidatures/{envoyee['id']}", headers=EN).json()
    francais = recruteur.get(f"/candidatures/{envoyee['id']}").json()
    for lu in (score, envoyee, relue):
        requises = next(c for c in lu["criteres"] if c["critere"] == "competences_requises")
        assert (requises["libelle"], requises["conseil"]) == ("Required skills", "The position cannot do without, check first: Permis C.")
        assert lu["avertissements"][-1] == "Mandatory for this position, Permis C is not established by the CV: to be checked with the person."
        assert {i["critere"]: i["raison"] for i in lu["criteres_ignores"]}["experience"] == "The offer asks for no experience."
        assert lu["recommandation"] in RECOMMANDATIONS.values()
        assert lu["explication"]["langue"] == "en"
        assert lu["empreinte"] == francais["empreinte"]
    assert francais["recommandation"].startswith("Correspondance") or "correspondance" in francais["recommandation"]


def test_what_is_created_carries_the_tag_that_its_edit_takes(candidat: Compte, recruteur: Compte):
    offre, depot = recruteur.post("/offres", json=OFFRE), candidat.deposer()
    assert (offre.headers["etag"], depot.headers["etag"]) == ('"v1"', '"v1"')
    assert recruteur.patch(f"/offres/{offre.json()['id']}", json={"titre": "Autre"}, headers={"If-Match": offre.headers["etag"]}).status_code == 200
    (page,) = candidat.get(f"/cvs/{depot.json()['id']}/texte").json()["pages"]
    assert (page["numero"], page["debut"], type(page["fin"])) == (1, 0, int)


def test_the_contract_declares_its_headers_in_french(client):
    chemins = client.get("/openapi.json").json()["paths"]
    reponses = [(s, r) for verbes in chemins.values() for o in verbes.values() for s, r in o["responses"].items()]
    assert [r for s, r in reponses if r["description"] == "Successful Response"] == []
    assert set(chemins["/offres"]["post"]["responses"]["201"]["headers"]) == {"ETag", "Location"}
    assert set(chemins["/offres"]["get"]["responses"]["200"]["headers"]) == {"Link"}
    assert chemins["/offres/index"]["post"]["responses"]["202"]["headers"]["Location"]["schema"] == {"type": "string"}
    assert "{" not in str(
        [e["value"]["detail"] for _, r in reponses for c in r.get("content", {}).values() for e in c.get("examples", {}).values() if "detail" in e["value"]]
    )

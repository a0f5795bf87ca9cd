"""Applications over HTTP: sent with a score, moved by people, withdrawn, scored again."""

import itertools
import uuid
from datetime import datetime

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.models import CV, Candidature, ChangementStatut, ScoreEnregistre
from app.services.candidature_service import TRANSITIONS
from app.services.matching_service import MatchingService
from app.services.scores_enregistres import controler
from tests.conftest import OFFRE, Compte

STATUTS = ("recue", "en_revue", "entretien", "proposition", "acceptee", "refusee", "retiree")
PERMIS = {
    ("recue", "en_revue"),
    ("en_revue", "entretien"),
    ("entretien", "proposition"),
    ("proposition", "acceptee"),
    ("recue", "refusee"),
    ("en_revue", "refusee"),
    ("entretien", "refusee"),
    ("proposition", "refusee"),
}


@pytest.fixture
def candidature(candidat: Compte, offre: dict, cv: dict) -> dict:
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"], "lettre_motivation": "  Bonjour.  "})
    assert reponse.status_code == 201, reponse.text
    return reponse.json()


def test_applying(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, candidature: dict):
    assert (candidature["statut"], candidature["cv_id"], candidature["offre"]["id"], candidature["lettre_motivation"]) == (
        "recue",
        cv["id"],
        offre["id"],
        "Bonjour.",
    )
    assert (candidature["candidat"]["nom"], candidature["candidat"]["email"]) == ("Essai", candidat.email)
    assert (candidature["perime"], candidature["explication"]["source"], candidature["explication"]["langue"]) == (False, "regles", "fr")
    assert [(h["depuis"], h["vers"], h["motif"], h["acteur_role"]) for h in candidature["historique"]] == [(None, "recue", None, "candidat")]
    vue = recruteur.get(f"/candidatures/{candidature['id']}").json()
    assert vue | {"explication": None} == candidature | {"explication": None}
    assert [(x["explication"]["lecteur"], "otre CV" in x["explication"]["texte"]) for x in (candidature, vue)] == [("candidat", True), ("recruteur", False)]
    assert candidat.get(f"/candidatures/{candidature['id']}").json() == candidature


def test_the_score_adds_up_and_every_proof_stands_in_the_cv(candidat: Compte, cv: dict, candidature: dict):
    criteres = candidature["criteres"]
    assert sum(c["poids"] for c in criteres) == pytest.approx(100, abs=0.05)
    assert round(sum(c["contribution"] for c in criteres), 1) == pytest.approx(candidature["score"], abs=0.1)
    for critere in criteres:
        assert critere["contribution"] == pytest.approx(critere["poids"] * critere["score"], abs=0.02)
    texte = candidat.get(f"/cvs/{cv['id']}/texte").json()["texte"]
    preuves = [p for c in criteres for p in c["preuves"]]
    assert preuves
    assert all(texte[p["debut"] : p["fin"]] == p["citation"] for p in preuves)


def test_one_score_wherever_it_is_asked_for(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, candidature: dict):
    paire = {"cv_id": cv["id"], "offre_id": offre["id"]}
    seul = candidat.post("/matching/score", json=paire).json()
    partout = [
        seul,
        candidat.post("/matching/score", json={"offre_id": offre["id"]}).json(),
        recruteur.post("/matching/score", json=paire).json(),
        candidat.post("/matching/search-offres", json={}).json()["items"][0]["detail"],
        recruteur.post(f"/matching/search-candidats/{offre['id']}", json={}).json()["items"][0]["detail"],
        candidature,
        candidat.get(f"/candidatures/{candidature['id']}").json(),
    ]
    for champ in ("score", "similarite", "empreinte", "version", "criteres", "criteres_ignores", "recommandation", "avertissements"):
        assert [p[champ] for p in partout] == [seul[champ]] * len(partout), champ
    ligne = recruteur.get("/candidatures").json()["items"][0]
    assert (ligne["score"], ligne["similarite"]) == (seul["score"], seul["similarite"])
    assert 0 <= seul["score"] <= 100
    assert round(seul["score"], 1) == seul["score"]


def test_a_score_in_english(candidat: Compte, offre: dict, cv: dict, candidature: dict):
    anglais = candidat.post("/matching/score", json={"offre_id": offre["id"]}, headers={"Accept-Language": "en"}).json()
    assert anglais["explication"]["langue"] == "en"
    assert anglais["score"] == candidature["score"]
    relue = candidat.get(f"/candidatures/{candidature['id']}", headers={"Accept-Language": "en"}).json()
    assert (relue["explication"]["langue"], relue["empreinte"]) == ("en", candidature["empreinte"])


def test_a_record_can_be_computed_again_bit_for_bit(candidature: dict, unite):
    with unite() as session:
        (record,) = session.execute(select(ScoreEnregistre)).scalars().all()
        assert controler(session, record) is None
        record.resultat = {**record.resultat, "score": 99.9}
        session.flush()
        assert controler(session, record) == f"{candidature['score']} au lieu de 99.9"


def test_one_application_an_offer(candidat: Compte, offre: dict, candidature: dict):
    encore = candidat.post("/candidatures", json={"offre_id": offre["id"]})
    assert (encore.status_code, encore.json()["code"]) == (409, "candidature_existante")
    candidat.post(f"/candidatures/{candidature['id']}/retirer")
    assert candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()["code"] == "candidature_existante"


def test_idempotency_key(candidat: Compte, offre: dict, cv: dict):
    corps, entetes = {"offre_id": offre["id"], "cv_id": cv["id"]}, {"Idempotency-Key": "envoi"}
    premiere = candidat.post("/candidatures", json=corps, headers=entetes)
    encore = candidat.post("/candidatures", json=corps, headers=entetes)
    assert (premiere.status_code, encore.status_code, encore.json()) == (201, 201, premiere.json())
    autre = candidat.post("/candidatures", json={**corps, "lettre_motivation": "x"}, headers=entetes)
    assert (autre.status_code, autre.json()["code"]) == (422, "cle_reutilisee")


def test_what_one_may_not_apply_to(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, creer_compte, unite):
    def code(**corps: object) -> str:
        return candidat.post("/candidatures", json={"offre_id": offre["id"], **corps}).json()["code"]

    assert code(offre_id=str(uuid.uuid4())) == "offre_introuvable"
    assert code(cv_id=str(uuid.uuid4())) == "cv_introuvable"
    autrui = creer_compte("candidat").deposer("d12_table_fr").json()["id"]
    assert code(cv_id=autrui) == "cv_introuvable"
    brouillon = recruteur.post("/offres", json={**OFFRE, "brouillon": True}).json()["id"]
    assert code(offre_id=brouillon) == "offre_introuvable"
    vide = recruteur.post("/offres", json={**OFFRE, "description": "", "competences_requises": [], "competences_souhaitees": [], "titre": "X"}).json()["id"]
    assert code(offre_id=vide) == "offre_insuffisante"
    assert candidat.post("/matching/score", json={"offre_id": vide}).json()["code"] == "offre_insuffisante"
    for champ in ("statut", "score", "candidat_id", "id"):
        assert code(**{champ: "x"}) == "donnees_invalides"
    assert code(lettre_motivation="x" * 10_001) == "donnees_invalides"
    recruteur.post(f"/offres/{offre['id']}/fermer")
    assert code() == "offre_introuvable"
    with unite() as session:
        assert session.execute(select(func.count()).select_from(Candidature)).scalar_one() == 0


def test_a_cv_erased_while_its_score_is_told_is_not_applied_with(candidat: Compte, offre: dict, cv: dict, unite, monkeypatch):
    raconter = MatchingService.expliquer

    def effacer_puis_raconter(self, *args):
        with unite() as session:
            session.execute(delete(CV).where(CV.id == uuid.UUID(cv["id"])))
        return raconter(self, *args)

    monkeypatch.setattr(MatchingService, "expliquer", effacer_puis_raconter)
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})
    assert (reponse.status_code, reponse.json()["code"]) == (404, "cv_introuvable")
    assert candidat.get("/candidatures").json()["items"] == []


def test_the_table_of_moves(recruteur: Compte, candidature: dict, connexion, unite, subtests):
    for depuis, vers in itertools.product(STATUTS, STATUTS):
        point = connexion.begin_nested()
        with subtests.test(depuis=depuis, vers=vers):
            with unite() as session:
                session.execute(update(Candidature).values(statut=depuis))
            reponse = recruteur.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": vers, "motif": "Motif écrit"})
            if (depuis, vers) in PERMIS:
                assert (reponse.status_code, reponse.json()["statut"]) == (200, vers)
                derniere = reponse.json()["historique"][-1]
                assert (derniere["depuis"], derniere["vers"], derniere["motif"], derniere["acteur_role"]) == (depuis, vers, "Motif écrit", "recruteur")
            else:
                assert (reponse.status_code, reponse.json()["code"]) == (409, "transition_interdite")
                assert reponse.json()["detail"] == f"Une candidature « {depuis} » ne peut pas passer à « {vers} »."
        point.rollback()


def test_the_declared_table_is_whole():
    assert {(depuis.value, vers.value) for depuis, suivants in TRANSITIONS.items() for vers in suivants} == PERMIS
    assert {depuis.value for depuis in TRANSITIONS} == set(STATUTS)


def test_a_refusal_needs_a_reason(recruteur: Compte, candidature: dict):
    for motif in (None, "", "   "):
        reponse = recruteur.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": "refusee", "motif": motif})
        assert (reponse.status_code, [e["champ"] for e in reponse.json()["erreurs"]]) == (422, ["motif"]), motif
        assert "le motif est obligatoire pour un refus" in reponse.text
    anglais = recruteur.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": "refusee"}, headers={"Accept-Language": "en"})
    assert "a reason is required for a refusal" in anglais.text
    assert recruteur.get(f"/candidatures/{candidature['id']}").json()["statut"] == "recue"


def test_the_database_itself_refuses_a_step_without_reason_or_actor(candidature: dict, recruteur: Compte, unite):
    base = {
        "candidature_id": uuid.UUID(candidature["id"]),
        "depuis": "recue",
        "vers": "refusee",
        "acteur_id": uuid.UUID(recruteur.id),
        "acteur_role": "recruteur",
        "motif": "oui",
    }
    for faute in ({"motif": ""}, {"motif": None}, {"acteur_id": None}, {"acteur_role": "systeme"}):
        with pytest.raises(IntegrityError), unite() as session:
            session.add(ChangementStatut(**{**base, **faute}))
            session.flush()


def test_withdrawing(candidat: Compte, candidature: dict, connexion, unite, subtests):
    for statut in STATUTS:
        point = connexion.begin_nested()
        with subtests.test(statut=statut):
            with unite() as session:
                session.execute(update(Candidature).values(statut=statut))
            reponse = candidat.post(f"/candidatures/{candidature['id']}/retirer")
            if statut in ("acceptee", "refusee", "retiree"):
                assert (reponse.status_code, reponse.json()["code"]) == (409, "candidature_close")
            else:
                assert (reponse.status_code, reponse.json()["statut"]) == (200, "retiree")
        point.rollback()


def test_after_a_withdrawal_the_recruiter_sees_no_more_of_the_cv(candidat: Compte, recruteur: Compte, cv: dict, candidature: dict):
    assert recruteur.get(f"/cvs/{cv['id']}").status_code == 200
    candidat.post(f"/candidatures/{candidature['id']}/retirer")
    assert recruteur.get(f"/cvs/{cv['id']}").status_code == 404
    candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "Toute nouvelle vie"}})
    rescore = recruteur.post(f"/candidatures/{candidature['id']}/rescorer")
    assert (rescore.status_code, rescore.json()["code"]) == (404, "cv_introuvable")
    assert recruteur.post("/offres/search-cvs", json={"requete": "python"}).json()["items"] == []


def test_outdated_then_scored_again_beside_the_old_record(candidat: Compte, recruteur: Compte, offre: dict, candidature: dict, unite):
    chemin = f"/candidatures/{candidature['id']}"
    recruteur.patch(f"/offres/{offre['id']}", json={"competences_requises": ["Cobol", "Fortran"]})
    perimee = recruteur.get(chemin).json()
    assert (perimee["perime"], perimee["score"], perimee["empreinte"]) == (True, candidature["score"], candidature["empreinte"])
    rescoree = recruteur.post(f"{chemin}/rescorer").json()
    assert rescoree["perime"] is False
    assert rescoree["score"] < candidature["score"]
    assert rescoree["empreinte"] != candidature["empreinte"]
    assert rescoree["score"] == candidat.post("/matching/score", json={"offre_id": offre["id"]}).json()["score"]
    assert recruteur.get("/candidatures").json()["items"][0]["score"] == rescoree["score"]
    with unite() as session:
        records = session.execute(select(ScoreEnregistre).order_by(ScoreEnregistre.numero)).scalars().all()
        assert [r.resultat["score"] for r in records] == [candidature["score"], rescoree["score"]]
        assert [controler(session, r) for r in records] == [None, None]


def test_a_status_change_or_a_closed_offer_leaves_the_score_in_date(recruteur: Compte, offre: dict, candidature: dict):
    recruteur.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": "en_revue"})
    recruteur.post(f"/offres/{offre['id']}/fermer")
    assert recruteur.get(f"/candidatures/{candidature['id']}").json()["perime"] is False


def test_a_corrected_cv_makes_the_score_outdated(candidat: Compte, cv: dict, candidature: dict):
    candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "Comptable"}})
    assert candidat.get(f"/candidatures/{candidature['id']}").json()["perime"] is True


def test_lists_filters_and_order(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, candidature: dict):
    autre = creer_compte("candidat")
    autre.deposer("d12_table_fr")
    seconde = autre.post("/candidatures", json={"offre_id": offre["id"]}).json()
    infirmier = recruteur.post("/offres", json={**OFFRE, "titre": "Infirmier (F/H)", "competences_requises": ["soins infirmiers"]}).json()
    troisieme = candidat.post("/candidatures", json={"offre_id": infirmier["id"]}).json()
    recruteur.patch(f"/candidatures/{seconde['id']}/statut", json={"statut": "en_revue"})
    noms = {candidature["id"]: 1, seconde["id"]: 2, troisieme["id"]: 3}
    par_score = sorted(noms, key=lambda i: -{candidature["id"]: candidature, seconde["id"]: seconde, troisieme["id"]: troisieme}[i]["score"])

    def liste(compte: Compte, **filtres: object) -> list[int]:
        corps = compte.get("/candidatures", params=filtres).json()
        assert corps["total"] == len(corps["items"])
        return [noms[i["id"]] for i in corps["items"]]

    assert liste(recruteur) == [3, 2, 1]
    assert liste(recruteur, tri="creee_le") == [1, 2, 3]
    assert liste(recruteur, tri="-score") == [noms[i] for i in par_score]
    assert liste(recruteur, tri="score") == [noms[i] for i in reversed(par_score)]
    assert liste(recruteur, offre_id=offre["id"]) == [2, 1]
    assert liste(recruteur, statut="en_revue") == [2]
    assert liste(recruteur, score_min=candidature["score"], offre_id=offre["id"]) == [n for n in (2, 1) if n == 1 or seconde["score"] >= candidature["score"]]
    assert liste(recruteur, offre_id=str(uuid.uuid4())) == []
    assert liste(candidat) == [3, 1]
    assert liste(autre) == [2]
    for filtres in ({"statut": "x"}, {"score_min": 101}, {"score_min": "nan"}, {"tri": "nom"}, {"offre_id": "x"}):
        assert recruteur.get("/candidatures", params=filtres).status_code == 422
    page = recruteur.get("/candidatures", params={"taille": 2, "statut": "recue"})
    assert page.headers["link"] == '</candidatures?taille=2&statut=recue&page=1>; rel="first", </candidatures?taille=2&statut=recue&page=1>; rel="last"'
    ligne = recruteur.get("/candidatures").json()["items"][0]
    assert len(ligne["forces"]) <= 3
    assert len(ligne["manques"]) <= 3


def test_the_score_as_a_picture(candidat: Compte, recruteur: Compte, candidature: dict):
    for compte in (candidat, recruteur):
        image = compte.get(f"/candidatures/{candidature['id']}/score.svg")
        assert (image.status_code, image.headers["content-type"]) == (200, "image/svg+xml")
        assert image.text.startswith("<svg")
        assert str(candidature["score"]).replace(".", ",") in image.text or str(candidature["score"]) in image.text
        assert "default-src 'none'" in image.headers["content-security-policy"]
    assert "claire" not in image.text.lower()


def test_a_withdrawn_score_is_a_picture_for_its_owner_alone(candidat: Compte, recruteur: Compte, creer_compte, candidature: dict):
    candidat.post(f"/candidatures/{candidature['id']}/retirer")
    image = f"/candidatures/{candidature['id']}/score.svg"
    assert [c.get(image).status_code for c in (candidat, recruteur, creer_compte("candidat"), creer_compte("recruteur"))] == [200, 404, 404, 404]
    assert recruteur.get(image).json()["code"] == "candidature_introuvable"
    assert recruteur.get("/candidatures", params={"score_min": 0}).json()["items"] == []


def test_a_disabled_account_is_found_no_more(candidat: Compte, recruteur: Compte, admin: Compte, cv: dict, candidature: dict):
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    assert len(recruteur.post("/offres/search-cvs", json={"requete": "python"}).json()["items"]) == 1
    admin.patch(f"/utilisateurs/{candidat.id}", json={"actif": False, "motif": "x"})
    assert recruteur.post("/offres/search-cvs", json={"requete": "python"}).json()["items"] == []


def test_times_are_utc(candidature: dict):
    for champ in ("creee_le", "calcule_le"):
        assert datetime.strptime(candidature[champ], "%Y-%m-%dT%H:%M:%S.%f%z").utcoffset().total_seconds() == 0

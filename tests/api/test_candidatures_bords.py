"""Applications at their edges: what closes or vanishes while a score is told, what a withdrawal hides, who is written down for each step."""

import uuid
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update

from app.models import CV, Candidature, ChangementStatut, EvenementAudit, Offre, ScoreEnregistre
from app.services.cv_queries import STATUTS_OUVERTS
from app.services.matching_service import MatchingService
from tests.conftest import OFFRE, Compte

PASSE = "2020-01-01T00:00:00Z"


@pytest.fixture
def envoi(candidat: Compte, offre: dict, cv: dict) -> dict:
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"], "lettre_motivation": "Bonjour."})
    assert reponse.status_code == 201, reponse.text
    return reponse.json()


def pendant_le_recit(monkeypatch: pytest.MonkeyPatch, unite, *ordres) -> None:
    """Run statements between the two transactions of a use case that scores."""
    raconter = MatchingService.expliquer

    def agir_puis_raconter(self, *args):
        with unite() as session:
            for ordre in ordres:
                session.execute(ordre)
        return raconter(self, *args)

    monkeypatch.setattr(MatchingService, "expliquer", agir_puis_raconter)


def test_what_is_written_down_when_one_applies(candidat: Compte, envoi: dict, unite):
    with unite() as session:
        candidature = session.get_one(Candidature, uuid.UUID(envoi["id"]))
        assert (candidature.score, str(candidature.candidat_id), str(candidature.cv_id)) == (Decimal(str(envoi["score"])), candidat.id, envoi["cv_id"])
        etape = session.execute(select(ChangementStatut)).scalar_one()
        assert (etape.depuis, etape.vers, str(etape.acteur_id), etape.acteur_role, etape.motif) == (None, "recue", candidat.id, "candidat", None)


@pytest.mark.parametrize("valeurs", [{"statut": "fermee"}, {"expire_le": PASSE}], ids=["fermee", "expiree"])
def test_an_offer_that_closes_while_the_score_is_told_takes_nobody(candidat: Compte, offre: dict, cv: dict, unite, monkeypatch, valeurs: dict):
    pendant_le_recit(monkeypatch, unite, update(Offre).values(**valeurs))
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})
    assert (reponse.status_code, reponse.json()["code"]) == (404, "offre_introuvable")
    assert candidat.get("/candidatures").json()["total"] == 0


@pytest.mark.parametrize("valeurs", [{"statut": "fermee"}, {"expire_le": PASSE}], ids=["fermee", "expiree"])
def test_who_has_applied_still_sees_the_closed_offer_and_is_told_so(candidat: Compte, creer_compte, offre: dict, envoi: dict, unite, valeurs: dict):
    with unite() as session:
        session.execute(update(Offre).values(**valeurs))
    encore = candidat.post("/candidatures", json={"offre_id": offre["id"]})
    assert (encore.status_code, encore.json()["code"]) == (409, "offre_fermee")
    assert (candidat.get(f"/offres/{offre['id']}").status_code, creer_compte("candidat").get(f"/offres/{offre['id']}").status_code) == (200, 404)


def test_the_same_application_that_comes_in_between_is_told(candidat: Compte, offre: dict, cv: dict, unite, monkeypatch):
    ids = {"offre_id": uuid.UUID(offre["id"]), "candidat_id": uuid.UUID(candidat.id)}
    raconter = MatchingService.expliquer

    def devancer(self, *args):
        with unite() as session:
            autre = Candidature(**ids, statut="recue")
            session.add(autre)
            session.flush()
            session.add(ChangementStatut(candidature_id=autre.id, vers="recue", acteur_id=ids["candidat_id"], acteur_role="candidat"))
        return raconter(self, *args)

    monkeypatch.setattr(MatchingService, "expliquer", devancer)
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})
    assert (reponse.status_code, reponse.json()["code"]) == (409, "candidature_existante")


def test_scoring_again_is_written_down_and_needs_the_cv(candidat: Compte, recruteur: Compte, envoi: dict, unite, monkeypatch):
    chemin = f"/candidatures/{envoi['id']}/rescorer"
    for compte in (candidat, recruteur):
        absente = compte.post(f"/candidatures/{uuid.uuid4()}/rescorer")
        assert (absente.status_code, absente.json()["code"]) == (404, "candidature_introuvable")
    recruteur.patch(f"/offres/{envoi['offre']['id']}", json={"competences_requises": ["Cobol"]})
    anglaise = recruteur.post(chemin, headers={"Accept-Language": "en"}).json()
    assert (anglaise["explication"]["langue"], anglaise["score"] < envoi["score"], anglaise["perime"]) == ("en", True, False)
    with unite() as session:
        assert session.get_one(Candidature, uuid.UUID(envoi["id"])).score == Decimal(str(anglaise["score"]))
        actes = select(EvenementAudit.acteur_id, EvenementAudit.objet, EvenementAudit.objet_id).where(EvenementAudit.action == "candidature_rescoree")
        assert session.execute(actes).all() == [(uuid.UUID(recruteur.id), "candidature", uuid.UUID(envoi["id"]))]
    pendant_le_recit(monkeypatch, unite, delete(CV).where(CV.id == uuid.UUID(envoi["cv_id"])))
    for _ in ("erased meanwhile", "erased before"):
        efface = recruteur.post(chemin)
        assert (efface.status_code, efface.json()["code"]) == (404, "cv_introuvable")
    with unite() as session:
        assert session.execute(select(ScoreEnregistre.numero)).all() == [], "the two of before went with the CV, and no third came"


def test_a_step_names_who_took_it(candidat: Compte, recruteur: Compte, envoi: dict, unite):
    recruteur.patch(f"/candidatures/{envoi['id']}/statut", json={"statut": "en_revue", "motif": "Bon profil"})
    retiree = candidat.post(f"/candidatures/{envoi['id']}/retirer").json()
    assert [(h["depuis"], h["vers"], h["motif"]) for h in retiree["historique"]] == [
        (None, "recue", None),
        ("recue", "en_revue", "Bon profil"),
        ("en_revue", "retiree", None),
    ]
    with unite() as session:
        etapes = session.execute(select(ChangementStatut.acteur_id, ChangementStatut.acteur_role).order_by(ChangementStatut.numero)).all()
        actes = session.execute(
            select(EvenementAudit.action, EvenementAudit.acteur_id).where(EvenementAudit.objet_id == uuid.UUID(envoi["id"])).order_by(EvenementAudit.id)
        ).all()
    moi, patron = uuid.UUID(candidat.id), uuid.UUID(recruteur.id)
    assert etapes == [(moi, "candidat"), (patron, "recruteur"), (moi, "candidat")]
    assert actes == [("candidature_envoyee", moi), ("candidature_en_revue", patron), ("candidature_retiree", moi)]


@pytest.mark.parametrize(
    ("verbe", "geste", "corps"),
    [("PATCH", "statut", {"statut": "en_revue"}), ("POST", "retirer", None), ("POST", "rescorer", None), ("GET", "score.svg", None)],
)
def test_an_application_that_is_not_there(candidat: Compte, recruteur: Compte, verbe: str, geste: str, corps: dict | None):
    reponse = (recruteur if verbe == "PATCH" else candidat).appeler(verbe, f"/candidatures/{uuid.uuid4()}/{geste}", json=corps)
    assert (reponse.status_code, reponse.json()["code"]) == (404, "candidature_introuvable")


def test_what_a_withdrawal_hides_from_the_recruiter_and_from_nobody_else(candidat: Compte, recruteur: Compte, envoi: dict):
    ligne = candidat.get("/candidatures").json()["items"][0]
    candidat.post(f"/candidatures/{envoi['id']}/retirer")
    cachee = {
        "score": None, "similarite": None, "forces": [], "manques": [], "lettre_motivation": None, "recommandation": None, "criteres": [], "criteres_ignores": [],
        "avertissements": [], "version": None, "empreinte": None, "calcule_le": None, "explication": None, "perime": True, "statut": "retiree",
    }  # fmt: skip
    vue = recruteur.get(f"/candidatures/{envoi['id']}").json()
    assert {c: vue[c] for c in cachee} == cachee
    assert vue["candidat"] == {**envoi["candidat"], "email": None}
    dans_la_liste = recruteur.get("/candidatures").json()["items"][0]
    assert {c: dans_la_liste[c] for c in dans_la_liste if c in cachee} == {c: cachee[c] for c in dans_la_liste if c in cachee}
    assert dans_la_liste["candidat"]["email"] is None
    sienne = candidat.get(f"/candidatures/{envoi['id']}").json()
    assert {**sienne, "statut": "recue", "historique": envoi["historique"]} == envoi
    assert candidat.get("/candidatures").json()["items"] == [{**ligne, "statut": "retiree"}]


def test_a_hidden_score_sorts_and_filters_as_none(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, envoi: dict):
    autre = creer_compte("candidat")
    autre.deposer("d12_table_fr")
    reste = autre.post("/candidatures", json={"offre_id": offre["id"]}).json()
    infirmier = recruteur.post("/offres", json={**OFFRE, "titre": "Infirmier (F/H)", "competences_requises": ["soins infirmiers"]}).json()["id"]
    basse = candidat.post("/candidatures", json={"offre_id": infirmier}).json()
    assert basse["score"] < envoi["score"] != reste["score"]
    candidat.post(f"/candidatures/{envoi['id']}/retirer")

    def ordre(compte: Compte, **filtres: object) -> list[str]:
        return [i["id"] for i in compte.get("/candidatures", params=filtres).json()["items"]]

    visibles = sorted([reste, basse], key=lambda c: c["score"])
    croissant = [c["id"] for c in visibles]
    assert ordre(recruteur, tri="score") == [*croissant, envoi["id"]]
    assert ordre(recruteur, tri="-score") == [*reversed(croissant), envoi["id"]]
    assert ordre(recruteur, score_min=0, tri="score") == croissant
    assert (ordre(candidat, tri="score"), ordre(candidat, tri="-score")) == ([basse["id"], envoi["id"]], [envoi["id"], basse["id"]])
    assert ordre(candidat, score_min=envoi["score"]) == [envoi["id"]]
    assert [ordre(recruteur, tri="creee_le", taille=2, page=p) for p in (1, 2)] == [[envoi["id"], reste["id"]], [basse["id"]]]


def test_a_column_that_has_nothing_to_show_says_so(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, envoi: dict):
    autre = creer_compte("candidat")
    autre.deposer("d04_moderncv_classic_fr")
    seconde = autre.post("/candidatures", json={"offre_id": offre["id"]}).json()
    candidat.post(f"/candidatures/{envoi['id']}/retirer")
    corps = recruteur.get(f"/offres/{offre['id']}/candidatures/comparaison", params={"ids": [seconde["id"], envoi["id"]]}).json()
    montree, retiree = corps["candidatures"]
    assert {c: montree[c] for c in ("score", "recommandation", "avertissements", "perime")} == {
        c: seconde[c] for c in ("score", "recommandation", "avertissements", "perime")
    }
    assert {c: retiree[c] for c in ("score", "recommandation", "avertissements", "perime", "forces", "manques", "statut")} == {
        "score": None, "recommandation": None, "avertissements": [], "perime": True, "forces": [], "manques": [], "statut": "retiree",
    }  # fmt: skip
    assert [ligne["critere"] for ligne in corps["criteres"]] == [c["critere"] for c in seconde["criteres"]]
    assert [(ligne["libelle"], ligne["cellules"][0]["score"], ligne["cellules"][0]["raison"]) for ligne in corps["criteres"]] == [
        (c["libelle"], c["score"], None) for c in seconde["criteres"]
    ]
    assert {(ligne["cellules"][1]["score"], ligne["cellules"][1]["raison"]) for ligne in corps["criteres"]} == {
        (None, "Cette candidature n'a plus de score à montrer.")
    }


def test_the_explanation_in_another_language_is_of_the_same_record(candidat: Compte, recruteur: Compte, envoi: dict):
    chemin = f"/candidatures/{envoi['id']}"
    francaise, anglaise = recruteur.get(chemin).json(), recruteur.get(chemin, headers={"Accept-Language": "en"}).json()
    assert (anglaise["score"], anglaise["empreinte"], anglaise["explication"]["source"]) == (envoi["score"], envoi["empreinte"], "regles")
    assert envoi["offre"]["titre"] in anglaise["explication"]["texte"]
    assert [c["libelle"] for c in anglaise["criteres"]] != [c["libelle"] for c in envoi["criteres"]]
    assert recruteur.get(chemin).json() == francaise
    assert [francaise[c] == envoi[c] for c in ("criteres", "empreinte", "explication")] == [True, True, False], "each reader has their own words"


def test_a_cv_in_use_goes_only_with_what_is_open(candidat: Compte, envoi: dict, connexion, unite, subtests):
    for statut in ("recue", "en_revue", "entretien", "proposition", "acceptee", "refusee", "retiree"):
        point = connexion.begin_nested()
        with subtests.test(statut=statut):
            with unite() as session:
                session.execute(update(Candidature).values(statut=statut))
            assert candidat.delete(f"/cvs/{envoi['cv_id']}").status_code == (409 if statut in STATUTS_OUVERTS else 204)
        point.rollback()
    assert STATUTS_OUVERTS == ("recue", "en_revue", "entretien", "proposition")


def test_a_recruiter_sees_a_cv_by_one_of_two_doors_and_no_other(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, cv: dict, admin: Compte):
    ailleurs = creer_compte("recruteur")

    def vue(compte: Compte) -> tuple[int, int]:
        trouves = compte.post("/offres/search-cvs", json={"requete": "python"}).json()["items"]
        return compte.get(f"/cvs/{cv['id']}").status_code, len(trouves)

    assert (vue(recruteur), vue(ailleurs)) == ((404, 0), (404, 0))
    candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})
    assert (vue(recruteur), vue(ailleurs)) == ((200, 1), (404, 0))
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    assert (vue(recruteur), vue(ailleurs)) == ((200, 1), (200, 1))
    second = candidat.deposer("d12_table_fr").json()["id"]
    candidat.patch("/api/auth/me", json={"visible_recruteurs": False})
    assert [recruteur.get(f"/cvs/{second}").status_code, vue(ailleurs)[0]] == [404, 404], "a door opens on the CV that was sent alone"
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    admin.patch(f"/utilisateurs/{candidat.id}", json={"actif": False, "motif": "x"})
    assert (vue(recruteur), vue(ailleurs)) == ((200, 0), (404, 0)), "what was received stays; a closed account is found no more"


def test_the_latest_cv_is_one_s_own_and_read(candidat: Compte, creer_compte, offre: dict, cv: dict, unite):
    second = candidat.deposer("d12_table_fr").json()["id"]
    creer_compte("candidat").deposer("d04_moderncv_classic_fr")
    with unite() as session:
        session.execute(update(CV).where(CV.id == uuid.UUID(second)).values(statut_analyse="en_cours"))
    assert candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()["cv_id"] == cv["id"]
    with unite() as session:
        session.execute(update(CV).where(CV.id == uuid.UUID(second)).values(statut_analyse="terminee"))
        session.execute(delete(ScoreEnregistre))
        session.execute(delete(Candidature))
    assert candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()["cv_id"] == second
    assert [i["id"] for i in candidat.get("/cvs/my-cvs").json()["items"]] == [second, cv["id"]]

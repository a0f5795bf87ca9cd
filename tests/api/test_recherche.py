"""The semantic searches: who is found, with which filters, and what free text is understood as."""

import uuid

import pytest
from sqlalchemy import select

from app.models import EvenementAudit
from tests.conftest import OFFRE, Compte


def test_being_found_is_off_then_on_then_off_again(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, unite):
    recherches = [
        ("/offres/search-cvs", {"requete": "API Python"}),
        ("/offres/search-cvs", {"offre_id": offre["id"]}),
        (f"/matching/search-candidats/{offre['id']}", {}),
    ]

    def trouves() -> list[list[str]]:
        return [[i["cv_id"] for i in recruteur.post(chemin, json=corps).json()["items"]] for chemin, corps in recherches]

    assert trouves() == [[], [], []]
    assert recruteur.get(f"/cvs/{cv['id']}").status_code == 404
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    assert trouves() == [[cv["id"]]] * 3
    lu = recruteur.get(f"/cvs/{cv['id']}")
    assert lu.json()["profil"]["nom_complet"] == "Claire Lefèvre-Nuñez"
    resume = recruteur.post("/offres/search-cvs", json={"requete": "API Python"}).json()["items"][0]
    assert (resume["cv"]["nom_complet"], resume["cv"]["nom_fichier"]) == ("Claire Lefèvre-Nuñez", None)
    assert -1 <= resume["similarite"] <= 1
    assert 1 <= len(resume["passages"]) <= 3
    candidat.patch("/api/auth/me", json={"visible_recruteurs": False})
    assert trouves() == [[], [], []]
    assert recruteur.get(f"/cvs/{cv['id']}/fichier").status_code == 404
    with unite() as session:
        vus = (
            session.execute(select(EvenementAudit.action).where(EvenementAudit.acteur_id == uuid.UUID(recruteur.id), EvenementAudit.objet == "cv"))
            .scalars()
            .all()
        )
    assert vus == ["cv_lu"]


FILTRES = [
    ({"competences": ["Python"]}, True),
    ({"competences": ["python", "PostgreSQL"]}, True),
    ({"competences": ["Cobol"]}, False),
    ({"experience_min": 5}, True),
    ({"experience_min": 40}, False),
    ({"niveau_etudes_min": 3}, True),
    ({"niveau_etudes_min": 8}, False),
    ({"langues": ["fr"]}, True),
    ({"langues": ["fr", "zh"]}, False),
    ({"langues": ["fsl"]}, False),
    ({"mobilite": "Lille"}, False),
    ({"type_contrat_souhaite": "stage"}, False),
    ({}, True),
]


def test_filters_on_candidates(candidat: Compte, recruteur: Compte, cv: dict, subtests):
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    profil = cv["profil"]
    justes = [({"niveau_etudes_min": profil["niveau_etudes"]}, True), ({"niveau_etudes_min": profil["niveau_etudes"] + 1}, False)]
    justes += [({"experience_min": profil["annees_experience"]}, True), ({"experience_min": profil["annees_experience"] + 0.1}, False)]
    for filtres, garde in FILTRES + justes:
        with subtests.test(filtres=filtres):
            items = recruteur.post("/offres/search-cvs", json={"requete": "développement", "filtres": filtres}).json()["items"]
            assert [i["cv_id"] for i in items] == ([cv["id"]] if garde else [])


def test_a_search_reads_the_profile_as_it_is_now(candidat: Compte, recruteur: Compte, offre: dict, cv: dict):
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    paire = {"cv_id": cv["id"], "offre_id": offre["id"]}
    avant = recruteur.post("/matching/score", json=paire).json()["score"]
    assert candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"titre": "Boulangère", "competences": []}}).status_code == 200
    apres = recruteur.post("/matching/score", json=paire).json()["score"]
    assert apres < avant
    trouves = recruteur.post(f"/matching/search-candidats/{offre['id']}", json={}).json()["items"]
    assert [(t["cv_id"], t["detail"]["score"]) for t in trouves] == [(cv["id"], apres)]


@pytest.mark.parametrize("interdit", ["age", "sexe", "nationalite", "localisation", "code_postal", "nom"])
def test_no_filter_on_who_people_are(recruteur: Compte, interdit: str):
    reponse = recruteur.post("/offres/search-cvs", json={"requete": "x", "filtres": {interdit: "x"}})
    assert (reponse.status_code, reponse.json()["erreurs"]) == (422, [{"champ": f"filtres.{interdit}", "message": "champ inconnu"}])


def test_a_filter_on_a_language_that_is_none_is_refused(recruteur: Compte):
    reponse = recruteur.post("/offres/search-cvs", json={"requete": "x", "filtres": {"langues": ["fsl", "zz"]}})
    assert (reponse.status_code, [e["champ"] for e in reponse.json()["erreurs"]]) == (422, ["filtres.langues.1"])


def test_index_and_search_offers(candidat: Compte, recruteur: Compte, offre: dict, cv: dict, ressources, ouvrier, admin: Compte):
    compte = candidat.post("/cvs/index").json()
    assert (compte["cvs"], compte["offres"]) == (1, 0)
    identifiants = ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_CVS)
    assert (cv["id"] in identifiants, compte["passages"] > 3) == (True, True)

    infirmiere = recruteur.post(
        "/offres", json={**OFFRE, "titre": "Infirmière / Infirmier (F/H)", "description": "Soins aux patients.", "competences_requises": ["soins infirmiers"]}
    ).json()
    recruteur.post("/offres", json={**OFFRE, "brouillon": True})
    for corps in ({}, {"cv_id": cv["id"]}, {"requete": "développeur d'API Python, PostgreSQL, pour les soins"}):
        items = candidat.post("/cvs/search-offres", json=corps).json()["items"]
        assert [i["offre"]["id"] for i in items] == [offre["id"], infirmiere["id"]], corps
        assert items[0]["similarite"] > items[1]["similarite"]
    assert len(candidat.post("/cvs/search-offres", json={"limite": 1}).json()["items"]) == 1
    assert (
        candidat.post("/cvs/search-offres", json={"requete": "soins", "filtres": {"competence": ["soins infirmiers"]}}).json()["items"][0]["offre"]["id"]
        == infirmiere["id"]
    )
    assert candidat.post("/cvs/search-offres", json={"requete": "a", "cv_id": cv["id"]}).status_code == 422
    assert candidat.post("/cvs/search-offres", json={"limite": 101}).status_code == 422

    lancee = admin.post("/cvs/index")
    assert lancee.status_code == 202
    assert lancee.headers["location"] == f"/taches/{lancee.json()['tache_id']}"
    assert admin.get(lancee.headers["location"]).json()["statut"] == "en_attente"
    ouvrier.executer_en_attente()
    tache = admin.get(lancee.headers["location"]).json()
    assert (tache["statut"], tache["progression"], tache["genre"], tache["erreur"]) == ("terminee", 100, "reconstruire_index", None)
    assert tache["resultat"]["lignes"] == compte["cvs"]
    assert candidat.get(lancee.headers["location"]).status_code == 404


def test_a_search_takes_values_and_never_an_operator(candidat: Compte, recruteur: Compte, offre: dict, cv: dict):
    """D2: what an index's own language could be asked is no filter, and nobody asks for everything at once."""
    operateur = {"$ne": 3}
    cherches = (
        (recruteur, "/offres/search-cvs", {"requete": "x"}),
        (candidat, "/cvs/search-offres", {"requete": "x"}),
        (candidat, "/matching/search-offres", {}),
    )
    for compte, chemin, corps in (*cherches, (recruteur, f"/matching/search-candidats/{offre['id']}", {})):
        assert compte.post(chemin, json={**corps, "limite": 100}).status_code == 200, chemin
        for limite in (0, -1, 101, 10**9, operateur):
            refus = compte.post(chemin, json={**corps, "limite": limite})
            assert (refus.status_code, [e["champ"] for e in refus.json()["erreurs"]]) == (422, ["limite"]), (chemin, limite)
        for champ in ("where", "filtre", "owner", "proprietaire"):
            assert compte.post(chemin, json={**corps, champ: operateur}).status_code == 422, (chemin, champ)
    for champ, compte, chemin in (
        ("requete", recruteur, "/offres/search-cvs"),
        ("offre_id", recruteur, "/offres/search-cvs"),
        ("cv_id", candidat, "/cvs/search-offres"),
    ):
        refus = compte.post(chemin, json={champ: operateur})
        assert (refus.status_code, {e["champ"].split(".")[0] for e in refus.json()["erreurs"]}) == (422, {champ}), (chemin, champ)
    for champ in ("competences", "experience_min", "langues", "mobilite"):
        refus = recruteur.post("/offres/search-cvs", json={"requete": "x", "filtres": {champ: operateur}})
        assert (refus.status_code, {e["champ"].split(".")[1] for e in refus.json()["erreurs"]}) == (422, {champ})


def test_without_a_cv_there_is_nothing_to_search_with(candidat: Compte):
    for chemin, corps in (("/cvs/search-offres", {}), ("/matching/search-offres", {})):
        reponse = candidat.post(chemin, json=corps)
        assert (reponse.status_code, reponse.json()["code"]) == (404, "cv_introuvable")


METIERS = [
    ("Soudeur TIG", "Soudage d'inox sur plan.", ["soudage TIG"]),
    ("Infirmier en service de chirurgie", "Soins aux patients, de jour comme de nuit.", ["soins infirmiers"]),
    ("Conducteur de travaux", "Conduite de chantiers de génie civil et suivi de sous-traitants.", ["planification"]),
    ("Comptable", "Tenue de la comptabilité d'une PME.", ["comptabilité"]),
]


@pytest.mark.parametrize(
    ("requete", "premier"),
    [
        ("quelque chose pour qui sait souder", 0),
        ("someone who can weld", 0),
        ("infirmière de nuit", 1),
        ("I need a nurse", 1),
        ("travaux en génie civil", 2),
        ("accountant", 3),
        ("qwertzuiop", None),
    ],
)
def test_free_text_names_a_trade_in_either_language_and_small_words_are_no_clue(candidat: Compte, recruteur: Compte, requete: str, premier: int | None) -> None:
    offres = [
        recruteur.post("/offres", json={**OFFRE, "titre": f"{titre} (F/H)", "description": description, "competences_requises": competences}).json()["id"]
        for titre, description, competences in METIERS
    ]
    trouvees = [i["offre"]["id"] for i in candidat.post("/cvs/search-offres", json={"requete": requete}).json()["items"]]
    assert trouvees[:1] == ([] if premier is None else [offres[premier]])

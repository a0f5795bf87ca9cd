"""Offers listed over HTTP: who sees them, filters, order, facets, pages, counts."""

import pytest

from tests.api.test_offres import creer, expirer
from tests.conftest import OFFRE, Compte


@pytest.fixture
def etal(creer_compte, unite) -> dict[str, dict]:
    """Five offers of two entreprises, one of each kind; a draft, a closed and an expired one that nobody may see."""
    quais, jardin = creer_compte("recruteur", entreprise="Atelier des Quais"), creer_compte("recruteur", entreprise="Jardin d'Été")
    offres = {
        "python": creer(quais),
        "infirmier": creer(
            jardin,
            titre="Infirmier / Infirmière (F/H)",
            description="Soins auprès de personnes âgées, en équipe.",
            localisation="Saint-Étienne",
            teletravail="non",
            type_contrat="cdd",
            salaire_min=2200,
            salaire_max=None,
            salaire_periode="mois",
            competences_requises=["soins infirmiers"],
            competences_souhaitees=[],
            niveau_etudes_min=6,
            experience_min=0,
        ),
        "anglais": creer(
            jardin,
            titre="Data Engineer (F/H)",
            description="You will build data pipelines in Python and you will own the quality of our data for the team.",
            localisation="Paris 100% remote_ok",
            teletravail="total",
            type_contrat="freelance",
            salaire_min=None,
            salaire_max=None,
            competences_requises=["Python", "SQL"],
            competences_souhaitees=[],
            niveau_etudes_min=7,
            experience_min=5,
        ),
        "stage": creer(
            quais,
            titre="Assistant·e en stage",
            localisation="Lyon",
            type_contrat="stage",
            competences_requises=["Excel"],
            competences_souhaitees=[],
            niveau_etudes_min=None,
            experience_min=None,
        ),
        "brouillon": creer(quais, brouillon=True),
        "fermee": creer(quais, titre="Fermée (F/H)"),
        "expiree": creer(quais, titre="Expirée (F/H)"),
    }
    expirer(unite, offres["expiree"])
    quais.post(f"/offres/{offres['fermee']['id']}/fermer")
    return offres


FILTRES = [
    ({}, ["stage", "anglais", "infirmier", "python"]),
    ({"q": "soins"}, ["infirmier"]),
    ({"q": "infirmières"}, ["infirmier"]),
    ({"q": "pipelines"}, ["anglais"]),
    ({"q": "python -pipelines"}, ["stage", "python"]),
    ({"q": '"data engineer"'}, ["anglais"]),
    ({"q": "zzz"}, []),
    ({"localisation": "lyon"}, ["stage", "python"]),
    ({"localisation": "saint-etienne"}, ["infirmier"]),
    ({"localisation": "100%"}, ["anglais"]),
    ({"localisation": "%"}, ["anglais"]),
    ({"localisation": "remote_"}, ["anglais"]),
    ({"localisation": "_"}, ["anglais"]),
    ({"type_contrat": "cdd"}, ["infirmier"]),
    ({"teletravail": "total"}, ["anglais"]),
    ({"competence": "python"}, ["anglais", "python"]),
    ({"competence": ["Python", "SQL"]}, ["anglais"]),
    ({"competence": ["postgres"]}, ["python"]),
    ({"niveau_etudes_max": 5}, ["stage", "python"]),
    ({"niveau_etudes_max": 6}, ["stage", "infirmier", "python"]),
    ({"experience_max": 1}, ["stage", "infirmier"]),
    ({"salaire_min": 50000}, ["stage", "python"]),
    ({"salaire_min": 2000}, ["stage", "infirmier", "python"]),
    ({"entreprise": "jardin d'ete"}, ["anglais", "infirmier"]),
    ({"langue": "en"}, ["anglais"]),
    ({"publiee_apres": "2020-01-01T00:00:00Z"}, ["stage", "anglais", "infirmier", "python"]),
    ({"publiee_apres": "2999-01-01"}, []),
    ({"publiee_apres": "0077-05-07T12:22:26-22:26"}, ["stage", "anglais", "infirmier", "python"]),
    ({"publiee_apres": "2999-01-01T00:00:00+23:59"}, []),
    ({"publiee_apres": "0001-01-01T00:00:00+14:00"}, ["stage", "anglais", "infirmier", "python"]),
    ({"publiee_apres": "9999-12-31T23:59:59-14:00"}, []),
    ({"type_contrat": "cdi", "localisation": "lyon", "competence": "fastapi"}, ["python"]),
    ({"tri": "publiee_le"}, ["python", "infirmier", "anglais", "stage"]),
    ({"tri": "titre"}, ["stage", "anglais", "python", "infirmier"]),
    ({"tri": "-salaire_max"}, ["stage", "python", "anglais", "infirmier"]),
    ({"tri": "salaire_min"}, ["infirmier", "stage", "python", "anglais"]),
]


def test_filters_and_order(client, etal: dict, subtests):
    noms = {offre["id"]: nom for nom, offre in etal.items()}
    for filtres, attendus in FILTRES:
        with subtests.test(filtres=filtres):
            corps = client.get("/offres", params=filtres).json()
            assert [noms[o["id"]] for o in corps["items"]] == attendus
            assert corps["total"] == len(attendus)


@pytest.mark.parametrize(
    "filtres", [{"tri": "salaire"}, {"type_contrat": "CDI"}, {"langue": "fra"}, {"niveau_etudes_max": 9}, {"salaire_min": -1}, {"q": "x" * 201}]
)
def test_refused_filters(client, filtres: dict):
    assert client.get("/offres", params=filtres).status_code == 422


def test_facets(client, etal: dict):
    assert client.get("/offres").json()["facettes"] is None
    facettes = client.get("/offres", params={"facettes": True}).json()["facettes"]
    assert facettes["type_contrat"] == [{"valeur": v, "nombre": 1} for v in ("cdd", "cdi", "freelance", "stage")]
    assert facettes["teletravail"] == [{"valeur": "partiel", "nombre": 2}, {"valeur": "non", "nombre": 1}, {"valeur": "total", "nombre": 1}]
    assert facettes["localisation"][0] == {"valeur": "Lyon", "nombre": 2}
    assert facettes["langue"] == [{"valeur": "fr", "nombre": 3}, {"valeur": "en", "nombre": 1}]
    assert facettes["entreprise"] == [{"valeur": "Atelier des Quais", "nombre": 2}, {"valeur": "Jardin d'Été", "nombre": 2}]
    assert facettes["competence"][0]["nombre"] == 2
    # a facet ignores its own filter and obeys the others
    restreintes = client.get("/offres", params={"facettes": True, "type_contrat": "cdd"}).json()
    assert restreintes["total"] == 1
    assert len(restreintes["facettes"]["type_contrat"]) == 4
    assert restreintes["facettes"]["localisation"] == [{"valeur": "Saint-Étienne", "nombre": 1}]


def test_pages(client, etal: dict):
    premiere = client.get("/offres", params={"taille": 3, "q": "", "competence": ["é&="]} | {"competence": []})
    assert [premiere.json()[c] for c in ("total", "page", "taille", "pages")] == [4, 1, 3, 2]
    assert (
        premiere.headers["link"]
        == '</offres?taille=3&q=&page=1>; rel="first", </offres?taille=3&q=&page=2>; rel="next", </offres?taille=3&q=&page=2>; rel="last"'
    )
    seconde = client.get("/offres", params={"taille": 3, "page": 2})
    assert len(seconde.json()["items"]) == 1
    assert seconde.headers["link"] == '</offres?taille=3&page=1>; rel="first", </offres?taille=3&page=1>; rel="prev", </offres?taille=3&page=2>; rel="last"'
    au_dela = client.get("/offres", params={"taille": 3, "page": 3})
    assert (au_dela.status_code, au_dela.json()["items"], au_dela.json()["total"]) == (200, [], 4)
    assert "link" not in client.get("/offres", params={"q": "zzz"}).headers
    vus = [o["id"] for n in (1, 2) for o in client.get("/offres", params={"taille": 3, "page": n}).json()["items"]]
    assert len(set(vus)) == 4
    assert client.get("/offres", params={"page": 100, "taille": 100}).status_code == 200
    trop = client.get("/offres", params={"page": 10_000, "taille": 2})
    assert (trop.status_code, trop.json()["code"]) == (422, "pagination_trop_profonde")


def test_my_offers_with_their_applications_counted(recruteur: Compte, candidat: Compte, creer_compte, cv: dict, offre: dict):
    creer(recruteur, brouillon=True, titre="Brouillon (F/H)")
    autre = creer_compte("candidat")
    autre.deposer("d12_table_fr")
    candidature = candidat.post("/candidatures", json={"offre_id": offre["id"]}).json()
    autre.post("/candidatures", json={"offre_id": offre["id"]})
    recruteur.patch(f"/candidatures/{candidature['id']}/statut", json={"statut": "en_revue"})
    corps = recruteur.get("/offres/mes-offres").json()
    assert [(o["titre"], o["statut"], o["nb_candidatures"], o["candidatures_par_statut"]) for o in corps["items"]] == [
        ("Brouillon (F/H)", "brouillon", 0, {}),
        (offre["titre"], "publiee", 2, {"en_revue": 1, "recue": 1}),
    ]
    assert recruteur.get(f"/offres/{offre['id']}").json()["nb_candidatures"] == 2


def test_a_skill_that_no_list_knows_is_found_by_its_words(client, recruteur: Compte):
    voulue = recruteur.post("/offres", json={**OFFRE, "competences_requises": ["Zorglubage  Avancé"]}).json()["id"]
    recruteur.post("/offres", json={**OFFRE, "competences_requises": ["Gloubiboulgage simple"]})
    assert [i["id"] for i in client.get("/offres", params={"competence": "zorglubage avance"}).json()["items"]] == [voulue]


@pytest.mark.parametrize("champ", ["type_contrat", "teletravail", "localisation", "langue", "entreprise"])
def test_a_facet_ignores_its_own_filter(client, etal: dict, champ: str):
    entieres = client.get("/offres", params={"facettes": True}).json()["facettes"]
    for choix in entieres[champ]:
        assert client.get("/offres", params={"facettes": True, champ: choix["valeur"]}).json()["facettes"][champ] == entieres[champ]

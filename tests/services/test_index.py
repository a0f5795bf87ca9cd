"""The index as a cache: same answers with it, without it and while it is broken; rebuilt by a job; nothing erased stays in it."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.models import PassageIndexe, Tache
from app.services import index_service, rappel_service
from app.services.index_service import IndexService
from app.services.passages import charger_a_comparer, charger_passages
from app.vector_store.port import IndexIndisponible
from tests.conftest import OFFRE, Compte

AUTRES = [
    ("Infirmier / Infirmière (F/H)", "Soins aux patients en service de gériatrie.", ["soins infirmiers"]),
    ("Comptable (F/H)", "Tenue de la comptabilité générale et des déclarations fiscales.", ["comptabilité générale"]),
    ("Data engineer (F/H)", "Pipelines de données en Python et SQL.", ["Python", "SQL"]),
]


@pytest.fixture
def etal(recruteur: Compte, offre: dict, ouvrier, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Offers of four trades, none too far from the words to be found."""
    monkeypatch.setattr(rappel_service, "PLANCHER_LIBRE", -1.0)
    ids = [offre["id"]]
    for titre, description, requises in AUTRES:
        ids.append(recruteur.post("/offres", json={**OFFRE, "titre": titre, "description": description, "competences_requises": requises}).json()["id"])
    ouvrier.executer_en_attente()
    return ids


def chercher(candidat: Compte) -> list[tuple[str, float]]:
    reponse = candidat.post("/cvs/search-offres", json={"requete": "développeur Python API"})
    assert reponse.status_code == 200
    return [(i["offre"]["id"], i["similarite"]) for i in reponse.json()["items"]]


def planifiees(unite) -> list[tuple[str, str]]:
    with unite() as session:
        return [tuple(ligne) for ligne in session.execute(select(Tache.genre, Tache.cle).where(Tache.statut == "en_attente"))]


def test_the_index_finds_what_the_exact_scan_finds(candidat: Compte, etal: list[str], monkeypatch):
    exact = chercher(candidat)
    assert [i for i, _ in exact][:1] == etal[:1]
    assert {i for i, _ in exact} == set(etal)
    monkeypatch.setattr(rappel_service, "SEUIL_EXACT", 0)
    assert chercher(candidat) == exact


def test_an_index_that_breaks_is_replaced_by_the_exact_scan_and_probed(candidat: Compte, etal: list[str], index: IndexService, monkeypatch, unite):
    exact = chercher(candidat)
    monkeypatch.setattr(rappel_service, "SEUIL_EXACT", 0)
    appels = []

    def casser(*_: object):
        appels.append(1)
        raise IndexIndisponible("abîmé")

    with monkeypatch.context() as panne:
        panne.setattr(index._index, "chercher", casser, raising=False)
        assert chercher(candidat) == exact
        assert chercher(candidat) == exact
    assert (len(appels), index.sain["offre"]) == (1, False)
    index.sonder()
    assert (planifiees(unite), index.sain["offre"]) == ([], True)
    assert chercher(candidat) == exact


def test_without_its_index_a_set_too_large_for_an_exact_search_is_a_503(candidat: Compte, etal: list[str], index: IndexService, monkeypatch):
    exact = chercher(candidat)
    monkeypatch.setattr(rappel_service, "SEUIL_EXACT", 0)
    monkeypatch.setattr(rappel_service, "EXACT_MAX", len(etal) - 1)
    assert chercher(candidat) == exact, "the index serves, however large the set"

    def casser(*_: object):
        raise IndexIndisponible("abîmé")

    with monkeypatch.context() as panne:
        panne.setattr(index._index, "chercher", casser, raising=False)
        refus = candidat.post("/cvs/search-offres", json={"requete": "développeur Python API"})
        assert (refus.status_code, refus.json()["code"], refus.headers["Retry-After"]) == (503, "recherche_indisponible", "10")
        monkeypatch.setattr(rappel_service, "EXACT_MAX", len(etal))
        assert chercher(candidat) == exact, "one fewer is searched exactly"
    monkeypatch.setattr(rappel_service, "EXACT_MAX", len(etal) - 1)
    index.sonder()
    assert chercher(candidat) == exact


def test_an_index_that_lost_rows_is_rebuilt(candidat: Compte, etal: list[str], index: IndexService, ressources, unite, ouvrier):
    collection = ressources.settings.CHROMA_COLLECTION_OFFRES
    avant = {i: h for i, h in ressources.index.identifiants(collection).items() if i.split(":")[0] in etal}
    ressources.index.supprimer(collection, list(avant))
    index.sain["offre"] = False
    index.sonder()
    assert index.sain == {"cv": True, "offre": False}
    assert planifiees(unite) == [("reconstruire_index", "offre")]
    index.sonder()
    assert (planifiees(unite), index.sain["offre"]) == ([("reconstruire_index", "offre")], False), "its rebuild is awaited"
    exact = chercher(candidat)
    assert ouvrier.executer_en_attente() == 1
    assert index.sain["offre"] is True
    assert dict(ressources.index.identifiants(collection)) == avant
    assert chercher(candidat) == exact


def test_one_collection_that_cannot_be_probed_leaves_the_other_alone(index: IndexService, etal: list[str], monkeypatch, unite, ressources):
    sonder = index._index.sonder

    def parfois(collection: str, echantillon):
        if collection == ressources.settings.CHROMA_COLLECTION_CVS:
            raise IndexIndisponible("occupé")
        return sonder(collection, echantillon)

    monkeypatch.setattr(index._index, "sonder", parfois, raising=False)
    index.sain.update(cv=False, offre=False)
    index.sonder()
    assert (index.sain, planifiees(unite)) == ({"cv": False, "offre": True}, [])


def test_a_hit_of_the_index_that_the_actor_may_not_see_is_no_hit(candidat: Compte, recruteur: Compte, etal: list[str], monkeypatch):
    monkeypatch.setattr(rappel_service, "SEUIL_EXACT", 0)
    recruteur.post(f"/offres/{etal[0]}/fermer")
    assert etal[0] not in [i for i, _ in chercher(candidat)]
    assert len(chercher(candidat)) == 3


def test_a_changed_cv_changes_its_row_and_an_erased_one_leaves(candidat: Compte, cv: dict, ressources, ouvrier):
    ouvrier.executer_en_attente()
    collection = ressources.settings.CHROMA_COLLECTION_CVS
    avant = ressources.index.identifiants(collection)[cv["id"]]
    candidat.patch(f"/cvs/{cv['id']}/profil", json={"corrections": {"experiences": cv["profil"]["experiences"][:-1]}})
    ouvrier.executer_en_attente()
    assert ressources.index.identifiants(collection)[cv["id"]] != avant
    candidat.delete(f"/cvs/{cv['id']}")
    ouvrier.executer_en_attente()
    assert cv["id"] not in ressources.index.identifiants(collection)


def test_an_object_that_has_passages_is_not_dropped_by_an_older_job(cv: dict, ressources, ouvrier, unite, index: IndexService):
    ouvrier.executer_en_attente()
    index.desindexer("cv", uuid.UUID(cv["id"]))
    assert cv["id"] in ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_CVS)


def test_an_erasure_during_the_writing_is_made_good(candidat: Compte, cv: dict, ressources, index: IndexService, monkeypatch):
    ecrire = index._index.ecrire

    def ecrire_puis_effacer(collection: str, lignes):
        ecrire(collection, lignes)
        assert candidat.delete(f"/cvs/{cv['id']}").status_code == 204

    monkeypatch.setattr(index._index, "ecrire", ecrire_puis_effacer, raising=False)
    index.indexer("cv", uuid.UUID(cv["id"]))
    assert [i for i in ressources.index.identifiants(ressources.settings.CHROMA_COLLECTION_CVS) if i.startswith(cv["id"])] == []


def test_indexing_while_the_index_is_away_is_a_503(candidat: Compte, cv: dict, index: IndexService, monkeypatch):
    def absent(*_: object):
        raise IndexIndisponible("en reconstruction")

    monkeypatch.setattr(index._index, "ecrire", absent, raising=False)
    reponse = candidat.post("/cvs/index")
    assert (reponse.status_code, reponse.json()["code"], reponse.headers["retry-after"]) == (503, "service_occupe", "10")


def test_passages_read_to_be_compared_are_those_that_are_scored(candidat: Compte, cv: dict, unite):
    objet_id = uuid.UUID(cv["id"])
    with unite() as session:
        session.execute(update(PassageIndexe).where(PassageIndexe.objet_id == objet_id, PassageIndexe.ordre == 1).values(citation=None))
        entiers, lus = charger_passages(session, [objet_id]), charger_a_comparer(session, [objet_id, uuid.uuid4()])
        assert charger_a_comparer(session, []) == {}
    assert [(p.vecteur, p.cle, p.section, p.citation is None) for p in lus[objet_id]] == [
        (p.vecteur, p.cle, p.section, p.citation is None) for p in entiers[objet_id]
    ]
    assert (list(lus), len(lus[objet_id]) > 3, {p.citation is None for p in lus[objet_id]}) == ([objet_id], True, {True, False})


def test_a_comparison_is_put_off_in_proportion_to_the_index(cv: dict, offre: dict, index: IndexService, monkeypatch):
    monkeypatch.setattr(index_service, "ATTENTE_PAR_LIGNE", timedelta(minutes=1))
    assert index.attente_de_comparaison() == timedelta(minutes=1)
    monkeypatch.setattr(index_service, "ATTENTE_PAR_LIGNE", timedelta(hours=3))
    assert index.attente_de_comparaison() == timedelta(hours=1)

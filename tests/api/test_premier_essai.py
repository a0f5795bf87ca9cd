"""What a newcomer saw and could not trust: each line here is a value as a person reads it."""

import pytest
from sqlalchemy import func, select

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

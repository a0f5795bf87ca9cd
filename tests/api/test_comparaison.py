"""Applications to one offer side by side."""

import uuid

import pytest

from tests.conftest import OFFRE, Compte


@pytest.fixture
def candidature(candidat: Compte, offre: dict, cv: dict) -> dict:
    reponse = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"], "lettre_motivation": "  Bonjour.  "})
    assert reponse.status_code == 201, reponse.text
    return reponse.json()


def test_side_by_side(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, candidature: dict, compter):
    autre = creer_compte("candidat")
    autre.deposer("d04_moderncv_classic_fr")
    seconde = autre.post("/candidatures", json={"offre_id": offre["id"]}).json()
    chemin = f"/offres/{offre['id']}/candidatures/comparaison"
    with compter() as seule:
        recruteur.get(chemin, params={"ids": candidature["id"]})
    with compter() as deux:
        corps = recruteur.get(chemin, params={"ids": [seconde["id"], candidature["id"], seconde["id"]]}).json()
    assert (len(seule), len(deux)) == (5, 5)
    assert (corps["offre_id"], corps["titre"]) == (offre["id"], offre["titre"])
    assert [c["id"] for c in corps["candidatures"]] == [seconde["id"], candidature["id"]]
    liste = {c["id"]: c for c in recruteur.get("/candidatures", params={"offre_id": offre["id"]}).json()["items"]}
    for colonne in corps["candidatures"]:
        assert {n: colonne[n] for n in ("score", "forces", "manques", "candidat", "statut")} == {
            n: liste[colonne["id"]][n] for n in ("score", "forces", "manques", "candidat", "statut")
        }
        assert colonne["perime"] is False
    # each cell is the record's own line, or says why there is none
    for rang, envoyee in enumerate((seconde, candidature)):
        notes = {c["critere"]: c for c in envoyee["criteres"]}
        ignores = {c["critere"]: c["raison"] for c in envoyee["criteres_ignores"]}
        assert {ligne["critere"] for ligne in corps["criteres"]} >= set(notes)
        for ligne in corps["criteres"]:
            cellule = ligne["cellules"][rang]
            assert cellule["candidature_id"] == envoyee["id"]
            note = notes.get(ligne["critere"])
            if note is None:
                assert (cellule["score"], cellule["raison"]) == (None, ignores[ligne["critere"]])
            else:
                assert {n: cellule[n] for n in cellule if n in note} == {n: note[n] for n in cellule if n in note}
                assert cellule["raison"] is None
    anglais = recruteur.get(chemin, params={"ids": candidature["id"]}, headers={"Accept-Language": "en"}).json()
    assert anglais["candidatures"][0]["forces"][0].startswith("Required skills: ")


def test_what_cannot_be_compared(candidat: Compte, recruteur: Compte, creer_compte, offre: dict, candidature: dict):
    chemin = f"/offres/{offre['id']}/candidatures/comparaison"
    ailleurs = recruteur.post("/offres", json={**OFFRE, "titre": "Autre poste (F/H)"}).json()
    envoyee = candidat.post("/candidatures", json={"offre_id": ailleurs["id"]}).json()
    # an application to another offer, even one's own, is not among this offer's
    for ids in ([envoyee["id"]], [candidature["id"], envoyee["id"]], [str(uuid.uuid4())]):
        reponse = recruteur.get(chemin, params={"ids": ids})
        assert (reponse.status_code, reponse.json()["code"]) == (404, "candidature_introuvable")
    etranger = creer_compte("recruteur").get(chemin, params={"ids": candidature["id"]})
    assert (etranger.status_code, etranger.json()["code"]) == (404, "offre_introuvable")
    for ids in ([], ["x"], [str(uuid.uuid4()) for _ in range(11)]):
        assert recruteur.get(chemin, params={"ids": ids}).status_code == 422
    candidat.post(f"/candidatures/{candidature['id']}/retirer")
    retiree = recruteur.get(chemin, params={"ids": candidature["id"]}).json()
    assert (retiree["candidatures"][0]["score"], retiree["candidatures"][0]["candidat"]["email"], retiree["criteres"]) == (None, None, [])

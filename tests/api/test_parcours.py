"""The brief's recommended path, as a user walks it, on a real CV."""

from pathlib import Path

import pytest

from tests.conftest import Compte


def test_candidat_depose_et_postule(candidat: Compte, recruteur: Compte, offre: dict, ressources, ouvrier):
    depot = candidat.deposer()
    assert depot.status_code == 201
    cv = depot.json()
    assert (cv["profil"]["nom_complet"], cv["profil"]["email"], cv["profil"]["telephone"]) == (
        "Claire Lefèvre-Nuñez",
        "claire.lefevre@example.com",
        "+33199001201",
    )
    assert depot.headers["location"] == f"/cvs/{cv['id']}"
    assert (Path(ressources.settings.CV_EXTRAITS_DIR) / f"{cv['id']}.json").exists()

    encore = candidat.deposer()
    assert (encore.status_code, encore.json()["id"]) == (200, cv["id"])

    score = candidat.post("/matching/score", json={"cv_id": cv["id"], "offre_id": offre["id"]}).json()
    envoyee = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})
    assert envoyee.status_code == 201
    assert envoyee.json()["score"] == score["score"]
    assert envoyee.json()["explication"]["source"] == "regles"
    assert candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]}).json()["code"] == "candidature_existante"

    ouvrier.executer_en_attente()
    trouves = recruteur.post(f"/matching/search-candidats/{offre['id']}", json={}).json()["items"]
    assert [(t["cv_id"], t["score"]) for t in trouves] == [(cv["id"], score["score"])]


@pytest.mark.parametrize("nom", ["Fichier.pdf"])
def test_fichier_refuse_ne_laisse_rien(candidat: Compte, ressources, nom: str):
    refus = candidat.post("/cvs/upload", files={"file": (nom, b"<html>pas un pdf</html>", "application/pdf")})
    assert (refus.status_code, refus.json()["code"]) == (415, "format_non_supporte")
    assert candidat.get("/cvs/my-cvs").json()["total"] == 0
    assert list(ressources.stockage.cles()) == []

"""One score a pair, wherever it is asked for: several CVs and offers, both directions, over HTTP."""

from tests.conftest import OFFRE, Compte

CVS = ("d01_rendercv_classic_fr", "d02_rendercv_sb2nov_en", "d04_moderncv_classic_fr")
OFFRES = (
    OFFRE,
    {**OFFRE, "titre": "Contrôleur de gestion (F/H)", "description": "Budget, reporting et clôtures mensuelles.", "competences_requises": ["Contrôle de gestion", "Excel"]},
    {**OFFRE, "titre": "Data Scientist (F/M)", "description": "You build models in Python.", "competences_requises": ["Python", "SQL"], "poids": {"titre": 50, "experience": 0}},
)  # fmt: skip
COMMUNS = ("score", "similarite", "recommandation", "criteres", "criteres_ignores", "avertissements", "version", "empreinte")


def test_a_pair_has_one_score(recruteur: Compte, creer_compte, index, ouvrier):
    candidats = [creer_compte("candidat") for _ in CVS]
    cvs = [c.deposer(nom).json()["id"] for c, nom in zip(candidats, CVS, strict=True)]
    offres = [recruteur.post("/offres", json=o).json()["id"] for o in OFFRES]
    for candidat in candidats:
        candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    ouvrier.executer_en_attente()

    vus: dict[tuple[str, str], dict] = {}
    for offre in offres:
        items = recruteur.post(f"/matching/search-candidats/{offre}", json={}).json()["items"]
        assert [i["score"] for i in items] == sorted((i["score"] for i in items), reverse=True)
        assert {i["cv_id"] for i in items} == set(cvs)
        for item in items:
            assert (item["score"], item["similarite"]) == (item["detail"]["score"], item["detail"]["similarite"])
            assert item["passages"]
            assert all(p["texte"].strip() for p in item["passages"])
            assert max(len(item["forces"]), len(item["manques"])) <= 3
            assert item["manques"] or item["score"] == 100
            vus[item["cv_id"], offre] = {n: item["detail"][n] for n in COMMUNS}

    for candidat, cv in zip(candidats, cvs, strict=True):
        items = {i["offre"]["id"]: i for i in candidat.post("/matching/search-offres", json={"cv_id": cv}).json()["items"]}
        assert set(items) == set(offres)
        for offre in offres:
            assert items[offre]["passages"]
            paire = {"cv_id": cv, "offre_id": offre}
            notes = [
                items[offre]["detail"],
                candidat.post("/matching/score", json=paire).json(),
                recruteur.post("/matching/score", json=paire).json(),
                candidat.post("/candidatures", json=paire).json(),
            ]
            assert [{n: note[n] for n in COMMUNS} for note in notes] == [vus[cv, offre]] * 4
    assert len({note["score"] for note in vus.values()}) >= 6

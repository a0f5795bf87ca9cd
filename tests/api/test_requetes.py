"""How many statements a list costs: the same however many lines it shows."""

from tests.api.conftest import Compteur
from tests.conftest import OFFRE, Compte

# statements of one request, the caller's own authentication (1) included
ATTENDUS = {
    "public": {"GET /offres": 2, "GET /offres?facettes=true": 8},
    "candidat": {
        "GET /cvs/my-cvs": 3,
        "GET /candidatures": 4,
        "POST /cvs/search-offres": 10,
        "POST /matching/search-offres": 15,
    },
    "recruteur": {
        "GET /offres/mes-offres": 4,
        "GET /candidatures": 4,
        "GET /entreprises/moi": 3,
        "POST /offres/search-cvs": 9,
        "POST /matching/search-candidats": 15,  # and the COPY of the vectors to compare, which this does not count
    },
    "admin": {"GET /utilisateurs": 4},
}


def mesurer(compter: Compteur, comptes: dict[str, Compte], offre_id: str) -> dict[str, dict[str, tuple[int, int]]]:
    """(statements, lines) of every list."""
    corps = {"POST /offres/search-cvs": {"offre_id": offre_id}}
    mesures: dict[str, dict[str, tuple[int, int]]] = {}
    for qui, listes in ATTENDUS.items():
        mesures[qui] = {}
        for operation in listes:
            verbe, chemin = operation.split()
            chemin = f"{chemin}/{offre_id}" if chemin.endswith("search-candidats") else chemin
            options = {"json": corps.get(operation, {})} if verbe == "POST" else {}
            with compter() as requetes:
                compte = comptes[qui]
                reponse = compte.client.request(verbe, chemin, **options) if qui == "public" else compte.appeler(verbe, chemin, **options)
            assert reponse.status_code == 200, (operation, reponse.text)
            lignes = reponse.json().get("items", reponse.json().get("membres"))
            mesures[qui][operation] = (len(requetes), len(lignes))
    return mesures


def test_a_list_costs_the_same_whatever_it_shows(
    compter: Compteur, candidat: Compte, recruteur: Compte, admin: Compte, creer_compte, cv: dict, offre: dict, ouvrier
):
    comptes = {"public": candidat, "candidat": candidat, "recruteur": recruteur, "admin": admin}
    candidat.post("/candidatures", json={"offre_id": offre["id"]})
    ouvrier.executer_en_attente()
    mesurer(compter, comptes, offre["id"])  # how common words are is read at the first search, then every ten minutes
    courtes = mesurer(compter, comptes, offre["id"])

    candidat.deposer("d12_table_fr")
    for n in range(3):
        autre = recruteur.post("/offres", json={**OFFRE, "titre": f"Poste {n} (F/H)"}).json()
        candidat.post("/candidatures", json={"offre_id": autre["id"], "cv_id": cv["id"]})
    voisin = creer_compte("candidat")
    voisin.deposer("d12_table_fr")
    voisin.post("/candidatures", json={"offre_id": offre["id"]})
    code = recruteur.post("/entreprises/invitations").json()["code"]
    creer_compte("recruteur", code_invitation=code)
    ouvrier.executer_en_attente()
    longues = mesurer(compter, comptes, offre["id"])

    for qui, listes in ATTENDUS.items():
        for operation in listes:
            assert longues[qui][operation][1] > courtes[qui][operation][1], f"{operation}: no more lines than before"
    assert {q: {o: n for o, (n, _) in m.items()} for q, m in longues.items()} == {q: {o: n for o, (n, _) in m.items()} for q, m in courtes.items()}
    assert {q: {o: n for o, (n, _) in m.items()} for q, m in longues.items()} == ATTENDUS

"""Access that ends with what gave it, drafts that nobody counts, and decisions taken at once."""

import threading

from sqlalchemy import select

from app.models import Candidature, ChangementStatut
from app.services.ressources import Ressources
from tests.api.test_cloisons import appeler, inscrire, sans_numero
from tests.api.test_cloisons import deposer as deposer_a
from tests.conftest import MOT_DE_PASSE, OFFRE, Compte, CreerCompte


def test_a_draft_moves_no_public_count(client, creer_compte: CreerCompte):
    patron = creer_compte("recruteur")
    patron.post("/offres", json=OFFRE)
    avant = [sans_numero(client.get(c)) for c in ("/offres?facettes=true", "/offres?competence=Cobol&facettes=true")]
    patron.post("/offres", json=OFFRE | {"brouillon": True, "localisation": "Canariville", "competences_requises": ["Cobol"]})
    assert [sans_numero(client.get(c)) for c in ("/offres?facettes=true", "/offres?competence=Cobol&facettes=true")] == avant


def test_access_ends_with_what_gave_it(creer_compte: CreerCompte, admin: Compte):
    """T2: addresses that worked a moment ago, after a withdrawal, a consent taken back, a change of entreprise."""
    ici, ailleurs, qui = creer_compte("recruteur"), creer_compte("recruteur"), creer_compte("candidat")
    offre = ici.post("/offres", json=OFFRE).json()["id"]
    cv = qui.deposer().json()["id"]
    adresses = [f"/cvs/{cv}", f"/cvs/{cv}/fichier", f"/cvs/{cv}/texte", f"/cvs/{cv}/pages/1.png"]

    def statuts(recruteur: Compte) -> set[int]:
        score = recruteur.post("/matching/score", json={"cv_id": cv, "offre_id": offre})
        return {recruteur.get(a).status_code for a in adresses} | {score.status_code}

    assert (statuts(ici), statuts(ailleurs)) == ({404}, {404})
    envoi = qui.post("/candidatures", json={"offre_id": offre, "cv_id": cv, "lettre_motivation": "Canarilettre"}).json()["id"]
    assert (statuts(ici), statuts(ailleurs)) == ({200}, {404})
    collegue = creer_compte("recruteur", code_invitation=ici.post("/entreprises/invitations").json()["code"])
    assert statuts(collegue) == {200}
    entreprise = ailleurs.get("/entreprises/moi").json()["id"]
    assert admin.patch(f"/utilisateurs/{collegue.id}", json={"role": "recruteur", "entreprise_id": entreprise, "motif": "mutation"}).status_code == 200
    neuf = Compte(
        collegue.client,
        collegue.id,
        collegue.email,
        collegue.client.post("/api/auth/login", json={"email": collegue.email, "password": MOT_DE_PASSE}).json(),
    )
    assert (statuts(neuf), neuf.get("/candidatures").json()["total"], neuf.get(f"/candidatures/{envoi}").status_code) == ({404}, 0, 404)
    qui.post(f"/candidatures/{envoi}/retirer")
    assert statuts(ici) == {404}
    assert "Canarilettre" not in ici.get(f"/candidatures/{envoi}").text
    qui.patch("/api/auth/me", json={"visible_recruteurs": True})
    assert statuts(ici) == {200}
    qui.patch("/api/auth/me", json={"visible_recruteurs": False})
    assert statuts(ici) == {404}


def test_decisions_taken_at_once_make_one_chain_of_steps(adresse: str, reelles: Ressources):
    patron, qui = inscrire(adresse, "recruteur", entreprise="Atelier"), inscrire(adresse, "candidat")
    offre = appeler(adresse, "POST", "/offres", json=OFFRE, headers=patron).json()["id"]
    deposer_a(adresse, qui)
    envoi = appeler(adresse, "POST", "/candidatures", json={"offre_id": offre}, headers=qui).json()["id"]
    gestes = [
        ("PATCH", "statut", patron, {"statut": "en_revue"}),
        ("PATCH", "statut", patron, {"statut": "refusee", "motif": "non"}),
        ("POST", "retirer", qui, None),
    ]
    depart, reussis = threading.Barrier(15), []

    def agir(verbe: str, geste: str, entetes: dict[str, str], corps: dict[str, str] | None) -> None:
        depart.wait()
        if appeler(adresse, verbe, f"/candidatures/{envoi}/{geste}", json=corps, headers=entetes).status_code == 200:
            reussis.append(geste)

    fils = [threading.Thread(target=agir, args=geste) for geste in gestes * 5]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    with reelles.unite() as session:
        etapes = session.execute(select(ChangementStatut.depuis, ChangementStatut.vers).order_by(ChangementStatut.numero)).all()
        statut = session.execute(select(Candidature.statut)).scalar_one()
    assert len(etapes) == 1 + len(reussis)
    assert [e.depuis for e in etapes[1:]] == [e.vers for e in etapes[:-1]], "each step starts where the last one ended"
    assert etapes[-1].vers == statut

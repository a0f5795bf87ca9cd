"""A person erased: canary words planted in every field they or others can fill are found nowhere afterwards."""

import threading
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from app.models import CV, CacheModele, Entreprise, EvenementAudit, MotifAudit, Offre, PassageIndexe, PierreTombale, Tache, Utilisateur
from app.services.coherence import Coherence
from app.services.cv_service import CVService
from app.services.effacement import EffacementService, list_effacements
from app.services.index_service import planifier_purge
from tests.conftest import CVS, MOT_DE_PASSE, OFFRE
from tests.services.conftest import CV_CANARI, MOTS, Produit, planter, presences


def test_a_person_erased_is_nowhere(produit: Produit, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture):
    qui, cv_id, vecteurs = planter(produit)
    voisin = produit.compte("candidat", "voisin@example.com", nom="Voisine")
    fichier = {"file": ("v.pdf", (CVS / "d01_rendercv_classic_fr.pdf").read_bytes(), "application/pdf")}
    reste = voisin.post("/cvs/upload", files=fichier).json()
    produit.achever()
    mots = [m.encode() for m in MOTS] + vecteurs + [CV_CANARI]
    trouves = presences(produit, mots)
    avant = {lieu for lieu, _ in trouves}
    assert {"utilisateurs", "cvs", "profils", "passages", "vecteurs", "candidatures", "candidatures_historique", "scores", "cache_modele"} <= avant
    assert {"journal_motifs", "cles_idempotence", "dump", "stockage_reel", "extraits_reels", "chroma"} <= avant
    # Chroma is given vectors and ids, never text
    assert {mot for lieu, mot in trouves if lieu == "chroma"} == {vecteurs[-1].decode("latin-1")}

    refus = qui.appeler("DELETE", "/api/auth/me", json={"password": "pas le bon"})
    assert (refus.status_code, refus.json()["code"]) == (401, "identifiants_invalides")
    assert qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    assert qui.get("/api/auth/me").status_code == 401
    assert produit.client.post("/api/auth/refresh", json={"refresh_token": qui.jetons["refresh_token"]}).status_code == 401
    assert produit.client.post("/api/auth/login", json={"email": qui.email, "password": MOT_DE_PASSE}).status_code == 401
    with produit.ressources.unite() as session:
        assert [t.termine_le for t in list_effacements(session)] == [None, None]
    produit.achever()

    assert presences(produit, mots) == set()
    sorties = caplog.text + "".join(capfd.readouterr())
    assert [m for m in MOTS if m in sorties] == []
    with produit.ressources.unite() as session:
        assert {(t.objet, t.termine_le is not None) for t in list_effacements(session)} == {("utilisateur", True), ("cv", True)}
        assert session.execute(select(func.count()).select_from(Tache).where(Tache.statut != "terminee")).scalar_one() == 0
        fins = session.execute(select(EvenementAudit.objet_id).where(EvenementAudit.action == "effacement_termine")).scalars().all()
    assert {str(i) for i in fins} == {qui.id, cv_id}
    # the neighbour lost nothing, and the address is free again
    assert voisin.get(f"/cvs/{reste['id']}").json()["profil"]["nom"] == reste["profil"]["nom"]
    assert produit.compte("candidat", qui.email).get("/cvs/my-cvs").json()["total"] == 0


def test_a_slow_worker_brings_nothing_back(produit: Produit):
    """Jobs claimed before the erasure, and an upload and a re-reading under way during it, end after it."""
    qui = produit.compte("candidat", "canarimail@example.com", nom="Canarinom")
    ressources = produit.ressources
    fichier = {"file": ("canarifichier.pdf", CV_CANARI, "application/pdf")}
    cv_id = uuid.UUID(qui.post("/cvs/upload", files=fichier).json()["id"])
    lire, efface = ressources.lecteur.lire, threading.Event()

    def lire_puis_effacer(*args: object, **options: object) -> object:
        lu = lire(*args, **options)
        if not efface.is_set():
            efface.set()
            assert qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
        return lu

    ressources.lecteur.lire = lire_puis_effacer
    autre = qui.post("/cvs/upload", files={"file": ("canarifichier.pdf", CV_CANARI + b"\n%2\n", "application/pdf")})
    assert (autre.status_code, efface.is_set()) == (409, True)
    produit.ouvrier._travaux["ecrire_extrait"]({"cv_id": str(cv_id)}, None)
    produit.ouvrier._travaux["indexer"]({"objet": "cv", "objet_id": str(cv_id)}, None)
    produit.ouvrier._travaux["enrichir_cv"]({"cv_id": str(cv_id)}, None)
    produit.achever()
    assert presences(produit, [m.encode() for m in MOTS]) == set()


def test_an_answer_cached_for_an_erased_cv_goes_with_the_job_that_asked(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    ressources = produit.ressources
    ressources.settings.LLM_ATTENTE_S = 0.0
    cv_id = uuid.UUID(qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")}).json()["id"])
    lire = ressources.lecteur.lire

    def lire_puis_effacer(*args: object, **options: object) -> object:
        lu = lire(*args, **options)
        assert qui.delete(f"/cvs/{cv_id}").status_code == 204
        return lu

    ressources.lecteur.lire = lire_puis_effacer
    with pytest.raises(Exception, match="cv_introuvable"):
        CVService(ressources).enrichir(cv_id)
    with ressources.unite() as session:
        assert session.execute(select(CacheModele.cle)).scalars().all() == []


def test_the_index_made_before_the_erasure_does_not_end_it(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    cv = qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")}).json()
    produit.achever()
    with produit.ressources.unite() as session:
        session.add(Tache(genre="reconstruire_index", cle="cv", parametres={}, statut="terminee", resultat={"depuis": "2020-01-01T00:00:00+00:00"}))
    qui.delete(f"/cvs/{cv['id']}")
    produit.ouvrier.executer_en_attente()
    with produit.ressources.unite() as session:
        tombe = session.get_one(PierreTombale, uuid.UUID(cv["id"]))
        assert (tombe.fichiers_effaces_le is not None, tombe.termine_le) == (True, None)
        purges = select(Tache).where(Tache.genre == "reconstruire_index", Tache.resultat["depuis"].astext != "2020-01-01T00:00:00+00:00")
        assert len(session.execute(purges).scalars().all()) == 1
    produit.achever()
    with produit.ressources.unite() as session:
        assert session.get_one(PierreTombale, uuid.UUID(cv["id"])).termine_le is not None


def test_a_storage_that_fails_delays_the_end_and_no_more(produit: Produit, monkeypatch: pytest.MonkeyPatch):
    qui = produit.compte("candidat", "canarimail@example.com")
    qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")})
    registre = Path(produit.ressources.settings.REGISTRE_URL) / "effacements"
    registre.parent.mkdir(exist_ok=True)
    registre.write_text("pas un dossier")
    assert qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    produit.ouvrier.executer_en_attente()
    with produit.ressources.unite() as session:
        assert {t.termine_le for t in list_effacements(session)} == {None}
    registre.unlink()
    produit.achever()
    with produit.ressources.unite() as session:
        assert all(t.termine_le for t in list_effacements(session))
    assert len(list(registre.glob("*.json"))) == 2


def test_the_last_recruiter_closes_the_offers_that_somebody_answered(produit: Produit):
    patron, collegue = produit.compte("recruteur", "patron@example.com", entreprise="Canari et fils"), None
    code = patron.post("/entreprises/invitations").json()["code"]
    collegue = produit.compte("recruteur", "collegue@example.com", code_invitation=code)
    repondue, seule = (patron.post("/offres", json=OFFRE).json()["id"] for _ in range(2))
    qui = produit.compte("candidat", "canarimail@example.com")
    cv = qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")}).json()
    candidature = qui.post("/candidatures", json={"offre_id": repondue, "cv_id": cv["id"]}).json()["id"]
    assert patron.patch(f"/candidatures/{candidature}/statut", json={"statut": "en_revue"}).status_code == 200

    assert patron.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    assert [produit.client.get(f"/offres/{o}").status_code for o in (repondue, seule)] == [200, 200], "a colleague is there still"
    assert collegue.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    lue = qui.get(f"/candidatures/{candidature}").json()
    assert (lue["statut"], lue["offre"]["entreprise"]["nom"]) == ("en_revue", "Canari et fils")
    assert [h["vers"] for h in lue["historique"]] == ["recue", "en_revue"], "a decision outlives the account that took it"
    with produit.ressources.unite() as session:
        assert session.execute(select(Offre.id, Offre.statut)).all() == [(uuid.UUID(repondue), "fermee")]

    qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE})
    seul = produit.compte("recruteur", "seul@example.com", entreprise="Jean Canari")
    seul.post("/offres", json=OFFRE)
    seul.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE})
    with produit.ressources.unite() as session:
        assert session.execute(select(Entreprise.nom)).scalars().all() == ["Canari et fils"]
        assert session.execute(select(Utilisateur.id)).all() == []


def test_erasing_twice_at_once_is_once(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")})
    statuts: list[int] = []
    fils = [
        threading.Thread(target=lambda: statuts.append(qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code)) for _ in range(4)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert set(statuts) <= {204, 401}
    assert 204 in statuts
    with produit.ressources.unite() as session:
        assert len(list_effacements(session)) == 2
        assert session.execute(select(func.count()).select_from(EvenementAudit).where(EvenementAudit.action == "compte_efface")).scalar_one() == 1
        assert session.execute(select(CV.id)).all() == session.execute(select(MotifAudit.texte)).all() == []


def test_replaying_the_ledger_on_a_database_that_forgot_nothing_does_nothing(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE})
    assert EffacementService(produit.ressources).rejouer() == 0
    assert [f.name for f in Path(produit.ressources.settings.REGISTRE_URL, "effacements").iterdir()] == [f"{qui.id}.json"]


@pytest.mark.parametrize("abime", [b"", b"[]", b"\xff"])
def test_a_damaged_file_of_the_ledger_is_told_and_still_erases(produit: Produit, abime: bytes):
    """A copy cut short must not keep what the other files say, nor what its own name says, from being erased again after a restore."""
    qui = produit.compte("candidat", "canarimail@example.com")
    qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE})
    produit.achever()
    dossier = Path(produit.ressources.settings.REGISTRE_URL, "effacements")
    fichier = dossier / f"{qui.id}.json"
    bon = fichier.read_bytes()
    fichier.write_bytes(abime)
    (dossier / "LISEZMOI.txt").write_text("ne rien supprimer ici")
    with produit.ressources.unite() as session:
        # the restored database knows nothing of the erasure
        session.execute(delete(PierreTombale))
        session.add(Utilisateur(id=uuid.UUID(qui.id), email=qui.email, mot_de_passe="x", nom="N", prenom="P", role="candidat"))
    coherence = Coherence(produit.ressources)
    assert {(e.genre, e.objet) for e in coherence.verifier()} == {("registre_illisible", f"effacements/{qui.id}.json"), ("effacement_oublie", qui.id)}
    assert EffacementService(produit.ressources).rejouer() == 1
    produit.achever()
    with produit.ressources.unite() as session:
        assert session.get(Utilisateur, uuid.UUID(qui.id)) is None
    assert fichier.read_bytes() == bon
    assert coherence.verifier() == []


def test_erasures_close_together_share_one_rebuild(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    for n in range(3):
        qui.post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI + b"\n%%%d\n" % n, "application/pdf")})
    produit.achever()
    with produit.ressources.unite() as session:
        for _ in range(3):
            planifier_purge(session, "cv")
        purge = session.execute(select(Tache).where(Tache.genre == "reconstruire_index", Tache.statut == "en_attente")).scalar_one()
        lignes = session.execute(select(func.count(PassageIndexe.objet_id.distinct()))).scalar_one()
    attente = (purge.a_faire_le - purge.creee_le).total_seconds()
    assert lignes * 0.01 - 0.005 <= attente <= lignes * 0.01 + 1


def test_an_erasure_that_gave_up_is_told_and_set_going_again(produit: Produit):
    qui = produit.compte("candidat", "canarimail@example.com")
    qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE})
    with produit.ressources.unite() as session:
        session.execute(update(PierreTombale).values(efface_le=datetime.now(timezone.utc) - timedelta(days=2)))
        session.execute(update(Tache).values(statut="echouee", essais=5, erreur="ClientError"))
    coherence = Coherence(produit.ressources)
    assert [e.genre for e in coherence.verifier()] == ["tache_abandonnee", "effacement_inacheve"]
    coherence.reparer(coherence.verifier())
    produit.achever()
    assert coherence.verifier() == []


def test_answers_of_readings_that_were_cut_short_are_told_and_dropped(produit: Produit):
    produit.compte("candidat", "canarimail@example.com").post("/cvs/upload", files={"file": ("a.pdf", CV_CANARI, "application/pdf")})
    with produit.ressources.unite() as session:
        gardee = session.execute(select(CacheModele.cle)).scalar_one()
        vieux = datetime.now(timezone.utc) - timedelta(hours=2)
        session.execute(update(CacheModele).values(cree_le=vieux))
        session.add_all([CacheModele(cle="coupee", valeur="Canarimission", cree_le=vieux), CacheModele(cle="en-cours", valeur="x")])
    coherence = Coherence(produit.ressources)
    ecarts = coherence.verifier()
    assert [(e.genre, e.detail) for e in ecarts] == [("reponses_orphelines", "1")]
    assert coherence.reparer(ecarts) == []
    with produit.ressources.unite() as session:
        assert sorted(session.execute(select(CacheModele.cle)).scalars()) == sorted([gardee, "en-cours"])

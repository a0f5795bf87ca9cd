"""What the operator's check sees while people work: nothing that is only half done; what is lost is mended, what is left behind is swept."""

import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError

from app.api.metriques import EtatDuService
from app.models import CV, CleIdempotence, Compteur, Invitation, JetonRenouvellement, PassageIndexe, PierreTombale, Profil, Tache
from app.services import coherence
from app.services.coherence import Coherence, Ecart
from app.services.cv_ecriture import ecrire_extrait, effacer_cv
from app.services.etat import etat_des_dependances
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.taches import Ouvrier, planifier
from tests.conftest import CVS, MOT_DE_PASSE, Compte, epuiser


def ecarts(ressources: Ressources) -> list[Ecart]:
    """What the check finds; not of the journal, whose links are made at a commit that a test's transaction never reaches."""
    return [e for e in Coherence(ressources).verifier() if not e.genre.startswith("journal")]


def vieux(fichier: Path, contenu: str = "x") -> Path:
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(contenu)
    os.utime(fichier, (time.time() - 7200,) * 2)
    return fichier


def test_a_gap_that_a_second_look_does_not_find_is_none(ressources: Ressources, cv: dict, ouvrier: Ouvrier, monkeypatch):
    """An upload under way, an erasure under way: the check reads rows and files at two instants."""
    ouvrier.executer_en_attente()
    extrait = ressources.settings.CV_EXTRAITS_DIR / f"{cv['id']}.json"
    cache = extrait.with_name("parti")
    extrait.rename(cache)

    def entre_les_deux(_: float):
        if cache.exists():
            cache.rename(extrait)

    monkeypatch.setattr(coherence.time, "sleep", entre_les_deux)
    assert ecarts(ressources) == []
    extrait.unlink()
    assert ecarts(ressources) == [Ecart("extrait_manquant", cv["id"], f"{cv['id']}.json")]


def test_an_original_removed_during_the_check_is_told_not_thrown(ressources: Ressources, cv: dict, ouvrier: Ouvrier, unite):
    ouvrier.executer_en_attente()
    with unite() as session:
        cle = session.execute(select(CV.cle_stockage)).scalar_one()
    (Path(ressources.settings.STORAGE_URL) / cle).unlink()
    assert ecarts(ressources) == [Ecart("fichier_manquant", cv["id"], cle)]


def test_what_cannot_be_read_or_mended_stops_no_other_repair(candidat: Compte, ressources: Ressources, cv: dict, ouvrier: Ouvrier, unite):
    """A folder where a file should stand: as a disk that fails, it is told, and the rest goes on."""
    second = candidat.deposer("d12_table_fr").json()
    ouvrier.executer_en_attente()
    with unite() as session:
        cle = session.execute(select(CV.cle_stockage).where(CV.id == uuid.UUID(cv["id"]))).scalar_one()
    original, extrait = Path(ressources.settings.STORAGE_URL) / cle, ressources.settings.CV_EXTRAITS_DIR / f"{cv['id']}.json"
    for fichier in (original, extrait):
        fichier.unlink()
        fichier.mkdir()
    autre = ressources.settings.CV_EXTRAITS_DIR / f"{second['id']}.json"
    autre.unlink()
    etranger = ressources.settings.CV_EXTRAITS_DIR / str(uuid.uuid4())
    etranger.mkdir()
    trouves = ecarts(ressources)
    assert {e.genre for e in trouves} == {"fichier_illisible", "extrait_perime", "extrait_manquant"}
    Coherence(ressources).reparer(trouves)
    assert [e.genre for e in ecarts(ressources)] == ["fichier_illisible", "extrait_perime"]
    assert (autre.is_file(), etranger.is_dir()) == (True, True)


def test_rows_deleted_by_hand_are_told_and_made_again(candidat: Compte, recruteur: Compte, offre: dict, ressources: Ressources, ouvrier: Ouvrier, unite):
    """A CV without its profile answered 404 to its owner, one without passages left the index for good, and nothing told either."""
    lu, perdu = candidat.deposer().json(), candidat.deposer("d12_table_fr").json()
    corrige = candidat.patch(f"/cvs/{lu['id']}/profil", json={"corrections": {"titre": "Architecte naval"}}).json()
    epuiser(ouvrier, unite)
    with unite() as session:
        session.execute(delete(Profil).where(Profil.cv_id == uuid.UUID(lu["id"]), Profil.version == corrige["version"]))
        session.execute(delete(PassageIndexe).where(PassageIndexe.objet_id.in_([uuid.UUID(perdu["id"]), uuid.UUID(offre["id"])])))
    assert candidat.get(f"/cvs/{lu['id']}").status_code == 404
    trouves = ecarts(ressources)
    attendus = {("profil_manquant", lu["id"]), ("passages_manquants", perdu["id"]), ("passages_manquants", offre["id"])}
    assert {(e.genre, e.objet) for e in trouves} == attendus
    Coherence(ressources).reparer(trouves)
    epuiser(ouvrier, unite)
    assert ecarts(ressources) == []
    refait = candidat.get(f"/cvs/{lu['id']}").json()
    assert (refait["profil"], refait["version"]) == (corrige["profil"], corrige["version"])
    candidat.patch("/api/auth/me", json={"visible_recruteurs": True})
    vus = recruteur.post("/offres/search-cvs", json={"offre_id": offre["id"]}).json()["items"]
    assert {v["cv_id"] for v in vus} == {lu["id"], perdu["id"]}


def test_what_killed_processes_left_is_swept(ressources: Ressources, cv: dict, ouvrier: Ouvrier):
    ouvrier.executer_en_attente()
    dossier, stockage = ressources.settings.CV_EXTRAITS_DIR, Path(ressources.settings.STORAGE_URL)
    laisses = [
        vieux(dossier / f".{uuid.uuid4()}.json.0a1b2c3d"),
        vieux(dossier / f"{uuid.uuid4()}.json"),
        vieux(stockage / "ab" / ".ab12.pdf.0a1b2c3d"),
        vieux(stockage / "ab" / "ab12.pdf"),
    ]
    etranger, jeune = vieux(dossier / "LISEZMOI.txt"), dossier / f".{cv['id']}.json.99999999"
    jeune.write_text("x")
    assert Coherence(ressources).balayer() == 4
    assert ([f.exists() for f in laisses], etranger.exists(), jeune.exists()) == ([False] * 4, True, True)
    assert Coherence(ressources).balayer() == 0


def test_an_erasure_takes_what_a_killed_writing_left(candidat: Compte, cv: dict, ressources: Ressources, ouvrier: Ouvrier):
    ouvrier.executer_en_attente()
    reste = ressources.settings.CV_EXTRAITS_DIR / f".{cv['id']}.json.0a1b2c3d"
    reste.write_text("Claire Lefèvre")
    assert candidat.delete(f"/cvs/{cv['id']}").status_code == 204
    ouvrier.executer_en_attente()
    assert list(ressources.settings.CV_EXTRAITS_DIR.iterdir()) == []


def test_an_abandoned_job_is_told_and_asked_for_again(ressources: Ressources, cv: dict, ouvrier: Ouvrier, unite, index: IndexService):
    ouvrier.executer_en_attente()
    with unite() as session:
        tache = session.execute(select(Tache.id).where(Tache.genre == "ecrire_extrait")).scalar_one()
        session.execute(update(Tache).where(Tache.id == tache).values(statut="echouee", erreur="OSError", essais=5))
    assert etat_des_dependances(ressources, index).taches == "degrade"
    registre = CollectorRegistry()
    registre.register(EtatDuService(ressources.unite, index))
    assert [ligne for ligne in generate_latest(registre).decode().splitlines() if "mortes" in ligne or "sain{" in ligne] == [
        'taches{etat="mortes"} 1.0',
        'index_sain{objet="cv"} 1.0',
        'index_sain{objet="offre"} 1.0',
    ]
    trouves = ecarts(ressources)
    assert trouves == [Ecart("tache_abandonnee", str(tache), "ecrire_extrait, 5 essais : OSError")]
    Coherence(ressources).reparer(trouves)
    assert ouvrier.executer_en_attente() == 1
    assert (etat_des_dependances(ressources, index).taches, ecarts(ressources)) == ("ok", [])


def test_the_index_is_compared_row_by_row_and_mended(candidat: Compte, cv: dict, ressources: Ressources, ouvrier: Ouvrier, index: IndexService):
    """A lost indexing and a lost removal stay unseen by a probe of thirty rows."""
    ressources.index.reconstruire(ressources.settings.CHROMA_COLLECTION_CVS, [])
    ouvrier.executer_en_attente()
    collection = ressources.settings.CHROMA_COLLECTION_CVS
    avant = dict(ressources.index.identifiants(collection))
    perdu, intrus = sorted(avant)[0], str(uuid.uuid4())
    ressources.index.supprimer(collection, [perdu])
    ressources.index.ecrire(collection, [ligne_inventee(ressources, intrus)])
    assert index.comparer("cv", reparer=False) == ([perdu], [intrus])
    assert index.comparer("cv", reparer=True) == ([perdu], [intrus])
    assert dict(ressources.index.identifiants(collection)) == avant
    assert index.comparer("cv", reparer=True) == ([], [])


def index_vecteur(ressources: Ressources) -> bytes:
    vecteur: bytes = ressources.embedder.embed(["Python"])[0].astype("<f4").tobytes()
    return vecteur


def ligne_inventee(ressources: Ressources, identifiant: str):
    from app.vector_store.port import LigneIndex

    return LigneIndex(id=identifiant, vecteur=index_vecteur(ressources), empreinte="h" * 64)


@pytest.fixture
def depose(client_reel) -> tuple[dict[str, str], uuid.UUID]:
    """A committed CV: (its owner's headers, its id)."""
    corps = {"email": "c@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": "candidat"}
    assert client_reel.post("/api/auth/register", json=corps).status_code == 201
    jeton = client_reel.post("/api/auth/login", json={"email": corps["email"], "password": MOT_DE_PASSE}).json()["access_token"]
    entetes = {"Authorization": f"Bearer {jeton}"}
    contenu = (CVS / "d01_rendercv_classic_fr.pdf").read_bytes()
    return entetes, uuid.UUID(client_reel.post("/cvs/upload", files={"file": ("a.pdf", contenu)}, headers=entetes).json()["id"])


def test_a_cv_that_changes_version_while_it_is_waited_for_is_still_there(reelles: Ressources, client_reel, depose):
    """Row and profile read in the locking statement itself missed each other, and an erasure was answered 404 for a CV that stayed."""
    entetes, cv_id = depose
    with ThreadPoolExecutor(1) as fils, reelles.unite() as session:
        cv = session.get_one(CV, cv_id, with_for_update=True)
        efface = fils.submit(client_reel.delete, f"/cvs/{cv_id}", headers=entetes)
        attendre_un_verrou(reelles)
        profil = session.execute(select(Profil).where(Profil.cv_id == cv_id)).scalar_one()
        session.add(Profil(cv_id=cv_id, version=2, profil=profil.profil, preuves=profil.preuves, document=profil.document, origine=profil.origine))
        cv.version = 2
        session.commit()
        assert efface.result(20).status_code == 204
    assert client_reel.get(f"/cvs/{cv_id}", headers=entetes).status_code == 404


def attendre_un_verrou(ressources: Ressources) -> None:
    """Until some statement of this database waits for a lock."""
    attente = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
    echeance = time.monotonic() + 20
    while time.monotonic() < echeance:
        with ressources.unite() as session:
            if session.execute(attente).scalar_one():
                return
    raise AssertionError("nobody waits")


def test_an_extract_is_never_written_after_the_erasure(reelles: Ressources, depose):
    """The writer holds the row: the erasure waits for its file, whose removal then comes after."""
    cv_id, ecrit, efface = depose[1], threading.Event(), threading.Event()

    def effacer():
        with reelles.unite() as session:
            ecrit.wait(10)
            effacer_cv(session, session.get(CV, cv_id, with_for_update=True))
        efface.set()

    fil = threading.Thread(target=effacer)
    fil.start()
    with reelles.unite() as session:
        assert ecrire_extrait(session, reelles.settings.CV_EXTRAITS_DIR, cv_id) is True
        ecrit.set()
        assert not efface.wait(0.3)
    fil.join(10)
    assert efface.is_set()
    with reelles.unite() as session:
        assert ecrire_extrait(session, reelles.settings.CV_EXTRAITS_DIR, cv_id) is False
        assert session.execute(select(PierreTombale.objet_id)).scalars().all() == [cv_id]


def test_a_database_fault_after_the_commit_refuses_nothing(candidat: Compte, ressources: Ressources, ouvrier: Ouvrier, monkeypatch):
    """The CV is durable and its job will write the file: the answer is 201, as it always was for a full disk."""

    def tomber(*_: object):
        raise OperationalError("select 1", None, Exception("server closed the connection"))

    with monkeypatch.context() as panne:
        panne.setattr("app.services.cv_service.ecrire_extrait", tomber)
        cv = candidat.deposer()
    assert cv.status_code == 201
    assert list(ressources.settings.CV_EXTRAITS_DIR.glob("*.json")) == []
    ouvrier.executer_en_attente()
    assert [f.stem for f in ressources.settings.CV_EXTRAITS_DIR.glob("*.json")] == [cv.json()["id"]]


def test_maintenance_forgets_what_is_of_no_more_use(candidat: Compte, recruteur: Compte, ressources: Ressources, unite):
    """Addresses that failed to log in, spent tokens, kept answers: nothing else ever drops those that do not come back."""
    recruteur.post("/entreprises/invitations")
    candidat.deposer(headers={"Idempotency-Key": "k"})
    candidat.client.post("/api/auth/login", json={"email": "passant@example.com", "password": "x"})
    tables = (JetonRenouvellement, Invitation, Compteur, CleIdempotence)

    def nombres() -> list[int]:
        with unite() as session:
            return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    avant = nombres()
    assert min(avant) > 0
    Coherence(ressources).balayer()
    assert nombres() == avant
    with unite() as session:
        vieux_jour = datetime.now(timezone.utc) - timedelta(hours=25)
        for colonne in (JetonRenouvellement.expire_le, Invitation.expire_le, Compteur.fenetre, CleIdempotence.creee_le):
            session.execute(update(colonne.class_).values({colonne: vieux_jour}))
    Coherence(ressources).balayer()
    assert nombres() == [0, 0, 0, 0]


def test_maintenance_is_a_job(ressources: Ressources, ouvrier: Ouvrier, unite):
    vieux(ressources.settings.CV_EXTRAITS_DIR / f"{uuid.uuid4()}.json")
    with unite() as session:
        planifier(session, "entretenir", "tout", {})
    assert ouvrier.executer_en_attente() == 1
    with unite() as session:
        assert session.execute(select(Tache.resultat).where(Tache.genre == "entretenir")).scalar_one() == {"balayes": 1}

"""The operator's commands, on a database that commits, with real damage."""

import io
import json
import logging
import os
import threading
import time
import uuid
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from app import cli
from app.ai.matching import score
from app.models import CV, PassageIndexe, ScoreEnregistre, Utilisateur, Vecteur
from app.services import coherence
from app.services.coherence import Coherence
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux_index
from app.services.taches import Ouvrier
from app.vector_store.chroma_client import index_tenu
from tests.conftest import CVS, MOT_DE_PASSE, OFFRE


@pytest.fixture(autouse=True)
def proprietaire(reelles: Ressources, monkeypatch: pytest.MonkeyPatch):
    """The process that holds the index, at work while commands run."""
    monkeypatch.setattr(coherence, "index_tenu", index_tenu)
    monkeypatch.setattr(logging, "raiseExceptions", False)  # its thread speaks into outputs that are captured and closed
    for collection in (reelles.settings.CHROMA_COLLECTION_CVS, reelles.settings.CHROMA_COLLECTION_OFFRES):
        reelles.index.reconstruire(collection, [])
    service = IndexService(reelles.unite, reelles.index, reelles.settings)
    service.sain.update(cv=True, offre=True)
    ouvrier = Ouvrier(reelles.unite, travaux_index(service), reelles.reveil)
    fil = threading.Thread(target=ouvrier.boucler)
    fil.start()
    yield service
    ouvrier.arreter()
    fil.join(30)


@pytest.fixture
def commande(reelles: Ressources, partage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """`commande("verifier")` gives (exit code, what was printed on both outputs)."""
    monkeypatch.setattr(cli, "get_settings", lambda: reelles.settings)
    monkeypatch.setattr(Ressources, "embedder", partage.ressources.embedder)

    def lancer(*mots: str) -> tuple[int, str]:
        capsys.readouterr()
        code = cli.main(list(mots))
        sortie = capsys.readouterr()
        return code, sortie.out + sortie.err

    return lancer


@pytest.fixture
def depot(client_reel, reelles: Ressources) -> dict[str, str]:
    """A CV, an offer and an application, committed."""

    def compte(role: str, **champs: object) -> dict[str, str]:
        corps = {"email": f"{role}@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": role, **champs}
        assert client_reel.post("/api/auth/register", json=corps).status_code == 201
        jetons = client_reel.post("/api/auth/login", json={"email": corps["email"], "password": MOT_DE_PASSE}).json()
        return {"Authorization": f"Bearer {jetons['access_token']}"}

    candidat, recruteur = compte("candidat"), compte("recruteur", entreprise="Atelier")
    fichier = {"file": ("a.pdf", (CVS / "d01_rendercv_classic_fr.pdf").read_bytes())}
    cv = client_reel.post("/cvs/upload", files=fichier, headers=candidat).json()
    offre = client_reel.post("/offres", json=OFFRE, headers=recruteur).json()
    candidature = client_reel.post("/candidatures", json={"offre_id": offre["id"]}, headers=candidat)
    assert candidature.status_code == 201
    return {"cv": cv["id"], "offre": offre["id"], "candidature": candidature.json()["id"]}


def test_an_admin_is_made_by_command_alone(commande, reelles: Ressources, client_reel, monkeypatch):
    monkeypatch.setenv("ADMIN_PASSWORD", MOT_DE_PASSE)
    assert commande("creer-admin", "--email", "Ada@Example.com") == (0, "Compte administrateur créé : ada@example.com\n")
    with reelles.unite() as session:
        assert session.execute(select(Utilisateur.role)).scalars().all() == ["admin"]
    assert client_reel.post("/api/auth/login", json={"email": "ada@example.com", "password": MOT_DE_PASSE}).status_code == 200
    assert commande("creer-admin", "--email", "ada@example.com") == (1, "Un compte existe déjà avec cette adresse e-mail.\n")
    monkeypatch.setenv("ADMIN_PASSWORD", "password")
    code, sortie = commande("creer-admin", "--email", "b@example.com")
    assert (code, sortie) == (1, "Ce mot de passe est trop courant : choisissez-en un autre, par exemple une phrase.\n")
    monkeypatch.setenv("ADMIN_PASSWORD", "court")
    assert commande("creer-admin", "--email", "rien") == (2, "Valeurs refusées : email, mot de passe (8 à 128 caractères).\n")


def test_without_a_terminal_the_password_is_asked_for_in_the_environment(commande, monkeypatch):
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert commande("creer-admin", "--email", "c@example.com") == (
        2,
        "Aucun terminal pour demander le mot de passe : donnez-le dans la variable ADMIN_PASSWORD.\n",
    )


def test_all_is_well(commande, depot: dict):
    assert commande("verifier") == (0, "Aucun écart.\n")
    assert commande("recalculer", "--verifier") == (0, "Aucun écart.\n1 score(s) contrôlé(s), 0 différent(s).\n")


def genres(sortie: str) -> list[str]:
    return sorted(ligne.split()[0] for ligne in sortie.splitlines() if not ligne.startswith(("Réparé", "Aucun")))


def test_what_can_be_mended_is_mended_once_and_for_all(commande, depot: dict, reelles: Ressources):
    dossier = Path(reelles.settings.CV_EXTRAITS_DIR)
    stockage = Path(reelles.settings.STORAGE_URL)
    (dossier / f"{depot['cv']}.json").unlink()
    (dossier / f"{uuid.uuid4()}.json").write_text("{}")
    vieux, jeune = stockage / "ab" / "orphelin.pdf", stockage / "ab" / "en-cours.pdf"
    vieux.parent.mkdir(exist_ok=True)
    for fichier in (vieux, jeune):
        fichier.write_bytes(b"x")
    os.utime(vieux, (time.time() - 7200,) * 2)
    with reelles.unite() as session:
        hashs = (
            session.execute(select(PassageIndexe.hash_texte).where(PassageIndexe.objet_id == uuid.UUID(depot["cv"])).order_by(PassageIndexe.ordre))
            .scalars()
            .all()
        )
        session.execute(delete(Vecteur).where(Vecteur.hash_texte == hashs[0]))
        session.execute(update(Vecteur).where(Vecteur.hash_texte == hashs[1]).values(vecteur=b"court"))
        copie = session.execute(select(PassageIndexe).where(PassageIndexe.objet == "offre").limit(1)).scalar_one()
        session.add(
            PassageIndexe(objet="cv", objet_id=uuid.uuid4(), ordre=0, cle="profil", section="s", texte=copie.texte, poids=1.0, hash_texte=copie.hash_texte)
        )
    code, sortie = commande("verifier")
    attendus = ["extrait_manquant", "extrait_orphelin", "fichier_orphelin", "index_manquant", "passages_orphelins", "score_different"]
    attendus += ["vecteur_corrompu", "vecteur_manquant"]
    assert (code, genres(sortie)) == (1, attendus)
    code, sortie = commande("verifier", "--reparer")
    assert code == 0
    assert sortie.splitlines()[-1] == f"Réparé : {len(sortie.splitlines()) - 1} écart(s) ; il en reste 0."
    assert json.loads((dossier / f"{depot['cv']}.json").read_text())["cv_id"] == depot["cv"]
    assert (vieux.exists(), jeune.exists()) == (False, True)
    # embedded again from the same text, the score is itself again
    assert commande("verifier") == (0, "Aucun écart.\n")


def test_a_stale_or_broken_extract_is_written_again(commande, depot: dict, reelles: Ressources):
    fichier = Path(reelles.settings.CV_EXTRAITS_DIR) / f"{depot['cv']}.json"
    bon = fichier.read_text()
    for abime in ("{", "[]", json.dumps({**json.loads(bon), "version": 0})):
        fichier.write_text(abime)
        code, sortie = commande("verifier", "--reparer")
        assert (code, genres(sortie)) == (0, ["extrait_perime"])
        assert fichier.read_text() == bon


def test_a_lost_or_altered_original_is_told_every_time(commande, depot: dict, reelles: Ressources):
    with reelles.unite() as session:
        cle = session.execute(select(CV.cle_stockage)).scalar_one()
    original = Path(reelles.settings.STORAGE_URL) / cle
    contenu = original.read_bytes()
    original.write_bytes(contenu + b" ")
    for _ in range(2):
        code, sortie = commande("verifier", "--reparer")
        assert (code, genres(sortie)) == (1, ["fichier_corrompu"])
    original.unlink()
    code, sortie = commande("verifier", "--reparer")
    assert (code, genres(sortie)) == (1, ["fichier_manquant"])
    original.write_bytes(contenu)
    assert commande("verifier")[0] == 0


def test_a_forged_score_is_found(commande, depot: dict, reelles: Ressources):
    with reelles.unite() as session:
        record = session.execute(select(ScoreEnregistre)).scalar_one()
        vrai = record.resultat["score"]
        session.execute(text("update scores set resultat = jsonb_set(resultat, '{score}', '99.9')"))
    code, sortie = commande("recalculer", "--verifier")
    assert (code, sortie.splitlines()) == (1, [f"{'score_different':<20} 1  {vrai} au lieu de 99.9", "1 score(s) contrôlé(s), 1 différent(s)."])
    code, sortie = commande("verifier", "--reparer")
    assert (code, genres(sortie)) == (1, ["score_different"])


def test_a_vector_moved_by_one_bit_is_found_through_the_score(commande, depot: dict, reelles: Ressources):
    with reelles.unite() as session:
        hash_texte = session.execute(select(PassageIndexe.hash_texte).where(PassageIndexe.objet_id == uuid.UUID(depot["offre"])).limit(1)).scalar_one()
        vecteur = bytearray(session.execute(select(Vecteur.vecteur).where(Vecteur.hash_texte == hash_texte)).scalar_one())
        vecteur[0] ^= 1
        session.execute(update(Vecteur).where(Vecteur.hash_texte == hash_texte).values(vecteur=bytes(vecteur)))
    code, sortie = commande("recalculer", "--verifier")
    assert (code, genres(sortie)[1:]) == (1, ["score_different"])


@pytest.fixture
def ancien(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, reelles: Ressources) -> dict[str, str]:
    """The application of `depot`, scored and sealed when the scorer was at version 2."""
    with monkeypatch.context() as autrefois:
        autrefois.setattr(score, "VERSION", "2")
        return request.getfixturevalue("depot")


def records(reelles: Ressources) -> list[tuple[int, dict, str]]:
    with reelles.unite() as session:
        return [(s.numero, s.resultat, s.entrees["sceau"]) for s in session.execute(select(ScoreEnregistre).order_by(ScoreEnregistre.numero)).scalars()]


def test_a_record_of_an_earlier_version_is_no_damage_and_is_brought_up_beside_itself(commande, ancien: dict, reelles: Ressources):
    ((_, avant, sceau),) = records(reelles)
    dit = "1 score(s) d'une version antérieure du calcul (version 2 : 1), contrôlé(s) par leurs sceaux ; "
    a_refaire = f"{dit}1 affiché(s) : « python -m app.cli rescorer » les refait.\n"
    assert commande("recalculer", "--verifier") == (0, f"Aucun écart.\n1 score(s) contrôlé(s), 0 différent(s).\n{a_refaire}")
    assert commande("verifier") == (0, f"Aucun écart.\n{a_refaire}")
    assert commande("rescorer") == (0, f"1 score(s) refait(s) en version {score.VERSION}, à côté des anciens ; 0 laissé(s).\n")
    assert commande("rescorer") == (0, f"0 score(s) refait(s) en version {score.VERSION}, à côté des anciens ; 0 laissé(s).\n")
    (_, garde, sceau_garde), (_, refait, _) = records(reelles)
    assert (garde, sceau_garde) == (avant, sceau)
    assert (refait["version"], refait["empreinte"] == avant["empreinte"]) == (score.VERSION, False)
    fin = f"{dit}gardé(s) comme preuve, plus aucun n'est affiché.\n"
    assert commande("recalculer", "--verifier") == (0, f"Aucun écart.\n2 score(s) contrôlé(s), 0 différent(s).\n{fin}")


@pytest.mark.parametrize(
    ("degat", "dit"),
    [
        ("update scores set resultat = jsonb_set(resultat, '{recommandation}', '\"Profil idéal\"')", "sceau du résultat rompu"),
        ("update scores set resultat = jsonb_set(resultat, '{score}', '99.9'), entrees = entrees - 'sceau'", "ses critères font {score} au lieu de 99.9"),
        ("update scores set entrees = jsonb_set(entrees, '{offre,titre}', '\"Autre\"')", "sceau des faits rompu"),
        ("update scores set entrees = jsonb_set(entrees, '{offre,poids}', '{\"langues\": 5}')", "sceau des faits rompu"),
        ("update scores set resultat = jsonb_set(resultat, '{version}', '\"1\"')", "sceau des faits rompu"),
        ("update scores set resultat = jsonb_set(resultat, '{version}', '\"9\"')", "version inconnue : 9"),
        ("update scores set entrees = entrees - 'passages_cv'", "illisible (ValidationError)"),
        ("update vecteurs set vecteur = set_bit(vecteur, 0, 1 - get_bit(vecteur, 0))", "sceau des faits rompu"),
    ],
)
def test_damage_in_a_record_of_an_earlier_version_is_found_and_never_rescored(commande, ancien: dict, reelles: Ressources, degat: str, dit: str):
    ((numero, avant, _),) = records(reelles)
    with reelles.unite() as session:
        session.execute(text(degat))
    dit = dit.format(score=avant["score"])
    code, sortie = commande("recalculer", "--verifier")
    assert (code, sortie.splitlines()[:2]) == (1, [f"{'score_different':<20} {numero}  {dit}", "1 score(s) contrôlé(s), 1 différent(s)."])
    code, sortie = commande("rescorer")
    if "version inconnue" not in dit:
        assert (code, sortie.splitlines()[0]) == (1, f"score {numero} laissé : {dit}")
    with reelles.unite() as session:
        assert session.execute(select(ScoreEnregistre.numero)).scalars().all() == [numero]


def test_repairing_twice_changes_nothing(depot: dict, reelles: Ressources):
    coherence = Coherence(reelles)
    assert coherence.verifier() == []
    assert coherence.reparer([]) == []
    assert coherence.reparer([]) == []
    assert coherence.verifier() == []


def test_a_database_that_is_away_is_one_sentence(commande, reelles: Ressources, monkeypatch):
    ailleurs = reelles.settings.model_copy(update={"DATABASE_URL": "postgresql+psycopg2://postgres@127.0.0.1:1/rien"})
    monkeypatch.setattr(cli, "get_settings", lambda: ailleurs)
    code, phrase = commande("verifier")
    assert code == 1
    assert phrase.startswith('La base de données de DATABASE_URL ne s\'ouvre pas (connection to server at "127.0.0.1", port 1 failed')
    assert phrase.endswith(") : démarrez PostgreSQL, créez la base (createdb) ou corrigez .env.\n")

"""docs/exploitation.md, done for real: dump, erase, restore elsewhere, replay the erasures; the scores are the same to the last bit."""

import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text

from app import cli
from app.core.embedded_pg_lieux import trouver_binaires
from app.models import CV, EvenementAudit, ScoreEnregistre
from app.services.cv_service import CVService
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier
from tests.conftest import CVS, MOT_DE_PASSE, epuiser
from tests.services.conftest import CV_CANARI, MOTS, Produit, planter, presences


def pg(outil: str, *mots: str) -> None:
    subprocess.run([str(trouver_binaires() / outil), *mots], check=True, capture_output=True)


@pytest.fixture
def seconde_base(url_reelle: str):
    nom = f"restauree_{uuid.uuid4().hex[:8]}"
    serveur = create_engine(make_url(url_reelle).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with serveur.connect() as connexion:
        connexion.execute(text(f'create database "{nom}"'))
    yield make_url(url_reelle).set(database=nom).render_as_string(hide_password=False)
    with serveur.connect() as connexion:
        connexion.execute(text(f'drop database "{nom}" with (force)'))
    serveur.dispose()


def test_a_restored_database_forgets_again_and_scores_the_same(
    produit: Produit, seconde_base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], partage
):
    def commande(ressources: Ressources, *mots: str) -> tuple[int, list[str]]:
        monkeypatch.setattr(cli, "get_settings", lambda: ressources.settings)
        monkeypatch.setattr(Ressources, "embedder", partage.ressources.embedder)
        capsys.readouterr()
        code = cli.main(list(mots))
        return code, capsys.readouterr().out.splitlines()

    qui, cv_id, _ = planter(produit)
    voisin = produit.compte("candidat", "voisin@example.com")
    fichier = {"file": ("v.pdf", (CVS / "d01_rendercv_classic_fr.pdf").read_bytes(), "application/pdf")}
    garde = voisin.post("/cvs/upload", files=fichier).json()["id"]
    jete = voisin.post("/cvs/upload", files={"file": ("w.pdf", CV_CANARI + b"\n%w\n", "application/pdf")}).json()["id"]
    with produit.ressources.unite() as session:
        offre = session.execute(text("select id from offres")).scalar_one()
    candidature = voisin.post("/candidatures", json={"offre_id": str(offre), "cv_id": garde}).json()
    produit.achever()
    assert commande(produit.ressources, "verifier") == (0, ["Aucun écart."])

    # the backup, as the page says: the database and the files; the ledger is elsewhere, and is not restored
    source = make_url(produit.ressources.settings.DATABASE_URL).set(drivername="postgresql").render_as_string(hide_password=False)
    pg("pg_dump", "--format=custom", f"--file={tmp_path / 'base.dump'}", f"--dbname={source}")
    reglages = produit.ressources.settings
    shutil.copytree(reglages.STORAGE_URL, tmp_path / "restaure" / "stockage")

    assert qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    assert voisin.delete(f"/cvs/{jete}").status_code == 204
    produit.achever()
    assert commande(produit.ressources, "effacements")[1][-1] == "3 effacement(s), 0 en cours."
    assert commande(produit.ressources, "verifier") == (0, ["Aucun écart."])

    cible = make_url(seconde_base).set(drivername="postgresql").render_as_string(hide_password=False)
    pg("pg_restore", "--no-owner", f"--dbname={cible}", str(tmp_path / "base.dump"))
    dossier = tmp_path / "restaure"
    restaures = reglages.model_copy(
        update={
            "DATABASE_URL": seconde_base,
            "STORAGE_URL": str(dossier / "stockage"),
            "CV_EXTRAITS_DIR": dossier / "extraits",
            "CHROMA_PERSIST_DIR": dossier / "chroma",
        }
    )
    restauree = Ressources(restaures)
    restauree.__dict__.update(embedder=partage.ressources.embedder, hacheur=partage.hacheur)
    try:
        code, ecarts = commande(restauree, "verifier")
        assert (code, {e.split()[0] for e in ecarts}) == (1, {"effacement_oublie", "extrait_manquant", "journal_tronque"})
        code, sortie = commande(restauree, "rejouer-effacements")
        assert (code, sortie[0].split(" ;")[0]) == (0, "2 objet(s) effacé(s) à nouveau")
        assert commande(restauree, "verifier", "--reparer")[0] == 0
        index = IndexService(restauree.unite, restauree.index, restaures)
        epuiser(Ouvrier(restauree.unite, {**travaux(CVService(restauree), restauree), **travaux_index(index)}, restauree.reveil), restauree.unite)

        assert presences(Produit(restauree, produit.client, produit.ouvrier, dossier), [m.encode() for m in (*MOTS, cv_id)] + [CV_CANARI]) <= {
            (lieu, cv_id) for lieu in ("journal_audit", "pierres_tombales", "taches", "pg_stats", "dump")
        }
        assert commande(restauree, "verifier") == (0, ["Aucun écart."])
        assert commande(restauree, "recalculer", "--verifier") == (0, ["Aucun écart.", "1 score(s) contrôlé(s), 0 différent(s)."])
        assert commande(restauree, "effacements")[1][-1] == "3 effacement(s), 0 en cours."
        with restauree.unite() as session:
            assert [str(i) for i in session.execute(select(CV.id)).scalars()] == [garde]
            assert session.execute(select(ScoreEnregistre.resultat)).scalar_one()["score"] == candidature["score"]
            actions = session.execute(select(EvenementAudit.action).order_by(EvenementAudit.id)).scalars().all()
        assert (actions.count("base_restauree"), actions.count("compte_efface"), actions.count("effacement_termine")) == (1, 1, 3)
        (restauration,) = (Path(reglages.REGISTRE_URL) / "restaurations").glob("*.json")
        assert '"ancres_perdues": [{"position":' in restauration.read_text()
    finally:
        restauree.fermer()

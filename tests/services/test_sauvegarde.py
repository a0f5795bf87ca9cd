"""docs/exploitation.md, done for real: dump, erase, restore elsewhere, replay the erasures; the scores are the same to the last bit."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from app import cli
from app.core.config import Settings
from app.core.embedded_pg_lieux import trouver_binaires
from app.models import CV, EvenementAudit, ScoreEnregistre
from app.services.cv_service import CVService
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier
from tests.conftest import CVS, MOT_DE_PASSE, epuiser
from tests.services.conftest import CV_CANARI, MOTS, Produit, planter, presences

Commande = Callable[..., tuple[int, list[str]]]


def pg(outil: str, *mots: str) -> None:
    subprocess.run([str(trouver_binaires() / outil), *mots], check=True, capture_output=True)


@pytest.fixture
def commande(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], partage) -> Commande:
    """Run `python -m app.cli` on resources: its exit code and what it prints."""

    def executer(ressources: Ressources, *mots: str) -> tuple[int, list[str]]:
        monkeypatch.setattr(cli, "get_settings", lambda: ressources.settings)
        monkeypatch.setattr(Ressources, "embedder", partage.ressources.embedder)
        capsys.readouterr()
        code = cli.main(list(mots))
        return code, capsys.readouterr().out.splitlines()

    return executer


def sans_pilote(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def sauvegarder(reglages: Settings, copie: Path, dossier: Path) -> None:
    """As the page says: the database and the files; the ledger is elsewhere, and is not restored."""
    pg("pg_dump", "--format=custom", f"--file={copie}", f"--dbname={sans_pilote(reglages.DATABASE_URL)}")
    shutil.copytree(reglages.STORAGE_URL, dossier / "stockage")


def restaurer(reglages: Settings, copie: Path, dossier: Path, base: str) -> Settings:
    """The settings of the service that starts on the backup."""
    pg("pg_restore", "--no-owner", f"--dbname={sans_pilote(base)}", str(copie))
    chemins = {"STORAGE_URL": str(dossier / "stockage"), "CV_EXTRAITS_DIR": dossier / "extraits", "CHROMA_PERSIST_DIR": dossier / "chroma"}
    return reglages.model_copy(update={"DATABASE_URL": base, **chemins})


def test_a_restored_database_forgets_again_and_scores_the_same(produit: Produit, base_vide: str, tmp_path: Path, commande: Commande, partage):
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
    reglages, copie, dossier = produit.ressources.settings, tmp_path / "base.dump", tmp_path / "restaure"
    sauvegarder(reglages, copie, dossier)

    assert qui.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 204
    assert voisin.delete(f"/cvs/{jete}").status_code == 204
    produit.achever()
    assert commande(produit.ressources, "effacements")[1][-1] == "3 effacement(s), 0 en cours."
    assert commande(produit.ressources, "verifier") == (0, ["Aucun écart."])

    restauree = Ressources(restaurer(reglages, copie, dossier, base_vide))
    restauree.__dict__.update(embedder=partage.ressources.embedder, hacheur=partage.hacheur)
    try:
        remettre_en_etat(restauree, commande)
        trouves = presences(Produit(restauree, produit.client, produit.ouvrier, dossier), [m.encode() for m in (*MOTS, cv_id)] + [CV_CANARI])
        assert trouves <= {(lieu, cv_id) for lieu in ("journal_audit", "pierres_tombales", "taches", "pg_stats", "dump")}
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


def remettre_en_etat(restauree: Ressources, commande: Commande) -> None:
    """What the page has one do after a restore, with the jobs that follow from it."""
    code, ecarts = commande(restauree, "verifier")
    assert (code, {e.split()[0] for e in ecarts}) == (1, {"effacement_oublie", "extrait_manquant", "journal_tronque"})
    code, sortie = commande(restauree, "rejouer-effacements")
    assert (code, sortie[0].split(" ;")[0]) == (0, "2 objet(s) effacé(s) à nouveau")
    assert commande(restauree, "verifier", "--reparer")[0] == 0
    index = IndexService(restauree.unite, restauree.index, restauree.settings)
    epuiser(Ouvrier(restauree.unite, {**travaux(CVService(restauree), restauree), **travaux_index(index)}, restauree.reveil), restauree.unite)

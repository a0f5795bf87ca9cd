"""The right of access: everything of one's own, nothing of anybody else's."""

import io
import json
import uuid
import zipfile
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from app.core.enums import Role
from app.models import CV
from app.models.donnees import DONNEES, Nature
from app.services.acteur import Acteur
from app.services.export_service import EXPORTS_PAR_HEURE, ExportService
from tests.ai.lecture.fabrique import ecrire
from tests.conftest import MOT_DE_PASSE, OFFRE, Compte


def cv_de(nom: str) -> bytes:
    """A CV whose every fact bears a name."""
    return ecrire(
        [
            (20, True, f"{nom}prenom {nom}nom"),
            (10, False, f"{nom.lower()}@example.com | 06 99 00 11 22 | 69003 Lyon"),
            (14, True, "Expérience professionnelle"),
            (11, True, "Développeur Python"),
            (10, False, f"{nom}societe, Lyon | 03/2019 - présent"),
            (10, False, f"• API en Python et PostgreSQL pour la {nom}mission."),
        ]
    )


def ouvrir(compte: Compte) -> dict[str, bytes]:
    reponse = compte.get("/api/auth/me/export")
    assert (reponse.status_code, reponse.headers["content-type"]) == (200, "application/zip")
    assert reponse.headers["content-disposition"] == 'attachment; filename="mes-donnees.zip"'
    assert reponse.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(reponse.content)) as archive:
        assert archive.testzip() is None
        return {nom: archive.read(nom) for nom in archive.namelist()}


@pytest.fixture
def scene(client, creer_compte, admin: Compte) -> dict[str, Compte | str]:
    """A and B, candidates of the same recruiter, who judged both; everyone's columns are filled."""
    patron = creer_compte("recruteur", nom="Patronnom", entreprise="Atelier des Quais")
    creer_compte("recruteur", code_invitation=patron.post("/entreprises/invitations").json()["code"])
    offre = patron.post("/offres", json=OFFRE).json()["id"]
    noms: dict[str, Compte | str] = {"patron": patron, "admin": admin}
    for nom in ("Alphacanari", "Betacanari"):
        qui = creer_compte("candidat", nom=f"{nom}nom", prenom=f"{nom}prenom", email=f"{nom.lower()}@example.com")
        fichier = {"file": (f"{nom}fichier.pdf", cv_de(nom), "application/pdf")}
        cv = qui.post("/cvs/upload", files=fichier, headers={"Idempotency-Key": f"{nom}cle"}).json()["id"]
        qui.patch(f"/cvs/{cv}/profil", json={"corrections": {"titre": f"Développeuse {nom}titre"}})
        envoi = qui.post("/candidatures", json={"offre_id": offre, "cv_id": cv, "lettre_motivation": f"{nom}lettre"}).json()["id"]
        assert patron.get(f"/cvs/{cv}").status_code == 200
        assert admin.get(f"/cvs/{cv}", params={"motif": f"{nom}raison"}).status_code == 200
        assert patron.patch(f"/candidatures/{envoi}/statut", json={"statut": "refusee", "motif": f"{nom}refus"}).status_code == 200
        # another log-in of theirs, ended: their own goes on
        ailleurs = client.post("/api/auth/login", json={"email": qui.email, "password": MOT_DE_PASSE}).json()
        neuf = client.post("/api/auth/refresh", json={"refresh_token": ailleurs["refresh_token"]}).json()
        client.post("/api/auth/logout", json={"refresh_token": neuf["refresh_token"]})
        noms |= {nom: qui, f"{nom} cv": cv, f"{nom} candidature": envoi}
    return noms


def test_everything_of_a_person_and_nothing_of_another(scene: dict):
    a, b = scene["Alphacanari"], scene["Betacanari"]
    archive = ouvrir(a)
    cv = scene["Alphacanari cv"]
    assert set(archive) == {"LISEZMOI.txt", "donnees.json", f"cvs/{cv}.pdf"}
    assert archive[f"cvs/{cv}.pdf"] == cv_de("Alphacanari")
    texte = archive["donnees.json"].decode()
    for mot in ("nom", "prenom", "fichier", "cle", "titre", "lettre", "raison", "refus", "societe", "mission"):
        assert f"Alphacanari{mot}" in texte, mot
    tout = b"".join(archive.values()).lower()
    etrangers = [b.id, scene["Betacanari cv"], scene["Betacanari candidature"], scene["patron"].id, scene["admin"].id, scene["patron"].email, "patronnom"]
    assert [mot for mot in ["betacanari", *etrangers] if mot.lower().encode() in tout] == []

    donnees = json.loads(texte)
    assert donnees["format"] == "1"
    (candidature,) = donnees["candidatures"]
    (score,) = donnees["scores"]
    assert (candidature["statut"], candidature["score"]) == ("refusee", score["resultat"]["score"])
    assert len(score["explication"]["texte"]) > 50
    assert [o["entreprise"] for o in donnees["offres_visees"]] == ["Atelier des Quais"]
    lectures = [e for e in donnees["journal_audit"] if e["action"] == "cv_lu"]
    assert [(e["objet_id"], e["acteur_id"]) for e in lectures] == [(cv, None)] * 2, "who looked is told, and not named"


def test_every_personal_column_is_in_the_archive(scene: dict):
    """From the declaration alone: a personal column that the export forgets, or that nothing here fills, fails."""
    archives = [json.loads(ouvrir(scene[qui])["donnees.json"]) for qui in ("Alphacanari", "patron")]
    attendues = {(table, c) for table, colonnes in DONNEES.items() for c, nature in colonnes.items() if nature is Nature.personnelle}
    presentes, remplies = set(), set()
    for archive in archives:
        for table in DONNEES:
            for ligne in archive.get(table, []):
                presentes |= {(table, c) for c in ligne}
                remplies |= {(table, c) for c, valeur in ligne.items() if valeur is not None}
    assert presentes == attendues
    assert attendues - remplies == set()


def test_a_recruiter_s_archive_holds_no_candidate(scene: dict):
    archive = ouvrir(scene["patron"])
    tout = b"".join(archive.values()).lower()
    candidats = [str(v.id if isinstance(v, Compte) else v) for nom, v in scene.items() if "canari" in nom]
    assert [mot for mot in ["alphacanari", "betacanari", *candidats] if mot.lower().encode() in tout] == []
    donnees = json.loads(archive["donnees.json"])
    assert [(h["vers"], h["acteur_id"], h["candidature_id"], h["motif"]) for h in donnees["candidatures_historique"]] == [
        ("refusee", scene["patron"].id, None, None)
    ] * 2
    assert [o["auteur_id"] for o in donnees["offres"]] == [scene["patron"].id]


def test_no_connection_is_held_while_the_archive_is_sent(candidat: Compte, cv: dict, ressources, unite, monkeypatch):
    ouvertes = []

    @contextmanager
    def comptee():
        with unite() as session:
            ouvertes.append(session)
            yield session
            ouvertes.remove(session)

    monkeypatch.setattr(ressources, "unite", comptee)
    morceaux = ExportService(ressources).exporter(Acteur(uuid.UUID(candidat.id), Role.candidat, None))
    etats = [(len(morceau) > 0, len(ouvertes)) for morceau in morceaux]
    assert etats == [(True, 0)] * 3


def test_a_lost_original_is_told(candidat: Compte, cv: dict, ressources, unite):
    with unite() as session:
        ressources.stockage.supprimer(session.execute(select(CV.cle_stockage)).scalar_one())
    archive = ouvrir(candidat)
    assert archive["fichiers_manquants.txt"].decode() == f"cvs/{cv['id']}.pdf"


def test_archives_are_counted(candidat: Compte):
    assert [candidat.get("/api/auth/me/export").status_code for _ in range(EXPORTS_PAR_HEURE)] == [200] * EXPORTS_PAR_HEURE
    refus = candidat.get("/api/auth/me/export")
    assert (refus.status_code, refus.json()["code"]) == (429, "trop_de_requetes")
    assert 0 < int(refus.headers["retry-after"]) <= 3600


def test_a_token_alone_erases_nothing_and_does_not_try_passwords_for_long(candidat: Compte, ressources):
    for _ in range(ressources.settings.LOGIN_ECHECS_MAX):
        refus = candidat.appeler("DELETE", "/api/auth/me", json={"password": "au hasard"}).json()
        assert (refus["code"], refus["detail"]) == ("identifiants_invalides", "Mot de passe incorrect.")
    assert candidat.appeler("DELETE", "/api/auth/me", json={"password": MOT_DE_PASSE}).status_code == 429
    assert candidat.appeler("DELETE", "/api/auth/me").status_code == 422
    assert candidat.get("/api/auth/me").status_code == 200

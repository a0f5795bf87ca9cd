"""What stands between one account and another beyond the matrix: indirect ids, lists and counts, keys nobody may write, races."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from sqlalchemy import func, select

from app.models import Base, Candidature, Entreprise, Utilisateur
from app.services.ressources import Ressources
from tests.api.test_matrice import TABLE, Scene, scene  # noqa: F401 - a fixture
from tests.conftest import CVS, MOT_DE_PASSE, OFFRE, Compte

ENSEMBLE = 50


def sans_numero(reponse) -> str:
    return reponse.text.replace(reponse.headers["x-request-id"], "N")


def test_what_another_entreprise_holds_changes_no_answer(client, creer_compte, recruteur: Compte, candidat: Compte, cv: dict, offre: dict):
    candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]})

    def tout_ce_que_l_on_voit() -> list[str]:
        vues = [recruteur.get(c) for c in ("/offres/mes-offres", "/candidatures", "/entreprises/moi", "/offres?facettes=true")]
        vues += [recruteur.post("/offres/search-cvs", json=c) for c in ({"requete": "python"}, {"offre_id": offre["id"], "limite": 100})]
        vues += [recruteur.post(f"/matching/search-candidats/{offre['id']}", json={})]
        vues += [candidat.get(c) for c in ("/cvs/my-cvs", "/candidatures", "/offres?facettes=true")]
        vues += [candidat.post("/cvs/search-offres", json={"requete": "python"}), candidat.post("/matching/search-offres", json={})]
        assert {v.status_code for v in vues} == {200}
        # when a score was computed is no part of it
        return [re.sub(r'"calcule_le":"[^"]+"', "", sans_numero(v)) for v in vues]

    avant = tout_ce_que_l_on_voit()
    ailleurs, autre = creer_compte("recruteur"), creer_compte("candidat", nom="Canari")
    brouillon = ailleurs.post("/offres", json={**OFFRE, "titre": "Canari (F/H)", "brouillon": True})
    assert (brouillon.status_code, autre.deposer("d12_table_fr").status_code) == (201, 201)
    assert tout_ce_que_l_on_voit() == avant


def test_ids_in_bodies_filters_and_sorts_open_nothing(scene: Scene, client):  # noqa: F811
    cv, candidature = scene.objets["cv"], scene.objets["candidature"]
    essais = [
        ("B", "GET", f"/candidatures?offre_id={scene.objets['offre']}", None, 200),
        ("R2", "GET", f"/candidatures?offre_id={scene.objets['offre']}", None, 200),
        ("B", "GET", "/candidatures?candidat_id=" + cv, None, 200),
        ("B", "GET", "/candidatures?tri=cv_id", None, 422),
        ("R1", "PATCH", f"/candidatures/{candidature}/statut", {"statut": "en_revue", "cv_id": cv}, 422),
        ("R1", "PATCH", f"/offres/{scene.objets['offre']}", {"entreprise_id": cv}, 422),
        ("B", "GET", "/offres?tri=recherche", None, 422),
        ("B", "GET", "/offres?statut=brouillon", None, 422),
    ]
    for acteur, verbe, chemin, corps, attendu in essais:
        reponse = client.request(verbe, chemin, json=corps, headers=scene.entetes[acteur])
        assert reponse.status_code == attendu, (acteur, verbe, chemin, reponse.text)
        if attendu == 200:
            assert (reponse.json()["items"], reponse.json()["total"]) == ([], 0)


def test_no_body_writes_a_column_that_its_schema_does_not_name(scene: Scene, client):  # noqa: F811
    colonnes = sorted({c.name for table in Base.metadata.sorted_tables for c in table.columns} | {"is_admin", "role", "statut", "score", "hashed_password"})
    schema = client.app.openapi()
    essayes = 0
    for ligne in TABLE:
        acteur = next((a for a in ("A", "R1", "admin") if "json" in ligne.requete), None)
        if acteur is None:
            continue
        connues = _proprietes(schema, ligne.operation)
        inconnues = [c for c in colonnes if c not in connues]
        for debut in range(0, len(inconnues), 40):
            lot = inconnues[debut : debut + 40]
            modifiee = type(ligne)(ligne.operation, "", requete={**ligne.requete, "json": {**ligne.requete["json"], **dict.fromkeys(lot, "x")}})
            for acteur in ("A", "R1", "admin"):
                reponse = scene.demander(modifiee, acteur, absent=False)
                if reponse.status_code in (401, 403):
                    continue
                assert reponse.status_code == 422, (ligne.operation, acteur, lot, reponse.text)
                assert set(lot) <= {e["champ"] for e in reponse.json()["erreurs"]}, (ligne.operation, acteur)
                essayes += 1
    assert essayes > 40


def _proprietes(schema: dict, operation: str) -> set[str]:
    """Keys that the body of an operation may have, from the contract."""
    verbe, chemin = operation.split()
    attendue = re.sub(r"\{\w+\}", "{}", chemin)
    corps = next(v[verbe.lower()] for c, v in schema["paths"].items() if re.sub(r"\{\w+\}", "{}", c) == attendue and verbe.lower() in v)
    ref = corps["requestBody"]["content"]["application/json"]["schema"]
    refs = [ref, *ref.get("anyOf", [])]
    proprietes: set[str] = set()
    for r in refs:
        if "$ref" in r:
            proprietes |= set(schema["components"]["schemas"][r["$ref"].rsplit("/", 1)[1]].get("properties", {}))
    assert proprietes, operation
    return proprietes


def ensemble(action, nombre: int = ENSEMBLE) -> list[int]:
    """Statuses of `nombre` calls of action(rank) that start together."""
    depart = Barrier(nombre)

    def un(rang: int) -> int:
        depart.wait()
        return action(rang)

    with ThreadPoolExecutor(nombre) as fils:
        return sorted(fils.map(un, range(nombre)))


def appeler(adresse: str, verbe: str, chemin: str, **options) -> httpx.Response:
    return httpx.request(verbe, adresse + chemin, timeout=60, **options)


def inscrire(adresse: str, role: str, **champs: str) -> dict[str, str]:
    corps = {"email": f"{role}@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": role} | champs
    assert appeler(adresse, "POST", "/api/auth/register", json=corps).status_code == 201
    jetons = appeler(adresse, "POST", "/api/auth/login", json={"email": corps["email"], "password": MOT_DE_PASSE}).json()
    return {"Authorization": f"Bearer {jetons['access_token']}"}


def deposer(adresse: str, entetes: dict[str, str]) -> None:
    fichier = (CVS / "d01_rendercv_classic_fr.pdf").read_bytes()
    assert appeler(adresse, "POST", "/cvs/upload", files={"file": ("a.pdf", fichier)}, headers=entetes).status_code == 201


def nombre(reelles: Ressources, table: type[Base]) -> int:
    with reelles.unite() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.lent
def test_fifty_applications_at_once_are_one(adresse: str, reelles: Ressources):
    r, c = inscrire(adresse, "recruteur", entreprise="Atelier"), inscrire(adresse, "candidat")
    offre = appeler(adresse, "POST", "/offres", json=OFFRE, headers=r).json()["id"]
    deposer(adresse, c)
    statuts = ensemble(lambda _: appeler(adresse, "POST", "/candidatures", json={"offre_id": offre}, headers=c).status_code)
    assert statuts == [201] + [409] * (ENSEMBLE - 1)
    assert nombre(reelles, Candidature) == 1


@pytest.mark.lent
def test_fifty_registrations_of_one_address_are_one_account(adresse: str, reelles: Ressources):
    formes = ["claire@example.com", "CLAIRE@EXAMPLE.COM", " claire@example.com", "Claire@Example.com "]

    def un(rang: int) -> int:
        corps = {"email": formes[rang % 4], "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": "recruteur", "entreprise": f"Atelier {rang}"}
        return appeler(adresse, "POST", "/api/auth/register", json=corps).status_code

    statuts = ensemble(un)
    # past the hashing queue: asked to come back, which is no account either
    assert statuts.count(201) == 1 and set(statuts) <= {201, 409, 503}, statuts
    assert (nombre(reelles, Utilisateur), nombre(reelles, Entreprise)) == (1, 1)


@pytest.mark.lent
def test_an_invitation_lets_one_of_fifty_in(adresse: str, reelles: Ressources):
    r = inscrire(adresse, "recruteur", entreprise="Atelier")
    code = appeler(adresse, "POST", "/entreprises/invitations", headers=r).json()["code"]

    def un(rang: int) -> int:
        corps = {"email": f"r{rang}@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": "recruteur", "code_invitation": code}
        return appeler(adresse, "POST", "/api/auth/register", json=corps).status_code

    statuts = ensemble(un)
    assert statuts.count(201) == 1 and set(statuts) <= {201, 404, 503}, statuts
    assert nombre(reelles, Utilisateur) == 2


@pytest.mark.lent
def test_no_application_comes_after_the_offer_closed(adresse: str, reelles: Ressources):
    r = inscrire(adresse, "recruteur", entreprise="Atelier")
    candidats = [inscrire(adresse, "candidat", email=f"c{n}@example.com") for n in range(8)]
    for c in candidats:
        deposer(adresse, c)
    offre = appeler(adresse, "POST", "/offres", json=OFFRE, headers=r).json()["id"]

    def un(rang: int) -> int:
        if rang == 4:
            return appeler(adresse, "POST", f"/offres/{offre}/fermer", headers=r).status_code
        return appeler(adresse, "POST", "/candidatures", json={"offre_id": offre}, headers=candidats[rang]).status_code

    statuts = ensemble(un, 8)
    assert set(statuts) <= {200, 201, 404, 409}, statuts
    assert appeler(adresse, "POST", "/candidatures", json={"offre_id": offre}, headers=candidats[4]).status_code in (404, 409)
    assert nombre(reelles, Candidature) == statuts.count(201)

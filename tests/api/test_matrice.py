"""Who may do what: every operation of the running application × every kind of actor × {own, another's, absent}.

An operation that is not declared below fails. The objects belong to candidate A and recruiter 1; B and recruiter 2 are strangers.
"""

import re
import time
import uuid
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import Connection

from app.core.security import AUDIENCE, EMETTEUR
from app.services.taches import planifier
from tests.conftest import MOT_DE_PASSE, OFFRE, Compte

ACTEURS = ("anonyme", "A", "B", "R1", "R2", "admin")
MORTS = ("desactive", "expire")
ABSENT = "00000000-0000-4000-8000-000000000000"
HORS_CONTRAT = {"/", "/openapi.json", "/docs", "/docs/assets"}


@dataclass(frozen=True)
class Ligne:
    """One operation: what each actor gets on A's and R1's object, and on one that does not exist; `mort`: with a dead token."""

    operation: str
    attendu: str
    absent: str = ""
    mort: int = 401
    requete: dict = field(default_factory=dict)
    vides: tuple[str, ...] = ()  # which objects are the absent ones; none named: all


TOUS = "200 200 200 200 200 200"
CANDIDATS = "401 200 200 403 403 403"
RECRUTEURS = "401 403 403 200 200 403"
ADMIN = "401 403 403 403 403 200"
# {cv}, {offre}, … stand for the object's id, in paths and bodies alike
TABLE = [
    Ligne("GET /health", TOUS, mort=200),
    Ligne("GET /ready", TOUS, mort=200),
    Ligne("POST /api/auth/register", "201 201 201 201 201 201", mort=201, requete={"json": {"email": "neuf@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": "candidat"}}),
    Ligne("POST /api/auth/login", TOUS, mort=200, requete={"json": {"email": "{email}", "password": MOT_DE_PASSE}}),
    Ligne("POST /api/auth/token", TOUS, mort=200, requete={"data": {"username": "{email}", "password": MOT_DE_PASSE}}),
    Ligne("POST /api/auth/refresh", TOUS, mort=200, requete={"json": {"refresh_token": "{refresh}"}}),
    Ligne("POST /api/auth/logout", "204 204 204 204 204 204", mort=204, requete={"json": {"refresh_token": "{refresh}"}}),
    Ligne("GET /api/auth/me", "401 200 200 200 200 200"),
    Ligne("PATCH /api/auth/me", "401 200 200 200 200 200", requete={"json": {"nom": "Autre"}}),
    Ligne("DELETE /api/auth/me", "401 204 204 204 204 204", requete={"json": {"password": MOT_DE_PASSE}}),
    Ligne("GET /api/auth/me/export", "401 200 200 200 200 200"),
    Ligne("POST /api/auth/password", "401 200 200 200 200 200", requete={"json": {"ancien": MOT_DE_PASSE, "nouveau": "une tout autre phrase"}}),
    Ligne("GET /entreprises/moi", RECRUTEURS),
    Ligne("POST /entreprises/invitations", "401 403 403 201 201 403"),
    Ligne("GET /utilisateurs", ADMIN),
    Ligne("PATCH /utilisateurs/{utilisateur}", ADMIN, "401 403 403 403 403 404", requete={"json": {"actif": True, "motif": "essai"}}),
    Ligne("POST /cvs/upload", "401 415 415 403 403 403", mort=401, requete={"files": {"file": ("a.pdf", b"<html>", "application/pdf")}}),
    Ligne("GET /cvs/my-cvs", CANDIDATS),
    Ligne("POST /cvs/index", "401 200 200 403 403 202"),
    Ligne("POST /cvs/search-offres", CANDIDATS, requete={"json": {"requete": "python"}}),
    Ligne("POST /cvs/search-offres", "401 200 404 403 403 403", "401 404 404 403 403 403", requete={"json": {"cv_id": "{cv}"}}),
    Ligne("GET /cvs/{cv}", "401 200 404 200 404 422", "401 404 404 404 404 422"),
    Ligne("GET /cvs/{cv}", "401 200 404 200 404 200", "401 404 404 404 404 404", requete={"params": {"motif": "plainte"}}),
    Ligne("GET /cvs/{cv}/texte", "401 200 404 200 404 422", "401 404 404 404 404 422"),
    Ligne("GET /cvs/{cv}/texte", "401 200 404 200 404 200", "401 404 404 404 404 404", requete={"params": {"motif": "plainte"}}),
    Ligne("GET /cvs/{cv}/fichier", "401 200 404 200 404 422", "401 404 404 404 404 422"),
    Ligne("GET /cvs/{cv}/fichier", "401 200 404 200 404 200", "401 404 404 404 404 404", requete={"params": {"motif": "plainte"}}),
    Ligne("GET /cvs/{cv}/pages/{n}.png", "401 200 404 200 404 422", "401 404 404 404 404 422"),
    Ligne("PATCH /cvs/{cv}/profil", "401 200 404 403 403 403", "401 404 404 403 403 403", requete={"json": {"corrections": {"titre": "Autre"}}}),
    Ligne("POST /cvs/{cv}/analyser", "401 200 404 403 403 403", "401 404 404 403 403 403"),
    Ligne("DELETE /cvs/{cv}", "401 409 404 403 403 403", "401 404 404 403 403 403"),
    Ligne("DELETE /cvs/{cv}", "401 204 404 403 403 403", "401 404 404 403 403 403", requete={"params": {"retirer_candidatures": "true"}}),
    Ligne("GET /offres", TOUS, mort=200),
    Ligne("POST /offres", "401 403 403 201 201 403", requete={"json": OFFRE}),
    Ligne("GET /offres/mes-offres", RECRUTEURS),
    Ligne("POST /offres/index", "401 403 403 200 200 202"),
    Ligne("POST /offres/search-cvs", RECRUTEURS, requete={"json": {"requete": "python"}}),
    Ligne("POST /offres/search-cvs", "401 403 403 200 404 403", "401 403 403 404 404 403", requete={"json": {"offre_id": "{offre}"}}),
    Ligne("GET /offres/{offre}", TOUS, "404 404 404 404 404 404"),
    Ligne("GET /offres/{brouillon}", "404 404 404 200 404 200", "404 404 404 404 404 404"),
    Ligne("GET /offres/{offre}/candidatures/comparaison", "401 403 403 200 404 403", "401 403 403 404 404 403", requete={"params": {"ids": "{candidature}"}}),
    Ligne("GET /offres/{offre}/candidatures/comparaison", "401 403 403 404 404 403", requete={"params": {"ids": ABSENT}}),
    Ligne("GET /offres/{brouillon}/candidatures/comparaison", "401 403 403 404 404 403", requete={"params": {"ids": "{candidature}"}}),
    Ligne("PATCH /offres/{offre}", "401 403 403 200 404 403", "401 403 403 404 404 403", requete={"json": {"titre": "Autre"}}),
    Ligne("POST /offres/{offre}/publier", "401 403 403 200 404 403", "401 403 403 404 404 403"),
    Ligne("POST /offres/{brouillon}/publier", "401 403 403 200 404 403", "401 403 403 404 404 403"),
    Ligne("POST /offres/{offre}/fermer", "401 403 403 200 404 403", "401 403 403 404 404 403"),
    Ligne("DELETE /offres/{offre}", "401 403 403 409 404 403", "401 403 403 404 404 403"),
    Ligne("DELETE /offres/{brouillon}", "401 403 403 204 404 403", "401 403 403 404 404 403"),
    Ligne("POST /matching/score", "401 200 404 200 404 403", "401 404 404 404 404 403", requete={"json": {"cv_id": "{cv}", "offre_id": "{offre}"}}),
    Ligne("POST /matching/score", "401 404 404 200 404 403", "401 404 404 404 404 403", vides=("brouillon",), requete={"json": {"cv_id": "{cv}", "offre_id": "{brouillon}"}}),
    Ligne("POST /matching/search-offres", "401 200 404 403 403 403", "401 404 404 403 403 403", requete={"json": {"cv_id": "{cv}"}}),
    Ligne("POST /matching/search-candidats/{offre}", "401 403 403 200 404 403", "401 403 403 404 404 403", requete={"json": {}}),
    Ligne("POST /candidatures", "401 409 404 403 403 403", "401 404 404 403 403 403", vides=("cv",), requete={"json": {"offre_id": "{offre}", "cv_id": "{cv}"}}),
    Ligne("POST /candidatures", "401 404 404 403 403 403", "401 404 404 403 403 403", vides=("brouillon",), requete={"json": {"offre_id": "{brouillon}", "cv_id": "{cv}"}}),
    Ligne("GET /candidatures", "401 200 200 200 200 403"),
    Ligne("GET /candidatures", "401 200 200 200 200 403", requete={"params": {"offre_id": "{offre}"}}),
    Ligne("GET /candidatures/{candidature}", "401 200 404 200 404 403", "401 404 404 404 404 403"),
    Ligne("GET /candidatures/{candidature}/score.svg", "401 200 404 200 404 403", "401 404 404 404 404 403"),
    Ligne("PATCH /candidatures/{candidature}/statut", "401 403 403 200 404 403", "401 403 403 404 404 403", requete={"json": {"statut": "en_revue"}}),
    Ligne("POST /candidatures/{candidature}/retirer", "401 200 404 403 403 403", "401 404 404 403 403 403"),
    Ligne("POST /candidatures/{candidature}/rescorer", "401 200 404 200 404 403", "401 404 404 404 404 403"),
    Ligne("GET /taches/{tache}", "401 200 404 404 404 200", "401 404 404 404 404 404"),
]  # fmt: skip


def forme(operation: str) -> str:
    """`GET /cvs/{cv}/texte` as the contract writes it: `GET /cvs/{}/texte`."""
    return re.sub(r"\{\w+\}", "{}", operation)


def operations(client: TestClient) -> set[str]:
    schema = client.app.openapi()
    return {f"{verbe.upper()} {chemin}" for chemin, verbes in schema["paths"].items() for verbe in verbes}


def test_every_operation_is_declared(client):
    assert {forme(o) for o in operations(client)} == {forme(ligne.operation) for ligne in TABLE}


def test_nothing_is_served_outside_of_the_contract(client):
    assert {route.path for route in client.app.routes if hasattr(route, "path")} == HORS_CONTRAT
    servies = set()
    for route in client.app.routes:
        if not hasattr(route, "path"):
            servies |= {(verbe, r.path) for r in route.original_router.routes for verbe in r.methods}
    assert len(servies) > 40
    declarees = {forme(o) for o in operations(client)}
    assert {f"{verbe} {re.sub(r'{[^}]*}', '{}', chemin)}" for verbe, chemin in servies} == declarees


@dataclass
class Scene:
    """The actors' headers, the objects' ids, and what no stranger may ever read."""

    client: TestClient
    connexion: Connection
    entetes: dict[str, dict[str, str]]
    objets: dict[str, str]
    email: str
    refresh: str
    secrets: list[str]

    def demander(self, ligne: Ligne, acteur: str, *, absent: bool):
        """One request, undone afterwards."""
        vides = ligne.vides or self.objets
        ids = {nom: ABSENT if absent and nom in vides else valeur for nom, valeur in self.objets.items()}
        valeurs = {**ids, "email": self.email, "refresh": self.refresh, "n": "1"}
        verbe, chemin = ligne.operation.split()
        point = self.connexion.begin_nested()
        try:
            return self.client.request(verbe, _remplir(chemin, valeurs), headers=self.entetes[acteur], **_remplir(ligne.requete, valeurs))
        finally:
            point.rollback()


def _remplir(modele, valeurs: dict[str, str]):
    if isinstance(modele, str):
        for nom, valeur in valeurs.items():
            modele = modele.replace("{" + nom + "}", valeur)
        return modele
    if isinstance(modele, dict):
        return {cle: _remplir(v, valeurs) for cle, v in modele.items()}
    return [_remplir(v, valeurs) for v in modele] if isinstance(modele, list) else modele


@pytest.fixture
def scene(client, connexion, creer_compte, unite, admin: Compte) -> Scene:
    a, b, r1, r2, ferme = creer_compte("candidat"), creer_compte("candidat"), creer_compte("recruteur"), creer_compte("recruteur"), creer_compte("candidat")
    cv = a.deposer().json()
    offre = r1.post("/offres", json=OFFRE).json()
    brouillon = r1.post("/offres", json={**OFFRE, "titre": "Poste tenu secret (F/H)", "brouillon": True}).json()
    candidature = a.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"], "lettre_motivation": "CANARI"}).json()
    with unite() as session:
        tache = planifier(session, "enrichir_cv", "essai", {}, uuid.UUID(a.id))
    assert admin.patch(f"/utilisateurs/{ferme.id}", json={"actif": False, "motif": "essai"}).status_code == 200
    passe = int(time.time()) - 4000
    expire = jwt.encode(
        {"sub": a.id, "iat": passe, "exp": passe + 3600, "jti": "j", "aud": AUDIENCE, "iss": EMETTEUR, "ver": 0, "fam": str(uuid.uuid4())},
        "secret de test, long de plus de trente-deux octets",
    )
    entetes = {"anonyme": {}, "A": a.entetes, "B": b.entetes, "R1": r1.entetes, "R2": r2.entetes, "admin": admin.entetes}
    entetes |= {"desactive": ferme.entetes, "expire": {"Authorization": f"Bearer {expire}"}}
    objets = {"cv": cv["id"], "offre": offre["id"], "brouillon": brouillon["id"], "candidature": candidature["id"], "tache": str(tache), "utilisateur": b.id}
    secrets = [cv["id"], candidature["id"], "Lefèvre", "claire.lefevre", "CANARI", brouillon["id"], "Poste tenu secret", a.email]
    return Scene(client, connexion, entetes, objets, a.email, a.jetons["refresh_token"], secrets)


def test_the_matrix(scene: Scene):
    ecarts = []
    for ligne in TABLE:
        for cas, attendus in (("sien ou à autrui", ligne.attendu), ("absent", ligne.absent)):
            for acteur, attendu in zip(ACTEURS, attendus.split(), strict=False):
                reponse = scene.demander(ligne, acteur, absent=cas == "absent")
                if reponse.status_code != int(attendu):
                    ecarts.append(f"{ligne.operation} {acteur} {cas} : {reponse.status_code} au lieu de {attendu} {reponse.text[:200]}")
                if acteur in ("anonyme", "B", "R2"):
                    fuites = [s for s in scene.secrets if s in reponse.text]
                    ecarts += [
                        f"{ligne.operation} {acteur} {cas} : laisse lire {s}"
                        for s in fuites
                        if ligne.operation.startswith(("GET", "POST")) and "/auth/" not in ligne.operation
                    ]
        for mort in MORTS:
            for absent in (False, True) if ligne.absent else (False,):
                reponse = scene.demander(ligne, mort, absent=absent)
                if reponse.status_code != ligne.mort:
                    ecarts.append(f"{ligne.operation} {mort} absent={absent} : {reponse.status_code} au lieu de {ligne.mort}")
                if ligne.mort == 401 and reponse.json()["code"] != "non_authentifie":
                    ecarts.append(f"{ligne.operation} {mort} : {reponse.text}")
    assert ecarts == []


def test_anothers_and_absent_are_the_same_bytes(scene: Scene):
    compares = 0
    for ligne in TABLE:
        if not ligne.absent:
            continue
        for acteur, sien, absent in zip(ACTEURS, ligne.attendu.split(), ligne.absent.split(), strict=True):
            if (sien, absent) != ("404", "404"):
                continue
            reponses = [scene.demander(ligne, acteur, absent=a) for a in (False, True)]
            corps = [r.text.replace(r.headers["x-request-id"], "N") for r in reponses]
            entetes = [{n: v for n, v in r.headers.items() if n != "x-request-id"} for r in reponses]
            assert corps[0] == corps[1], (ligne.operation, acteur)
            assert entetes[0] == entetes[1], (ligne.operation, acteur)
            compares += 1
    assert compares >= 30


def test_strangers_lists_are_empty(scene: Scene):
    for operation, acteur in (("GET /cvs/my-cvs", "B"), ("GET /candidatures", "B"), ("GET /candidatures", "R2"), ("GET /offres/mes-offres", "R2")):
        corps = scene.demander(Ligne(operation, ""), acteur, absent=False).json()
        assert (corps["items"], corps["total"]) == ([], 0), (operation, acteur)
    recherche = Ligne("POST /offres/search-cvs", "", requete={"json": {"requete": "python"}})
    assert scene.demander(recherche, "R2", absent=False).json() == {"items": []}
    assert [i["cv_id"] for i in scene.demander(recherche, "R1", absent=False).json()["items"]] == [scene.objets["cv"]]


def test_no_answer_has_a_field_for_a_secret(client):
    proprietes = {nom for schema in client.app.openapi()["components"]["schemas"].values() for nom in schema.get("properties", {})}
    interdits = {"mot_de_passe", "empreinte_corps", "cle_stockage", "sha256", "vecteur", "version_jeton", "entrees", "hachage", "hashed_password"}
    assert proprietes & interdits == set()

"""Schemathesis over the whole contract, every check on, as a visitor, a candidate, a recruiter and an admin.

By hand, with its figures and warnings: `SCHEMATHESIS_EXEMPLES=60 pytest tests/api/test_schemathesis.py -m lent -s`.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import httpx
import pytest

from app.core.enums import Role
from app.schemas.comptes import Inscription
from app.services.compte_service import CompteService
from app.services.ressources import Ressources
from tests.conftest import CVS, MOT_DE_PASSE, OFFRE

pytestmark = pytest.mark.lent
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
EXEMPLES = os.environ.get("SCHEMATHESIS_EXEMPLES", "8")


def jeton(adresse: str, reelles: Ressources, role: str) -> str:
    email = f"{role}@example.com"
    if role == "admin":
        comptes = CompteService(reelles.unite, reelles.jetons, reelles.hacheur, reelles.settings)
        comptes.creer(Inscription(email=email, password=MOT_DE_PASSE, nom="A", prenom="A", role=Role.candidat), Role.admin)
    else:
        corps = {"email": email, "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": role}
        corps |= {"entreprise": "Atelier"} if role == "recruteur" else {}
        assert httpx.post(f"{adresse}/api/auth/register", json=corps, timeout=60).status_code == 201
    acces: str = httpx.post(f"{adresse}/api/auth/login", json={"email": email, "password": MOT_DE_PASSE}, timeout=60).json()["access_token"]
    return acces


def statuts(bilan: Path) -> str:
    """Requests by status class, then the operations that never answered 2xx."""
    comptes: dict[str, int] = json.loads(bilan.read_text(encoding="utf-8"))
    classes = Counter[str]()
    operations: dict[str, Counter[str]] = defaultdict(Counter)
    for cle, nombre in comptes.items():
        operation, statut = cle.rsplit(" ", 1)
        classes[f"{statut[0]}xx"] += nombre
        operations[operation][statut] += nombre
    jamais = [f"  {operation} : {dict(sorted(vus.items()))}" for operation, vus in sorted(operations.items()) if not any(s.startswith("2") for s in vus)]
    return "\n".join([f"{sum(comptes.values())} requêtes : {dict(sorted(classes.items()))} ; jamais 2xx :", *jamais])


@pytest.mark.parametrize("role", ["visiteur", "candidat", "recruteur", "admin"])
def test_the_contract_holds(adresse: str, reelles: Ressources, tmp_path: Path, role: str):
    jetons = {r: jeton(adresse, reelles, r) for r in ("candidat", "recruteur", "admin")}
    entetes = {r: {"Authorization": f"Bearer {j}"} for r, j in jetons.items()}
    offres = [httpx.post(f"{adresse}/offres", json=OFFRE, headers=entetes["recruteur"], timeout=60).json()["id"] for _ in range(6)]
    fichier = {"file": ("a.pdf", (CVS / "d01_rendercv_classic_fr.pdf").read_bytes())}
    cv = httpx.post(f"{adresse}/cvs/upload", files=fichier, headers=entetes["candidat"], timeout=60).json()
    candidature = httpx.post(f"{adresse}/candidatures", json={"offre_id": offres[0]}, headers=entetes["candidat"], timeout=60).json()
    assert candidature["statut"] == "recue", cv
    commande = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(CONFIGURATION),
        "run",
        f"{adresse}/openapi.json",
        "--max-examples",
        EXEMPLES,
    ]
    commande += ["--phases", "examples,coverage,fuzzing,stateful", "--seed", "1", "--no-color", "--continue-on-failure", "--request-timeout", "30"]
    if role != "visiteur":
        commande += ["--header", f"Authorization: Bearer {jetons[role]}"]
    milieu = os.environ | {"PYTHONPATH": str(CONFIGURATION.parents[2]), "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_soi"}
    milieu["BILAN_DES_STATUTS"] = str(tmp_path / "statuts.json")
    milieu["OBJETS_DE_L_ESSAI"] = json.dumps({"offres": offres, "cvs": [cv["id"]], "candidatures": [candidature["id"]]})
    for variable, qui in (("COMPTE_DE_L_ESSAI", role if role in entetes else "candidat"), ("COMPTE_D_UN_AUTRE", "recruteur")):
        milieu[variable] = httpx.get(f"{adresse}/api/auth/me", headers=entetes[qui], timeout=60).json()["id"]
    fini = subprocess.run(commande, cwd=tmp_path, env=milieu, capture_output=True, text=True, timeout=3600, check=False)
    assert fini.returncode == 0, fini.stdout[-30_000:]
    bilan = re.search(r"(\d+) generated, \1 passed", fini.stdout)
    assert bilan is not None, fini.stdout[-30_000:]
    if role != "visiteur":
        assert httpx.get(f"{adresse}/api/auth/me", headers=entetes[role], timeout=60).status_code == 200, "the token ended on the way"
    # warnings are read, not only counted: what a role may not do, and links that the contract does not draw, are no fault of the run
    print(f"\n{role} : {bilan.group()}\n{statuts(tmp_path / 'statuts.json')}\n{fini.stdout[fini.stdout.rfind('WARNINGS') :]}")

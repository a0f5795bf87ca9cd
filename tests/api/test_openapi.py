"""The contract as published: whole, in French, with examples that are valid, and the same as the committed snapshot."""

import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest
from pydantic import BaseModel, TypeAdapter

from app import schemas
from app.api.exemples import REPONSES
from app.api.routes import service
from app.core.errors import Code
from app.schemas.commun import Page
from app.services import etat
from outils.openapi import CIBLE, contrat

VERBES = {"get", "post", "patch", "delete"}
FRANCAIS = re.compile(r"\b(le|la|les|un|une|des|du|de|et|vos|votre|mon|mes|ma|ce|à|par|en|sans|l|d)\b", re.IGNORECASE)


@pytest.fixture
def schema(client) -> dict:
    return client.get("/openapi.json").json()


@pytest.fixture
def operations(schema: dict) -> dict[str, dict]:
    return {operation["operationId"]: operation for verbes in schema["paths"].values() for verbe, operation in verbes.items() if verbe in VERBES}


def test_the_committed_snapshot_is_today_s():
    assert Path(CIBLE).read_text(encoding="utf-8") == contrat(), "python -m outils.openapi"


def test_every_operation_has_a_name_a_title_and_a_french_description(schema: dict, operations: dict):
    assert len(operations) == sum(len(v) for v in schema["paths"].values()) == 49
    etiquettes = {e["name"] for e in schema["tags"]}
    for nom, operation in operations.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", nom), nom
        assert len(operation["summary"]) >= 5, nom
        assert FRANCAIS.search(operation["description"]), (nom, operation["description"])
        assert len(operation["tags"]) == 1
        assert set(operation["tags"]) <= etiquettes


def test_every_error_is_a_problem_and_every_success_has_a_shape(operations: dict):
    for nom, operation in operations.items():
        for statut, reponse in operation["responses"].items():
            contenu = reponse.get("content", {})
            if statut >= "400":
                assert set(contenu) == {"application/problem+json"}, (nom, statut)
                assert contenu["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Probleme"}
            elif statut == "204":
                assert contenu == {}
            else:
                assert contenu, (nom, statut)
                assert contenu.get("application/json", {"schema": 1})["schema"] != {}, (nom, statut)
        assert {"422", "500", "503"} <= set(operation["responses"]), nom
        protegee = operation.get("security")
        if protegee:
            assert "401" in operation["responses"], nom


def test_documented_codes_exist(operations: dict):
    connus = {code.cle: code.value.statut for code in Code}
    for nom, operation in operations.items():
        for statut, reponse in operation["responses"].items():
            for exemple in reponse.get("content", {}).get("application/problem+json", {}).get("examples", {}):
                assert connus[exemple] == int(statut), (nom, statut, exemple)


def test_no_parameter_is_declared_twice(operations: dict):
    for nom, operation in operations.items():
        parametres = [(p["name"], p["in"]) for p in operation.get("parameters", [])]
        assert len(parametres) == len(set(parametres)), nom


def corps_json(operation: dict) -> dict | None:
    return operation.get("requestBody", {}).get("content", {}).get("application/json")


def exemples(schema: dict, corps: dict) -> list[object]:
    if "examples" in corps:
        return [e["value"] for e in corps["examples"].values()]
    modele = schema["components"]["schemas"][corps["schema"]["$ref"].rsplit("/", 1)[1]]
    return list(modele.get("examples", []))


MODELES = {
    "auth_inscrire": "comptes:Inscription",
    "auth_connecter": "comptes:Connexion",
    "auth_renouveler": "comptes:Renouvellement",
    "auth_deconnecter": "comptes:Renouvellement",
    "auth_modifier_moi": "comptes:MoiUpdate",
    "auth_effacer_moi": "comptes:EffacementIn",
    "auth_mot_de_passe": "comptes:ChangementMotDePasse",
    "utilisateurs_modifier": "comptes:UtilisateurUpdate",
    "offres_creer": "offres:OffreCreate",
    "offres_modifier": "offres:OffreUpdate",
    "offres_chercher_cvs": "recherche:RechercheCVs",
    "cvs_chercher_offres": "recherche:RechercheOffres",
    "cvs_corriger": "cvs:CorrectionsIn",
    "matching_score": "recherche:DemandeScore",
    "matching_meilleures_offres": "recherche:MeilleuresOffres",
    "matching_meilleurs_candidats": "recherche:RechercheCandidats",
    "candidatures_postuler": "candidatures:CandidatureCreate",
    "candidatures_statut": "candidatures:ChangementStatutIn",
}


def test_every_body_has_an_example_that_its_own_model_takes(schema: dict, operations: dict):
    avec_corps = {nom: corps for nom, operation in operations.items() if (corps := corps_json(operation)) is not None}
    assert set(avec_corps) == set(MODELES)
    for nom, corps in avec_corps.items():
        module, classe = MODELES[nom].split(":")
        modele = getattr(importlib.import_module(f"app.schemas.{module}"), classe)
        donnes = exemples(schema, corps)
        assert donnes, f"{nom}: no example"
        for exemple in donnes:
            TypeAdapter(modele).validate_python(exemple)


def modele_de(forme: str) -> type[BaseModel]:
    """The model of a component: `Page_X_` is `Page[X]`."""
    if forme.startswith("Page_"):
        return Page[modele_de(forme[5:-1])]
    modules = [service, etat, *(importlib.import_module(f"app.schemas.{m.name}") for m in pkgutil.iter_modules(schemas.__path__))]
    return next(getattr(module, forme) for module in modules if hasattr(module, forme))


def test_every_answer_has_an_example_that_is_what_its_model_gives(schema: dict, operations: dict):
    montres = {}
    for operation in operations.values():
        for statut, reponse in operation["responses"].items():
            forme = reponse.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
            if statut < "300" and forme:
                (montres[forme],) = schema["components"]["schemas"][forme].get("examples", [None])
    for forme, exemple in montres.items():
        assert modele_de(forme).model_validate(exemple).model_dump(mode="json") == exemple, f"{forme}: python -m outils.exemples ADRESSE, or by hand"
    assert montres["CandidatureRead"]["candidat"]["nom"] in montres["CandidatureRead"]["lettre_motivation"]
    assert not any(len(mot) > 64 for mot in re.findall(r"[\w-]+", str(montres))), "a token"
    # all that was captured is shown somewhere
    assert set(montres) == set(json.loads(REPONSES.read_text(encoding="utf-8")))


def test_both_ways_to_authorize(schema: dict, operations: dict):
    assert set(schema["components"]["securitySchemes"]) == {"Connexion", "Jeton"}
    assert schema["components"]["securitySchemes"]["Connexion"]["flows"]["password"]["tokenUrl"] == "/api/auth/token"
    libres = {nom for nom, operation in operations.items() if not operation.get("security")}
    assert libres == {"auth_inscrire", "auth_connecter", "auth_jeton", "auth_renouveler", "auth_deconnecter", "offres_lister", "service_sante", "service_pret"}


def test_writing_bodies_are_closed(schema: dict):
    for modele in {m.split(":")[1] for m in MODELES.values()} | {"FiltresCV", "FiltresOffres"}:
        assert schema["components"]["schemas"][modele]["additionalProperties"] is False, modele


def test_the_order_of_the_tags_is_that_of_a_recruiter_s_day(schema: dict):
    assert [e["name"] for e in schema["tags"]] == sorted(e["name"] for e in schema["tags"])

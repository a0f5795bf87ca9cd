"""Values that break parsers, databases and vectors, in every field of every body and in every parameter: refused or taken, never a 500.

By hand, each value in each place: `BORNES=tout pytest -m lent tests/api/test_bornes.py`; else each place meets a few, in turn.
"""

import itertools
import json
import os
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.api.test_matrice import ACTEURS, TABLE, Ligne, Scene, scene  # noqa: F401

pytestmark = pytest.mark.lent
# JSON as sent, whatever a careful client would not write
VALEURS = (
    "NaN", "-Infinity", "1e999", "9223372036854775808", "-1", "-9223372036854775809", "0.1", "true", "null", "[]", "{}", '""', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '["\\ud800"]',
    '{"$ne": 3}', '{"\\u0000": "\\udfff"}', '"' + "x" * 30_000 + '"', "[" * 200 + "]" * 200, "[" + ",".join(["1"] * 2_000) + "]", '"\\u202e%_\\\\\'; drop table offres; --"', '"0001-01-01T00:00:00+14:00"', '"2030-01-01T00:00:00-23:59"',
    '"00000000-0000-0000-0000-000000000000"',
)  # fmt: skip
PARAMETRES = (
    "9223372036854775808",
    "-1",
    "NaN",
    "1e999",
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "x" * 5_000,
    '{"$ne":3}',
    "' or 1=1 --",
    "%25_%5C",
    "٣",
    "",
    "0001-01-01T00:00:00%2B14:00",
    "2020-01-01T00:00:00-23:59",
    "10000-01-01",
)
PAR_CHAMP = 2 if os.environ.get("BORNES") != "tout" else len(VALEURS)


def forme(chemin: str) -> str:
    return re.sub(r"{[^}]*}", "{}", chemin)


def ouvert_a(ligne: Ligne) -> str:
    """The actor that gets furthest."""
    return next((a for a, statut in reversed(list(zip(ACTEURS, ligne.attendu.split(), strict=True))) if statut < "300"), "A")


def champs(contrat: dict, schema: dict) -> Iterator[tuple[str, ...]]:
    """Paths of the fields of a body, those of its objects included."""
    if "$ref" in schema:
        schema = contrat["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for variante in schema.get("anyOf", []):
        yield from champs(contrat, variante)
    for nom, sous in schema.get("properties", {}).items():
        yield (nom,)
        yield from ((nom, *suite) for suite in champs(contrat, sous))


def corps(base: dict, chemin: tuple[str, ...], valeur: str) -> str:
    """The body with one field as it should not be."""
    for cle in reversed(chemin):
        valeur = f"{{{json.dumps(cle)}: {valeur}}}"
    reste = {cle: contenu for cle, contenu in base.items() if not chemin or cle != chemin[0]}
    return valeur if not chemin or not reste else f"{json.dumps(reste)[:-1]}, {valeur[1:]}"


def test_no_body_makes_a_500(scene: Scene):  # noqa: F811
    contrat = scene.client.get("/openapi.json").json()
    attendus = {
        f"{verbe.upper()} {forme(chemin)}": contenu["application/json"]["schema"]
        for chemin, verbes in contrat["paths"].items()
        for verbe, operation in verbes.items()
        if "application/json" in (contenu := operation.get("requestBody", {}).get("content", {}))
    }
    lignes = {forme(ligne.operation): ligne for ligne in TABLE if forme(ligne.operation) in attendus}
    assert set(lignes) == set(attendus)
    tour, pannes, envoyees = itertools.cycle(VALEURS), [], 0
    for operation, ligne in lignes.items():
        for chemin in [(), *dict.fromkeys(champs(contrat, attendus[operation]))]:
            for valeur in itertools.islice(tour, PAR_CHAMP):
                contenu = corps(ligne.requete.get("json", {}), chemin, valeur)
                envoi = Ligne(ligne.operation, "", requete={"content": contenu, "headers": {"Content-Type": "application/json"}})
                statut = envoyer(scene, envoi, ouvert_a(ligne))
                envoyees += 1
                if statut >= 500:
                    pannes.append((operation, ".".join(chemin), valeur[:40], statut))
    assert pannes == []
    assert envoyees > 200


def test_no_parameter_makes_a_500(scene: Scene):  # noqa: F811
    contrat = scene.client.get("/openapi.json").json()
    tour, pannes, envoyees = itertools.cycle(PARAMETRES), [], 0
    lignes = {forme(ligne.operation): ligne for ligne in TABLE}
    for chemin, verbes in contrat["paths"].items():
        for verbe, operation in verbes.items():
            ligne = lignes[f"{verbe.upper()} {forme(chemin)}"]
            for parametre in operation.get("parameters", []):
                for valeur in itertools.islice(tour, PAR_CHAMP):
                    envoi = ligne.operation
                    if parametre["in"] == "path":
                        envoi = re.sub(r"{[^}]*}", valeur if "%" in valeur else quote(valeur), envoi)
                    elif parametre["in"] == "query":
                        envoi += f"?{parametre['name']}={valeur if '%' in valeur else quote(valeur)}"
                    requete = {cle: contenu for cle, contenu in ligne.requete.items() if cle != "params"}
                    if parametre["in"] == "header":
                        requete["headers"] = {parametre["name"]: quote(valeur) or "x"}
                    statut = envoyer(scene, Ligne(envoi, "", requete=requete), ouvert_a(ligne))
                    envoyees += 1
                    if statut >= 500:
                        pannes.append((envoi[:120], parametre["name"], valeur[:40], statut))
    assert pannes == []
    assert envoyees > 100


def envoyer(scene: Scene, ligne: Ligne, acteur: str) -> int:  # noqa: F811
    """The status; headers of the request go beside those of the actor."""
    entetes = dict(ligne.requete.pop("headers", {}))
    avant = scene.entetes[acteur]
    scene.entetes[acteur] = avant | entetes
    try:
        return scene.demander(ligne, acteur, absent=False).status_code
    finally:
        scene.entetes[acteur] = avant

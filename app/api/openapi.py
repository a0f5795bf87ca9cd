"""The OpenAPI document: French, with the errors that every route shares and examples that work on Execute."""

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.errors import documenter
from app.api.exemples import poser_exemples
from app.core.errors import Code

ETIQUETTES = [
    {"name": "1. Compte", "description": "S'inscrire, se connecter, gérer son compte."},
    {"name": "2. Entreprise", "description": "L'entreprise du recruteur et ses membres."},
    {"name": "3. Offres d'emploi", "description": "Publier et chercher des offres."},
    {"name": "4. CV", "description": "Déposer un CV, lire ce qui en a été tiré, le corriger."},
    {"name": "5. Matching", "description": "Des scores prouvés, dans les deux sens."},
    {"name": "6. Candidatures", "description": "Postuler et suivre."},
    {"name": "7. Service", "description": "Santé du service et tâches de fond."},
    {"name": "8. Administration", "description": "Comptes."},
]
DESCRIPTION = """Plateforme de recrutement : les CV sont lus et prouvés fait par fait, les offres publiées, le matching expliqué.

**Pour commencer** : `POST /api/auth/register`, puis **Authorize** (e-mail et mot de passe, ou un jeton collé), puis suivez les rubriques dans l'ordre.

Toute erreur est un `application/problem+json` avec un `code` stable ; `Accept-Language: en` la donne en anglais.
"""
COMMUNES = documenter(Code.DONNEES_INVALIDES, Code.ERREUR_INTERNE, Code.SERVICE_OCCUPE)

REUSSITES = {"200": "Réussite", "201": "Créé", "202": "Accepté, en tâche de fond", "204": "Fait ; réponse vide"}
DESCRIPTIONS_ENTETES = {
    "ETag": "Version, à rendre dans `If-Match`",
    "Location": "Adresse de ce qui a été créé",
    "Link": "Première page, précédente, suivante et dernière (RFC 8288)",
}
ENTETES = {
    "ETag": {"offres_creer", "offres_lire", "offres_modifier", "cvs_upload", "cvs_lire", "cvs_corriger"},
    "Location": {"offres_creer", "cvs_upload", "candidatures_postuler"},
    "Link": {"offres_lister", "offres_les_miennes", "candidatures_lister", "cvs_lister", "utilisateurs_lister"},
}

# a visitor may ask too; a member sees more
FACULTATIVES = frozenset({"offres_lire"})
AVEC_CORPS = documenter(Code.REQUETE_INVALIDE, Code.FICHIER_TROP_GROS, Code.MEDIA_NON_SUPPORTE)


def schema_openapi(app: FastAPI) -> dict[str, object]:
    """The document, made once."""
    if app.openapi_schema:
        return app.openapi_schema
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags)
    probleme = {"$ref": "#/components/schemas/Probleme"}
    for chemin in schema["paths"].values():
        for operation in chemin.values():
            if operation["operationId"] in FACULTATIVES:
                operation["security"] = [{}, *operation["security"]]
            _reussites(operation["operationId"], operation["responses"])
            _completer(operation["responses"], probleme, avec_corps="requestBody" in operation)
    for inutile in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(inutile, None)
    for forme in schema["components"]["schemas"].values():
        forme.pop("description", None)  # a docstring, written in English for developers
    poser_exemples(schema)
    app.openapi_schema = schema
    return schema


def _reussites(nom: str, reponses: dict[str, dict[str, object]]) -> None:
    """Say in French what succeeded, and declare the headers that come with it."""
    for statut, reponse in reponses.items():
        if statut < "400":
            if reponse["description"] == "Successful Response":
                reponse["description"] = REUSSITES[statut]
            entetes = [e for e, operations in ENTETES.items() if nom in operations] + (["Location"] if statut == "202" else [])
            if entetes:
                reponse["headers"] = {e: {"description": DESCRIPTIONS_ENTETES[e], "schema": {"type": "string"}} for e in entetes}


def _completer(reponses: dict[str, dict[str, object]], probleme: dict[str, str], *, avec_corps: bool) -> None:
    """Give every error its media type, and each operation the errors that any may return."""
    for statut, commune in COMMUNES.items():
        connue = reponses.get(str(statut))
        if connue is None or "HTTPValidationError" in str(connue):
            reponses[str(statut)] = {"description": commune["description"], "content": _contenu(commune)}
    if avec_corps:
        for statut, commune in AVEC_CORPS.items():
            reponses.setdefault(str(statut), {"description": commune["description"], "content": _contenu(commune)})
    for statut, reponse in reponses.items():
        contenu = reponse.get("content")
        if statut >= "400" and isinstance(contenu, dict):
            contenu.pop("application/json", None)
            contenu.setdefault("application/problem+json", {})["schema"] = probleme


def _contenu(reponse: dict[str, object]) -> dict[str, dict[str, object]]:
    contenu = reponse["content"]
    return {media: dict(valeur) for media, valeur in contenu.items()} if isinstance(contenu, dict) else {}

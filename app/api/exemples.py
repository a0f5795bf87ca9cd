"""Examples that the OpenAPI document names: ready-filled forms, and the fixed ids of the demonstration."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.schemas.comptes import EXEMPLE_CANDIDAT, EXEMPLE_RECRUTEUR
from app.services.demonstration.candidatures import identifiant_candidature
from app.services.demonstration.cvs import identifiant_cv
from app.services.demonstration.offres import identifiant_offre
from app.services.demonstration.remplir import connexions_demo

PREMIERE_OFFRE, PREMIER_CV = str(identifiant_offre(1)), str(identifiant_cv(1))
REPONSES = Path(__file__).with_name("exemples_reponses.json")  # written by outils/exemples.py
# of the demonstration's candidate to the demonstration's recruiter; to the first offer; one that nobody has looked at yet
LEUR_CANDIDATURE, COMPAREES, NOUVELLE = (str(identifiant_candidature(1)), [str(identifiant_candidature(n)) for n in (5, 44)], str(identifiant_candidature(4)))
# operations that destroy or end something keep an empty field: nobody should do that by pressing a button to see
PARAMETRES: Mapping[tuple[str, str], object] = {
    **{(operation, "id"): PREMIERE_OFFRE for operation in ("offres_lire", "offres_modifier", "offres_publier", "offres_comparer_candidatures")},
    **{(operation, "id"): PREMIER_CV for operation in ("cvs_lire", "cvs_texte", "cvs_fichier", "cvs_page", "cvs_corriger", "cvs_analyser")},
    **{(operation, "id"): LEUR_CANDIDATURE for operation in ("candidatures_lire", "candidatures_score_svg", "candidatures_rescorer")},
    ("candidatures_statut", "id"): NOUVELLE,
    ("offres_comparer_candidatures", "ids"): COMPAREES,
    ("cvs_page", "n"): 1,
    ("matching_meilleurs_candidats", "offre_id"): PREMIERE_OFFRE,
}


def _connexions() -> dict[str, dict[str, object]]:
    exemples: dict[str, dict[str, object]] = {
        "candidat": {"summary": "Le candidat créé ci-dessus", "value": {champ: EXEMPLE_CANDIDAT[champ] for champ in ("email", "password")}},
        "recruteur": {"summary": "Le recruteur créé ci-dessus", "value": {champ: EXEMPLE_RECRUTEUR[champ] for champ in ("email", "password")}},
    }
    for connexion in connexions_demo():
        exemples[f"demo_{connexion.role.value}"] = {
            "summary": f"Jeu de démonstration : {connexion.role.value}",
            "value": {"email": connexion.email, "password": connexion.mot_de_passe},
        }
    return exemples


CORPS: Mapping[str, dict[str, dict[str, object]]] = {
    "auth_inscrire": {
        "candidat": {"summary": "Un candidat", "value": EXEMPLE_CANDIDAT},
        "recruteur": {"summary": "Un recruteur et son entreprise", "value": EXEMPLE_RECRUTEUR},
    },
    "auth_connecter": _connexions(),
    "auth_modifier_moi": {
        "candidat": {"summary": "Un candidat accepte d'être trouvé", "value": {"visible_recruteurs": True}},
        "tous": {"summary": "Tout compte : son prénom", "value": {"prenom": "Claire"}},
    },
    "matching_score": {
        "demonstration": {"summary": "Candidat : votre dernier CV et la première offre du jeu de démonstration", "value": {"offre_id": PREMIERE_OFFRE}},
        "recruteur": {"summary": "Recruteur : un CV reçu et sa première offre", "value": {"offre_id": PREMIERE_OFFRE, "cv_id": PREMIER_CV}},
    },
}


def poser_exemples(schema: dict[str, Any]) -> None:
    """Add to an OpenAPI document, in place, the examples of path parameters, the named bodies, and answers of the demonstration."""
    for nom, reponse in json.loads(REPONSES.read_text(encoding="utf-8")).items():
        schema["components"]["schemas"][nom]["examples"] = [reponse]
    for chemin in schema["paths"].values():
        for operation in chemin.values():
            nom = operation["operationId"]
            for parametre in operation.get("parameters", []):
                if (nom, parametre["name"]) in PARAMETRES:
                    parametre["example"] = PARAMETRES[nom, parametre["name"]]
            if nom in CORPS:
                operation["requestBody"]["content"]["application/json"]["examples"] = CORPS[nom]

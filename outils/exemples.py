"""Write the examples of answers that Swagger shows: `python -m outils.exemples http://localhost:8000`, on a server filled with the demonstration.

They are what that server answers, cut short: one line of a list, a few proofs, no token.
"""

import json
import sys
from pathlib import Path

from outils.commun import RACINE, dire

CIBLE = RACINE / "app" / "api" / "exemples_reponses.json"
# operations that only read or that may be repeated without harm, and who asks: the others answer with the same shapes
SANS_DANGER = {
    "candidat": ("auth_moi", "cvs_lister", "cvs_lire", "cvs_texte", "cvs_chercher_offres", "matching_score", "matching_meilleures_offres"),
    "recruteur": (
        *("offres_lister", "offres_lire", "offres_les_miennes", "offres_chercher_cvs", "matching_meilleurs_candidats", "offres_indexer"),
        *(
            "candidatures_lister",
            "candidatures_lire",
            "offres_comparer_candidatures",
            "entreprises_moi",
            "entreprises_inviter",
            "service_sante",
            "service_pret",
        ),
    ),
    "admin": ("utilisateurs_lister", "cvs_indexer"),
}
CACHES = {
    "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…",
    "refresh_token": "b2ZmcmUgdW4gbm91dmVhdSBqZXRvbg…",
    "code": "aW52aXRhdGlvbiDDoCB1c2FnZSB1bmlxdWU…",
}
LONGUEUR_MAX, PREUVES_MAX, MOTS_MAX = 600, 3, 3


def raccourcir(valeur, nom=""):
    """The same shape with less in it."""
    if isinstance(valeur, dict):
        gardes = list(valeur.items())[: PREUVES_MAX if nom == "preuves" else None]
        return {cle: CACHES[cle] if cle in CACHES and "email" not in valeur else raccourcir(v, cle) for cle, v in gardes}
    if isinstance(valeur, list) and not all(isinstance(v, float) for v in valeur):  # a frame has four numbers
        return [raccourcir(v) for v in valeur[: MOTS_MAX if all(isinstance(v, str) for v in valeur) else 1]]
    return valeur[: LONGUEUR_MAX - 1] + "…" if isinstance(valeur, str) and len(valeur) > LONGUEUR_MAX else valeur


def demander(client, schema, nom, jeton):
    """(name of the answer's shape, answer) of one operation, called with the examples of its own documentation."""
    chemin, verbe, operation = next((c, v, o) for c, vs in schema["paths"].items() for v, o in vs.items() if o["operationId"] == nom)
    donnes = {p["name"]: p["example"] for p in operation.get("parameters", []) if "example" in p}
    corps = None
    if "requestBody" in operation:
        media = operation["requestBody"]["content"]["application/json"]
        modele = schema["components"]["schemas"][media["schema"]["$ref"].rsplit("/", 1)[1]]
        corps = next(iter(media["examples"].values()))["value"] if "examples" in media else modele["examples"][0]
    requete = {parametre: v for parametre, v in donnes.items() if f"{{{parametre}}}" not in chemin}
    reponse = client.request(verbe, chemin.format(**donnes), params=requete, json=corps, headers={"Authorization": f"Bearer {jeton}"}).raise_for_status()
    return _forme(operation, reponse.status_code), reponse


def _forme(operation, statut):
    return operation["responses"][str(statut)]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]


def exemples(adresse):
    """Every shape that an operation answers with, by name."""
    import httpx

    from app.services.demonstration.remplir import connexions_demo

    trouves = {}
    with httpx.Client(base_url=adresse, timeout=120) as client:
        schema = client.get("/openapi.json").json()
        for connexion in connexions_demo():
            jetons = client.post("/api/auth/login", json={"email": connexion.email, "password": connexion.mot_de_passe}).json()
            trouves["JetonsRead"] = jetons
            for nom in SANS_DANGER[connexion.role.value]:
                forme, reponse = demander(client, schema, nom, jetons["access_token"])
                trouves[forme] = reponse.json()
                if reponse.status_code == 202:
                    suivie = client.get(reponse.headers["Location"], headers={"Authorization": f"Bearer {jetons['access_token']}"}).json()
                    trouves["TacheRead"] = suivie
    trouves["UtilisateurRead"] = trouves["Page_UtilisateurRead_"]["items"][0]
    return {forme: raccourcir(valeur) for forme, valeur in sorted(trouves.items())}


if __name__ == "__main__":
    CIBLE.write_text(json.dumps(exemples(sys.argv[1]), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    dire(f"Écrit : {Path(CIBLE)}")

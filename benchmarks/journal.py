"""What the audit journal's chain costs: the same server with and without it, turn about, on a PostgreSQL that syncs its disk.

    python -m benchmarks.journal

Each turn measures without and with the chain, one right after the other, in an order that changes each turn: printed are the median of the turns' ratios (with /
without) and the half of them around it. `tours` of bcrypt is 4 here, so that hashing does not hide what is measured.
"""

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import uuid
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.api import MOT_DE_PASSE, charge, compte, depot, json_requete, port_libre, processus, requete

CLIENTS = 8


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--secondes", type=float, default=1.0, help="durée de chaque mesure")
    options.add_argument("--tours", type=int, default=15)
    choix = options.parse_args()
    from app.core.config import Settings
    from app.core.embedded_pg import ServeurPostgres
    from app.schemas.offres import EXEMPLE_OFFRE
    from app.services.demarrage import migrer

    with tempfile.TemporaryDirectory() as dossier:
        Path(dossier).chmod(0o711)
        serveur = ServeurPostgres(Path(dossier, "pg"))
        url = serveur.demarrer()
        migrer(Settings(DATABASE_URL=url))
        port = port_libre()
        env = os.environ | {
            "DATABASE_URL": url, "CHROMA_PERSIST_DIR": f"{dossier}/chroma", "STORAGE_URL": f"{dossier}/stockage", "REGISTRE_URL": f"{dossier}/registre",
            "CV_EXTRAITS_DIR": f"{dossier}/cv", "GROQ_API_KEY": "", "LLM_MODELS": "", "JWT_SECRET": uuid.uuid4().hex * 2, "BCRYPT_TOURS": "4",
        }  # fmt: skip
        with processus([sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--no-server-header"], env, port, "/health"):
            recruteur, candidat = compte(port, "recruteur", entreprise="Mesures"), compte(port, "candidat")
            offre = json_requete(port, "POST", "/offres", EXEMPLE_OFFRE, recruteur)["id"]
            cv = json.loads(requete(http.client.HTTPConnection("127.0.0.1", port), "POST", "/cvs/upload", *depot(candidat, "a"))[1])["id"]
            json_requete(port, "POST", "/candidatures", {"offre_id": offre}, candidat)
            email = json.loads(requete(http.client.HTTPConnection("127.0.0.1", port), "GET", "/api/auth/me", None, {"Authorization": f"Bearer {candidat}"})[1])[
                "email"
            ]
            mesurer(create_engine(url), port, choix, recruteur, candidat, cv, email)
        serveur.arreter()


def mesurer(moteur, port, choix, recruteur, candidat, cv, email):
    connexion = json.dumps({"email": email, "password": MOT_DE_PASSE})
    gestes = {
        "GET /cvs/{id} par un recruteur (journalisé)": lambda c, *_: requete(c, "GET", f"/cvs/{cv}", None, {"Authorization": f"Bearer {recruteur}"})[0],
        "POST /api/auth/login (journalisé)": lambda c, *_: requete(c, "POST", "/api/auth/login", connexion, {"Content-Type": "application/json"})[0],
        "GET /cvs/{id} par son candidat (non journalisé)": lambda c, *_: requete(c, "GET", f"/cvs/{cv}", None, {"Authorization": f"Bearer {candidat}"})[0],
    }
    for nom, geste in gestes.items():
        debits = {"disable": [], "enable": []}
        for tour in range(choix.tours):
            for etat in list(debits)[:: -1 if tour % 2 else 1]:
                with moteur.begin() as base:
                    base.execute(text(f"alter table journal_audit {etat} trigger journal_audit_chaine"))
                debit, _, _, erreurs = charge(port, CLIENTS, choix.secondes, geste)
                if erreurs:
                    raise SystemExit(f"{nom} : {erreurs} erreurs")
                debits[etat].append(debit)
        sans, avec = debits.values()
        bas, milieu, haut = statistics.quantiles([a / s for s, a in zip(sans, avec, strict=True)], n=4)
        print(
            f"{nom:<50} sans {statistics.median(sans):7.1f} req/s  avec {statistics.median(avec):7.1f} req/s  "
            f"rapport {milieu:.2f}, une fois sur deux entre {bas:.2f} et {haut:.2f} ({choix.tours} tours)",
            flush=True,
        )


if __name__ == "__main__":
    main()

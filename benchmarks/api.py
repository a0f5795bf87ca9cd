"""Speed of the API on this machine: `python -m benchmarks.api [--secondes 3]`.

Starts a throwaway PostgreSQL and the product as `make run` serves it, with 10,000 offers, and beside it a bare FastAPI handler that returns the
same bytes. Prints requests/s, median and p95 for 1 to 64 clients, then the bars of the issue. Timings are ratios in one run: the machine is shared.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from outils.lanceur import SERVEUR

RACINE = Path(__file__).resolve().parents[1]
CV = RACINE / "tests" / "donnees" / "cv" / "d01_rendercv_classic_fr.pdf"
OFFRES = 10_000
MOT_DE_PASSE = "Une phrase de passe 2026 !"
NU = """
import sys
from pathlib import Path
from fastapi import FastAPI, Response
app = FastAPI()
corps = Path(sys.argv[1]).read_bytes()
@app.get("/offre/{id}")
def offre(id: str):
    return Response(corps, media_type="application/json")
import uvicorn
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning")
"""


def port_libre():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def processus(commande, env, port, chemin):
    enfant = subprocess.Popen(commande, cwd=RACINE, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        echeance = time.monotonic() + 60
        while True:
            try:
                if requete(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET", chemin)[0] < 500:
                    break
            except OSError:
                if time.monotonic() > echeance:
                    raise
                time.sleep(0.1)
        yield enfant
    finally:
        enfant.terminate()
        enfant.wait(30)


def requete(connexion, verbe, chemin, corps=None, entetes=None):
    connexion.request(verbe, chemin, corps, entetes or {})
    reponse = connexion.getresponse()
    return reponse.status, reponse.read()


def json_requete(port, verbe, chemin, corps, jeton=None):
    entetes = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {jeton}"} if jeton else {})
    statut, contenu = requete(http.client.HTTPConnection("127.0.0.1", port, timeout=60), verbe, chemin, json.dumps(corps), entetes)
    if statut >= 400:
        raise SystemExit(f"{verbe} {chemin} : {statut} {contenu[:300]!r}")
    return json.loads(contenu)


def charge(port, clients, secondes, demander: Callable[[http.client.HTTPConnection, int, int], int]):
    """Closed loop: each client sends its next request when the last was answered. (requests/s, median ms, p95 ms)."""
    durees, erreurs, depart = [], [], threading.Barrier(clients + 1)
    fin = [0.0]

    def client(numero):
        connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        depart.wait()
        rang = 0
        while time.perf_counter() < fin[0]:
            debut = time.perf_counter()
            statut = demander(connexion, numero, rang)
            durees.append(time.perf_counter() - debut)
            rang += 1
            if statut >= 400:
                erreurs.append(statut)

    fils = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    fin[0] = time.perf_counter() + 3600
    for fil in fils:
        fil.start()
    debut = time.perf_counter()
    fin[0] = debut + secondes
    depart.wait()
    for fil in fils:
        fil.join()
    ecoule = time.perf_counter() - debut
    durees.sort()
    return len(durees) / ecoule, statistics.median(durees) * 1000, durees[int(len(durees) * 0.95)] * 1000, len(erreurs)


def ligne(nom, clients, mesure):
    debit, mediane, p95, erreurs = mesure
    print(
        f"{nom:<34} {clients:>3} clients  {debit:>8.1f} req/s  médiane {mediane:>7.1f} ms  p95 {p95:>7.1f} ms" + (f"  {erreurs} ERREURS" if erreurs else ""),
        flush=True,
    )


def remplir_offres(url, modele):
    """Copies of one real offer, each with its own id, date, place and pay, as 10,000 different rows."""
    from sqlalchemy import create_engine, text

    colonnes = "entreprise_id, auteur_id, description, teletravail, type_contrat, salaire_max, salaire_periode, devise, experience_min, niveau_etudes_min, "
    colonnes += "competences_requises, competences_souhaitees, obligatoires, langues, poids, avertissements, document, concepts, langue, recherche, statut, version, rendu, rendu_forme"
    moteur = create_engine(url)
    with moteur.begin() as connexion:
        connexion.execute(
            text(
                f"insert into offres (id, titre, localisation, localisation_cle, salaire_min, publiee_le, {colonnes}) "
                f"select gen_random_uuid(), titre || ' ' || n, 'Ville ' || n % 50, 'ville ' || n % 50, 30000 + n % 20000, now() - n * interval '1 minute', {colonnes} "
                "from offres, generate_series(1, :n) n where offres.id = :modele"
            ),
            {"n": OFFRES - 1, "modele": modele},
        )
        # each with its own id in its public JSON too
        connexion.execute(text("update offres set rendu = replace(rendu, :modele, id::text) where id::text <> :modele"), {"modele": modele})
    with moteur.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
        connexion.execute(text("vacuum analyze"))
        return [str(i) for (i,) in connexion.execute(text("select id from offres limit 500"))]


def compte(port, role, **champs):
    mail = f"{role}-{uuid.uuid4().hex[:8]}@example.com"
    json_requete(port, "POST", "/api/auth/register", {"email": mail, "password": MOT_DE_PASSE, "nom": "B", "prenom": "A", "role": role} | champs)
    return json_requete(port, "POST", "/api/auth/login", {"email": mail, "password": MOT_DE_PASSE})["access_token"]


def depot(jeton, variante):
    """A multipart upload of a one-page CV; a trailing comment makes each file's bytes new."""
    frontiere = "limite"
    contenu = CV.read_bytes() + f"\n%{variante}\n".encode()
    corps = b"".join(
        [
            f'--{frontiere}\r\nContent-Disposition: form-data; name="file"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode(),
            contenu,
            f"\r\n--{frontiere}--\r\n".encode(),
        ]
    )
    return corps, {"Content-Type": f"multipart/form-data; boundary={frontiere}", "Authorization": f"Bearer {jeton}"}


def mesurer(port, port_nu, ids, jetons, cv, offre, secondes):
    bars = {}
    for clients in (1, 4, 16, 64):
        ligne("GET /offres (10 000 offres)", clients, charge(port, clients, secondes, lambda c, n, r: requete(c, "GET", f"/offres?page={1 + (n + r) % 50}")[0]))
    for clients in (1, 4, 16, 64):
        mesure = charge(port, clients, secondes, lambda c, n, r: requete(c, "GET", f"/offres/{ids[(n * 97 + r) % len(ids)]}")[0])
        nue = charge(port_nu, clients, secondes, lambda c, n, r: requete(c, "GET", f"/offre/{ids[(n * 97 + r) % len(ids)]}")[0])
        ligne("GET /offres/{id}", clients, mesure)
        ligne("  FastAPI nu, mêmes octets", clients, nue)
        bars[f"GET /offres/{{id}} / FastAPI nu, {clients} clients (≤ 3)"] = (nue[0] / mesure[0], nue[0] / mesure[0] <= 3)
    jeton = jetons[0]
    corps, entetes = json.dumps({"cv_id": cv, "offre_id": offre}), {"Content-Type": "application/json", "Authorization": f"Bearer {jeton}"}
    for clients in (1, 4, 16):
        mesure = charge(port, clients, secondes, lambda c, n, r: requete(c, "POST", "/matching/score", corps, entetes)[0])
        ligne("POST /matching/score", clients, mesure)
        if clients == 1:
            bars["POST /matching/score, médiane en ms (≤ 15)"] = (mesure[1], mesure[1] <= 15)
    for clients in (1, 4):
        mesure = charge(port, clients, secondes * 2, lambda c, n, r: requete(c, "POST", "/cvs/upload", *depot(jetons[n], uuid.uuid4()))[0])
        ligne("POST /cvs/upload (une page)", clients, mesure)
        if clients == 1:
            bars["POST /cvs/upload, médiane en ms (≤ 400)"] = (mesure[1], mesure[1] <= 400)
        else:
            bars["POST /cvs/upload, CV/s à 4 clients (≥ 5)"] = (mesure[0], mesure[0] >= 5)
    return bars


def memoire(pid):
    champs = dict(part.split(":", 1) for part in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(champs["VmRSS"].split()[0]) / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--secondes", type=float, default=3.0, help="durée de chaque mesure")
    secondes = options.parse_args().secondes
    from app.core.config import Settings
    from app.core.embedded_pg import ServeurPostgres
    from app.services.demarrage import migrer

    with ServeurPostgres.jetable() as url, tempfile.TemporaryDirectory() as dossier:
        migrer(Settings(DATABASE_URL=url))
        port, port_nu = port_libre(), port_libre()
        env = os.environ | {
            "DATABASE_URL": url, "CHROMA_PERSIST_DIR": f"{dossier}/chroma", "STORAGE_URL": f"{dossier}/stockage", "REGISTRE_URL": f"{dossier}/registre", "CV_EXTRAITS_DIR": f"{dossier}/cv",
            "GROQ_API_KEY": "", "LLM_MODELS": "", "CV_MAX_PAR_CANDIDAT": "100000", "JWT_SECRET": uuid.uuid4().hex * 2,
        }  # fmt: skip
        produit = [sys.executable, "-m", *SERVEUR, "--port", str(port)]
        with processus(produit, env, port, "/health") as api:
            recruteur = compte(port, "recruteur", entreprise=f"Mesures {uuid.uuid4().hex[:6]}")
            jetons = [compte(port, "candidat") for _ in range(4)]
            from app.schemas.offres import EXEMPLE_OFFRE

            offre = json_requete(port, "POST", "/offres", EXEMPLE_OFFRE, recruteur)
            cv = json.loads(requete(http.client.HTTPConnection("127.0.0.1", port), "POST", "/cvs/upload", *depot(jetons[0], "premier"))[1])
            ids = remplir_offres(url, offre["id"])
            exemple = Path(dossier, "exemple.json")
            exemple.write_bytes(requete(http.client.HTTPConnection("127.0.0.1", port), "GET", f"/offres/{ids[0]}")[1])
            time.sleep(3)
            au_repos = memoire(api.pid)
            with processus([sys.executable, "-c", NU, str(exemple), str(port_nu)], env, port_nu, "/offre/x"):
                bars = mesurer(port, port_nu, ids, jetons, cv["id"], offre["id"], secondes)
            bars["Mémoire de l'API au repos, embedder et Chroma chargés, en Mo (≤ 350)"] = (au_repos, au_repos <= 350)
    print()
    for nom, (valeur, tenue) in bars.items():
        print(f"{'tenu ' if tenue else 'MANQUÉ'}  {nom} : {valeur:.2f}")
    return 0 if all(tenue for _, tenue in bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

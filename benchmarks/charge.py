"""The API under load: `python -m benchmarks.charge [--secondes 45] [--etapes regime,genou,…] [--memoire 30] [--sans-modele]`.

Starts a throwaway PostgreSQL, the product as `make run` serves it and a model that answers in 300 ms (`--sans-modele`: none), all on this machine
with the generator. Mix of research/reliability.md 5.2: 55 % lists and details, 20 % applications and scores read, 10 % searches, 8 % applications
sent, 4 % log-ins and renewals, 3 % uploads of 2 MB. Prints each step, then the bars of the issue; exit 1 when one is missed.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass

from benchmarks.api import CV, MOT_DE_PASSE, compte, json_requete, memoire, port_libre, processus, remplir_offres
from benchmarks.charge_client import Guichet, Mesure, Requete, arrivees, boucle
from outils.lanceur import SERVEUR
from tests.faux_groq import FauxGroq

CANDIDATS = 20
DEBIT = 25.0
PALIERS = (25, 35, 50, 70, 100, 140, 200, 280, 400)
ETAPES = ("regime", "genou", "connexions", "depots", "modele", "memoire")


@dataclass
class Scene:
    """What requests are drawn from."""

    port: int
    pid: int
    faux: FauxGroq | None
    offres: list[str]
    recruteur: str
    candidats: list[dict[str, str]]
    offre: str

    def lecture(self, hasard: random.Random) -> Requete:
        """A list, a detail, an application or a search: what waits for no model."""
        de, candidat = hasard.random() * 85, hasard.choice(self.candidats)
        if de < 25:
            return Requete("lecture", "GET", f"/offres?page={hasard.randint(1, 50)}")
        if de < 45:
            return Requete("lecture", "GET", f"/offres/{hasard.choice(self.offres)}")
        if de < 55:
            return (
                Requete("lecture", "GET", "/cvs/my-cvs", jeton=candidat["jeton"])
                if de < 50
                else Requete("lecture", "GET", f"/cvs/{candidat['cv']}", jeton=candidat["jeton"])
            )
        if de < 65:
            return Requete("lecture", "GET", "/candidatures", jeton=hasard.choice((candidat["jeton"], self.recruteur)))
        if de < 75:
            return Requete("lecture", "GET", f"/candidatures/{candidat['candidature']}", jeton=hasard.choice((candidat["jeton"], self.recruteur)))
        if de < 80:
            return Requete("lecture", "POST", "/cvs/search-offres", json.dumps({"cv_id": candidat["cv"]}).encode(), candidat["jeton"])
        return Requete("lecture", "POST", "/offres/search-cvs", json.dumps({"offre_id": self.offre}).encode(), self.recruteur)

    def melange(self, hasard: random.Random) -> Requete:
        """The whole mix."""
        de, candidat = hasard.random() * 100, hasard.choice(self.candidats)
        if de < 85:
            return self.lecture(hasard)
        if de < 93:
            corps = {"offre_id": hasard.choice(self.offres), "cv_id": candidat["cv"]}
            return Requete("ecriture", "POST", "/candidatures", json.dumps(corps).encode(), candidat["jeton"])
        if de < 95:
            return self.connexion(hasard)
        if de < 97:
            return Requete("ecriture", "PATCH", "/api/auth/me", b'{"prenom": "Ada"}', candidat["jeton"])
        return depot(candidat["jeton"], 2_000_000)

    def connexion(self, hasard: random.Random) -> Requete:
        """A log-in."""
        corps = {"email": hasard.choice(self.candidats)["email"], "password": MOT_DE_PASSE}
        return Requete("ecriture", "POST", "/api/auth/login", json.dumps(corps).encode())


def depot(jeton: str, taille: int) -> Requete:
    """A new one-page CV of `taille` bytes: a comment after the end, then the end once more, so that readers find it."""
    original = CV.read_bytes()
    fin = original[original.rindex(b"startxref") :]
    contenu = original + b"\n%" + uuid.uuid4().hex.encode() + b" " * max(0, taille - len(original)) + b"\n" + fin
    tete = b'--limite\r\nContent-Disposition: form-data; name="file"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    return Requete("depot", "POST", "/cvs/upload", tete + contenu + b"\r\n--limite--\r\n", jeton, "multipart/form-data; boundary=limite")


def preparer(port: int, pid: int, url: str, faux: FauxGroq | None) -> Scene:
    """10,000 offers, a recruiter, and candidates who each have a CV and an application."""
    from app.schemas.offres import EXEMPLE_OFFRE

    recruteur = compte(port, "recruteur", entreprise=f"Charge {uuid.uuid4().hex[:6]}")
    offre = json_requete(port, "POST", "/offres", EXEMPLE_OFFRE, recruteur)
    offres = remplir_offres(url, offre["id"])
    candidats, guichet = [], Guichet(port)

    async def candidat() -> dict[str, str]:
        mail = f"charge-{uuid.uuid4().hex[:8]}@example.com"
        await asyncio.to_thread(
            json_requete, port, "POST", "/api/auth/register", {"email": mail, "password": MOT_DE_PASSE, "nom": "B", "prenom": "A", "role": "candidat"}
        )
        jeton = (await asyncio.to_thread(json_requete, port, "POST", "/api/auth/login", {"email": mail, "password": MOT_DE_PASSE}))["access_token"]
        _, cv, _ = await guichet.envoyer(depot(jeton, 0))
        cv_id = json.loads(cv)["id"]
        envoyee = await asyncio.to_thread(json_requete, port, "POST", "/candidatures", {"offre_id": offre["id"], "cv_id": cv_id}, jeton)
        return {"email": mail, "jeton": jeton, "cv": cv_id, "candidature": envoyee["id"]}

    async def tous() -> None:
        for _ in range(CANDIDATS):
            candidats.append(await candidat())
        guichet.fermer()

    asyncio.run(tous())
    return Scene(port, pid, faux, offres, recruteur, candidats, offre["id"])


Barres = dict[str, tuple[float, bool]]


def regime(scene: Scene, secondes: float) -> Barres:
    """Steady rate."""
    m = asyncio.run(arrivees(Guichet(scene.port), scene.melange, DEBIT, secondes, 1))
    print(m.ligne(f"régime {DEBIT:.0f}/s"), flush=True)
    return {
        "lectures p95 à 25/s, ms (≤ 150)": (m.p("lecture", 0.95), m.p("lecture", 0.95) <= 150),
        "écritures p95 à 25/s, ms (≤ 400)": (m.p("ecriture", 0.95), m.p("ecriture", 0.95) <= 400),
        "dépôts p95 à 25/s, ms (≤ 1000)": (m.p("depot", 0.95), m.p("depot", 0.95) <= 1000),
        "erreurs et refus à 25/s (0)": (m.erreurs + len(m.refus), m.erreurs + len(m.refus) == 0),
    }


def genou(scene: Scene, secondes: float) -> Barres:
    """The highest rate that is still served whole, then three times as much, then the first rate again."""
    sommet = 0.0
    for palier in PALIERS:
        m = asyncio.run(arrivees(Guichet(scene.port), scene.melange, palier, max(8.0, secondes / 4), palier))
        print(m.ligne(f"palier {palier}/s"), flush=True)
        entier = m.bonnes >= 0.95 * m.envoyees and m.p("lecture", 0.95) <= 1000
        sommet = m.debit if entier else sommet or m.debit
        if not entier:
            break
    avant = memoire(scene.pid)

    async def surcharge() -> tuple[Mesure, Mesure]:
        sante = arrivees(Guichet(scene.port), lambda _: Requete("lecture", "GET", "/health"), 4, secondes, 3)
        return tuple(await asyncio.gather(arrivees(Guichet(scene.port), scene.melange, 3 * sommet, secondes, 2), sante))

    m, sante = asyncio.run(surcharge())
    print(m.ligne(f"3 × le genou ({3 * sommet:.0f}/s)"), flush=True)
    croissance = memoire(scene.pid) - avant
    retour = asyncio.run(arrivees(Guichet(scene.port), scene.melange, DEBIT, 15, 4))
    print(retour.ligne("après la surcharge"), flush=True)
    return {
        "genou, bonnes réponses/s": (sommet, sommet >= DEBIT * 0.9),
        "à 3 × le genou, part du genou tenue (≥ 0.7)": (m.debit / sommet, m.debit >= 0.7 * sommet),
        "à 3 × le genou, ni bonnes ni refusées avec Retry-After (0)": (m.erreurs + m.sans_attente, m.erreurs + m.sans_attente == 0),
        "à 3 × le genou, /health p99 ms (≤ 1000)": (sante.p("lecture", 0.99), sante.p("lecture", 0.99) <= 1000 and sante.erreurs == 0),
        "à 3 × le genou, mémoire prise en Mo (≤ 150)": (croissance, croissance <= 150),
        "lectures p95 juste après, ms (≤ 150)": (retour.p("lecture", 0.95), retour.p("lecture", 0.95) <= 150),
    }


def connexions(scene: Scene, secondes: float) -> Barres:
    """40 log-ins at once beside 8 readers, against the readers alone."""
    parts, fautes = [], 0
    for tour in range(3):

        async def ensemble(tour: int = tour) -> tuple[Mesure, Mesure]:
            entrees = boucle(Guichet(scene.port), scene.connexion, 40, secondes / 6, tour)
            return tuple(await asyncio.gather(boucle(Guichet(scene.port), scene.lecture, 8, secondes / 6, tour), entrees))

        seuls = asyncio.run(boucle(Guichet(scene.port), scene.lecture, 8, secondes / 6, tour))
        lecteurs, entrees = asyncio.run(ensemble())
        print(lecteurs.ligne("8 lecteurs, 40 connexions"), entrees.ligne("\n  les connexions"), f"\n  lecteurs seuls {seuls.debit:.1f}/s", flush=True)
        parts.append(lecteurs.debit / seuls.debit)
        fautes += lecteurs.erreurs + entrees.erreurs
    part = statistics.median(parts)
    return {
        "40 connexions : part des lectures gardée (≥ 0.15)": (part, part >= 0.15),
        "40 connexions : erreurs (0)": (fautes, fautes == 0),
    }


def depots(scene: Scene, _secondes: float) -> Barres:
    """100 uploads at once."""

    async def tous() -> tuple[Mesure, float]:
        m, depart, guichet = Mesure(1.0), time.perf_counter(), Guichet(scene.port)

        async def un(numero: int) -> None:
            statut, _, attente = await guichet.envoyer(depot(scene.candidats[numero % CANDIDATS]["jeton"], 500_000))
            m.noter("depot", statut, time.perf_counter() - depart, attente)

        await asyncio.gather(*(un(n) for n in range(100)))
        guichet.fermer()
        return m, max(m.refus, default=0.0)

    m, dernier_refus = asyncio.run(tous())
    print(m.ligne("100 dépôts à la fois"), flush=True)
    return {
        "100 dépôts : bons ou refusés avec Retry-After (100)": (m.bonnes + len(m.refus) - m.sans_attente, m.erreurs + m.sans_attente == 0),
        "100 dépôts : dernier refus, s (≤ 5)": (dernier_refus, dernier_refus <= 5),
    }


def modele(scene: Scene, secondes: float) -> Barres:
    """Readers beside scores that ask a model: one that answers, one that hangs; four turns, medians of ratios."""
    if scene.faux is None:
        return {}

    def score(hasard: random.Random) -> Requete:
        candidat = hasard.choice(scene.candidats)
        return Requete(
            "score", "POST", "/matching/score", json.dumps({"cv_id": candidat["cv"], "offre_id": hasard.choice(scene.offres)}).encode(), candidat["jeton"]
        )

    async def mesurer(graine: int) -> Mesure:
        lectures = arrivees(Guichet(scene.port), scene.lecture, DEBIT, secondes / 6, graine)
        return (await asyncio.gather(lectures, arrivees(Guichet(scene.port), score, 8, secondes / 6, graine)))[0]

    rapports = []
    for tour in range(4):
        p95 = {}
        for mode in ("lent", "pend"):
            scene.faux.mode = mode
            m = asyncio.run(mesurer(tour))
            print(m.ligne(f"lectures, modèle {'qui répond' if mode == 'lent' else 'qui pend'}"), flush=True)
            p95[mode] = statistics.median(m.durees["lecture"])
        rapports.append(p95["pend"] / p95["lent"])
    scene.faux.mode = "lent"
    rapport = statistics.median(rapports)
    return {"modèle qui pend : médiane des lectures, rapport (≤ 1.2)": (rapport, rapport <= 1.2)}


def memoire_plate(scene: Scene, minutes: float) -> Barres:
    """Memory over `minutes` at the steady rate: what the last third holds beyond the second."""
    releves: list[float] = []

    async def releve() -> None:
        while True:
            releves.append(memoire(scene.pid))
            await asyncio.sleep(1)

    async def ensemble() -> Mesure:
        suivi = asyncio.create_task(releve())
        m = await arrivees(Guichet(scene.port), scene.melange, DEBIT, minutes * 60, 5)
        suivi.cancel()
        return m

    print(asyncio.run(ensemble()).ligne(f"mémoire, {minutes:g} min"), flush=True)
    tiers = len(releves) // 3
    debut, fin = statistics.median(releves[tiers : 2 * tiers]), statistics.median(releves[2 * tiers :])
    print(f"  mémoire en Mo, médiane par tiers : {statistics.median(releves[:tiers]):.0f}, {debut:.0f}, {fin:.0f}", flush=True)
    return {"mémoire : dernier tiers moins deuxième, part (≤ 0.03)": (fin / debut - 1, fin / debut - 1 <= 0.03)}


def main() -> int:
    """Run the steps."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--secondes", type=float, default=45.0, help="durée du régime et de la surcharge ; le reste en découle")
    options.add_argument("--etapes", default=",".join(ETAPES[:-1]), help=f"parmi {', '.join(ETAPES)}")
    options.add_argument("--memoire", type=float, default=30.0, help="minutes de l'étape memoire")
    options.add_argument("--sans-modele", action="store_true")
    choix = options.parse_args()
    from app.core.config import Settings
    from app.core.embedded_pg import ServeurPostgres
    from app.services.demarrage import migrer

    barres: Barres = {}
    debut = time.perf_counter()
    with ServeurPostgres.jetable() as url, tempfile.TemporaryDirectory() as dossier, FauxGroq("lent", lenteur_s=0.3) as faux:
        migrer(Settings(DATABASE_URL=url))
        port = port_libre()
        env = os.environ | {
            "DATABASE_URL": url, "CHROMA_PERSIST_DIR": f"{dossier}/chroma", "STORAGE_URL": f"{dossier}/stockage", "REGISTRE_URL": f"{dossier}/registre", "CV_EXTRAITS_DIR": f"{dossier}/cv",
            "GROQ_API_KEY": "" if choix.sans_modele else "essai", "GROQ_API_BASE": faux.url, "LLM_MODELS": "groq:essai", "LLM_BUDGET_JOUR": "1000000000",
            "CV_MAX_PAR_CANDIDAT": "100000", "JWT_SECRET": uuid.uuid4().hex * 2,
        }  # fmt: skip
        commande = [sys.executable, "-m", *SERVEUR, "--port", str(port)]
        with processus(commande, env, port, "/health") as api:
            scene = preparer(port, api.pid, url, None if choix.sans_modele else faux)
            for etape in choix.etapes.split(","):
                if etape == "memoire":
                    barres |= memoire_plate(scene, choix.memoire)
                else:
                    barres |= {"regime": regime, "genou": genou, "connexions": connexions, "depots": depots, "modele": modele}[etape](scene, choix.secondes)
    print(f"\nen {(time.perf_counter() - debut) / 60:.1f} min, charge de la machine {', '.join(f'{c:.1f}' for c in os.getloadavg())} (1, 5, 15 min)")
    for nom, (valeur, tenue) in barres.items():
        print(f"{'tenu ' if tenue else 'MANQUÉ'}  {nom} : {valeur:.2f}")
    return 0 if all(tenue for _, tenue in barres.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

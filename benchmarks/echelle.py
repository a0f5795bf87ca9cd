"""Search at scale: `python -m benchmarks.echelle [--dossier DOSSIER] [--tailles 1000 10000 100000] [--requetes 80]`.

For each size a database and a Chroma folder hold that many CVs (benchmarks/echelle_donnees.py). The product itself builds its index, then serves
`POST /matching/search-candidats/{id}` over HTTP for the demonstration's forty offers, the sizes in turn, so that what else runs on the machine weighs on
all alike. Prints median and p95, their growth, build time of the index, memory of the API, of the index's process and of PostgreSQL, and disk.

A named folder is kept: what it already holds is measured again without being made again (100,000 CVs take half an hour to make).
"""

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from app.core.config import Settings, get_settings
from app.core.embedded_pg import ServeurPostgres
from app.services.demarrage import migrer
from benchmarks.api import MOT_DE_PASSE, compte, json_requete, port_libre, processus, requete
from benchmarks.corpus_lu import atelier, cvs_de_demonstration
from benchmarks.echelle_donnees import charger, moules
from benchmarks.synthese import variantes

TAILLES = (1_000, 10_000, 100_000)
REQUETES = 80
VARIANTES = 12
INDEX_PRET_S = 3_600
BARRES = {"p95 à la plus grande taille, en ms": 400.0, "croissance du p95": 4.0}


@dataclass
class Site:
    """One size: its database, its folder, and what was measured of it."""

    taille: int
    dossier: Path
    serveur: ServeurPostgres
    port: int = 0
    api: int = 0
    jeton: str = ""
    offres: Sequence[str] = ()
    durees: list[float] = field(default_factory=list)

    @property
    def fiche(self) -> Path:
        """Written last: a folder that has it is whole."""
        return self.dossier / "fiche.json"


@contextmanager
def produit(site: Site) -> Iterator[None]:
    """The product serving the site's database and index."""
    d = site.dossier
    env = os.environ | {
        "DATABASE_URL": site.serveur.url, "CHROMA_PERSIST_DIR": f"{d}/chroma", "STORAGE_URL": f"{d}/stockage", "CV_EXTRAITS_DIR": f"{d}/cv",
        "REGISTRE_URL": f"{d}/registre", "GROQ_API_KEY": "", "LLM_MODELS": "", "JWT_SECRET": "benchmark " * 4,
        "EMBEDDING_MODEL_DIR": str(get_settings().EMBEDDING_MODEL_DIR or ""),
    }  # fmt: skip
    site.port = port_libre()
    commande = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(site.port), "--no-server-header", "--log-level", "warning"]
    with processus(commande, env, site.port, "/health") as api:
        site.api = api.pid
        yield


def attendre_index(site: Site) -> float:
    """Seconds until the product trusts its index: probed, or built anew when the folder holds none. Raises SystemExit after an hour."""
    debut = time.monotonic()
    while time.monotonic() - debut < INDEX_PRET_S:
        statut, corps = requete(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60), "GET", "/ready")
        if statut == 200 and json.loads(corps)["index"] == "ok":
            return time.monotonic() - debut
        time.sleep(0.5)
    raise SystemExit(f"{site.taille} CV : l'index n'est pas prêt après {INDEX_PRET_S} s")


def preparer(site: Site) -> None:
    """Fill the site's database, and have the product build its index."""
    from app.services.demonstration.offres import offres_demo
    from app.services.demonstration.remplir import _demande

    site.dossier.mkdir(parents=True)
    migrer(Settings(DATABASE_URL=site.serveur.url))
    debut = time.monotonic()
    with atelier() as ouvert, closing(psycopg2.connect(site.serveur.url.replace("postgresql+psycopg2", "postgresql"))) as connexion:
        charger(connexion, moules(connexion, variantes(ouvert, cvs_de_demonstration(ouvert), VARIANTES)), site.taille)
        connexion.commit()
        connexion.autocommit = True
        with connexion.cursor() as curseur:
            curseur.execute("vacuum analyze")
    chargement_s = time.monotonic() - debut
    print(f"{site.taille:>7} CV : base remplie en {chargement_s:.0f} s", flush=True)
    with produit(site):
        index_s = attendre_index(site)
        jeton = compte(site.port, "recruteur", entreprise="Échelle")
        for o in offres_demo():
            json_requete(site.port, "POST", "/offres", json.loads(_demande(o).model_dump_json(exclude_none=True)), jeton)
    print(f"{site.taille:>7} CV : index construit en {index_s:.0f} s", flush=True)
    site.fiche.write_text(json.dumps({"chargement_s": chargement_s, "index_s": index_s}), encoding="utf-8")


def ouvrir(site: Site) -> None:
    """Wait for the index, log in as the recruiter who published the offers, name the offers to search for."""
    attente = attendre_index(site)
    with closing(psycopg2.connect(site.serveur.url.replace("postgresql+psycopg2", "postgresql"))) as connexion, connexion.cursor() as curseur:
        curseur.execute("select email from utilisateurs where role = 'recruteur'")
        mail = curseur.fetchone()[0]
        curseur.execute("select id from offres order by titre, id")
        site.offres = [str(i) for (i,) in curseur.fetchall()]
    site.jeton = json_requete(site.port, "POST", "/api/auth/login", {"email": mail, "password": MOT_DE_PASSE})["access_token"]
    print(f"{site.taille:>7} CV : index sondé {attente:.1f} s après le démarrage", flush=True)


def chercher(site: Site, rang: int) -> float:
    """Milliseconds of one search. Raises SystemExit when it does not give twenty candidates."""
    debut = time.perf_counter()
    trouves = json_requete(site.port, "POST", f"/matching/search-candidats/{site.offres[rang % len(site.offres)]}", {"limite": 20}, site.jeton)["items"]
    if len(trouves) != 20:
        raise SystemExit(f"{len(trouves)} candidats au lieu de 20")
    return (time.perf_counter() - debut) * 1000


def pss(pid: int) -> float:
    """Megabytes of a process, shared pages divided among those that share them."""
    return sum(int(ligne.split()[1]) for ligne in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if ligne.startswith("Pss:")) / 1024


def descendants(pid: int) -> dict[int, str]:
    """Command lines of the processes under `pid`, whichever thread started them."""
    trouves: dict[int, str] = {}
    for liste in Path(f"/proc/{pid}/task").glob("*/children"):
        for enfant in map(int, liste.read_text().split()):
            trouves[enfant] = Path(f"/proc/{enfant}/cmdline").read_text().replace("\0", " ")
            trouves |= descendants(enfant)
    return trouves


def memoires(site: Site) -> tuple[float, float]:
    """Megabytes of the API and of the process that owns its index."""
    index = [p for p, commande in descendants(site.api).items() if "vector_store.proprietaire" in commande]
    if not index:
        raise SystemExit(f"{site.taille} CV : le processus de l'index est introuvable")
    return pss(site.api), sum(map(pss, index))


def disque(site: Site) -> tuple[float, float]:
    """Megabytes on disk of the database and of the index."""
    with closing(psycopg2.connect(site.serveur.url.replace("postgresql+psycopg2", "postgresql"))) as connexion, connexion.cursor() as curseur:
        curseur.execute("select pg_database_size(current_database()) / 1e6")
        base = float(curseur.fetchone()[0])
    return base, sum(f.stat().st_size for f in Path(site.dossier, "chroma").rglob("*") if f.is_file()) / 1e6


def mesurer(sites: Sequence[Site], requetes: int) -> None:
    """Every size answers each question once before the next: two rounds are played first and not counted."""
    for rang in range(-2, requetes):
        for site in sites:
            duree = chercher(site, rang)
            if rang >= 0:
                site.durees.append(duree)


def rendre(sites: Sequence[Site]) -> int:
    """Print the table and the bars; exit code."""
    p95s = []
    for site in sites:
        site.durees.sort()
        p95s.append(site.durees[int(len(site.durees) * 0.95)])
        (api, index), (base, chroma), fiche = memoires(site), disque(site), json.loads(site.fiche.read_text(encoding="utf-8"))
        print(
            f"{site.taille:>7} CV : médiane {statistics.median(site.durees):.0f} ms, p95 {p95s[-1]:.0f} ms ; index construit en {fiche['index_s']:.0f} s ; "
            f"mémoire API {api:.0f} Mo, processus de l'index {index:.0f} Mo ; disque base {base:.0f} Mo, index {chroma:.0f} Mo"
        )
    mesures = dict(zip(BARRES, (p95s[-1], p95s[-1] / p95s[0]), strict=True))
    print(f"charge de la machine : {os.getloadavg()[0]:.1f}")
    for nom, valeur in mesures.items():
        print(f"{'tenu ' if valeur <= BARRES[nom] else 'MANQUÉ'}  {nom} : {valeur:.1f} (≤ {BARRES[nom]:g})")
    return 0 if all(valeur <= BARRES[nom] for nom, valeur in mesures.items()) else 1


def main() -> int:
    """Entry point."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossier", type=Path, help="gardé et réutilisé ; sans lui, un dossier temporaire")
    options.add_argument("--tailles", type=int, nargs="+", default=list(TAILLES))
    options.add_argument("--requetes", type=int, default=REQUETES)
    options.add_argument("--preparer", action="store_true", help="remplir le dossier seulement")
    choix = options.parse_args()
    with ExitStack() as pile:
        racine = choix.dossier or Path(pile.enter_context(tempfile.TemporaryDirectory(prefix="echelle-")))
        racine.mkdir(parents=True, exist_ok=True)
        sites = []
        for taille in sorted(choix.tailles):
            serveur = ServeurPostgres(racine / "pg", f"cv_{taille}")
            serveur.demarrer()
            pile.callback(serveur.arreter)
            sites.append(Site(taille, racine / str(taille), serveur))
            if not sites[-1].fiche.exists():
                preparer(sites[-1])
        if choix.preparer:
            return 0
        for site in sites:
            pile.enter_context(produit(site))
        for site in sites:
            ouvrir(site)
        mesurer(sites, choix.requetes)
        return rendre(sites)


if __name__ == "__main__":
    sys.exit(main())

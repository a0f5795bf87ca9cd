"""Search at scale: `python -m benchmarks.echelle [--tailles 1000 100000]`.

A throwaway PostgreSQL and Chroma hold that many CVs, recombined from the demonstration's real ones with vectors synthesised around the real vectors
(benchmarks/synthese.py) and loaded by COPY; the product serves `POST /matching/search-candidats/{id}` over HTTP for the demonstration's forty offers.
Prints median and p95, their growth, time to load, memory of the API, of the index's process and of PostgreSQL.
"""

import argparse
import hashlib
import io
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg2
from psycopg2.extensions import connection as Connexion

from app.core.config import Settings, get_settings
from app.core.embedded_pg import ServeurPostgres
from app.schemas.documents import Passage, PassageVectorise
from app.services.demarrage import migrer
from app.vector_store.chroma_client import IndexEmbarque
from app.vector_store.indexing import ligne_index
from app.vector_store.modele import MODELE
from app.vector_store.port import LigneIndex
from benchmarks.api import compte, json_requete, memoire, port_libre, processus
from benchmarks.corpus_lu import atelier, cvs_de_demonstration
from benchmarks.synthese import Variante, eloigner, variantes

TAILLES = (1_000, 100_000)
REQUETES = 80
LOT = 2_000
BARRES = {"p95 à la plus grande taille, en ms": 400.0, "croissance du p95": 4.0}
_TABLES = {
    "utilisateurs": "id, email, mot_de_passe, nom, prenom, role, visible_recruteurs",
    "cvs": "id, candidat_id, nom_fichier, taille, sha256, cle_stockage, nb_pages, langue, statut_analyse, texte, qualite, annees_experience, niveau_etudes, "
    "concepts, langues, mobilite, recherche, recu_le",
    "profils": "id, cv_id, version, profil, preuves, document, origine",
    "vecteurs": "hash_texte, modele, vecteur",
    "passages": "id, objet, objet_id, ordre, cle, section, texte, poids, citation, hash_texte",
}


@dataclass(frozen=True)
class Moule:
    """What all copies of a variant share, written once as COPY takes it."""

    variante: Variante
    cv: tuple[str, ...]
    profil: tuple[str, ...]
    passages: list[tuple[str, ...]]
    vecteurs: np.ndarray


def moules(connexion: Connexion, modeles: Sequence[Variante]) -> list[Moule]:
    """Every variant made ready; PostgreSQL itself writes its full text."""
    prets = []
    with connexion.cursor() as curseur:
        for v in modeles:
            corps = " ".join(p.passage.texte for p in v.passages)
            curseur.execute(
                "select (setweight(to_tsvector('french', unaccent(%(t)s)), 'A') || setweight(to_tsvector('french', unaccent(%(c)s)), 'B') || "
                "setweight(to_tsvector('english', unaccent(%(t)s)), 'A') || setweight(to_tsvector('english', unaccent(%(c)s)), 'B'))::text",
                {"t": v.document.titre or "", "c": corps},
            )
            prets.append(_moule(v, curseur.fetchone()[0]))
    return prets


def _moule(v: Variante, recherche: str) -> Moule:
    profil, lecture, document = v.base.profil, v.base.lecture, v.document
    concepts = sorted({c.concept_id for c in document.competences if c.concept_id})
    cv = (
        str(lecture.qualite.nb_pages), profil.langue_cv or "fr", "terminee", _json(lecture.texte), _json(lecture.qualite), str(profil.annees_experience or 0),
        str(profil.niveau_etudes or 0), _tableau(concepts), _tableau(sorted({x.langue for x in document.langues})), "{}", recherche,
    )  # fmt: skip
    preuves = json.dumps({c: p.model_dump(mode="json") for c, p in v.base.preuves.items()}, ensure_ascii=False)
    passages = [_ligne_passage(ordre, p.passage) for ordre, p in enumerate(v.passages)]
    vecteurs = np.frombuffer(b"".join(p.vecteur for p in v.passages), "<f4").reshape(len(v.passages), -1)
    return Moule(v, cv, (_json(profil), preuves, _json(document), "{}"), passages, vecteurs)


def _ligne_passage(ordre: int, p: Passage) -> tuple[str, ...]:
    return (str(ordre), p.cle, p.section, p.texte, str(p.poids), _json(p.citation) if p.citation else "\\N")


def _json(objet: object) -> str:
    return objet.model_dump_json()


def _tableau(valeurs: Sequence[str]) -> str:
    return "{" + ",".join(f'"{v}"' for v in valeurs) + "}"


def charger(connexion: Connexion, prets: Sequence[Moule], debut: int, fin: int) -> Iterator[list[LigneIndex]]:
    """Write CVs number `debut` to `fin` - 1 into PostgreSQL; yields the index rows of each batch."""
    hasard = np.random.default_rng(debut)
    for premier in range(debut, fin, LOT):
        flux = {table: io.StringIO() for table in _TABLES}
        lignes = []
        for numero in range(premier, min(fin, premier + LOT)):
            moule = prets[numero % len(prets)]
            vecteurs = [v.tobytes() for v in eloigner(moule.vecteurs, hasard).astype("<f4")]
            lignes.append(_ecrire(flux, moule, numero, vecteurs))
        with connexion.cursor() as curseur:
            for table, colonnes in _TABLES.items():
                flux[table].seek(0)
                curseur.copy_expert(f"copy {table} ({colonnes}) from stdin", flux[table])
        connexion.commit()
        yield lignes


def _ecrire(flux: dict[str, io.StringIO], moule: Moule, numero: int, vecteurs: Sequence[bytes]) -> LigneIndex:
    cv_id, candidat = uuid.UUID(int=(1 << 100) + numero), uuid.UUID(int=(2 << 100) + numero)
    nom = moule.variante.base.profil.nom_complet or "Sans Nom"
    _poser(flux["utilisateurs"], (str(candidat), f"c{numero}@example.com", "x", nom[:50], "A", "candidat", "t"))
    tete = (str(cv_id), str(candidat), "cv.pdf", "1000", hashlib.sha256(str(numero).encode()).hexdigest(), f"synthese/{numero}")
    _poser(flux["cvs"], (*tete, *moule.cv, f"2026-{1 + numero % 11:02d}-{1 + numero % 28:02d} 00:00:00+00"))
    _poser(flux["profils"], (str(uuid.UUID(int=(3 << 100) + numero)), str(cv_id), "1", *moule.profil))
    passages = []
    for rang, (ligne, vecteur) in enumerate(zip(moule.passages, vecteurs, strict=True)):
        cle = hashlib.sha256(vecteur).hexdigest()
        _poser(flux["vecteurs"], (cle, MODELE, "\\x" + vecteur.hex()))
        _poser(flux["passages"], (str(uuid.UUID(int=(4 << 100) + 100 * numero + rang)), "cv", str(cv_id), *ligne, cle))
        passages.append(PassageVectorise(passage=moule.variante.passages[rang].passage, hash_texte=cle, vecteur=vecteur))
    return ligne_index(str(cv_id), passages)


def _poser(flux: io.StringIO, valeurs: Sequence[str]) -> None:
    echappees = (v if v == "\\N" else v.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") for v in valeurs)
    flux.write("\t".join(echappees) + "\n")


@contextmanager
def produit(url: str, dossier: Path, port: int) -> Iterator[int]:
    """The product serving on `port`; gives its process id."""
    env = os.environ | {
        "DATABASE_URL": url, "CHROMA_PERSIST_DIR": f"{dossier}/chroma", "STORAGE_URL": f"{dossier}/stockage", "CV_EXTRAITS_DIR": f"{dossier}/cv",
        "GROQ_API_KEY": "", "LLM_MODELS": "", "JWT_SECRET": "benchmark " * 4, "EMBEDDING_MODEL_DIR": str(get_settings().EMBEDDING_MODEL_DIR or ""),
    }  # fmt: skip
    commande = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--no-server-header", "--log-level", "warning"]
    with processus(commande, env, port, "/health") as api:
        yield api.pid


def publier_offres(url: str, dossier: Path) -> tuple[str, list[str]]:
    """The demonstration's offers, published through the API; (e-mail's token, ids)."""
    from app.services.demonstration.offres import offres_demo
    from app.services.demonstration.remplir import _demande

    port = port_libre()
    with produit(url, dossier, port):
        jeton = compte(port, "recruteur", entreprise="Échelle")
        ids = [json_requete(port, "POST", "/offres", json.loads(_demande(o).model_dump_json(exclude_none=True)), jeton)["id"] for o in offres_demo()]
        time.sleep(3)  # the jobs that index the offers
    return jeton, ids


def mesurer(port: int, jeton: str, offres: Sequence[str], requetes: int) -> list[float]:
    """Milliseconds of `requetes` searches, one at a time, over the offers in turn; two rounds are played first and not counted."""
    durees = []
    for rang in range(-2, requetes):
        debut = time.perf_counter()
        trouves = json_requete(port, "POST", f"/matching/search-candidats/{offres[rang % len(offres)]}", {"limite": 20}, jeton)["items"]
        if rang >= 0:
            durees.append((time.perf_counter() - debut) * 1000)
        if len(trouves) != 20:
            raise SystemExit(f"{len(trouves)} candidats au lieu de 20")
    return sorted(durees)


def memoires(api: int) -> dict[str, float]:
    """Resident megabytes of the API, of the process that owns the index, and of the machine's shared part of PostgreSQL."""
    enfants = [int(p) for p in Path(f"/proc/{api}/task/{api}/children").read_text().split()]
    index = [p for p in enfants if "proprietaire" in Path(f"/proc/{p}/cmdline").read_text()]
    return {"API": memoire(api), "index": sum(memoire(p) for p in index)}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tailles", type=int, nargs="+", default=list(TAILLES))
    options.add_argument("--requetes", type=int, default=REQUETES)
    choix = options.parse_args()
    with atelier() as ouvert:
        modeles = variantes(ouvert, cvs_de_demonstration(ouvert), 12)
    p95s = []
    with ServeurPostgres.jetable() as url, tempfile.TemporaryDirectory(prefix="echelle-") as dossier:
        migrer(Settings(DATABASE_URL=url))
        jeton, offres = publier_offres(url, Path(dossier))
        connexion = psycopg2.connect(url.replace("postgresql+psycopg2", "postgresql"))
        prets = moules(connexion, modeles)
        deja = 0
        for taille in choix.tailles:
            debut, index_s = time.perf_counter(), 0.0
            index = IndexEmbarque(Path(dossier, "chroma"))
            for lignes in charger(connexion, prets, deja, taille):
                avant = time.perf_counter()
                index.ecrire("cvs", lignes)
                index_s += time.perf_counter() - avant
                print(f"\r{lignes[-1].id} {time.perf_counter() - debut:.0f} s", end="", file=sys.stderr, flush=True)
            index.fermer()
            connexion.autocommit = True
            with connexion.cursor() as curseur:
                curseur.execute("vacuum analyze")
                curseur.execute("select pg_database_size(current_database()) / 1e6")
                base_mo = float(curseur.fetchone()[0])
            connexion.autocommit = False
            deja = taille
            port = port_libre()
            with produit(url, Path(dossier), port) as api:
                time.sleep(5)
                durees = mesurer(port, jeton, offres, choix.requetes)
                lue = memoires(api)
            p95s.append(durees[int(len(durees) * 0.95)])
            print(
                f"\n{taille:>7} CV : médiane {statistics.median(durees):.0f} ms, p95 {p95s[-1]:.0f} ms, chargés en {time.perf_counter() - debut:.0f} s dont index "
                f"{index_s:.0f} s ; mémoire API {lue['API']:.0f} Mo, processus de l'index {lue['index']:.0f} Mo ; base {base_mo:.0f} Mo sur disque",
                flush=True,
            )
    mesures = dict(zip(BARRES, (p95s[-1], p95s[-1] / p95s[0]), strict=True))
    for nom, valeur in mesures.items():
        print(f"{'tenu ' if valeur <= BARRES[nom] else 'MANQUÉ'}  {nom} : {valeur:.1f} (≤ {BARRES[nom]:g})")
    return 0 if all(valeur <= BARRES[nom] for nom, valeur in mesures.items()) else 1


if __name__ == "__main__":
    sys.exit(main())

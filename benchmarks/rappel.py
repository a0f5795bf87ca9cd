"""What retrieval finds of what exact search finds: `python -m benchmarks.rappel --dossier DOSSIER [--taille 10000] [--passages 20000]`.

In the folder that `benchmarks.echelle` prepared: for each of the demonstration's forty offers, the 50 nearest CVs by exact search over all passages, against
those that retrieval hands to the scorer, by vectors alone, by words alone, fused. Then Chroma's ten nearest with our parameters against the exact ten, over
passages whose texts are made of a written title and a written sentence and whose vectors are the embedder's own; these are kept in the folder (a few
minutes the first time). Prints each figure with its bar; exit code 1 when one is missed.
"""

import argparse
import random
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.core.config import Settings
from app.core.db import UniteDeTravail, create_moteur, create_unite_de_travail
from app.core.embedded_pg import ServeurPostgres
from app.models import CV, Offre, PassageIndexe, Vecteur
from app.services.index_service import IndexService
from app.services.rappel_service import Exact, Question, RappelService
from app.services.recherche_service import SURVIVANTS_MIN, _question_offre
from app.services.textes_recherche import Frequences
from app.vector_store.chroma_client import IndexEmbarque
from app.vector_store.embedder import Embedder
from app.vector_store.modele import DIMENSION, MODELE
from app.vector_store.port import LigneIndex
from app.vector_store.search import fusionner, matrice, recherche_exacte
from benchmarks.appariement.donnees import DOSSIER, JUGEMENT, charger

BARRES = {"rappel@50 de la recherche fusionnée": 0.98, "fusion - meilleure voie seule": 0.0, "rappel@10 de Chroma sur de vrais passages": 0.99}
QUESTIONS = 500


def rappel_recherche(unite: UniteDeTravail, index: IndexService) -> dict[str, float]:
    """Mean share of the exact 50 that each way hands on."""
    service = RappelService(unite, Embedder, index, Frequences())
    parts: dict[str, list[float]] = {"vecteurs": [], "mots": [], "fusion": []}
    tous = select(CV.id)
    with unite() as session:
        exact = _Exacte(session)
        for offre in session.execute(select(Offre).order_by(Offre.titre, Offre.id)).scalars():
            question = _question_offre(session, offre)
            exacts = {str(i) for i in exact.ordre(question)[:50]}
            sens = [str(i) for i in service._par_sens("cv", question, tous, SURVIVANTS_MIN) or []]
            mots = [str(i) for i in service._par_mots(session, "cv", question, tous, SURVIVANTS_MIN)]
            for nom, trouves in {"vecteurs": sens, "mots": mots, "fusion": [i for i, _ in fusionner([sens, mots])]}.items():
                parts[nom].append(len(exacts.intersection(trouves[:SURVIVANTS_MIN])) / len(exacts))
    return {nom: float(np.mean(valeurs)) for nom, valeurs in parts.items()}


class _Exacte:
    """The product's exact search, its vectors read once for all questions."""

    def __init__(self, session: Session) -> None:
        rangs: dict[uuid.UUID, int] = {}
        self._passages: list[uuid.UUID] = []
        objets, blocs = [], []
        lignes = session.execute(
            select(PassageIndexe.objet_id, PassageIndexe.id, Vecteur.vecteur)
            .join(Vecteur, and_(Vecteur.hash_texte == PassageIndexe.hash_texte, Vecteur.modele == MODELE))
            .where(PassageIndexe.objet == "cv")
            .execution_options(yield_per=5_000)
        )
        for tranche in lignes.partitions():
            objets += [rangs.setdefault(objet_id, len(rangs)) for objet_id, _, _ in tranche]
            self._passages += [passage_id for _, passage_id, _ in tranche]
            blocs.append(matrice([bytes(v) for _, _, v in tranche]))
        self._ids, self._objets, self._vecteurs = list(rangs), np.array(objets, np.intp), np.concatenate(blocs)

    def ordre(self, question: Question) -> list[uuid.UUID]:
        cosinus = self._vecteurs @ matrice(question.vecteurs).T
        return Exact(self._ids, self._objets, self._passages, cosinus, np.asarray(question.poids, np.float64)).ordre


def textes(nombre: int) -> list[str]:
    """`nombre` distinct passages: the title of a post and a sentence out of the posts of the measuring set and of the judging set."""
    postes = [poste for jeu in (charger(DOSSIER), charger(JUGEMENT)) for cv in jeu.cvs.values() for poste in cv.experiences]
    phrases = sorted({phrase for poste in postes for phrase in poste.description})
    hasard = random.Random(0)
    faits: dict[str, None] = {}
    while len(faits) < nombre:
        faits[f"{hasard.choice(postes).title} : {hasard.choice(phrases)}"] = None
    return list(faits)


def vrais_vecteurs(dossier: Path, nombre: int) -> NDArray[np.float32]:
    """Their vectors (n, 384), embedded once and kept in `dossier`."""
    fichier = dossier / f"passages-{nombre}.npy"
    if not fichier.exists():
        np.save(fichier, Embedder(cache_max=0).embed(textes(nombre)))
    vecteurs: NDArray[np.float32] = np.load(fichier)
    return vecteurs.reshape(nombre, DIMENSION)


def rappel_chroma(vecteurs: NDArray[np.float32]) -> float:
    """Mean share of the exact ten nearest that Chroma names, each question being a passage of the set; equal cosines count as found."""
    with tempfile.TemporaryDirectory(prefix="rappel-") as dossier, index_ouvert(Path(dossier)) as index:
        index.reconstruire("passages", (LigneIndex(str(n), v.astype("<f4").tobytes(), "0", str(n)) for n, v in enumerate(vecteurs)))
        parts = []
        for n in np.random.default_rng(0).choice(len(vecteurs), min(QUESTIONS, len(vecteurs)), replace=False):
            _, cosinus = recherche_exacte(vecteurs[n], vecteurs, 10)
            trouves = [int(v.id) for v in index.chercher("passages", vecteurs[n].astype("<f4").tobytes(), 10)]
            parts.append(float(np.mean([vecteurs[t] @ vecteurs[n] >= cosinus[-1] - 1e-6 for t in trouves])))
    return float(np.mean(parts))


@contextmanager
def index_ouvert(dossier: Path) -> Iterator[IndexEmbarque]:
    """The embedded index, closed at the end."""
    index = IndexEmbarque(dossier)
    try:
        yield index
    finally:
        index.fermer()


def main() -> int:
    """Entry point."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossier", type=Path, required=True, help="celui de « python -m benchmarks.echelle --dossier … --preparer »")
    options.add_argument("--taille", type=int, default=10_000)
    options.add_argument("--passages", type=int, default=20_000)
    choix = options.parse_args()
    with ServeurPostgres(choix.dossier / "pg", f"cv_{choix.taille}") as url:
        settings = Settings(DATABASE_URL=url, CHROMA_PERSIST_DIR=choix.dossier / str(choix.taille) / "chroma")
        moteur = create_moteur(settings)
        with index_ouvert(settings.CHROMA_PERSIST_DIR) as chroma:
            unite = create_unite_de_travail(moteur)
            index = IndexService(unite, chroma, settings)
            index.sonder()
            if not index.sain["cv"]:
                raise SystemExit("l'index de ce dossier n'est pas sain")
            rappels = rappel_recherche(unite, index)
        moteur.dispose()
    print(f"{choix.taille} CV, rappel@50 des {SURVIVANTS_MIN} survivants : " + ", ".join(f"{nom} {valeur:.4f}" for nom, valeur in rappels.items()), flush=True)
    chroma_10 = rappel_chroma(vrais_vecteurs(choix.dossier, choix.passages))
    mesures = dict(zip(BARRES, (rappels["fusion"], rappels["fusion"] - max(rappels["vecteurs"], rappels["mots"]), chroma_10), strict=True))
    for nom, valeur in mesures.items():
        print(f"{'tenu ' if valeur >= BARRES[nom] else 'MANQUÉ'}  {nom} : {valeur:.4f} (≥ {BARRES[nom]:g})")
    return 0 if all(valeur >= BARRES[nom] for nom, valeur in mesures.items()) else 1


if __name__ == "__main__":
    sys.exit(main())

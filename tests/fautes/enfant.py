"""The product's own process, started by the driver with faults armed in it: `python -m tests.fautes.enfant api PORT` or `… ouvrier`.

Nothing of this stands in the product: this process wraps a few of its functions, then hands over to uvicorn or to `app.worker`. The environment arms it:
FAUTES_POINT=name:n (kill -9 at the n-th passage), FAUTES_LENTEUR=seconds (a random wait at every point, so that steps interleave),
FAUTES_BAIL=seconds (a short lease), FAUTES_SEUIL_EXACT=n (the index is used from n passages on), FAUTES_POISON=word (a job with it kills the process).
"""

import functools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from app.core.storage import Stockage
from app.services import cv_service, rappel_service, taches
from app.services.analyse import Analyseur
from app.services.cv_service import CVService
from app.vector_store.chroma_client import IndexEmbarque

# name -> (what is wrapped, its attribute, whether the point is passed before the call)
POINTS: dict[str, tuple[object, str, bool]] = {
    "apres_fichier": (Stockage, "ecrire", False),
    "apres_modele": (Analyseur, "_demander", False),
    "avant_commit": (cv_service, "poser_analyse", False),
    "apres_commit": (CVService, "_suivre", True),
    "apres_index": (IndexEmbarque, "ecrire", False),
    "avant_fin_de_tache": (taches.Ouvrier, "_conclure", True),
}


def poser(nom: str, mortel_a: int, lenteur_s: float) -> None:
    """Wrap one point: a wait, and death at the `mortel_a`-th passage (0: never)."""
    proprietaire, attribut, avant = POINTS[nom]
    original: Callable[..., object] = getattr(proprietaire, attribut)
    passages = 0

    def passer() -> None:
        nonlocal passages
        passages += 1
        if lenteur_s:
            time.sleep(random.uniform(0, lenteur_s))
        if passages == mortel_a:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(original)
    def enveloppe(*arguments: object, **nommes: object) -> object:
        if avant:
            passer()
        resultat = original(*arguments, **nommes)
        if not avant:
            passer()
        return resultat

    setattr(proprietaire, attribut, enveloppe)


def empoisonner(mot: str) -> None:
    """A job whose parameters hold `mot` kills its worker, as a crash in native code would."""
    original = taches.Ouvrier._executer

    def executer(self: taches.Ouvrier, tache: object) -> object:
        if mot in str(tache.parametres):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(self, tache)

    taches.Ouvrier._executer = executer


def armer() -> None:
    """Read the environment and wrap what it names."""
    point, _, rang = os.environ.get("FAUTES_POINT", "").partition(":")
    lenteur_s = float(os.environ.get("FAUTES_LENTEUR", "0"))
    for nom in POINTS if lenteur_s else [point] if point else []:
        poser(nom, int(rang) if nom == point else 0, lenteur_s)
    if bail := os.environ.get("FAUTES_BAIL"):
        taches.BAIL = timedelta(seconds=float(bail))
    if seuil := os.environ.get("FAUTES_SEUIL_EXACT"):
        rappel_service.SEUIL_EXACT = int(seuil)
    if mot := os.environ.get("FAUTES_POISON"):
        empoisonner(mot)


def main() -> int:
    """Arm, then be the product."""
    armer()
    if sys.argv[1] == "ouvrier":
        from app.worker import main as ouvrier

        return ouvrier()
    from uvicorn.main import main as servir

    from outils.lanceur import SERVEUR

    servir([*SERVEUR[1:], "--port", sys.argv[2]], standalone_mode=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

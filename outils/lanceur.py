"""Stage two, inside the virtual environment: PostgreSQL, migrations, the model, then uvicorn until asked to stop."""

import contextlib
import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time

from outils.commun import ETAT, RACINE, Arret, Etape, dire, etape, rappeler, seul
from outils.reglages import lire_reglages, verifier_base, verifier_port

ATTENTE_SERVEUR_S = 90
ARRET_SERVEUR_S = 20
SURVEILLANCE_S = 1.0
# kept connections outlive the idle time of browsers and proxies (a minute, mostly): whoever closes first must be the one who sends, or a request may
# meet a server that has just hung up, and get no answer
SERVEUR = (
    *("uvicorn", "app.main:app", "--no-server-header", "--no-access-log"),
    *("--timeout-graceful-shutdown", "10", "--timeout-keep-alive", "75"),
)
DEJA_LANCE = (
    "Un autre « make run » ou « make demo » se sert de cette base et de cet index (processus {}) : attendez qu'il ait fini, ou arrêtez-le par Ctrl-C. "
    "Pour remplir la base d'un serveur qui tourne : python3 dev.py cli demo."
)


def lancer(demo):
    """Serve until asked to stop. Raises Arret for anything that prevents it."""
    reglages = lire_reglages()
    with seul_sur_l_index(reglages):
        verifier_port(reglages.PORT)
        _lancer(reglages, demo)


@contextlib.contextmanager
def seul_sur_l_index(reglages):
    """From before the first row to the last answer: while the demonstration is filled in, nobody has opened the index's folder yet."""
    if reglages.CHROMA_HOST:
        yield
        return
    # not in the folder itself: one that cannot be written must not keep the API from serving
    ETAT.mkdir(exist_ok=True)
    dossier = hashlib.sha256(os.fsencode(reglages.CHROMA_PERSIST_DIR.resolve())).hexdigest()[:12]
    with seul(ETAT / f"lanceur-{dossier}.lock", DEJA_LANCE):
        yield


def _lancer(reglages, demo):
    with base_de_donnees(reglages) as (env, serveur):
        with Etape("Vérification du modèle d'embeddings", [sys.executable, "-m", "app.vector_store.modele"]) as modele:
            migrer(env)
            modele.finir()
        if demo and commande_produit("demo", env=env) != 0:
            raise Arret("Le jeu de démonstration n'a pas pu être créé : la cause est affichée plus haut.")
        servir(env, serveur, reglages.PORT)


@contextlib.contextmanager
def base_de_donnees(reglages):
    """Yield (environment with DATABASE_URL, embedded server or None); the embedded server is stopped on the way out."""
    if reglages.DATABASE_URL:
        verifier_base(reglages.DATABASE_URL)
        yield dict(os.environ, DATABASE_URL=reglages.DATABASE_URL), None
        return
    from app.core.embedded_pg import ErreurPostgres, ServeurPostgres

    try:
        with contextlib.ExitStack() as pile:
            serveur = ServeurPostgres(ETAT)
            pile.callback(serveur.arreter)
            url = serveur.demarrer()
            if serveur.etat != ETAT:
                dire(f"PostgreSQL garde ses données dans {serveur.etat} : lancé sous root, il tourne sous un compte qui ne peut pas entrer dans {ETAT}.")
            yield dict(os.environ, DATABASE_URL=url), serveur
    except ErreurPostgres as erreur:
        raise Arret(str(erreur)) from None


def migrer(env):
    """Bring the schema up to date."""
    etape("Mise à jour du schéma de la base", [sys.executable, "-m", "alembic", "upgrade", "head"], env)


def commande_produit(*mots, env):
    """Run `python -m app.cli` in full view. Returns its exit code."""
    return subprocess.call([sys.executable, "-m", "app.cli", *mots], cwd=str(RACINE), env=env)


def servir(env, serveur, port):
    """Run uvicorn and keep PostgreSQL alive meanwhile. Ends by an exception only: ArretDemande, or Arret when uvicorn falls."""
    from app.core.embedded_pg import mourir_avec_le_parent

    commande = [sys.executable, "-m", *SERVEUR, "--host", "127.0.0.1", "--port", str(port)]
    # a session of its own: Ctrl-C reaches the launcher alone, which stops uvicorn first and PostgreSQL after it
    uvicorn = subprocess.Popen(commande, cwd=str(RACINE), env=env, start_new_session=True, preexec_fn=mourir_avec_le_parent(signal.SIGTERM))
    try:
        attendre_reponse(uvicorn, port)
        dire(
            f"Prêt. Swagger : http://127.0.0.1:{port}/docs — premier compte : POST /api/auth/register (candidat ou recruteur) ; "
            "administrateur : python3 dev.py cli creer-admin --email VOUS@EXEMPLE.FR. Ctrl-C arrête tout."
        )
        while uvicorn.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                uvicorn.wait(SURVEILLANCE_S)
            if serveur is not None:
                serveur.entretenir()
        raise Arret(f"Le serveur s'est arrêté tout seul (code {uvicorn.returncode}) : la cause est affichée plus haut ; relancez make run.")
    finally:
        _arreter(uvicorn)


def attendre_reponse(uvicorn, port):
    """Return once the API answers on /health, whatever it says there. Raises Arret."""
    debut = time.monotonic()
    rappel = rappeler(debut, "Démarrage de l'API")
    while time.monotonic() - debut < ATTENTE_SERVEUR_S:
        if uvicorn.poll() is not None:
            raise Arret(f"L'API n'a pas pu démarrer (code {uvicorn.returncode}) : la cause est affichée plus haut.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connexion.request("GET", "/health")
            connexion.getresponse().read()
            connexion.close()
            return
        time.sleep(0.05)
        rappel()
    raise Arret(f"L'API n'a pas répondu en {ATTENTE_SERVEUR_S} s sur le port {port}.")


def _arreter(uvicorn):
    if uvicorn.poll() is not None:
        return
    uvicorn.terminate()
    try:
        uvicorn.wait(ARRET_SERVEUR_S)
    except subprocess.TimeoutExpired:
        uvicorn.kill()
        uvicorn.wait()

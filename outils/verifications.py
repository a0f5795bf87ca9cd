"""The checks behind `lint` and `test`."""

import os
import shutil
import subprocess
import sys
import time

from outils.commun import RACINE, Arret, dire


def controler_code(types=True):
    """Ruff, and with `types` mypy and the import contracts. Returns the names of those that fail."""
    python = sys.executable
    commandes = {"ruff check": [python, "-m", "ruff", "check", "."], "ruff format": [python, "-m", "ruff", "format", "--check", "."]}
    if types:
        commandes |= {
            "mypy": [python, "-m", "mypy"],
            "contrats d'import": [python, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        }
    return [nom for nom, commande in commandes.items() if not _reussit(nom, commande)]


def controler_migrations():
    """On a throwaway server: no drift between models and migrations, and every migration can be undone and redone."""
    from app.core.embedded_pg import ServeurPostgres

    with ServeurPostgres.jetable("migrations") as url:
        env = dict(os.environ, DATABASE_URL=url)
        for mots in ("upgrade head", "check", "downgrade base", "upgrade head"):
            if not _reussit(f"alembic {mots}", [sys.executable, "-m", "alembic", *mots.split()], env):
                return [f"alembic {mots}"]
    return []


def controler_postgresql_15():
    """What talks to the database most, on PostgreSQL 15 too, the oldest promised, where the machine has it."""
    from app.core.embedded_pg import ServeurPostgres
    from app.core.embedded_pg_lieux import binaires_du_systeme

    quinze = [d for d in binaires_du_systeme() if d.parent.name == "15"]
    if not quinze:
        dire("PostgreSQL 15 n'est pas sur cette machine : les tests tournent sur le serveur embarqué seul.")
        return []
    nom = "pytest sur PostgreSQL 15"
    tests = [f"tests/api/test_{sujet}.py" for sujet in ("parcours", "comptes", "offres", "cvs", "candidatures", "requetes")]
    with ServeurPostgres.jetable("quinze", quinze[0]) as url:
        return [] if _reussit(nom, [sys.executable, "-m", "pytest", *tests], dict(os.environ, DATABASE_URL=url)) else [nom]


def tester(rapide, pour_pytest):
    """Every check, then pytest, whose own summary closes the output. Returns its exit code. Raises Arret when a check failed."""
    echecs = controler_code(types=not rapide)
    if not rapide:
        echecs += controler_migrations() + controler_postgresql_15()
    dire("--- pytest")
    code = subprocess.call([sys.executable, "-m", "pytest", *([] if rapide else ["-m", selection_complete()]), *pour_pytest], cwd=str(RACINE))
    if echecs:
        raise Arret(f"Échec avant pytest, voir plus haut : {', '.join(echecs)}.")
    return code


def selection_complete():
    """Every marker; the browser's tests only where there is one."""
    if shutil.which("chromium") and shutil.which("chromedriver"):
        return ""
    dire("chromium et chromedriver sont absents : les tests marqués « navigateur » sont laissés de côté.")
    return "not navigateur"


def _reussit(nom, commande, env=None):
    dire(f"--- {nom}")
    debut = time.monotonic()
    code = subprocess.call(commande, cwd=str(RACINE), env=env)
    dire(f"--- {nom} : {'ÉCHEC' if code else 'bon'} ({time.monotonic() - debut:.0f} s)")
    return code == 0

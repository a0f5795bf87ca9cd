"""What `nettoyer` removes."""

import shutil

from outils.commun import ETAT, RACINE, seul

RECONSTRUIT = (".venv", ".cache", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis", ".coverage", "htmlcov")
SOURCES = ("app", "alembic", "tests", "benchmarks", "outils")
DONNEES = (".dev", "chroma_data", "cv_extraits", "stockage", "registre")


def nettoyer(donnees):
    """Remove caches and the environment; with `donnees` also the database, the files and the index. Raises Arret while serving."""
    cibles = [RACINE / nom for nom in RECONSTRUIT]
    cibles += [dossier for source in SOURCES for dossier in (RACINE / source).rglob("__pycache__")]
    if donnees:
        cibles += _donnees_a_effacer()
    for cible in cibles:
        if cible.is_dir() and not cible.is_symlink():
            shutil.rmtree(cible)
        else:
            cible.unlink(missing_ok=True)


def _donnees_a_effacer():
    from app.core.embedded_pg_lieux import etat_de_root

    for verrou in (*ETAT.glob("*.lock"), etat_de_root(ETAT) / "pg.lock"):
        if verrou.exists():
            with seul(verrou, "Le serveur tourne : arrêtez-le avant d'effacer ses données."):
                pass
    cibles = [element for nom in DONNEES if (RACINE / nom).is_dir() for element in (RACINE / nom).iterdir() if element.name != ".gitkeep"]
    return [*cibles, etat_de_root(ETAT)] if etat_de_root(ETAT).exists() else cibles

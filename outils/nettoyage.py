"""What `nettoyer` removes."""

import shutil

from outils.commun import ETAT, RACINE, Arret

RECONSTRUIT = (".venv", ".cache", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis", ".coverage", "htmlcov")
SOURCES = ("app", "alembic", "tests", "benchmarks", "outils")
DONNEES = (".dev", "chroma_data", "cv_extraits", "stockage")


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
    import fcntl

    verrou = ETAT / "pg.lock"
    if verrou.exists():
        with verrou.open("a") as fichier:
            try:
                fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Arret("Le serveur tourne : arrêtez-le avant d'effacer ses données.") from None
    return [element for nom in DONNEES if (RACINE / nom).is_dir() for element in (RACINE / nom).iterdir() if element.name != ".gitkeep"]

"""Mutation run of the parts that must not be wrong: `python -m outils.mutation PARTIE [--tout | --graine N]`, by hand, never in CI.

In a virtual environment with requirements-dev.txt and mutmut==3.8.1 (not pinned with the rest: CI has no use for it). mutmut works on a copy
of the tree and changes the bodies of functions; regular expressions and tables of modules are out of its reach. A sample drawn from the
seed `--graine` is tried unless `--tout` (a seed that no test was written from measures, another one shows what to test); the rate comes with its 95 % interval (Wilson). A mutant that no test reaches counts as surviving. Parts that need them get an embedded
PostgreSQL of their own and the embedder that the repository has built.
"""

import argparse
import json
import math
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outils.commun import RACINE, Arret, dire

ECHANTILLON, BARRE = 200, 0.80
TUES = {1, 3, 24, -24, 36, 152, 255}  # a failed test, or one that never ends: mutmut.stats.status_by_exit_code
COPIES = ["app", "alembic", "alembic.ini", "benchmarks", "docs", "outils", "dev.py", "requirements.txt", ".env.example", "README.md", "README.fr.md"]

PHRASES = "tests/ai/matching/test_traduction_en.py::test_every_sentence_of_the_scorer_is_known"


@dataclass(frozen=True)
class Partie:
    """The files that are changed and the short tests that should see it."""

    fichiers: tuple[str, ...]
    tests: tuple[str, ...]
    ecartes: tuple[str, ...] = ()  # tests that read the source itself, and fail on any change of it
    base: bool = False  # whether they need PostgreSQL and the embedder


PARTIES = {
    "score": Partie(("app/ai/matching/*.py", "app/utils/scoring.py"), ("tests/ai/matching", "tests/utils"), (PHRASES,)),
    "dates": Partie(("app/ai/extraction/dates*.py",), ("tests/ai/extraction/test_dates.py", "tests/ai/extraction/test_dates_bords.py")),
    "jetons": Partie(("app/core/security.py",), ("tests/core/test_security.py",)),
    "transitions": Partie(
        ("app/services/candidature_service.py",),
        ("tests/api/test_candidatures.py", "tests/api/test_candidatures_bords.py", "tests/api/test_comparaison.py", "tests/services/test_journal.py"),
        base=True,
    ),
    "acces": Partie(
        tuple(f"app/services/{nom}.py" for nom in ("acteur", "candidature_queries", "candidature_rendu", "cv_queries", "offre_queries")),
        tuple(
            f"tests/api/test_{nom}.py"
            for nom in ("matrice", "acces", "candidatures", "candidatures_bords", "comparaison", "offres", "offres_liste", "cvs", "recherche")
        ),
        base=True,
    ),
}


def wilson(tues: int, essais: int) -> tuple[float, float]:
    """Bounds of the 95 % interval of a rate. Source: Wilson 1927."""
    z, taux = 1.96, tues / essais
    milieu, demi = taux + z * z / (2 * essais), z * math.sqrt(taux * (1 - taux) / essais + z * z / (4 * essais * essais))
    return (milieu - demi) / (1 + z * z / essais), (milieu + demi) / (1 + z * z / essais)


def _copier(partie: Partie, ou: Path) -> None:
    suivis = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=True).stdout.split("\0")
    shutil.rmtree(ou, ignore_errors=True)
    for nom in filter(None, suivis):
        (ou / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RACINE / nom, ou / nom)
    reglages: dict[str, Sequence[str]] = {
        "source_paths": ["app"],
        "only_mutate": partie.fichiers,
        "also_copy": COPIES,
        "pytest_add_cli_args_test_selection": partie.tests,
    }
    reglages["pytest_add_cli_args"] = tuple(f"--deselect={test}" for test in partie.ecartes)
    lignes = [f"{nom} = {json.dumps(valeur)}" for nom, valeur in reglages.items()]
    with (ou / "pyproject.toml").open("a", encoding="utf-8") as fichier:
        fichier.write("\n[tool.mutmut]\n" + "\n".join([*lignes, "timeout_constant = 5.0"]) + "\n")


@contextmanager
def _milieu(partie: Partie) -> Iterator[dict[str, str]]:
    """The environment of the tests."""
    if not partie.base:
        yield dict(os.environ)
        return
    from app.core.embedded_pg import ServeurPostgres  # the other parts run without the product's dependencies on databases
    from app.vector_store.modele import dossier_cache

    with ServeurPostgres.jetable() as url:
        yield os.environ | {"DATABASE_URL": url, "EMBEDDING_MODEL_DIR": str(dossier_cache())}


def _codes(ou: Path) -> dict[str, int | None]:
    codes: dict[str, int | None] = {}
    for meta in sorted((ou / "mutants").rglob("*.meta")):
        codes.update(json.loads(meta.read_text("utf-8"))["exit_code_by_key"])
    return codes


def eprouver(nom: str, graine: int | None, ou: Path) -> float:
    """Run one part in the folder `ou`, every mutant without a seed; prints the rate and the survivors, gives the share killed."""
    _copier(PARTIES[nom], ou)
    with _milieu(PARTIES[nom]) as milieu:
        choisis, total = _essayer(graine, ou, milieu)
    codes = _codes(ou)
    vivants = sorted(mutant for mutant in choisis if codes[mutant] not in TUES)
    tues = len(choisis) - len(vivants)
    bas, haut = wilson(tues, len(choisis))
    dire("\n".join(f"survit  {mutant}  ({codes[mutant]})" for mutant in vivants))
    dire(
        f"{nom} : {tues}/{len(choisis)} tués sur {total} mutants, {tues / len(choisis):.1%} (95 % : {bas:.1%} à {haut:.1%}). Un mutant : cd {ou} && mutmut show NOM"
    )
    return tues / len(choisis)


def _essayer(graine: int | None, ou: Path, milieu: dict[str, str]) -> tuple[list[str], int]:
    """The mutants tried, and how many there are."""
    mutmut = [sys.executable, "-m", "mutmut"]
    # a name that no mutant has: mutmut makes the mutants, times the tests on the sound code, then stops
    preparation = subprocess.run([*mutmut, "run", "aucun"], cwd=ou, env=milieu, capture_output=True, text=True, check=False)
    if not (ou / "mutants" / "mutmut-stats.json").is_file():
        raise Arret(f"mutmut n'a pas pu préparer les mutants : les tests de la partie passent-ils ?\n{preparation.stdout[-2000:]}{preparation.stderr[-2000:]}")
    choisis = sorted(_codes(ou))
    total = len(choisis)
    if graine is not None and total > ECHANTILLON:
        choisis = random.Random(graine).sample(choisis, ECHANTILLON)  # noqa: S311
    subprocess.run([*mutmut, "run", *choisis], cwd=ou, env=milieu, stdout=subprocess.DEVNULL, check=True)
    return choisis, total


def main() -> int:
    """Exit code 1 when a part is under the bar."""
    arguments = argparse.ArgumentParser(description="Mutants d'une partie, et combien les tests en tuent")
    arguments.add_argument("partie", choices=sorted(PARTIES))
    arguments.add_argument("--tout", action="store_true", help="tous les mutants, pas un échantillon")
    arguments.add_argument("--graine", type=int, default=5, help="le tirage de l'échantillon")
    arguments.add_argument("--dossier", type=Path, default=RACINE / ".cache" / "mutation")
    options = arguments.parse_args()
    return int(eprouver(options.partie, None if options.tout else options.graine, (options.dossier / options.partie).resolve()) < BARRE)


if __name__ == "__main__":
    sys.exit(main())

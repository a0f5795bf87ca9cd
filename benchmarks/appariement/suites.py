"""The parts of `python -m benchmarks.appariement --tout` that take minutes, each a command of its own: twins, records of a filled database, scale."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from app.core.config import RACINE
from app.core.embedded_pg import ServeurPostgres


def _reussit(arguments: Sequence[str], env: Mapping[str, str] | None = None) -> bool:
    print(f"\n$ python {' '.join(arguments)}", flush=True)
    return subprocess.run([sys.executable, *arguments], cwd=RACINE, env=env, check=False).returncode == 0


def _recalculer() -> bool:
    """The demonstration's applications, scored by the product, then computed again from their records."""
    with ServeurPostgres.jetable() as url, tempfile.TemporaryDirectory() as dossier:
        lieux = {"CHROMA_PERSIST_DIR": "chroma", "STORAGE_URL": "stockage", "CV_EXTRAITS_DIR": "cv"}
        env = os.environ | {"DATABASE_URL": url, "GROQ_API_KEY": ""} | {nom: f"{dossier}/{lieu}" for nom, lieu in lieux.items()}
        return all(_reussit(["-m", "app.cli", *commande], env) for commande in (["demo"], ["recalculer", "--verifier"]))


def derouler() -> Iterator[tuple[str, bool]]:
    """Run them one after the other, each printing its own bars; what each held."""
    yield "Jumeaux : aucune différence sur 2 000", _reussit(["-m", "benchmarks.jumeaux", "--nombre", "2000"])
    yield "Scores de la démonstration recalculés au bit près", _recalculer()
    with tempfile.TemporaryDirectory(prefix="echelle-") as dossier:
        yield "Recherche à 1 000 et 100 000 CV", _reussit(["-m", "benchmarks.echelle", "--dossier", dossier])

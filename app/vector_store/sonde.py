"""Probe of an index folder in a process of its own, since a damaged one can crash whoever opens it.

``python -m app.vector_store.sonde DOSSIER COLLECTION``, the sample as JSON lines on standard input. Exit code 0: usable; 1: not; anything else: it crashed.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.core.config import RACINE
from app.vector_store.collection import fichiers_plausibles, ouvrir_dossier, tient, trouver
from app.vector_store.port import IndexIndisponible, LigneIndex

DELAI_S = 60.0


def sonder_dossier(dossier: Path, collection: str, echantillon: Sequence[LigneIndex], delai_s: float = DELAI_S) -> bool:
    """Run the probe on a folder that no process has open; a crash or more than `delai_s` seconds is a no."""
    lignes = "\n".join(json.dumps({"id": x.id, "vecteur": base64.b64encode(x.vecteur).decode(), "empreinte": x.empreinte}) for x in echantillon)
    commande = [sys.executable, "-m", "app.vector_store.sonde", str(dossier), collection]
    try:
        fini = subprocess.run(commande, input=lignes, text=True, cwd=RACINE, timeout=delai_s, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return fini.returncode == 0


def utilisable(dossier: Path, collection: str, echantillon: Sequence[LigneIndex]) -> bool:
    """The probe itself. A folder that does not exist is usable when nothing must be in it."""
    from chromadb.errors import ChromaError

    if not fichiers_plausibles(dossier):
        return False
    try:
        client = ouvrir_dossier(dossier)
        trouvee = trouver(client, collection)
        return not echantillon if trouvee is None else tient(trouvee, echantillon)
    except (IndexIndisponible, ChromaError) as erreur:
        sys.stderr.write(f"sonde {collection}: {type(erreur).__name__}: {erreur}\n")
        return False


def lire_echantillon(lignes: Iterable[str]) -> list[LigneIndex]:
    """The sample from its JSON lines."""
    bruts = (json.loads(ligne) for ligne in lignes if ligne.strip())
    return [LigneIndex(id=b["id"], vecteur=base64.b64decode(b["vecteur"]), empreinte=b["empreinte"]) for b in bruts]


if __name__ == "__main__":
    sys.exit(0 if utilisable(Path(sys.argv[1]), sys.argv[2], lire_echantillon(sys.stdin)) else 1)

"""Chroma 1.5.9 behind small functions: how clients and collections are opened, and whether one holds what it must.

`chromadb` is imported inside the functions: 0.9 s and 77 MB that only the owner of the index pays.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from app.vector_store.modele import DIMENSION, MODELE
from app.vector_store.port import IndexIndisponible, LigneIndex, Voisin
from app.vector_store.search import matrice
from app.vector_store.text_builders import VERSION_TEXTES

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

LOT_MAX = 1000
HNSW: "CreateHNSWConfiguration" = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 128, "sync_threshold": 5000}
MARQUE = {"modele": MODELE, "textes": VERSION_TEXTES, "lignes": "une par objet"}
_COMPLET = "complet"
_PART_RETROUVEE = 0.9
_IDENTIQUE = 0.9999
_LIENS_MAX = 10
_VOISINS_SONDE = 10


def ouvrir_dossier(dossier: Path) -> "Client":
    """Client of the embedded index in `dossier`. The caller holds the folder's lock. Raises IndexIndisponible."""
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        # _env_file: Chroma would read this project's .env from the current folder
        client = chromadb.PersistentClient(path=dossier, settings=Settings(anonymized_telemetry=False, _env_file=None))
    except (ChromaError, ValueError, OSError) as erreur:
        raise IndexIndisponible(f"L'index vectoriel du dossier {dossier} ne s'ouvre pas.") from erreur
    return cast("Client", client)  # its annotation is an interface without close()


def ouvrir_serveur(hote: str, port: int) -> "Client":
    """Client of a Chroma server. Raises IndexIndisponible."""
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        client = chromadb.HttpClient(host=hote, port=port, settings=Settings(anonymized_telemetry=False, _env_file=None))
    except (ChromaError, ValueError, OSError) as erreur:
        raise IndexIndisponible(f"Le serveur Chroma {hote}:{port} ne répond pas : vérifiez CHROMA_HOST et CHROMA_PORT.") from erreur
    return cast("Client", client)  # its annotation is an interface without close()


def creer(client: "Client", nom: str, *, complet: bool) -> "Collection":
    """The collection `nom`, made when it is not there."""
    collection = client.get_or_create_collection(nom, embedding_function=None, configuration={"hnsw": HNSW}, metadata={**MARQUE, _COMPLET: complet})
    # a graph first opened by a search after writes takes all that is not yet saved a second time, at the next write: seconds, up to a minute for 4,000 rows
    collection.query(query_embeddings=np.zeros((1, DIMENSION), np.float32), n_results=1, include=[])
    return collection


def trouver(client: "Client", nom: str) -> "Collection | None":
    """The collection `nom`, None when it does not exist. Raises IndexIndisponible when it is of another model, other texts or half written."""
    from chromadb.errors import NotFoundError

    try:
        collection = client.get_collection(nom, embedding_function=None)
    except NotFoundError:
        return None
    if collection.metadata != {**MARQUE, _COMPLET: True}:
        raise IndexIndisponible(f"L'index vectoriel « {nom} » est d'une autre version ou incomplet : il doit être reconstruit.")
    return collection


def achever(collection: "Collection") -> None:
    """Mark a rebuilt collection as whole."""
    collection.modify(metadata={**MARQUE, _COMPLET: True})


def par_lots(lignes: Iterable[LigneIndex], taille: int = LOT_MAX) -> Iterator[list[LigneIndex]]:
    """`lignes` in lists of at most `taille`."""
    iterateur = iter(lignes)
    while lot := list(islice(iterateur, taille)):
        yield lot


def ecrire(collection: "Collection", lignes: Iterable[LigneIndex]) -> None:
    """Add or replace rows, 1,000 at a time; of two rows with one id in a batch the later counts."""
    for lot in par_lots(lignes):
        uniques = list({ligne.id: ligne for ligne in lot}.values())
        collection.upsert(
            ids=[ligne.id for ligne in uniques],
            embeddings=matrice([ligne.vecteur for ligne in uniques]),
            metadatas=[{"empreinte": ligne.empreinte} for ligne in uniques],
        )


def supprimer(collection: "Collection", ids: Sequence[str]) -> None:
    """Remove rows, 1,000 at a time."""
    for debut in range(0, len(ids), LOT_MAX):
        collection.delete(ids=list(ids[debut : debut + LOT_MAX]))


def effacer(client: "Client", nom: str) -> None:
    """Remove the collection `nom`, if it exists."""
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(nom)


def chercher(collection: "Collection", requete: NDArray[np.float32], k: int) -> list[Voisin]:
    """The `k` rows nearest to `requete` (1, 384), best first."""
    reponse = collection.query(query_embeddings=requete, n_results=k, include=["distances"])  # metadata would be three quarters of the time
    ids, distances = reponse["ids"][0], (reponse["distances"] or [[]])[0]
    return [Voisin(identifiant, 1 - float(distance)) for identifiant, distance in zip(ids, distances, strict=True)]


def lire_empreintes(collection: "Collection", debut: int, nombre: int) -> dict[str, str]:
    """Ids with the hash of their text, in the order of writing: at most `nombre` from the row `debut` on."""
    page = collection.get(include=["metadatas"], limit=nombre, offset=debut)
    return {identifiant: str(meta["empreinte"]) for identifiant, meta in zip(page["ids"], page["metadatas"] or [], strict=True)}


def tient(collection: "Collection", echantillon: Sequence[LigneIndex]) -> bool:
    """Whether the collection counts, and holds and finds the sample. A torn index raises ChromaError, or ends the process."""
    total = collection.count()
    if not echantillon:
        return True
    attendus = {ligne.id: ligne.empreinte for ligne in echantillon}
    presents = collection.get(ids=list(attendus), include=["metadatas"])
    if dict(zip(presents["ids"], (m["empreinte"] for m in presents["metadatas"] or []), strict=True)) != attendus:
        return False
    reponse = collection.query(query_embeddings=matrice([ligne.vecteur for ligne in echantillon]), n_results=min(total, _VOISINS_SONDE), include=["distances"])
    # the same text indexed many times may hide one id behind its twins: an equal vector counts as found
    retrouves = [
        ligne.id in ids or bool(distances and 1 - distances[0] >= _IDENTIQUE)
        for ligne, ids, distances in zip(echantillon, reponse["ids"], reponse["distances"] or [], strict=True)
    ]
    return bool(np.mean(retrouves) >= _PART_RETROUVEE)


def fichiers_plausibles(dossier: Path) -> bool:
    """False when a link file claims far more than its vectors can need: the trace of a torn save, and a crash when opened."""
    for liens in dossier.glob("*/link_lists.bin"):
        niveau0 = liens.with_name("data_level0.bin")
        if liens.stat().st_size > _LIENS_MAX * max(1, niveau0.stat().st_size if niveau0.exists() else 0):
            return False
    return True

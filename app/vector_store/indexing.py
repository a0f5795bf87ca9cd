"""From passages to stored vectors and to rows of the index. No database here: the caller brings what it knows and stores what it gets."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.schemas.documents import Passage, PassageVectorise
from app.vector_store.embedder import hash_texte
from app.vector_store.port import LigneIndex
from app.vector_store.search import matrice


class Vectoriseur(Protocol):
    """What turns texts into unit vectors, float32 (n, 384)."""

    def embed(self, textes: Sequence[str]) -> NDArray[np.float32]: ...  # noqa: D102


def vectoriser(passages: Sequence[Passage], embedder: Vectoriseur, connus: Mapping[str, bytes]) -> list[PassageVectorise]:
    """Each passage with its vector, in order. Texts whose hash is in `connus` are not embedded again: their stored bytes are used as they are.

    Raises what `embedder` raises (`ModeleAbsent`), and then nothing is vectorised.
    """
    hashs = [hash_texte(passage.texte) for passage in passages]
    nouveaux = {cle: passage.texte for cle, passage in zip(hashs, passages, strict=True) if cle not in connus}
    vecteurs = dict(connus)
    if nouveaux:
        calcules = embedder.embed(list(nouveaux.values()))
        vecteurs |= {cle: vecteur.astype("<f4", copy=False).tobytes() for cle, vecteur in zip(nouveaux, calcules, strict=True)}
    return [PassageVectorise(passage=passage, hash_texte=cle, vecteur=vecteurs[cle]) for passage, cle in zip(passages, hashs, strict=True)]


def ligne_index(objet_id: str, passages: Sequence[PassageVectorise]) -> LigneIndex:
    """The one index row of a CV or an offer: the mean of its passages (at least one) by their weights, at unit length.

    Survivors are compared passage by passage from PostgreSQL; to find them one vector is enough, and the index
    takes in a CV seven times as fast.
    """
    return LigneIndex(id=objet_id, vecteur=vecteur_moyen(passages), empreinte=empreinte_index(p.hash_texte for p in passages))


def empreinte_index(hashs: Iterable[str]) -> str:
    """What an index row says it was made of: hash of the texts' hashes, in order."""
    return hashlib.sha256("\n".join(hashs).encode()).hexdigest()


def vecteur_moyen(passages: Sequence[PassageVectorise]) -> bytes:
    """Mean of the vectors by the passages' weights, at unit length: 384 little-endian float32."""
    poids = np.array([p.passage.poids for p in passages], np.float64)
    somme = poids @ matrice([p.vecteur for p in passages]).astype(np.float64)
    longueur = float(np.linalg.norm(somme))
    return (somme / longueur if longueur else somme).astype("<f4").tobytes()

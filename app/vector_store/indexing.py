"""From passages to stored vectors and to rows of the index. No database here: the caller brings what it knows and stores what it gets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.schemas.documents import Passage, PassageVectorise
from app.vector_store.embedder import hash_texte
from app.vector_store.port import LigneIndex


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


def identifiant(proprietaire: str, cle: str) -> str:
    """Id in the index of the passage `cle` of a CV or offer."""
    return f"{proprietaire}:{cle}"


def lignes_index(proprietaire: str, passages: Iterable[PassageVectorise]) -> list[LigneIndex]:
    """Index rows of a CV's or an offer's passages: all of them."""
    return [LigneIndex(id=identifiant(proprietaire, p.passage.cle), vecteur=p.vecteur, empreinte=p.hash_texte, proprietaire=proprietaire) for p in passages]

"""A small embedder for tests: words hashed into 384 places. Deterministic, and texts that share words are near."""

import hashlib
import re

import numpy as np

from app.schemas.documents import CVDocument, OffreDocument, Passage, PassageVectorise
from app.utils.text import fold
from app.vector_store.text_builders import passages_cv, passages_offre

MODELE = "essai"


def vecteur(texte: str) -> bytes:
    v = np.zeros(384)
    for mot in re.findall(r"\w+", fold(texte)):
        v[int.from_bytes(hashlib.sha256(mot.encode()).digest()[:4], "big") % 384] += 1
    norme = np.linalg.norm(v)
    return (v / norme if norme else v).astype("<f4").tobytes()


def vectoriser(passages: list[Passage]) -> list[PassageVectorise]:
    return [PassageVectorise(passage=p, hash_texte=hashlib.sha256(p.texte.encode()).hexdigest(), vecteur=vecteur(p.texte)) for p in passages]


def de_cv(doc: CVDocument) -> list[PassageVectorise]:
    return vectoriser(passages_cv(doc))


def d_offre(doc: OffreDocument) -> list[PassageVectorise]:
    return vectoriser(passages_offre(doc))

"""Seals of a score record: hashes of all that went in and of what came out, on their JSON as stored, so that any later version of the scorer checks them."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from app.core.enums import Critere
from app.schemas.score import ScoreCalcule
from app.utils.scoring import UNITE, weighted_score

Poids = Mapping[Critere, int]
PassageScelle = tuple[object, str, bytes]
"""A passage's JSON, the hash of its text, the bytes of its vector."""


def empreinte_cote(document: object, passages: Iterable[PassageScelle]) -> str:
    """Hash of one side of a pair: its document's JSON, its passages and the bytes of their vectors."""
    scelles = [[passage, hash_texte, hashlib.sha256(vecteur).hexdigest()] for passage, hash_texte, vecteur in passages]
    return empreinte({"document": document, "passages": scelles})


def empreinte_score(version: str, modele: str, cote_cv: str, cote_offre: str, poids: Poids) -> str:
    """Hash of all that went into a score."""
    return empreinte({"version": version, "modele": modele, "cv": cote_cv, "offre": cote_offre, "poids": {c.value: p for c, p in poids.items()}})


def empreinte(contenu: Mapping[str, object]) -> str:
    """SHA-256 of canonical JSON."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(texte.encode("utf-8", "surrogatepass")).hexdigest()


def score_des_criteres(calcule: ScoreCalcule, poids: Poids) -> float | None:
    """The score that a record's own criteria add up to, in points; None when it holds a criterion of no weight, or none at all."""
    retenus = [poids.get(c.critere, 0) for c in calcule.criteres]
    if not retenus or min(retenus) <= 0:
        return None
    return weighted_score(retenus, [round(c.score * UNITE) for c in calcule.criteres], 1_000) / 10

"""Texts to vectors with MiniLM in ONNX: 384 float32, unit length."""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.vector_store.modele import DIMENSION, FICHIER_DECOUPEUR, FICHIER_GRAPHE, MODELE, MORCEAUX_MAX, ModeleAbsent, modele_pret

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

JETONS_PAR_LOT = 1024
FILS_MAX = 2
CACHE_MAX = 4096
_TEXTES_A_DECOUPER = 512

Vecteurs = NDArray[np.float32]


def _octets(texte: str) -> bytes:
    # a broken font map can leave lone surrogates, which UTF-8 has no bytes for
    return texte.encode("utf-8", "replace")


def hash_texte(texte: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal: the key under which its vector is stored."""
    return hashlib.sha256(_octets(texte)).hexdigest()


def _coeurs() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def lots(longueurs: Sequence[int], jetons: int = JETONS_PAR_LOT) -> Iterator[list[int]]:
    """Positions grouped by length so that ``len(group) * longest`` stays within `jetons` (a longer text goes alone)."""
    groupe: list[int] = []
    for position in sorted(range(len(longueurs)), key=longueurs.__getitem__):
        if groupe and (len(groupe) + 1) * longueurs[position] > jetons:
            yield groupe
            groupe = []
        groupe.append(position)
    if groupe:
        yield groupe


class Embedder:
    """MiniLM, thread-safe, loaded at the first text. Texts are cut at 256 word pieces.

    The same text in another batch may differ in its last bits: store a vector once per `hash_texte` and `MODELE`.
    """

    MODELE: str = MODELE

    def __init__(self, cache_max: int = CACHE_MAX) -> None:
        self._cache_max = cache_max
        self._cache: OrderedDict[str, Vecteurs] = OrderedDict()
        self._verrou_cache = threading.Lock()
        self._verrou_calcul = threading.Lock()
        self._charge: tuple[InferenceSession, Tokenizer] | None = None

    def charger(self) -> None:
        """Load the model now rather than at the first text; once it is there, wait for nobody's texts. Raises ModeleAbsent."""
        if self._charge is None:
            with self._verrou_calcul:
                self._moteur()

    def embed(self, textes: Sequence[str]) -> Vecteurs:
        """Vectors of `textes`, float32 (n, 384), unit rows, in order. Raises ModeleAbsent."""
        cles = [hash_texte(texte) for texte in textes]
        connus = self._lire_cache(cles)
        manquants = {cle: texte for cle, texte in zip(cles, textes, strict=True) if cle not in connus}
        if manquants:
            nouveaux = dict(zip(manquants, self._calculer(list(manquants.values())), strict=True))
            self._ecrire_cache(nouveaux)
            connus |= nouveaux
        return np.stack([connus[cle] for cle in cles]) if cles else np.empty((0, DIMENSION), np.float32)

    def nombre_morceaux(self, texte: str) -> int:
        """How many word pieces `texte` takes before it is cut, the two marks at its ends included. Raises ModeleAbsent."""
        with self._verrou_calcul:
            decoupe = self._moteur()[1].encode(_octets(texte).decode())
        return len(decoupe.ids) + sum(len(reste.ids) - 2 for reste in decoupe.overflowing)

    def _lire_cache(self, cles: Sequence[str]) -> dict[str, Vecteurs]:
        with self._verrou_cache:
            connus = {cle: self._cache[cle] for cle in cles if cle in self._cache}
            for cle in connus:
                self._cache.move_to_end(cle)
        return connus

    def _ecrire_cache(self, nouveaux: dict[str, Vecteurs]) -> None:
        with self._verrou_cache:
            self._cache.update(nouveaux)
            while len(self._cache) > self._cache_max:
                self._cache.popitem(last=False)

    def _calculer(self, textes: Sequence[str]) -> Vecteurs:
        vecteurs = np.empty((len(textes), DIMENSION), np.float32)
        for debut in range(0, len(textes), _TEXTES_A_DECOUPER):
            tranche = [_octets(texte).decode() for texte in textes[debut : debut + _TEXTES_A_DECOUPER]]
            with self._verrou_calcul:
                decoupes = [decoupe.ids for decoupe in self._moteur()[1].encode_batch_fast(tranche)]
            for groupe in lots([len(ids) for ids in decoupes]):
                # the lock is taken per batch: a query waits for one batch, not for a whole upload
                with self._verrou_calcul:
                    vecteurs[[debut + i for i in groupe]] = self._inferer([decoupes[i] for i in groupe])
        return vecteurs

    def _inferer(self, decoupes: Sequence[Sequence[int]]) -> Vecteurs:
        ids = np.zeros((len(decoupes), max(map(len, decoupes))), np.int32)
        masque = np.zeros_like(ids)
        for ligne, decoupe in enumerate(decoupes):
            ids[ligne, : len(decoupe)] = decoupe
            masque[ligne, : len(decoupe)] = 1
        resultat: Vecteurs = self._moteur()[0].run(["vecteurs"], {"input_ids": ids, "attention_mask": masque})[0]
        return resultat

    def _moteur(self) -> "tuple[InferenceSession, Tokenizer]":
        if self._charge is None:
            self._charge = _charger()
        return self._charge


def _charger() -> "tuple[InferenceSession, Tokenizer]":
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ModuleNotFoundError as erreur:
        raise ModeleAbsent(f"Le paquet Python « {erreur.name} », qui calcule les embeddings, n'est pas installé.") from erreur
    dossier = modele_pret()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(FILS_MAX, _coeurs())
    options.inter_op_num_threads = 1
    # the extended level would put the slow SkipLayerNormalization back
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    # a thread that waits for the next operator may spin, one that waits for the next text must leave the core to the server
    options.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(str(dossier / FICHIER_GRAPHE), options, providers=["CPUExecutionProvider"])
    decoupeur = Tokenizer.from_file(str(dossier / FICHIER_DECOUPEUR))
    decoupeur.no_padding()
    decoupeur.enable_truncation(MORCEAUX_MAX)
    return session, decoupeur

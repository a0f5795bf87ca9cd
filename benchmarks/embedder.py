"""Our embedder beside Chroma's own (``ONNXMiniLM_L6_V2``, same weights) and beside a plain matrix product, in one run.

``python -m benchmarks.embedder``: passages of about 48 word pieces, one query, cosine between the two, share of the float32 matrix-product rate.
The three alternate over short slices of work and the best time of each slice counts, so that other work on the machine weighs on none.
Exit code 1 when a bar is missed.
"""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# set on some machines for old OpenBLAS builds, they slow a current numpy: the yardstick must not be slowed
_FREINS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
if any(nom in os.environ for nom in _FREINS):
    os.execve(sys.executable, [sys.executable, "-m", "benchmarks.embedder", *sys.argv[1:]], {k: v for k, v in os.environ.items() if k not in _FREINS})

import numpy as np  # noqa: E402

from app.vector_store.embedder import Embedder  # noqa: E402
from app.vector_store.modele import FICHIER_DECOUPEUR, FICHIER_POIDS, lire_safetensors, source_poids  # noqa: E402

TEXTES, TRANCHE, MANCHES, REQUETES = 252, 84, 6, 15
BARRES = {"debit": 6.5, "requete": 8.0, "cosinus": 0.9999, "matrices": 0.75}
COUCHES, TETES, LARGEUR, PERCEPTRON = 6, 12, 384, 1536
REQUETE = "développeuse python avec expérience FastAPI à distance"
MOTS = [
    "concevoir",
    "développer",
    "maintenir",
    "piloter",
    "équipe",
    "projet",
    "client",
    "données",
    "sécurité",
    "qualité",
    "production",
    "budget",
    "formation",
    "gestion",
    "réseau",
    "logistique",
    "vente",
    "contrat",
    "analyse",
    "tests",
    "service",
    "web",
    "base",
    "Python",
    "Java",
    "accounting",
    "patient",
    "care",
    "nurse",
    "kitchen",
    "design",
    "deliver",
    "manage",
    "stakeholders",
    "cloud",
    "deployment",
    "pipeline",
    "reports",
    "customer",
    "negotiation",
    "engineer",
    "maintenance",
    "industrial",
    "planning",
    "safety",
    "hygiene",
    "cooking",
    "warehouse",
    "transport",
    "electrical",
    "drawing",
    "construction",
    "site",
]


def textes_de_48_morceaux(embedder: Embedder) -> list[str]:
    """Invented French and English passages of 42 to 54 word pieces."""
    hasard = random.Random(48)
    textes = []
    for _ in range(TEXTES):
        vise, mots = hasard.randint(42, 54), [hasard.choice(MOTS)]
        while embedder.nombre_morceaux(" ".join(mots)) < vise:
            mots.append(hasard.choice(MOTS))
        textes.append(" ".join(mots))
    return textes


class Noeuds:
    """Nodes of a plain ONNX graph, one method call a node."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper

        self.helper, self.depuis_numpy = helper, numpy_helper.from_array
        self.noeuds, self.constantes, self.rang = [], [], 0

    def constante(self, valeur) -> str:
        self.rang += 1
        self.constantes.append(self.depuis_numpy(np.ascontiguousarray(valeur), f"c{self.rang}"))
        return f"c{self.rang}"

    def __call__(self, op: str, *entrees: str, sortie: str = "", **attributs) -> str:
        self.rang += 1
        nom = sortie or f"n{self.rang}"
        self.noeuds.append(self.helper.make_node(op, list(entrees), [nom], **attributs))
        return nom


def ecrire_graphe_simple(poids: dict, fichier: Path) -> None:
    """The same network in standard operators only, with the inputs and the output of Chroma's download."""
    import onnx
    from onnx import TensorProto, helper

    n = Noeuds()
    mots = n("Gather", n.constante(poids["embeddings.word_embeddings.weight"]), "input_ids")
    types = n("Gather", n.constante(poids["embeddings.token_type_embeddings.weight"]), "token_type_ids")
    longueur = n("Shape", "input_ids", start=1, end=2)
    positions = n("Slice", n.constante(poids["embeddings.position_embeddings.weight"]), n.constante(np.array([0])), longueur, n.constante(np.array([0])))
    h = _norme(n, poids, n("Add", n("Add", mots, types), positions), "embeddings.LayerNorm")
    masque = n("Unsqueeze", n("Cast", "attention_mask", to=TensorProto.FLOAT), n.constante(np.array([1, 2])))
    masque = n("Mul", n("Sub", n.constante(np.float32(1)), masque), n.constante(np.float32(-3.4028235e38)))
    for i in range(COUCHES):
        h = _couche(n, poids, h, masque, f"encoder.layer.{i}")
    n("Identity", h, sortie="last_hidden_state")
    entrees = [helper.make_tensor_value_info(nom, TensorProto.INT64, ["n", "s"]) for nom in ("input_ids", "attention_mask", "token_type_ids")]
    sortie = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["n", "s", LARGEUR])
    graphe = helper.make_graph(n.noeuds, "plain", entrees, [sortie], initializer=n.constantes)
    onnx.save_model(helper.make_model(graphe, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(fichier))


def _norme(n: Noeuds, poids: dict, x: str, nom: str) -> str:
    return n("LayerNormalization", x, n.constante(poids[f"{nom}.weight"]), n.constante(poids[f"{nom}.bias"]), axis=-1, epsilon=1e-12)


def _lineaire(n: Noeuds, poids: dict, x: str, nom: str) -> str:
    return n("Add", n("MatMul", x, n.constante(poids[f"{nom}.weight"].T)), n.constante(poids[f"{nom}.bias"]))


def _couche(n: Noeuds, poids: dict, h: str, masque: str, nom: str) -> str:
    forme = n.constante(np.array([0, 0, TETES, LARGEUR // TETES]))
    q, k, v = (n("Reshape", _lineaire(n, poids, h, f"{nom}.attention.self.{role}"), forme) for role in ("query", "key", "value"))
    scores = n("MatMul", n("Transpose", q, perm=[0, 2, 1, 3]), n("Transpose", k, perm=[0, 2, 3, 1]))
    scores = n("Div", scores, n.constante(np.float32(np.sqrt(LARGEUR // TETES))))
    attention = n("MatMul", n("Softmax", n("Add", scores, masque), axis=-1), n("Transpose", v, perm=[0, 2, 1, 3]))
    a_plat = n("Reshape", n("Transpose", attention, perm=[0, 2, 1, 3]), n.constante(np.array([0, 0, LARGEUR])))
    h = _norme(n, poids, n("Add", _lineaire(n, poids, a_plat, f"{nom}.attention.output.dense"), h), f"{nom}.attention.output.LayerNorm")
    large = _lineaire(n, poids, h, f"{nom}.intermediate.dense")
    erf = n("Add", n("Erf", n("Div", large, n.constante(np.float32(np.sqrt(2))))), n.constante(np.float32(1)))
    gelu = n("Mul", n("Mul", large, erf), n.constante(np.float32(0.5)))
    return _norme(n, poids, n("Add", _lineaire(n, poids, gelu, f"{nom}.output.dense"), h), f"{nom}.output.LayerNorm")


def embedder_de_chroma(dossier: Path) -> Callable[[list[str]], Sequence]:
    """Chroma's embedding function, its download replaced by the same weights in `dossier`."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    source = source_poids()
    cible = dossier / "onnx"
    cible.mkdir()
    ecrire_graphe_simple(lire_safetensors(source / FICHIER_POIDS), cible / "model.onnx")
    shutil.copy(source / FICHIER_DECOUPEUR, cible)
    for nom in ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"):
        (cible / nom).touch()
    fonction = ONNXMiniLM_L6_V2(preferred_providers=["CPUExecutionProvider"])
    fonction.DOWNLOAD_PATH = dossier
    return fonction


def operations(longueurs: Sequence[int]) -> float:
    """Multiplications and additions of the network's matrix products on texts of these lengths, padding not counted."""
    par_morceau = 2 * (4 * LARGEUR**2 + 2 * LARGEUR * PERCEPTRON)
    return COUCHES * sum(par_morceau * s + 4 * s * s * LARGEUR for s in longueurs)


def retenir(temps: dict[object, float], nom: object, fois: int, travail: Callable[[], object]) -> None:
    """Time `travail` and keep its best seconds under `nom`."""
    for _ in range(fois):
        debut = time.perf_counter()
        travail()
        temps[nom] = min(temps.get(nom, float("inf")), time.perf_counter() - debut)


def main() -> int:
    nous = Embedder(cache_max=0)
    textes = textes_de_48_morceaux(nous)
    longueurs = [nous.nombre_morceaux(texte) for texte in textes]
    a, b = (np.random.default_rng(i).random((2048, 2048), np.float32) for i in (1, 2))
    with tempfile.TemporaryDirectory() as dossier:
        chroma = embedder_de_chroma(Path(dossier))
        cosinus = float(np.min(np.sum(nous.embed(textes) * np.stack(list(chroma(textes))), axis=1)))
        tranches = [textes[i : i + TRANCHE] for i in range(0, TEXTES, TRANCHE)]
        t: dict[object, float] = {}
        for _ in range(MANCHES):
            for rang, tranche in enumerate(tranches):
                retenir(t, "matrices", 5, lambda: a @ b)
                retenir(t, ("nous", rang), 3, lambda textes=tranche: nous.embed(textes))
                retenir(t, ("chroma", rang), 1, lambda textes=tranche: chroma(textes))
            retenir(t, "nous1", REQUETES, lambda: nous.embed([REQUETE]))
            retenir(t, "chroma1", REQUETES, lambda: chroma([REQUETE]))
    mieux = t | {nom: sum(t[nom, rang] for rang in range(len(tranches))) for nom in ("nous", "chroma")}
    produit = 2 * 2048**3 / mieux["matrices"] / 1e9
    reseau = operations(longueurs) / mieux["nous"] / 1e9
    mesures = {
        "debit": mieux["chroma"] / mieux["nous"],
        "requete": mieux["chroma1"] / mieux["nous1"],
        "cosinus": cosinus,
        "matrices": reseau / produit,
    }
    print(f"{TEXTES} passages, {np.mean(longueurs):.1f} word pieces on average, {len(os.sched_getaffinity(0))} cores, best of {MANCHES} alternating rounds")
    print(
        f"throughput  ours {TEXTES / mieux['nous']:7.1f} texts/s    Chroma {TEXTES / mieux['chroma']:6.1f} texts/s   × {mesures['debit']:.2f}  (bar {BARRES['debit']})"
    )
    print(
        f"one query   ours {mieux['nous1'] * 1e3:7.2f} ms         Chroma {mieux['chroma1'] * 1e3:6.2f} ms        × {mesures['requete']:.2f}  (bar {BARRES['requete']})"
    )
    print(f"cosine      at least {cosinus:.7f} (bar {BARRES['cosinus']})")
    print(f"rate        network {reseau:.0f} GFLOP/s   float32 matrix product {produit:.0f} GFLOP/s   {mesures['matrices']:.2f}  (bar {BARRES['matrices']})")
    tenues = {nom: mesures[nom] >= barre for nom, barre in BARRES.items()}
    print(json.dumps({"mesures": {nom: round(v, 7) for nom, v in mesures.items()}, "tenues": tenues}))
    return 0 if all(tenues.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

import hashlib
import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from app.vector_store.embedder import Embedder, hash_texte, lots
from app.vector_store.modele import FICHIER_POIDS, MODELE, lire_safetensors, modele_pret, source_poids

TEXTES = [
    "This is an example sentence",
    "Développeuse Python à Lyon",
    "cuisine",
    "Une phrase nettement plus longue que les autres, pour forcer le remplissage.",
]


def _reference(decoupes):
    """MiniLM written out in float64 numpy, one text at a time: no padding, no fused operator."""
    erf = np.vectorize(math.erf)
    p = {nom: valeurs.astype(np.float64) for nom, valeurs in lire_safetensors(source_poids() / FICHIER_POIDS).items()}

    def norme(x, nom):
        ecart = x - x.mean(-1, keepdims=True)
        return ecart / np.sqrt((ecart**2).mean(-1, keepdims=True) + 1e-12) * p[f"{nom}.weight"] + p[f"{nom}.bias"]

    def lineaire(x, nom):
        return x @ p[f"{nom}.weight"].T + p[f"{nom}.bias"]

    vecteurs = []
    for ids in decoupes:
        e = "embeddings"
        somme = p[f"{e}.word_embeddings.weight"][ids] + p[f"{e}.position_embeddings.weight"][: len(ids)] + p[f"{e}.token_type_embeddings.weight"][0]
        h = norme(somme, f"{e}.LayerNorm")
        for i in range(6):
            c = f"encoder.layer.{i}"
            q, k, v = (lineaire(h, f"{c}.attention.self.{r}").reshape(-1, 12, 32).swapaxes(0, 1) for r in ("query", "key", "value"))
            poids = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(32))
            a = (poids / poids.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(-1, 384)
            h = norme(lineaire(a, f"{c}.attention.output.dense") + h, f"{c}.attention.output.LayerNorm")
            x = lineaire(h, f"{c}.intermediate.dense")
            h = norme(lineaire(x * (1 + erf(x / np.sqrt(2))) / 2, f"{c}.output.dense") + h, f"{c}.output.LayerNorm")
        moyenne = h.mean(0)
        vecteurs.append(moyenne / np.linalg.norm(moyenne))
    return np.array(vecteurs)


def test_valeurs_publiees(embedder):
    assert_allclose(embedder.embed([TEXTES[0]])[0, :4], [0.0676569, 0.0634959, 0.0487131, 0.0793049], atol=1e-6)


def test_vecteurs_unitaires_dans_l_ordre(embedder):
    vecteurs = embedder.embed([*TEXTES, TEXTES[1]])
    assert vecteurs.shape == (5, 384)
    assert vecteurs.dtype == np.float32
    assert_allclose(np.linalg.norm(vecteurs, axis=1), 1, atol=1e-6)
    assert_array_equal(vecteurs[1], vecteurs[4])


def test_le_remplissage_ne_change_pas_le_sens():
    seul, ensemble = Embedder(cache_max=0), Embedder(cache_max=0)
    assert_allclose(np.vstack([seul.embed([texte]) for texte in TEXTES]), ensemble.embed(TEXTES), atol=1e-6)


def test_meme_metier_plus_proche(embedder):
    vecteurs = embedder.embed(["Python developer building web APIs", "développeur Python, API web", "infirmier en soins généraux"])
    assert vecteurs[0] @ vecteurs[1] > vecteurs[0] @ vecteurs[2] + 0.3


def test_bornes(embedder):
    assert embedder.embed([]).shape == (0, 384)
    assert np.isfinite(embedder.embed(["", "\ud800 lone surrogate", "\0"])).all()
    longs = embedder.embed(["python " * 254, "python " * 254 + "cuisine " * 1000])
    assert_allclose(longs[0], longs[1], atol=1e-6)  # cut at 256 pieces
    assert embedder.nombre_morceaux("python " * 600) == 602


def test_cache_borne_et_utilise(monkeypatch):
    embedder = Embedder(cache_max=2)
    premier = embedder.embed(["un"])
    embedder.embed(["deux", "trois"])
    assert list(embedder._cache) == [hash_texte("deux"), hash_texte("trois")]
    monkeypatch.setattr(embedder, "_calculer", lambda textes: pytest.fail(f"computed again: {textes}"))
    assert embedder.embed(["trois", "deux", "deux"]).shape == (3, 384)
    assert premier.shape == (1, 384)


def test_plusieurs_fils():
    embedder = Embedder()
    resultats = {}

    def travailler(rang):
        resultats[rang] = embedder.embed([f"texte {rang} {i}" for i in range(6)])

    fils = [threading.Thread(target=travailler, args=(rang,)) for rang in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    attendu = Embedder()
    for rang in range(6):
        assert_allclose(resultats[rang], attendu.embed([f"texte {rang} {i}" for i in range(6)]), atol=1e-6)


def test_un_modele_charge_n_attend_aucun_calcul(embedder):
    embedder.charger()
    fil = threading.Thread(target=embedder.charger, daemon=True)
    with embedder._verrou_calcul:
        fil.start()
        fil.join(10)
        assert not fil.is_alive()


def test_hash_et_nom_du_modele(embedder):
    assert hash_texte("é") == hashlib.sha256("é".encode()).hexdigest()
    assert embedder.MODELE == MODELE == "all-MiniLM-L6-v2:53aa51172d14:g2"


@given(st.lists(st.integers(1, 256), max_size=60))
def test_lots_complets_et_bornes(longueurs):
    groupes = list(lots(longueurs))
    assert sorted(i for groupe in groupes for i in groupe) == list(range(len(longueurs)))
    assert all(len(groupe) * max(longueurs[i] for i in groupe) <= 1024 for groupe in groupes)
    rangees = [longueurs[i] for groupe in groupes for i in groupe]
    assert rangees == sorted(rangees)


def test_comme_le_reseau_ecrit_en_float64(embedder):
    from tokenizers import Tokenizer

    decoupeur = Tokenizer.from_file(str(modele_pret() / "tokenizer.json"))
    decoupeur.no_padding()
    reference = _reference([decoupeur.encode(texte).ids for texte in TEXTES])
    vecteurs = embedder.embed(TEXTES).astype(np.float64)
    assert np.abs(vecteurs - reference).max() < 1e-6
    assert (vecteurs * reference).sum(axis=1).min() > 0.999999

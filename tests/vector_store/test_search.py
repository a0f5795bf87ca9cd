import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from app.vector_store.search import fusionner, matrice, recherche_exacte


def _unites(valeurs: list[tuple[float, float]]) -> np.ndarray:
    vecteurs = np.zeros((len(valeurs), 384), np.float32)
    for ligne, (x, y) in enumerate(valeurs):
        vecteurs[ligne, :2] = x, y
    return vecteurs


def test_les_plus_proches_d_abord():
    indices, similarites = recherche_exacte(_unites([(1, 0)])[0], _unites([(0, 1), (1, 0), (0.6, 0.8), (-1, 0)]), 3)
    assert indices.tolist() == [1, 2, 0]
    assert similarites.tolist() == pytest.approx([1.0, 0.6, 0.0])


def test_egalites_rangees_par_position():
    indices, _ = recherche_exacte(_unites([(1, 0)])[0], _unites([(0.5, 0), (1, 0), (0.5, 0), (0.5, 0)]), 3)
    assert indices.tolist() == [1, 0, 2]


@pytest.mark.parametrize(("lignes", "k"), [(0, 5), (3, 0)])
def test_rien_a_trouver(lignes, k):
    indices, similarites = recherche_exacte(_unites([(1, 0)])[0], _unites([(1, 0)] * lignes), k)
    assert (len(indices), len(similarites)) == (0, 0)


@given(st.lists(st.integers(-3, 3), max_size=30), st.integers(0, 40))
def test_comme_un_tri_complet(valeurs, k):
    indices, similarites = recherche_exacte(_unites([(1, 0)])[0], _unites([(v, 0) for v in valeurs]), k)
    attendus = sorted(range(len(valeurs)), key=lambda i: (-valeurs[i], i))[:k]
    assert indices.tolist() == attendus
    assert similarites.tolist() == [valeurs[i] for i in attendus]


def test_matrice_rend_les_octets_stockes():
    vecteurs = np.arange(2 * 384, dtype="<f4").reshape(2, 384)
    assert_array_equal(matrice([v.tobytes() for v in vecteurs]), vecteurs)
    assert matrice([]).shape == (0, 384)


def test_matrice_refuse_un_vecteur_tronque():
    with pytest.raises(ValueError, match="vector 1 has 8 bytes instead of 1536"):
        matrice([b"\0" * 1536, b"\0" * 8])


def test_fusion_des_rangs():
    assert fusionner([["a", "b", "c"], ["b", "d"]]) == [("b", 1 / 62 + 1 / 61), ("a", 1 / 61), ("d", 1 / 62), ("c", 1 / 63)]


def test_fusion_egalite_par_identifiant_et_doublon_a_son_meilleur_rang():
    assert fusionner([["z", "a"], ["a", "z"]]) == [("a", 1 / 61 + 1 / 62), ("z", 1 / 61 + 1 / 62)]
    assert fusionner([["a", "a", "b"]], k=1) == [("a", 0.5), ("b", 1 / 3)]

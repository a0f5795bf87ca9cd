import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ai.matching.similarite import similarites
from app.schemas.documents import Passage, PassageVectorise


def passages(matrice, poids=None, prefixe="p"):
    return [
        PassageVectorise(
            passage=Passage(cle=f"{prefixe}.{i}", section="s", texte=f"{prefixe}{i}", poids=1.0 if poids is None else poids[i]),
            hash_texte=str(i),
            vecteur=np.asarray(ligne, dtype="<f4").tobytes(),
        )
        for i, ligne in enumerate(matrice)
    ]


def unitaires(graine, n):
    m = np.random.default_rng(graine).normal(size=(n, 384))
    return m / np.linalg.norm(m, axis=1, keepdims=True)


def axe(*composantes):
    v = np.zeros(384)
    v[: len(composantes)] = composantes
    return v


def test_a_vector_beside_itself_gives_one():
    resultat = similarites(passages([axe(1)]), [passages([axe(1)])])[0]
    assert resultat.cosinus == 10_000


def test_each_offer_passage_takes_its_best_and_weights_count():
    offre = passages([axe(1), axe(0, 1)], poids=[3.0, 1.0], prefixe="o")
    cv = passages([axe(0.6, 0.8), axe(1)], prefixe="c")
    resultat = similarites(offre, [cv])[0]
    assert resultat.cosinus == 9_500  # (3 × 1 + 1 × 0.8) / 4
    assert [p.cle for p in resultat.gagnants] == ["c.1", "c.0"]


def section(nom, vecteur):
    return PassageVectorise(passage=Passage(cle=nom, section=nom, texte="x"), hash_texte="x", vecteur=vecteur.astype("<f4").tobytes())


def test_claims_can_be_left_out():
    liste, profil, poste = section("competences", axe(1)), section("profil", axe(0.8, 0.6)), section("experiences", axe(0.6, 0.8))
    resultat = similarites(passages([axe(1)]), [[profil, liste, poste], [liste]])
    assert [(r.cosinus, r.cosinus_faits) for r in resultat] == [(10_000, 6_000), (10_000, 0)]


def test_a_passage_that_is_not_near_is_no_evidence():
    offre = passages([axe(1)])
    assert [p.cle for p in similarites(offre, [[section("experiences", axe(0.5, 0.5**0.5))]])[0].gagnants] == ["experiences"]
    assert similarites(offre, [[section("experiences", axe(0.49, 0.5**0.5))]])[0].gagnants == ()


def test_a_negative_mean_is_rounded_like_a_positive_one():
    assert similarites(passages([axe(1)]), [passages([axe(-0.6, 0.8)])])[0].cosinus == -6_000


def test_no_passage_on_either_side_gives_none():
    assert similarites([], [passages([axe(1)])]) == [None]
    assert similarites(passages([axe(1)]), [[], passages([axe(1)])])[0] is None
    assert similarites(passages([axe(1)], poids=[0.0]), [passages([axe(1)])]) == [None]


def test_a_vector_of_another_size_is_refused():
    court = [PassageVectorise(passage=Passage(cle="x", section="s", texte="x"), hash_texte="x", vecteur=b"\0" * 8)]
    with pytest.raises(ValueError, match="8 bytes instead of 1536"):
        similarites(court, [passages([axe(1)])])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(1, 5))
def test_alone_or_among_many_the_same_bits(graine, tailles, n_offre):
    offre = passages(unitaires(graine, n_offre), poids=[1 + i % 3 for i in range(n_offre)])
    cvs = [passages(unitaires(graine + 1 + i, t)) for i, t in enumerate(tailles)]
    ensemble = similarites(offre, cvs)
    assert ensemble == [similarites(offre, [cv])[0] for cv in cvs]
    assert similarites(offre, cvs[::-1])[::-1] == ensemble


def test_the_cosine_agrees_with_plain_arithmetic():
    offre, cv = unitaires(1, 3).astype("<f4"), unitaires(2, 6).astype("<f4")
    attendu = (offre.astype(float) @ cv.astype(float).T).max(axis=1).mean()
    assert similarites(passages(offre), [passages(cv)])[0].cosinus / 10_000 == pytest.approx(attendu, abs=1e-4)


def test_the_figure_of_one_pair_is_fixed_for_good():
    assert similarites(passages(unitaires(7, 4)), [passages(unitaires(8, 9))])[0].cosinus == 722

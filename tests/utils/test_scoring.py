from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.utils.scoring import UNITE, contribution, divide_half_up, mean_quantised, piecewise_linear, quantise, shares, union_length, weighted_score

poids = st.lists(st.integers(0, 100), min_size=1, max_size=8).filter(any)
sous_scores = st.integers(0, UNITE)
paires = st.lists(st.tuples(st.integers(0, 100), sous_scores), min_size=1, max_size=8).filter(lambda ps: any(p for p, _ in ps))
LIGNE = ((0.3, 0.0), (0.45, 0.3), (0.6, 0.75), (0.75, 1.0))


@pytest.mark.parametrize(("valeur", "attendu"), [(0, 0), (1, UNITE), (-3, 0), (7.5, UNITE), (0.5, 5000), (0.33333, 3333), (0.00005, 1), (0.000049, 0)])
def test_quantise_goes_to_the_nearest_ten_thousandth(valeur, attendu):
    assert quantise(valeur) == attendu


def test_quantise_refuses_nan():
    with pytest.raises(ValueError, match="NaN"):
        quantise(float("nan"))


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_piecewise_linear_never_goes_down_and_stays_within_its_ends(a, b):
    bas, haut = sorted((a, b))
    assert 0 <= piecewise_linear(bas, LIGNE) <= piecewise_linear(haut, LIGNE) + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (0.3, 0), (0.375, 0.15), (0.45, 0.3), (0.675, 0.875), (0.75, 1), (1, 1)])
def test_piecewise_linear_passes_through_its_points(x, y):
    assert piecewise_linear(x, LIGNE) == pytest.approx(y)


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_divide_half_up_is_the_nearest_integer(a, b):
    assert divide_half_up(a, b) == (Fraction(a, b) + Fraction(1, 2)).__floor__()


@given(poids, st.integers(1, 20_000))
def test_shares_add_up_and_stay_within_one_of_the_exact_part(ps, total):
    parts = shares(ps, total)
    assert sum(parts) == total
    assert all(abs(part - Fraction(total * p, sum(ps))) < 1 for part, p in zip(parts, ps, strict=True))
    assert all(part == 0 for part, p in zip(parts, ps, strict=True) if p == 0)


def test_shares_of_the_default_weights():
    assert shares([35, 15, 20, 10]) == [4375, 1875, 2500, 1250]
    assert shares([1, 1, 1]) == [3334, 3333, 3333]


@pytest.mark.parametrize("ps", [[0, 0], [5, -1]])
def test_weights_that_mean_nothing_are_refused(ps):
    with pytest.raises(ValueError, match="weights"):
        shares(ps)
    with pytest.raises(ValueError, match="weights"):
        weighted_score(ps, [0] * len(ps), 1000)


@given(paires)
def test_weighted_score_is_bounded_and_matches_exact_fractions(ps):
    ws, ss = [p for p, _ in ps], [s for _, s in ps]
    score = weighted_score(ws, ss, 1000)
    exact = Fraction(1000 * sum(w * s for w, s in ps), sum(ws) * UNITE)
    assert 0 <= score <= 1000
    assert abs(score - exact) <= Fraction(1, 2)


@given(paires, st.integers(0, 7), sous_scores)
def test_weighted_score_never_falls_when_a_sub_score_rises(ps, rang, mieux):
    ws, ss = [p for p, _ in ps], [s for _, s in ps]
    rang %= len(ss)
    monte = [*ss[:rang], max(ss[rang], mieux), *ss[rang + 1 :]]
    assert weighted_score(ws, monte, 1000) >= weighted_score(ws, ss, 1000)


@given(paires, st.randoms(use_true_random=False))
def test_weighted_score_does_not_depend_on_the_order_of_criteria(ps, hasard):
    melange = list(ps)
    hasard.shuffle(melange)
    assert weighted_score([p for p, _ in melange], [s for _, s in melange], 1000) == weighted_score([p for p, _ in ps], [s for _, s in ps], 1000)


@given(paires)
def test_contributions_add_up_to_the_score(ps):
    ws, ss = [p for p, _ in ps], [s for _, s in ps]
    points = sum(contribution(w, s, sum(ws), 10_000) for w, s in ps) / 100
    assert abs(points - weighted_score(ws, ss, 1000) / 10) <= 0.11


@given(st.lists(sous_scores, max_size=20))
def test_mean_lies_between_the_ends(ss):
    assert (min(ss) <= mean_quantised(ss) <= max(ss)) if ss else mean_quantised(ss) == 0


def test_mean_of_four_fifths():
    assert mean_quantised([UNITE] * 4 + [0]) == 8000


@pytest.mark.parametrize(
    ("intervalles", "longueur"),
    [([], 0), ([(0, 12)], 12), ([(0, 12), (6, 18)], 18), ([(0, 12), (0, 12)], 12), ([(0, 5), (10, 15)], 10), ([(9, 3)], 0), ([(0, 20), (5, 6), (10, 25)], 25)],
)
def test_union_counts_overlaps_once(intervalles, longueur):
    assert union_length(intervalles) == longueur


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=10))
def test_union_is_the_number_of_months_covered(intervalles):
    assert union_length(intervalles) == len({m for a, b in intervalles for m in range(a, b)})

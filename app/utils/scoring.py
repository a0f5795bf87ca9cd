"""Arithmetic of weighted scores, in whole numbers so that every machine finds the same bits.

Sub-scores are counted in ten-thousandths (`UNITE` = 1), weights are non-negative integers. No domain word here.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

UNITE = 10_000


def quantise(value: float) -> int:
    """`value`, clamped to 0..1, in ten-thousandths (half up). Raises ValueError on NaN."""
    if value != value:
        raise ValueError("NaN has no place on the scale")
    return int(min(1.0, max(0.0, value)) * UNITE + 0.5)


def piecewise_linear(x: float, points: Sequence[tuple[float, float]]) -> float:
    """The broken line through `points` (x strictly increasing, at least one), flat beyond both ends."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]


def divide_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest integer, halves up (both non-negative, denominator positive)."""
    return (2 * numerator + denominator) // (2 * denominator)


def shares(weights: Sequence[int], total: int = UNITE) -> list[int]:
    """Whole shares of `total` in proportion to `weights`, adding up to it exactly (largest remainders, first come first).

    Raises ValueError when no weight is positive or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    floors = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


def weighted_score(weights: Sequence[int], scores: Sequence[int], scale: int) -> int:
    """Weighted mean of `scores` (ten-thousandths) as a whole number of 1/`scale`, half up: 0..`scale`. Raises ValueError when no weight is positive."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    return divide_half_up(scale * sum(w * s for w, s in zip(weights, scores, strict=True)), whole * UNITE)


def contribution(weight: int, score: int, whole: int, scale: int) -> int:
    """What one weighted score brings to the mean, as a whole number of 1/`scale`."""
    return divide_half_up(scale * weight * score, whole * UNITE)


def mean_quantised(scores: Iterable[int]) -> int:
    """Mean of whole scores, half up; 0 for none."""
    values = list(scores)
    return divide_half_up(sum(values), len(values)) if values else 0


def union_length(intervals: Iterable[tuple[int, int]]) -> int:
    """Length of the union of half-open intervals; empty and reversed ones count 0."""
    length, reached = 0, None
    for start, end in sorted(intervals):
        begin = start if reached is None or start > reached else reached
        if end > begin:
            length += end - begin
            reached = end
    return length

"""How sure a figure is: means and shares with their 95 % intervals. The one place of this arithmetic."""

import math
from dataclasses import dataclass

Z95 = 1.959963984540054
# Student's 97.5 % quantile for few degrees of freedom; beyond the table the expansion is exact to four places
T95 = (12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139)


@dataclass(frozen=True)
class Mean:
    """The mean of n values; `low` and `high` bound it, None where n is too small to say."""

    n: int
    mean: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Share:
    """`hits` of n with the bounds of the true share; all in 0..1, None where n is 0."""

    n: int
    hits: int
    share: float | None
    low: float | None
    high: float | None


def quantile_t(freedom: int) -> float:
    """Student's two-sided 95 % quantile."""
    if freedom <= len(T95):
        return T95[freedom - 1]
    z, v = Z95, float(freedom)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3


def mean_of(n: int, total: float, squares: float, *, lowest: float, highest: float) -> Mean:
    """The mean of n values of a scale by their sum and the sum of their squares, with Student's interval.

    The bounds stay within the scale. Where all values are equal the interval is that of one more value at the scale's
    other end: n equal marks do not prove that no other can come.
    """
    if n == 0:
        return Mean(0, None)
    mean = total / n
    if n == 1:
        return Mean(1, mean)
    spread = max(0.0, squares - n * mean * mean) / (n - 1)
    if spread < 1e-12:
        return _of_equal(n, mean, lowest, highest)
    half = quantile_t(n - 1) * math.sqrt(spread / n)
    return Mean(n, mean, max(lowest, mean - half), min(highest, mean + half))


def _of_equal(n: int, mean: float, lowest: float, highest: float) -> Mean:
    """With probability 95 % at most 1 - 0.05^(1/n) of all values differ; the farthest they can is the scale's end."""
    others = 1 - 0.05 ** (1 / n)
    return Mean(n, mean, mean - others * (mean - lowest), mean + others * (highest - mean))


def share_of(hits: int, n: int) -> Share:
    """A share with Wilson's interval."""
    if n == 0:
        return Share(0, 0, None, None, None)
    p, z2 = hits / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(n, hits, p, max(0.0, middle - half), min(1.0, middle + half))

"""How sure a share or a mean is: 95 % intervals by Wilson and by Student."""

import math

Z95 = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The interval of a share of `n`; of nobody it is everything."""
    if not n:
        return 0.0, 1.0
    p = hits / n
    middle = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n)) / (1 + Z95**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def student(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t, within 0.2 % from three degrees of freedom on."""
    if freedom in EXACT:
        return EXACT[freedom]
    z, v = Z95, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


EXACT = {1: 12.7062, 2: 4.3027}


def mean_interval(n: int, total: float, squares: float) -> tuple[float, float]:
    """The interval of a mean of `n` > 1 values with this sum and this sum of squares."""
    mean = total / n
    spread = max(0.0, (squares - n * mean * mean) / (n - 1))
    half = student(n - 1) * math.sqrt(spread / n)
    return mean - half, mean + half

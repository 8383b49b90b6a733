"""Households: records that live together, found pair by pair and kept only while the whole home holds together."""

import numpy as np
from numpy.typing import NDArray

from customers.identity.matching.scoring import Scored

LIVES_TOGETHER = 0.5


def homes(size: int, scored: Scored) -> NDArray[np.bool_]:
    """Which pairs are of one household."""
    return (scored.home >= LIVES_TOGETHER) | (scored.same >= LIVES_TOGETHER)

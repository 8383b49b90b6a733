"""How the gateway misbehaves: shares of calls and receipts, given by SANDBOX_FAULTS."""

import random
from collections.abc import Mapping

KINDS = ("timeout", "error500", "throttle429", "lost_receipt", "double_receipt", "shuffle_receipts")


class Faults:
    """Draws misfortunes. The first three are drawn once a call of the send door, the others once a receipt or batch."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._shares = dict(shares)
        self._dice = random.Random()  # noqa: S311  # no secret hangs on it

    @classmethod
    def parse(cls, text: str) -> "Faults":
        """Reads `timeout=0.01,lost_receipt=0.05`; ValueError with one sentence when it cannot."""
        faults = cls({})
        faults.change(text)
        return faults

    def change(self, text: str) -> None:
        """From now on these shares, and no others."""
        shares: dict[str, float] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _sign, value = part.partition("=")
            if name not in KINDS:
                raise ValueError(f"SANDBOX_FAULTS: {name!r} is none of {', '.join(KINDS)}.")
            try:
                shares[name] = float(value)
            except ValueError:
                shares[name] = -1.0
            if not 0 <= shares[name] <= 1:
                raise ValueError(f"SANDBOX_FAULTS: the share of {name} must be from 0 to 1, not {value!r}.")
        self._shares = shares

    def strikes(self, kind: str) -> bool:
        return self._dice.random() < self._shares.get(kind, 0.0)

    def coin(self) -> bool:
        """Heads or tails: did the failing call take its messages or not?"""
        return self._dice.random() < 0.5

    def shuffle(self, rows: list[dict[str, object]]) -> None:
        self._dice.shuffle(rows)

"""A provider that takes everything and sends nothing: benchmarks measure the outbox with it, not a gateway."""

from collections.abc import Sequence
from typing import Any

from aftercare.channels.base import PROVIDERS, Answer, Outcome, Outgoing, Receipt


class NullProvider:
    """Accepts at once."""

    key = "null"
    batch_size = 1000
    takes_once = True
    call_seconds = 0.0

    def send(self, batch: Sequence[Outgoing]) -> dict[str, Answer]:
        return {item.client_ref: Answer(Outcome.ACCEPTED, item.client_ref) for item in batch}

    def look_up(self, refs: Sequence[str]) -> dict[str, str]:
        return {ref: ref for ref in refs}

    def hook_token(self) -> str:
        return ""

    def read_receipts(self, body: Any) -> list[Receipt]:
        raise ValueError("The null provider sends no receipts.")

    def close(self) -> None:
        """Holds nothing."""


PROVIDERS.add("null", NullProvider())

"""What screens can be told: each kind with the capability without which nobody hears it."""

from dataclasses import dataclass

from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class LiveKind:
    """A kind of event: its name on the stream, what it means and which ids it carries, who may hear it."""

    code: str
    meaning: str
    capability: str


LIVE_KINDS: Registry[LiveKind] = Registry("live kinds")


def live_kind(code: str, meaning: str, capability: str) -> str:
    """Declares a kind and returns its code."""
    LIVE_KINDS.add(code, LiveKind(code, meaning, capability))
    return code

"""An invented client for previews: no real person's data are shown to those who write texts."""

from aftercare.outbox.links import sample_url
from aftercare.templates_grammar import PLACEHOLDERS


def sample() -> dict[str, str]:
    """A client with everything, and the link as long as it will be."""
    return {name: place.sample for name, place in PLACEHOLDERS.items() if place.sample} | {"отписка": sample_url()}


def shared() -> dict[str, str]:
    """The same client on a phone that the family shares: nothing names anybody."""
    return {name: value for name, value in sample().items() if name != "имя"}

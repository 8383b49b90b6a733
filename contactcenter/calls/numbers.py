"""Whose number a provider names: the client's in E.164, or nobody's."""

from functools import lru_cache

from optics_crm.core import phones
from optics_crm.core.models import Salon

HIDDEN = frozenset({"", "0", "anonymous", "unknown", "private", "restricted", "hidden", "unavailable", "none"})
SHORTEST = 5


def read_number(said: str) -> str:
    """E.164, or "" for a hidden, short, malformed number or an address of the exchange itself (sip:...)."""
    text = said.strip().removeprefix("tel:")
    if text.lower() in HIDDEN or "@" in text or text.lower().startswith("sip:"):
        return ""
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) <= SHORTEST:
        return ""
    # exchanges write international numbers without their plus
    plain = f"+{digits}" if text.isdigit() and len(digits) >= 11 and not text.startswith(("8", "0")) else text
    return phones.normalise(plain) or phones.normalise(text)


@lru_cache(maxsize=1)
def _own_numbers(_minute: int) -> frozenset[str]:
    rows = Salon.objects.filter(deleted_at=None).exclude(phone="").values_list("phone", flat=True)
    return frozenset(number for number in map(phones.normalise, rows) if number)


def is_ours(number: str, minute: int) -> bool:
    """Whether a number is a salon's own; the list is read once a minute."""
    return number in _own_numbers(minute)

"""Whose number a provider names: the client's in E.164, or nobody's."""

import datetime as dt

from contactcenter.models import Call
from contactcenter.pbx.base import LONGEST_EXTENSION
from optics_crm.core import clock, phones
from optics_crm.core.models import Salon

HIDDEN = frozenset({"", "0", "anonymous", "unknown", "private", "restricted", "hidden", "unavailable", "none"})
LINES_OF = dt.timedelta(days=30)


def read_number(said: str) -> str:
    """E.164, or "" for a hidden, short, malformed number or an address of the exchange itself (sip:...)."""
    text = said.strip().removeprefix("tel:")
    if text.lower() in HIDDEN or "@" in text or text.lower().startswith("sip:"):
        return ""
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) <= LONGEST_EXTENSION:
        return ""
    # exchanges write international numbers without their plus
    plain = f"+{digits}" if text.isdigit() and len(digits) >= 11 and not text.startswith(("8", "0")) else text
    return phones.normalise(plain) or phones.normalise(text)


def own_numbers() -> frozenset[str]:
    """The chain's own numbers: of its salons, and of the lines that clients called of late."""
    salons = Salon.objects.filter(deleted_at=None).exclude(phone="").values_list("phone", flat=True)
    calls = Call.objects.filter(direction=Call.Direction.IN, started_at__gt=clock.now() - LINES_OF)
    lines = calls.exclude(line="").order_by().values_list("line", flat=True).distinct()
    read = [*map(phones.normalise, salons), *map(read_number, lines)]
    return frozenset(number for number in read if number)

"""Names as people type them: what may be kept, and what is refused with a sentence."""

import re
import unicodedata
from typing import Protocol

from django.utils.translation import gettext as _

from optics_crm.core.errors import DomainError

LONGEST = 150
# letters of any alphabet, joined by blanks, hyphens, apostrophes and full stops: О'Нил-Ё, да Силва, Мл.
NAME = re.compile(r"[^\W\d_]+(?:[ .'\u2019\-]+[^\W\d_]+)*\.?")


class Named(Protocol):
    """Somebody with a name."""

    first_name: str
    last_name: str


def first_name_and_initial(person: Named) -> str:
    """`Мария К.`; something neutral where no name is known."""
    initial = f"{person.last_name[:1]}." if person.last_name else ""
    return f"{person.first_name} {initial}".strip() or str(_("Client"))


def clean_name(raw: str, *, pointer: str = "") -> str:
    """One part of a name in NFC with single blanks; "" stays "".

    Refuses control and direction characters, digits, emoji, other signs, more than 150 characters.
    """
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if not text:
        return ""
    if len(text) > LONGEST:
        raise DomainError("name_too_long", _("A name has at most 150 characters."), pointer=pointer)
    if not NAME.fullmatch(text):
        message = _("A name holds letters, hyphens, apostrophes and blanks only.")
        raise DomainError("name_malformed", message, pointer=pointer)
    return text

"""What a site may say: a flat JSON object or a form, every field checked, none unknown."""

from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _
from msgspec import Struct

from contactcenter.calls.numbers import read_number
from optics_crm.core import strict_json
from optics_crm.core.errors import DomainError

LONGEST = {"name": 150, "phone": 80, "topic": 200, "text": 4000, "page": 500, "consent_text": 4000}


class WebWords(Struct, frozen=True):
    """A request: whom to call (E.164), and what about. Empty words were not said."""

    phone: str
    name: str = ""
    topic: str = ""
    text: str = ""
    page: str = ""
    consent_text: str = ""


def read(body: bytes) -> WebWords:
    """The words of a body. Raises DomainError: `bad_json` (400), or what is wrong with which field (422)."""
    said = _fields(body)
    for name, value in said.items():
        if name not in LONGEST:
            raise DomainError("field_unknown", _("There is no such field."), pointer=f"/{name}")
        if not isinstance(value, str):
            raise DomainError("field_malformed", _("Text is expected here."), pointer=f"/{name}")
        if len(value) > LONGEST[name]:
            raise DomainError("field_too_long", _("This text is too long."), pointer=f"/{name}")
    phone = read_number(said.get("phone", ""))
    if not phone:
        raise DomainError("phone_malformed", _("This is no telephone number."), pointer="/phone")
    words = {name: value.strip() for name, value in said.items() if name != "phone"}
    return WebWords(phone=phone, **words)


def _fields(body: bytes) -> dict[str, Any]:
    if body.lstrip()[:1] == b"{":
        value = strict_json.read(body)
        return {name: "" if one is None else one for name, one in value.items()}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        raise strict_json.BadJson(_("The body is neither JSON nor a form.")) from None
    if not pairs or not all(strict_json.storable(value) for pair in pairs for value in pair):
        raise strict_json.BadJson(_("The body is neither JSON nor a form."))
    return dict(reversed(pairs))

"""The text as it leaves: a campaign's template with its values, and the link that ends advertising."""

import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from aftercare import sms
from aftercare.outbox import links
from aftercare.templates_grammar import TextFault, render

LINK = "отписка"
CODE = "is_code"  # a parameter of messages that carry a one-time code
_DIGITS = re.compile(r"\d{4,}")


class Unrenderable(Exception):
    """A value that the text needs is missing."""


class Rendered(NamedTuple):
    """Words ready to leave; `link_hash` is empty where no link stands in them."""

    text: str
    link_hash: str
    parts: int
    cost: Decimal


def rendered(
    message_id: uuid.UUID | str,
    text: str,
    params: Mapping[str, Any],
    *,
    channel: str,
    traffic_class: str,
    wants_link: bool,
    is_template: bool,
) -> Rendered:
    """A template is filled in, a ready text is left alone; advertising always carries the link."""
    token = links.token_of(message_id) if wants_link else ""
    url = links.url_of(token) if token else ""
    try:
        words = render(text, {**params, LINK: url}) if is_template else text
    except TextFault as fault:
        raise Unrenderable(str(fault)) from fault
    if url and url not in words:
        words = f"{words} {url}"
    link_hash = links.hash_of(token) if token else ""
    parts = sms.parts(words) if channel == "sms" else 0
    return Rendered(words, link_hash, parts, sms.cost(parts, traffic_class))


def shown_words(text: str, params: Mapping[str, Any]) -> str:
    """The words of a message for a page: a one-time code is its recipient's alone."""
    return _DIGITS.sub("••••", text) if params.get(CODE) else text

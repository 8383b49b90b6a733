"""The grammar of clients' texts: `{имя}` or `{имя|what to say without it}`, names from a fixed list, nothing else.

Texts are data that people edit, so nothing in them is ever evaluated: one regular expression finds the placeholders and
replaces them by strings. A value with braces in it is a value and is not read again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.errors import DomainError

_HOLE = re.compile(r"\{([^{}|]*)(?:\|([^{}|]*))?\}")
MORE = "ещё"


@dataclass(frozen=True)
class Placeholder:
    """A name that texts may use: what it stands for, and an example for the preview."""

    name: str
    meaning: str | Promise
    sample: str


PLACEHOLDERS: dict[str, Placeholder] = {
    place.name: place
    for place in (
        Placeholder("имя", _("name and patronymic; left out on a phone that a family shares"), "Мария Ивановна"),
        Placeholder("салон", _("the client's salon"), "«Оптика на Ленина»"),
        Placeholder("адрес", _("the salon's address"), "ул. Ленина, 24"),
        Placeholder("телефон", _("the salon's phone"), "+7 343 200-10-20"),
        Placeholder("до", _("last day of the free service"), "21.12.26"),
        Placeholder("сертификат", _("code of the personal certificate"), "KMAC-4XHN"),
        Placeholder("номинал", _("what the certificate is worth, in roubles"), "1 500"),
        Placeholder("действует", _("last day of the certificate"), "19.01.27"),
        Placeholder(MORE, _("further reasons that this message serves"), ""),
        Placeholder("отписка", _("the link that ends advertising"), ""),
    )
}

# these stand for nothing when there is nothing to say
SILENT = frozenset({MORE, "отписка"})


class TextFault(DomainError):
    """A text that cannot be rendered: an unknown name, a lone brace, or a value that is missing."""


@dataclass(frozen=True)
class Hole:
    """A placeholder as it stands in a text; `fallback` is None where none was written."""

    name: str
    fallback: str | None


def holes(text: str) -> list[Hole]:
    """The placeholders of a text, in order."""
    return [Hole(found[1].strip(), found[2]) for found in _HOLE.finditer(text)]


def pieces(text: str) -> Iterator[str | Hole]:
    """The text cut at its placeholders: plain strings and holes, in order."""
    end = 0
    for found in _HOLE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield Hole(found[1].strip(), found[2])
        end = found.end()
    if end < len(text):
        yield text[end:]


def required(text: str) -> set[str]:
    """Names without which the text cannot be sent: no fallback, and not silent by nature."""
    return {hole.name for hole in holes(text) if hole.fallback is None and hole.name not in SILENT}


def faults(text: str) -> Iterator[TextFault]:
    """What keeps a text from being stored."""
    for hole in holes(text):
        if hole.name not in PLACEHOLDERS:
            yield TextFault("unknown_placeholder", _("There is no placeholder {%(name)s}.") % {"name": hole.name})
    if re.search(r"[{}]", _HOLE.sub("", text)):
        yield TextFault("lone_brace", _("A brace stands alone: a placeholder is written {name} or {name|otherwise}."))


def render(text: str, params: Mapping[str, Any]) -> str:
    """The text with its values. `params["ещё"]` may be a list of {"text", "params", "told"}: sentences of joined
    occasions, those not `told` being said by another one.

    Raises TextFault for a value that is missing without a fallback, or for a name that is not on the list.
    """
    return _tidy(
        "".join(
            [
                piece if isinstance(piece, str) else _value(piece.name, piece.fallback, params)
                for piece in _compiled(text)
            ]
        )
    )


@lru_cache(maxsize=256)
def _compiled(text: str) -> tuple[str | Hole, ...]:
    """A campaign's text is cut once for all its messages."""
    return tuple(pieces(text))


def _value(name: str, fallback: str | None, params: Mapping[str, Any]) -> str:
    if name not in PLACEHOLDERS:
        raise TextFault("unknown_placeholder", _("There is no placeholder {%(name)s}.") % {"name": name})
    value = params.get(name)
    if name == MORE and isinstance(value, list):
        value = " ".join(render(one["text"], one.get("params", {})) for one in value if one.get("told", True))
    if value not in (None, ""):
        return str(value)
    if fallback is None and name not in SILENT:
        raise TextFault("missing_value", _("There is no value for {%(name)s}.") % {"name": name})
    return fallback or ""


def _tidy(text: str) -> str:
    """Silent placeholders leave double blanks behind; lines stay as they were written."""
    return (re.sub(r" {2,}", " ", text) if "  " in text else text).strip()

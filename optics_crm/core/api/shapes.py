"""Bodies of writes: a msgspec struct says what may stand in them, keys that nobody reads are refused."""

import datetime as dt
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext as _

from optics_crm.core.errors import DomainError

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_shape(raw: Any, shape: type[Shape]) -> Shape:
    """The body as its struct (made with `forbid_unknown_fields`); 422 with a pointer to the part at fault."""
    if not isinstance(raw, dict):
        raise DomainError("not_an_object", _("The body must be an object."))
    try:
        return _in_utc(msgspec.convert(raw, shape, strict=True))
    except msgspec.ValidationError as error:
        pointer = _pointer(str(error), raw, shape)
        raise DomainError("invalid", _("A part of the body is at fault."), pointer=pointer) from None


def _in_utc(made: Shape) -> Shape:
    """Its moments with an offset in UTC, since the database knows no offsets of 16 hours and more."""
    for name in made.__struct_fields__:
        value = getattr(made, name)
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            try:
                setattr(made, name, value.astimezone(dt.UTC))
            except OverflowError:
                raise DomainError("invalid", _("There is no such moment."), pointer=f"/{name}") from None
    return made


def _pointer(message: str, raw: dict[str, Any], shape: type[msgspec.Struct]) -> str:
    """msgspec's path ($.phones[0]) as a JSON pointer; an unknown key is named itself."""
    unknown = [key for key in raw if key not in shape.__struct_encode_fields__]
    if unknown:
        return "/" + unknown[0].replace("~", "~0").replace("/", "~1")
    path = message.rpartition("`$")[2].rstrip("`").strip(".")
    return "/" + path.replace("[", "/").replace("]", "").replace(".", "/").strip("/") if path else ""

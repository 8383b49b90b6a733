"""Other programs' servers that the sandbox process plays beside the gateway of messages: a plug each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Asked:
    """A request: `path` without the name of the room, names of headers in small letters."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    location: str = ""


Room = Callable[[Asked], Said]
# by the first word of the path; each is called in a thread of its own
ROOMS: Registry[Room] = Registry("rooms of the sandbox", may_be_empty=True)

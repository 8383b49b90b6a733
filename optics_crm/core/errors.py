"""What an action raises when it refuses: a code for machines, a sentence for people."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal that the user can understand and act upon.

    `code` never changes once released; `message` is translated; `pointer` names the part of the input at fault
    (a JSON pointer), `status` and `headers` are those of the HTTP doors that translate it.
    """

    status = 422
    headers: Mapping[str, str] = {}

    def __init__(self, code: str, message: Any, *, pointer: str = "", detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.pointer = pointer
        self.detail = dict(detail or {})


class NotAllowed(DomainError):
    """The actor may not do this to that object."""

    status = 403


class Conflict(DomainError):
    """Somebody else was faster, or the object is in a state that forbids it."""

    status = 409


class Stale(DomainError):
    """The caller's copy is older than ours (If-Match)."""

    status = 412


class Gone(DomainError):
    """The object does not stand any more; `canonical` is the address of the one that stands for it."""

    status = 410

    def __init__(self, code: str, message: Any, *, canonical: str, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, message, detail=detail)
        self.headers = {"Link": f'<{canonical}>; rel="canonical"'}

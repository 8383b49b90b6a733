"""Versions of rows over HTTP: the ETag of a row, and the If-Match without which nothing is changed."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from optics_crm.core.errors import DomainError, Stale

ANY = "*"


class Unconditional(DomainError):
    """A change that does not say which version it is of."""

    status = 428


def etag_of(row: Any) -> str:
    """The row's version: its `revision`, else the moment of its last change."""
    revision = getattr(row, "revision", None)
    if revision is not None:
        return f'"{revision}"'
    changed: dt.datetime = row.updated_at
    return f'"{int(changed.timestamp() * 1_000_000):x}"'


def check_match(request: Request, current: str) -> None:
    """428 without If-Match, 412 where it names another version than the `current` one; `*` is any."""
    said = request.headers.get("If-Match", "").strip()
    if not said:
        raise Unconditional("precondition_required", _("Say with If-Match which version you have."))
    if said != ANY and current not in [one.strip() for one in said.split(",")]:
        raise Stale("stale", _("Your copy is out of date."), detail={"current": current})

"""Programs as callers: what stands in for the user of a request that showed a token."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from optics_crm.core import clock

if TYPE_CHECKING:
    from optics_crm.core.models import SyncClient


class Program:
    """A program with its scopes (`customer:read`). It has no role, so that nothing made for employees opens to it."""

    is_authenticated = is_active = True
    is_anonymous = is_superuser = is_staff = False
    role = ""
    pk = salon = salon_id = None

    def __init__(self, client: "SyncClient", scopes: frozenset[str]) -> None:
        self.client = client
        self.scopes = scopes

    def may(self, scope: str) -> bool:
        """Whether the token holds the scope; an empty one is held by nobody."""
        return bool(scope) and scope in self.scopes

    def __str__(self) -> str:
        return self.client.source


def zone_of_caller(user: Any) -> dt.tzinfo:
    """The zone in which a caller writes moments without an offset: the program's, else that of the salon."""
    place = user.client if isinstance(user, Program) else getattr(user, "salon", None)
    return clock.zone_of(place.timezone if place else None)

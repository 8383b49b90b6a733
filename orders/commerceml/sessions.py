"""Conversations: a login gives a cookie, the cookie stands for the token until it has been silent for an hour."""

import datetime as dt
import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest

from optics_crm.core import clock
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import Caller, admit, authenticate
from orders.models import CommerceSession

COOKIE = "crm1c"
SCOPE = "commerceml"
SILENCE = dt.timedelta(hours=1)
STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Talk:
    """Who talks, in which session."""

    caller: Caller
    session: CommerceSession


def begin(request: HttpRequest) -> str:
    """Logs in by Basic or Bearer; the value of the cookie."""
    caller = authenticate(request)
    caller.need(SCOPE)
    value = secrets.token_hex(24)
    CommerceSession.objects.create(
        client=caller.client, token=caller.token, cookie_hash=_hash(value), touched_at=clock.now()
    )
    return value


def find(request: HttpRequest) -> Talk:
    """The session of the cookie; raises Problem: 401 for none, and whatever the token meets on its way in."""
    value, now = request.COOKIES.get(COOKIE, ""), clock.now()
    row = None
    if value:
        row = (
            CommerceSession.objects.select_related("token__client", "client")
            .filter(cookie_hash=_hash(value), touched_at__gt=now - SILENCE)
            .first()
        )
    if row is None:
        raise Problem("session_missing")
    caller = admit(request, row.token)
    caller.need(SCOPE)
    if now - row.touched_at > STEP:
        CommerceSession.objects.filter(pk=row.pk).update(touched_at=now)
    return Talk(caller, row)


def _hash(value: str) -> str:
    return sha256(value.encode(errors="surrogateescape")).hexdigest()

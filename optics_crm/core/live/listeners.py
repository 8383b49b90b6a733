"""Who listens, what of it they may hear, and whether they still may."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest

from optics_crm.core.live.kinds import LIVE_KINDS
from optics_crm.core.live.reading import Row
from optics_crm.core.models import Employee
from optics_crm.core.permissions import CAPABILITIES

# logins that hold: the session is there, the employee works here. Sessions end by real time, whatever CLOCK says
STILL = """SELECT l.place, e.role, e.password FROM unnest(%s::uuid[], %s::text[]) WITH ORDINALITY AS l (id, key, place)
JOIN core_employee e ON e.id = l.id AND e.is_active
JOIN django_session s ON s.session_key = l.key AND s.expire_date > clock_timestamp()"""


@dataclass(frozen=True)
class Listener:
    """An employee at a login, as they were when they began to listen."""

    employee: uuid.UUID
    role: str
    session: str
    password: str  # a digest: a new password ends the logins of before

    def hears(self, row: Row) -> bool:
        kind = LIVE_KINDS.find(row.kind)
        if kind is None or (row.employees is not None and self.employee not in row.employees):
            return False
        return self._may(kind.capability) and (not row.capability or self._may(row.capability))

    def _may(self, code: str) -> bool:
        found = CAPABILITIES.find(code)
        return found is not None and self.role in found.roles


def listener_of(request: HttpRequest, user: Employee) -> Listener:
    return Listener(user.pk, user.role, request.session.session_key or "", _digest(user.password))


def has_something_to_hear(role: str) -> bool:
    """Whether any kind of event is for this role."""
    return any(role in CAPABILITIES.get(kind.capability).roles for kind in LIVE_KINDS)


def still_listening(listeners: Sequence[Listener]) -> set[Listener]:
    """Those whose login, role and password are what they were; one statement, none where nobody listens."""
    if not listeners:
        return set()
    with connection.cursor() as sql:
        sql.execute(STILL, [[str(one.employee) for one in listeners], [one.session for one in listeners]])
        found = sql.fetchall()
    return {
        listener
        for place, role, password in found
        if (listener := listeners[place - 1]).role == role and listener.password == _digest(password)
    }


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()

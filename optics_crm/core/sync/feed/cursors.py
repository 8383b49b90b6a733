"""Cursors: where in the news a client stands, as an opaque text that knows which feed it was made by.

A cursor made by another database cluster (a dump restored elsewhere, a server promoted after a loss) means nothing
here, since transaction numbers start anew: the epoch tells, and the client is asked to take a snapshot.
"""

import base64
import binascii
import datetime as dt
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import connection

from optics_crm.core import clock
from optics_crm.core.models import Installation
from optics_crm.core.sync.problems import Problem

KEEP = dt.timedelta(days=90)  # as long as news are kept
LONGEST = 400
XID_LIMIT = BIGINT = 2**63 - 1


class Position(NamedTuple):
    """The news to be read next, by transaction and id; how many of its ids are done; the last GUID told of the next."""

    xid: int = 0
    news: int = 0
    place: int = 0
    after: UUID | None = None

    def key(self) -> tuple[int, int, int, int]:
        """What orders positions."""
        return self.xid, self.news, self.place, self.after.int if self.after else 0


class Cursor(NamedTuple):
    """A position, the feed that it belongs to, and the moment up to which everything had been told."""

    epoch: str
    position: Position
    stood_at: dt.datetime

    def is_usable(self, epoch: str) -> bool:
        """Whether reading can go on here: made by this feed, not so old that news behind it may be gone."""
        return self.epoch == epoch and self.stood_at >= clock.now() - KEEP


class _Packed(msgspec.Struct, omit_defaults=True):
    e: str
    x: str
    t: int
    i: int = 0
    p: int = 0
    g: UUID | None = None


def pack(cursor: Cursor) -> str:
    """The cursor as clients keep it."""
    at, moment = cursor.position, int(cursor.stood_at.timestamp())
    raw = msgspec.json.encode(_Packed(cursor.epoch, str(at.xid), moment, at.news, at.place, at.after))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unpack(text: str, *, pointer: str = "/cursor") -> Cursor:
    """The cursor of a text; raises Problem (422) for anything that we did not make."""
    try:
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST or not text.isascii():
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        read = msgspec.json.decode(raw, type=_Packed)
        position = Position(int(read.x), read.i, read.p, read.g)
        if not (read.x.isdigit() and position.xid <= XID_LIMIT and 0 <= read.i <= BIGINT and 0 <= read.p <= 10**6):
            raise ValueError
        stood_at = dt.datetime.fromtimestamp(read.t, dt.UTC)
    except (ValueError, OverflowError, OSError, binascii.Error, msgspec.MsgspecError):
        raise Problem("bad_cursor", pointer=pointer) from None
    return Cursor(read.e, position, stood_at)


def epoch() -> str:
    """What tells this feed from every other: the installation, its cluster and the cluster's line of history."""
    with connection.cursor() as sql:
        sql.execute("SELECT system_identifier, timeline_id FROM pg_control_system(), pg_control_checkpoint()")
        cluster, timeline = sql.fetchone()
    own = Installation.objects.values_list("feed_epoch", flat=True).get(id=1)
    return blake2b(f"{own}:{cluster}:{timeline}".encode(), digest_size=6).hexdigest()


def renew_epoch() -> None:
    """Every cursor given out so far is void: each client takes a snapshot before it reads on."""
    from optics_crm.core.ids import new_id

    Installation.objects.filter(id=1).update(feed_epoch=new_id())

"""All objects of a kind, page by page, and the cursor at which the feed goes on without a gap.

No transaction is held open between the pages. The feed's horizon is noted before the first page, and every page tells
the objects as they stand when it is read. Whatever is changed after an object was told is said by a transaction that
had not ended when the horizon was noted, so its news lie behind the horizon, and the feed tells the object once more.
Pages go by an id that never changes, so no object is passed over; one that is born meanwhile is news, too. The end is
therefore the state of one moment, as under an exported snapshot, and a client may take days over it and go on after a
restart of either side.
"""

import base64
import binascii
import datetime as dt
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from optics_crm.core import clock
from optics_crm.core.sync.feed.cursors import KEEP, LONGEST, XID_LIMIT, Cursor, Position
from optics_crm.core.sync.feed.kinds import FEED, Reader
from optics_crm.core.sync.feed.news_rows import horizon
from optics_crm.core.sync.feed.reading import object_of, one_view
from optics_crm.core.sync.problems import Problem


class Place(msgspec.Struct, omit_defaults=True):
    """Where a snapshot stands: the kind, the feed's horizon and moment at its start, the last id told."""

    k: str
    e: str
    x: int
    t: int
    a: UUID | None = None

    @property
    def stood_at(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.t, dt.UTC)

    def is_usable(self, epoch: str) -> bool:
        """Whether the feed still reaches back to where the snapshot began."""
        return self.e == epoch and self.stood_at >= clock.now() - KEEP

    def feed(self) -> Cursor:
        """Where the feed goes on afterwards."""
        return Cursor(self.e, Position(self.x), self.stood_at)


@dataclass(frozen=True)
class Part:
    """One page: items, and the place of the next (None: this was the last)."""

    items: list[dict[str, Any]]
    next: Place | None


def begin(kind: str, epoch: str) -> Place:
    """A snapshot that starts now."""
    return Place(kind, epoch, horizon().xid, int(clock.now().timestamp()))


def pack(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def unpack(text: str, kind: str) -> Place:
    """The place of a text; raises Problem (422) for anything that we did not make for this kind."""
    try:
        if not 0 < len(text) <= LONGEST or not text.isascii():
            raise ValueError
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=Place)
        if place.k != kind or not 0 <= place.x <= XID_LIMIT:
            raise ValueError
        _moment = place.stood_at
    except (ValueError, OverflowError, OSError, binascii.Error, msgspec.MsgspecError):
        raise Problem("bad_cursor", pointer="/cursor") from None
    return place


def read(place: Place, reader: Reader, limit: int) -> Part:
    """The page at a place: the objects that `limit` ids lead to."""
    entry = FEED.get(place.k)
    with one_view():
        version = time.time_ns() // 1_000_000
        ids = entry.after(place.a, limit)
        found = entry.find(ids, reader)
        addresses = [address for one in ids for address in found.get(one, ())]
        states = entry.states(addresses, reader)
    items = [
        {**object_of(place.k, address, states[address.guid], version), "data": states[address.guid].data}
        for address in addresses
        if address.guid in states
    ]
    last = ids[-1] if len(ids) == limit else None
    return Part(items, msgspec.structs.replace(place, a=last) if last else None)

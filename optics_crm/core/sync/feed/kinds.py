"""The list of kinds that go out, and what an owner's `feed.py` has to tell about one."""

import datetime as dt
import zoneinfo
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model

from optics_crm.core.models import SyncClient
from optics_crm.core.registry import Registry
from optics_crm.core.sync.tables import ask, uuid_array

Role = str
Found = dict[UUID, list["Address"]]


@dataclass(frozen=True, slots=True)
class Address:
    """An object as one client knows it: the GUID in that client's book and our row; what else the entry needs to tell
    it stands in `note`.
    """

    guid: UUID
    row: UUID
    note: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """How an object stands now, in the field names of its kind. `is_erased`: nothing of it may be kept anywhere."""

    data: dict[str, Any] | None
    is_deleted: bool = False
    is_erased: bool = False


@dataclass(frozen=True)
class Reader:
    """For whom the feed is read."""

    client: SyncClient

    def moment(self, value: dt.datetime | None) -> str | None:
        """A moment with the offset of the client's zone."""
        return value.astimezone(zoneinfo.ZoneInfo(self.client.timezone)).isoformat() if value else None


class FeedKind:
    """How objects of one kind are told to a client. An entry has one instance; it keeps nothing between pages.

    `heard` names the news that change such an object and the roles of their ids that lead to it. `is_event`: each is
    told by itself, none stands for an earlier one.
    """

    code: ClassVar[str]
    heard: ClassVar[Mapping[str, Sequence[Role]]]
    is_event: ClassVar[bool] = False

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        """The objects that the ids of the news lead to, in a fixed number of statements. Unknown ids lead nowhere."""
        raise NotImplementedError

    def states(self, addresses: Sequence[Address], reader: Reader) -> dict[UUID, State]:
        """How these objects stand, by GUID, in a fixed number of statements."""
        raise NotImplementedError

    def after(self, last: UUID | None, limit: int) -> list[UUID]:
        """The next ids of all that lives, in an order that never changes: ids as `find` takes them."""
        raise NotImplementedError


class OwnRows(FeedKind):
    """An entry whose news name rows of one table, known everywhere by one GUID (their own id when born here)."""

    model: ClassVar[type[Model]]
    guid_column: ClassVar[str] = "coalesce(guid, id)"
    living: ClassVar[str] = "deleted_at IS NULL"

    def find(self, ids: Collection[UUID], reader: Reader) -> Found:
        rows = ask(f"SELECT id, {self.guid_column} FROM {self.table} WHERE id = ANY(%s::uuid[])", [uuid_array(ids)])
        return {row_id: [Address(guid, row_id)] for row_id, guid in rows}

    def after(self, last: UUID | None, limit: int) -> list[UUID]:
        rows = ask(
            f"SELECT id FROM {self.table} WHERE {self.living} AND id > %s ORDER BY id LIMIT %s",
            [last or UUID(int=0), limit],
        )
        return [row_id for (row_id,) in rows]

    @property
    def table(self) -> str:
        return self.model._meta.db_table


FEED: Registry[FeedKind] = Registry("kinds of the feed")


def feeds(entry: type[FeedKind]) -> type[FeedKind]:
    """Adds an entry to the list; used as a decorator."""
    FEED.add(entry.code, entry())
    return entry


def news_heard(codes: Collection[str]) -> list[str]:
    """The kinds of news that touch these kinds of the feed."""
    return sorted({kind for code in codes for kind in FEED.get(code).heard})

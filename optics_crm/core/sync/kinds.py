"""The list of kinds, and what a mapper in an owner's `onec.py` has to tell about one."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec
from django.db.models import Model

from optics_crm.core.models import SyncClient
from optics_crm.core.registry import Registry
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.values import Reading

Shape = TypeVar("Shape", bound=msgspec.Struct)
Need = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is parked under a key: a later row of the key is judged by it, too."""

    version: int
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class Owned:
    """A field that we write, too (R10): its column and whose word counts: `onec`, `crm`, `newest`, `union` of lists."""

    column: str
    owner: str = "newest"
    is_list: bool = False


@dataclass(slots=True)
class Work(Generic[Shape]):
    """One object that will be written. `told` holds the columns that its values fill, `row` these and its references,
    `before` the columns of `kept` as they stand.
    """

    n: int
    guid: UUID
    version: int
    data: Shape
    told: dict[str, Any]
    content_hash: bytes
    id: UUID
    row: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] | None = None
    is_new: bool = True
    is_revived: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Batch:
    """What mappers may ask while a batch is written."""

    client: SyncClient
    reading: Reading
    is_history: bool
    found: dict[str, dict[UUID, Any]] = field(default_factory=dict)
    waiting: Mapping[Need, Waiting] = field(default_factory=dict)
    meanings: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    def ref(self, kind: str, guid: UUID, pointer: str) -> Any:
        """The id behind a GUID; for an unknown one the Fault that parks the row."""
        known = self.found.get(kind, {}).get(guid)
        if known is None:
            raise Fault("unknown_ref", pointer, str(guid), missing=(kind, str(guid)))
        return known

    def is_news(self, day: dt.date | None) -> bool:
        """Whether something that happened on that day may start reactions: no history, at most three days old."""
        return not self.is_history and (day is None or day >= self.reading.last_day - dt.timedelta(days=3))


class Kind(Generic[Shape]):
    """How objects of one kind are read and written. A mapper has one instance; it keeps nothing between batches.

    `order`: whatever a kind refers to has a lower one: salon 10, staff 20, product 30, customer 40, household 50,
    appointment 60, exam 70, order 80, purchase 90, service_ticket 100, stage_change 110, stock 120, reservation 130.
    `key_of`: references of the data that make the key of objects without a GUID of their own (a stock: product, salon).
    `columns` are the columns that it writes beside those of `Synced`, with the value of an absent key on insert.
    `day_of` is the column of the moment by whose day digests count an object (empty: it has none), `sum_of` what they
    add up, `hash_of` one that keeps the hash of GUID and version where there are millions of objects.
    `owned`: fields that are set here, too, by their names; what sets one calls `ownership.actions.set_here`.
    `is_copied`: fresh rows go in by COPY, which reads no arrays from us.
    `signs`: what tells an object apart beside its GUID, the surest first (see `signs_of`); `soft_columns`: columns
    that keep a GUID as it came, with the kind that it names.
    `is_erasable`: an item may ask that the person behind the object be erased; `is_personal`: an object tells of
    somebody and is not taken once that customer was erased.
    `edition` grows when the mapper learns to read more, so that a full re-send is applied once more.
    """

    code: ClassVar[str]
    order: ClassVar[int]
    key_of: ClassVar[tuple[str, ...]] = ()
    model: ClassVar[type[Model]]
    shape: type[Shape]
    columns: ClassVar[dict[str, Any]]
    keeps: ClassVar[tuple[str, ...]] = ()
    owned: ClassVar[Mapping[str, Owned]] = {}
    edition: ClassVar[int] = 1
    day_of: ClassVar[str] = ""
    sum_of: ClassVar[str] = ""
    hash_of: ClassVar[str] = ""
    is_medical: ClassVar[bool] = False
    signs: ClassVar[tuple[str, ...]] = ()
    soft_columns: ClassVar[Mapping[str, str]] = {}
    is_copied: ClassVar[bool] = False
    is_erasable: ClassVar[bool] = False
    is_personal: ClassVar[bool] = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that are read when known rows are locked."""
        return tuple(dict.fromkeys([*self.keeps, *(owned.column for owned in self.owned.values())]))

    def row(self, data: Shape, reading: Reading) -> dict[str, Any]:
        """The columns that the sent keys fill, without references; raises Fault for a value that cannot be."""
        raise NotImplementedError

    def codes(self) -> Mapping[str, Collection[str]]:
        """Fields (`lines.category`) whose codes `row` checks itself; those that the shape lists need no word."""
        return {}

    def warnings(self, data: Shape, reading: Reading) -> list[dict[str, Any]]:
        """What is accepted though it looks odd."""
        return []

    def needs(self, data: Shape) -> Iterable[Need]:
        """Objects (kind, guid) that must be known before this one."""
        return ()

    def follows(self, data: Shape) -> UUID | None:
        """The object of this very kind that must be written first, when both are in one batch."""
        return None

    def link(self, work: Work[Shape], batch: Batch) -> None:
        """Fills the columns of references from `batch.ref`; raises Fault for an unknown one."""

    def about_to_write(self, works: Sequence[Work[Shape]], batch: Batch) -> None:
        """What must be kept of the rows as they stand, just before they are written."""

    def written(self, works: Sequence[Work[Shape]], batch: Batch) -> None:
        """Children, computed columns, moments and news of rows just inserted or updated.

        Foreign keys are checked at commit: a row that new rows point to may be inserted here.
        """

    def deleted(self, ids: Collection[UUID], batch: Batch) -> None:
        """The same for rows that have just become tombstones."""

    def erased(self, object_id: UUID, batch: Batch) -> bool:
        """Erases whom the object tells of; False where that is not for this client alone to say and people were
        asked.
        """
        raise NotImplementedError

    def signs_of(self, data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Signs with their values, of data as sent: by them the object is found again after its base was migrated."""
        return ()

    def stored_signs(self) -> str:
        """SQL of (guid, sign, value) over the live objects of %(client)s, values made as `signs_of` makes them."""
        raise NotImplementedError

    def corrected(self, object_id: UUID, field: str) -> None:
        """What follows when the other book's value of an owned field was taken for ours."""

    def crm_ids(self, ids: Collection[UUID]) -> dict[UUID, UUID]:
        """The ids that the world sees (only those that differ from the row's own)."""
        return {}


KINDS: Registry[Kind[Any]] = Registry("kinds of the exchange")


def exchange(mapper: type[Kind[Any]]) -> type[Kind[Any]]:
    """Adds a mapper to the list; used as a decorator."""
    KINDS.add(mapper.code, mapper())
    return mapper


def in_order() -> list[Kind[Any]]:
    """The kinds so that whatever is referred to comes first."""
    return sorted(KINDS, key=lambda kind: kind.order)

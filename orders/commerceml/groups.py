"""Groups of goods as people see them: which book, how many goods, what they are here."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from orders.models import CommerceGood, CommerceGroup

DEEPEST = 6


@dataclass(frozen=True)
class ShownGroup:
    """A group with the names of those above it."""

    row: CommerceGroup
    above: str
    goods: int


def listed() -> QuerySet[CommerceGroup]:
    """Groups, those without a category first."""
    return CommerceGroup.objects.select_related("client").order_by("category", "name", "pk")


def unmapped() -> int:
    """Groups that hold goods and have no category."""
    goods = CommerceGood.objects.filter(client=OuterRef("client"), group=OuterRef("ident"))
    return CommerceGroup.objects.filter(Exists(goods), category="").count()


def shown(rows: Sequence[CommerceGroup]) -> list[ShownGroup]:
    """The rows with the way to them and the goods that lie directly in them; one question per level above."""
    names = {(row.client_id, row.ident): row for row in rows}
    wanted = {row.parent for row in rows if row.parent}
    for _level in range(DEEPEST):
        wanted -= {ident for _client, ident in names}
        if not wanted:
            break
        found = CommerceGroup.objects.filter(ident__in=wanted, client__in={row.client_id for row in rows})
        names |= {(row.client_id, row.ident): row for row in found}
        wanted = {row.parent for row in found if row.parent}
    counts = _goods(rows)
    return [ShownGroup(row, _above(row, names), counts.get((row.client_id, row.ident), 0)) for row in rows]


def _goods(rows: Sequence[CommerceGroup]) -> dict[tuple[UUID, str], int]:
    found = (
        CommerceGood.objects.filter(client__in={row.client_id for row in rows}, group__in=[row.ident for row in rows])
        .values_list("client", "group")
        .annotate(n=Count("*"))
    )
    return {(client, group): count for client, group, count in found}


def _above(row: CommerceGroup, names: dict[tuple[UUID, str], CommerceGroup]) -> str:
    way: list[str] = []
    parent = row.parent
    while parent and len(way) < DEEPEST and (above := names.get((row.client_id, parent))):
        way.append(above.name or above.ident)
        parent = above.parent
    return " / ".join(reversed(way))

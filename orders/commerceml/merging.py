"""Goods in their parts to whole rows of the exchange: what the catalogue and the offers said, put together anew.

The same parts make the same row, so that a file given again is newer and equal: it changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from optics_crm.core.models import SyncClient
from orders.commerceml import idents
from orders.commerceml.goods import Told
from orders.models import CommerceGood, CommerceGroup

Row = tuple[str, UUID | None, dict[str, Any]]
UNMAPPED = "accessory"
ANCESTORS = 20
TOGETHER = 500
KEPT = ("parent", "guid", "group", "catalogue", "offer", "stock", "seen")


def categories(client: SyncClient) -> dict[str, str]:
    """What the goods of each group are here: by the group itself, else by the nearest group above it."""
    groups = {row.ident: row for row in CommerceGroup.objects.filter(client=client)}
    return {ident: _category(ident, groups) for ident in groups}


def _category(ident: str, groups: Mapping[str, CommerceGroup]) -> str:
    for _step in range(ANCESTORS):
        row = groups.get(ident)
        if row is None:
            break
        if row.category:
            return row.category
        ident = row.parent
    return UNMAPPED


def catalogue_rows(client: SyncClient, told: Sequence[Told], version: int) -> list[Row]:
    """Keeps what the catalogue says of these goods and makes their rows, those of their variants too."""
    known = _known(client, [one.ident for one in told])
    changed: dict[str, CommerceGood] = {}
    for one in told:
        row, group = known[one.ident], one.group[: idents.LIMIT]
        if row.pk is None or (row.group, row.catalogue) != (group, one.values):
            changed[one.ident] = row
        row.group, row.catalogue, row.seen = group, one.values, version
    _note_groups(client, {row.group for row in known.values()})
    _keep(changed.values())
    same = [row.pk for row in known.values() if row.ident not in changed]
    CommerceGood.objects.filter(pk__in=same).update(seen=version)
    variants = CommerceGood.objects.filter(client=client, parent__in=list(known)).exclude(parent="")
    return list(_products(client, [*known.values(), *variants], known))


def offer_rows(client: SyncClient, told: Sequence[Told], at: str, *, is_dated: bool) -> list[Row]:
    """Keeps what the offers say and makes the rows of products and of their stock.

    `at` is the moment of the file; where the file tells none, a quantity that did not change keeps its own.
    """
    known = _known(client, [one.ident for one in told])
    stored = {ident: (dict(row.offer), dict(row.stock)) for ident, row in known.items() if row.pk}
    stock: list[Row] = []
    changed: dict[str, CommerceGood] = {}
    for one in told:
        row = known[one.ident]
        row.offer = {**row.offer, **one.values}
        if one.values:
            changed[one.ident] = row
        for place, qty in one.stock.items():
            before = row.stock.get(place)
            since = before[1] if before and before[0] == qty and not is_dated else at
            row.stock[place] = [qty, since]
            salon = idents.guid_for("salon", client.source, place)
            stock.append(("stock", None, {"product": str(row.guid), "salon": str(salon), "qty": qty, "at": since}))
    _keep(row for ident, row in known.items() if stored.get(ident) != (row.offer, row.stock))
    parents = {row.parent for row in changed.values() if row.parent}
    above = {row.ident: row for row in CommerceGood.objects.filter(client=client, ident__in=parents)}
    return [*_products(client, changed.values(), above), *stock]


def forget_unseen(client: SyncClient, version: int) -> Iterator[list[Row]]:
    """Rows of goods that the full catalogue of that version did not hold: they are sold no more."""
    old = CommerceGood.objects.filter(client=client, parent="", seen__lt=version, catalogue__is_active=True)
    while rows := list(old.order_by("ident")[:TOGETHER]):
        for row in rows:
            row.catalogue = {**row.catalogue, "is_active": False}
        _keep(rows)
        yield list(_products(client, rows, {}))


def kept_rows(client: SyncClient, goods: Iterable[CommerceGood]) -> list[Row]:
    """Rows of goods that are kept, as they are now: after their group was mapped."""
    rows = list(goods)
    parents = {row.parent for row in rows if row.parent}
    above = {row.ident: row for row in CommerceGood.objects.filter(client=client, ident__in=parents)}
    return list(_products(client, rows, above))


def _products(client: SyncClient, rows: Iterable[CommerceGood], above: Mapping[str, CommerceGood]) -> Iterator[Row]:
    """A variant is its good with what its offer says; a good is what the catalogue says with a price."""
    known = categories(client)
    for row in rows:
        parent = above.get(row.parent) if row.parent else None
        group = row.group or (parent.group if parent else "")
        if row.parent:
            values = {**(parent.catalogue if parent else {}), **row.catalogue, **row.offer}
        else:
            values = {**row.offer, **row.catalogue}
        if values.get("name"):
            yield "product", row.guid, {**values, "category": known.get(group, UNMAPPED)}


def _known(client: SyncClient, told: Iterable[str]) -> dict[str, CommerceGood]:
    """The goods under these identifiers, new ones not yet stored."""
    wanted = dict.fromkeys(told)
    found = {row.ident: row for row in CommerceGood.objects.filter(client=client, ident__in=list(wanted))}
    for ident in wanted:
        if ident not in found:
            good = idents.good_of(ident)
            found[ident] = CommerceGood(
                client=client,
                ident=ident,
                parent=good if good != ident else "",
                guid=idents.guid_for("product", client.source, ident),
            )
    return found


def _keep(rows: Iterable[CommerceGood]) -> None:
    CommerceGood.objects.bulk_create(
        sorted(rows, key=lambda row: row.ident),
        update_conflicts=True,
        unique_fields=["client", "ident"],
        update_fields=KEPT,
    )


def _note_groups(client: SyncClient, told: Iterable[str]) -> None:
    """Groups that no classifier told of are listed for mapping all the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO orders_commercegroup (id, client_id, ident, parent, name, category, created_at, updated_at)
               SELECT app_uuid7(), %s, g.ident, '', g.name, '', app_now(), app_now()
               FROM unnest(%s::text[], %s::text[]) g(ident, name) ORDER BY g.ident
               ON CONFLICT (client_id, ident) DO NOTHING""",
            [client.pk, *_named(sorted(one for one in told if one))],
        )


def _named(told: Sequence[str]) -> tuple[list[str], list[str]]:
    return list(told), [one.removeprefix("вид:") if one.startswith("вид:") else "" for one in told]

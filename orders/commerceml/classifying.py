"""The classifier: groups with their parents, words behind the identifiers of properties and their values."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from optics_crm.core import clock
from optics_crm.core.models import SyncClient
from orders.commerceml.idents import LIMIT
from orders.commerceml.reading import children, text
from orders.models import CommerceGroup, CommerceTerm

GROUPS = 20_000
DEPTH = 20


def keep_groups(client: SyncClient, element: Element) -> None:
    """Stores the tree of groups; what people have mapped stays mapped."""
    rows = {row.ident: row for row in _groups(client, element, "", 0)}
    CommerceGroup.objects.bulk_create(
        sorted(rows.values(), key=lambda row: row.ident)[:GROUPS],
        update_conflicts=True,
        unique_fields=["client", "ident"],
        update_fields=["name", "parent", "updated_at"],
    )


def _groups(client: SyncClient, element: Element, parent: str, depth: int) -> Iterator[CommerceGroup]:
    for one in children(element, "Группа"):
        ident = text(one, "Ид")[:LIMIT]
        if ident:
            named = text(one, "Наименование")[:300]
            yield CommerceGroup(client=client, ident=ident, parent=parent, name=named, updated_at=clock.now())
        if depth < DEPTH:
            for inner in children(one, "Группы"):
                yield from _groups(client, inner, ident or parent, depth + 1)


def keep_property(client: SyncClient, element: Element) -> None:
    """Stores the word of a property (or of a type of prices) and of each of its values."""
    told = {text(element, "Ид"): text(element, "Наименование")}
    for way in (("ВариантыЗначений", "Справочник"), ("ВариантыЗначений", "Вариант")):
        told |= {text(one, "ИдЗначения") or text(one, "Ид"): text(one, "Значение") for one in children(element, *way)}
    rows = [
        CommerceTerm(client=client, ident=ident[:LIMIT], text=words[:300])
        for ident, words in sorted(told.items())
        if ident and words
    ]
    CommerceTerm.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["client", "ident"], update_fields=["text"], batch_size=2000
    )


def terms(client: SyncClient) -> Mapping[str, str]:
    """The words of a book by their identifiers."""
    return dict(CommerceTerm.objects.filter(client=client).values_list("ident", "text"))

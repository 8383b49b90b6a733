"""Keys that we do not know (R11): their values are kept with the object, the keys are told once per client and kind."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from optics_crm.core.sync.kinds import Batch, Kind, Work
from optics_crm.core.sync.shapes import children_of
from optics_crm.core.sync.tables import ask

MOST_KEYS = 500  # of one kind; a program that makes up keys fills no table
LONGEST = 120
NOTE = """INSERT INTO core_syncextrakey (client_id, kind, key, first_seen)
    SELECT %s, %s, key, (SELECT app_now()) FROM unnest(%s::text[]) key
     WHERE (SELECT count(*) FROM core_syncextrakey WHERE client_id = %s AND kind = %s) < %s
    ON CONFLICT (client_id, kind, key) DO NOTHING"""

# what this process has told already: an accelerator, the table decides
_told: set[tuple[UUID, str, str]] = set()


def note(kind: Kind[Any], works: Iterable[Work[Any]], batch: Batch) -> None:
    """Remembers the unknown keys of these rows; those that were told before cost nothing."""
    seen = {key for work in works if work.extra for key in keys_of(work.extra, kind.shape)}
    fresh = sorted(key for key in seen if (batch.client.pk, kind.code, key) not in _told)
    if fresh:
        ask(NOTE, [batch.client.pk, kind.code, fresh, batch.client.pk, kind.code, MOST_KEYS])
        transaction.on_commit(lambda: _remember(batch.client.pk, kind.code, fresh))


def _remember(client: UUID, kind: str, keys: Collection[str]) -> None:
    if len(_told) > 100 * MOST_KEYS:
        _told.clear()
    _told.update((client, kind, key) for key in keys)


def keys_of(extra: dict[str, Any], shape: type[msgspec.Struct]) -> set[str]:
    """The names of unknown keys; those within the entries of a list as `lines.key`."""
    children, found = children_of(shape), set()
    for key, value in extra.items():
        if key not in children:
            found.add(key[:LONGEST])
            continue
        for entry in value.values():
            found |= {f"{key}.{inner}"[:LONGEST] for inner in keys_of(entry, children[key])}
    return found

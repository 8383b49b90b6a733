"""Parked rows tried again because somebody asks for it, refused ones too."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from optics_crm.core.models import SyncClient
from optics_crm.core.sync import meetings, tables
from optics_crm.core.sync.batches import STATEMENT_SECONDS
from optics_crm.core.sync.parking import replaying, shelf
from optics_crm.core.sync.parking.shelf import Parked

AT_ONCE = 500
FILTERS = ("kind", "reason", "missing_kind", "field", "value")


@dataclass(frozen=True)
class Tried:
    """What became of the rows, by status, and how many of those asked for are still parked."""

    counts: Mapping[str, int]
    left: int


@transaction.atomic
@meetings.held()
def try_again(client: SyncClient, asked: Mapping[str, str]) -> Tried:
    """Tries up to 500 rows of a client, those first that were tried longest ago; `asked` narrows them by `FILTERS`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
    rows = _rows(client, asked)
    replaying.after(replaying.try_apart(rows))
    left = client.parked.filter(**{name: value for name, value in asked.items() if value}).count()
    return Tried(Counter(row.item.status for row in rows), left)


def _rows(client: SyncClient, asked: Mapping[str, str]) -> list[Parked]:
    given = [(name, asked[name]) for name in FILTERS if asked.get(name)]
    where = "".join(f" AND p.{name} = %s" for name, _value in given)
    return shelf.parked_rows(
        tables.ask(
            f"""SELECT {shelf.COLUMNS} FROM core_syncparked p WHERE p.client_id = %s{where}
                ORDER BY p.tried_at, p.id LIMIT %s FOR UPDATE OF p SKIP LOCKED""",
            [client.pk, *(value for _name, value in given), AT_ONCE],
        )
    )

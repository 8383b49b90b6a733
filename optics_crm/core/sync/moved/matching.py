"""Which new GUID names which known object: by the signs that its kind knows it by, the surest sign first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from optics_crm.core import audit
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient, SyncMove
from optics_crm.core.sync import copying
from optics_crm.core.sync.kinds import KINDS, Kind
from optics_crm.core.sync.tables import ask
from optics_crm.core.sync.values import guid_of

SHEET = """DROP TABLE IF EXISTS pg_temp.sync_sign;
    CREATE TEMP TABLE sync_sign (guid uuid, place int, sign text, value text) ON COMMIT DROP"""
MATCH = """
    WITH stored AS ({signs}),
    pair AS (SELECT DISTINCT n.guid AS new_guid, s.guid AS old_guid, n.place FROM pg_temp.sync_sign n
               JOIN stored s ON s.sign = n.sign AND s.value = n.value AND s.guid <> n.guid),
    best AS (SELECT p.* FROM pair p JOIN (SELECT new_guid, min(place) AS place FROM pair GROUP BY 1) b
                    USING (new_guid, place)),
    counted AS (SELECT *, count(*) OVER (PARTITION BY new_guid) AS olds, count(*) OVER (PARTITION BY old_guid) AS news
                  FROM best)
    INSERT INTO core_syncmoverow (move_id, old_guid, new_guid, sign, state)
    SELECT %(move)s, c.old_guid, c.new_guid, (%(names)s::text[])[c.place + 1],
           CASE WHEN EXISTS (SELECT 1 FROM {table} t WHERE t.client_id = %(client)s AND t.guid = c.new_guid)
                THEN 'taken' WHEN c.olds = 1 AND c.news = 1 THEN 'sure' ELSE 'doubtful' END
      FROM counted c"""


@transaction.atomic
def match(actor: Any, client: SyncClient, kind_code: str, rows: Iterable[Any]) -> SyncMove:
    """Compares the objects of the migrated base (rows as it would send them) with those that the client sent before.

    Nothing is changed but the report. Raises DomainError for a kind that knows no signs, or rows that are none.
    """
    kind = _kind(kind_code)
    move = SyncMove.objects.create(client=client, kind=kind_code, author=actor if getattr(actor, "pk", None) else None)
    with connection.cursor() as cursor:
        cursor.execute(SHEET)
    names = list(kind.signs)
    told: set[UUID] = set()
    copying.copy("sync_sign", ("guid", "place", "sign", "value"), _signs(kind, names, rows, told))
    if not told:
        raise DomainError("no_rows", _("No row of this kind with a GUID and data was found."))
    ask(
        MATCH.format(signs=kind.stored_signs(), table=kind.table),
        {"move": move.pk, "client": client.pk, "names": names},
    )
    move.asked = len(told)
    move.save(update_fields=["asked"])
    audit.record(actor, "core.sync.move_matched", move, kind=kind_code, asked=len(told))
    return move


def kinds_with_signs() -> list[str]:
    """Kinds whose objects can be told by something else than their GUID."""
    return sorted(kind.code for kind in KINDS if kind.signs)


def _kind(code: str) -> Kind[Any]:
    kind = KINDS.find(code)
    if kind is None or not kind.signs:
        raise DomainError("kind_unknown", _("Objects of this kind are told by their GUID alone."), pointer="/kind")
    return kind


def _signs(
    kind: Kind[Any], names: Sequence[str], rows: Iterable[Any], told: set[UUID]
) -> Iterator[tuple[UUID, int, str, str]]:
    for row in rows:
        if not isinstance(row, dict) or row.get("kind", kind.code) != kind.code:
            continue
        guid, data = guid_of(row.get("guid")), row.get("data")
        if guid is None or not isinstance(data, Mapping) or guid in told:
            continue
        told.add(guid)
        for sign, value in set(kind.signs_of(data)):
            yield guid, names.index(sign), sign, value

"""What the exchange itself keeps of objects beside their tables, taken away when their person is erased."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from optics_crm.core.models import SyncBatch
from optics_crm.core.sync import erasing
from optics_crm.core.sync.kinds import KINDS, Need
from optics_crm.core.sync.tables import ask, uuid_array

OF_KEYS = "(kind, guid) IN (SELECT * FROM unnest(%s::text[], %s::uuid[]))"
PARKED = f"DELETE FROM core_syncparked WHERE {OF_KEYS}"
# rows that wait for something else and name the person: their payload tells of nobody else
PARKED_ABOUT = "DELETE FROM core_syncparked WHERE kind = ANY(%s) AND payload ILIKE ANY(%s)"
REJECTED = "DELETE FROM core_syncrejected WHERE (kind, guid) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
FAILURES = f"DELETE FROM core_feedfailure WHERE {OF_KEYS}"
FIELDS = "DELETE FROM core_syncfield WHERE object_id = ANY(%s::uuid[])"
ANSWERS = "SELECT id FROM core_syncbatch WHERE answer::text LIKE ANY(%s)"
VALUES = ("value", "warnings")


def scrub(keys: Collection[Need], rows: Collection[UUID]) -> None:
    """Forgets parked payloads, refusals, proposed fields and values in stored answers of these objects, and buries
    their keys. `rows` are the ids of the objects in our tables.
    """
    if not keys:
        return
    kinds, guids = [kind for kind, _guid in keys], [guid for _kind, guid in keys]
    ask(PARKED, [kinds, uuid_array(guids)])
    personal = [kind.code for kind in KINDS if kind.is_personal]
    ask(PARKED_ABOUT, [personal, [f"%{guid}%" for guid in guids]])
    ask(REJECTED, [kinds, [str(guid) for guid in guids]])
    ask(FAILURES, [kinds, uuid_array(guids)])
    ask(FIELDS, [uuid_array(rows)])
    _scrub_answers(guids)
    erasing.bury(keys)


def _scrub_answers(guids: Collection[UUID]) -> None:
    """The answers stay, to be repeated as they were; values that they quote of these objects go."""
    names = {str(guid) for guid in guids}
    found = [row for (row,) in ask(ANSWERS, [[f"%{name}%" for name in names]])]
    for batch in SyncBatch.objects.filter(pk__in=found):
        answer = dict(batch.answer or {})
        answer["results"] = [
            _without_values(result) if result.get("guid") in names else result for result in answer["results"]
        ]
        batch.answer = answer
        batch.save(update_fields=["answer"])


def _without_values(result: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in result.items() if name not in VALUES}

"""Old GUIDs led to the new ones, in rows that come and in references: asked only for what is unknown otherwise."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import Batch, Kind
from optics_crm.core.sync.tables import ask, uuid_array

NEW = "SELECT old_guid, new_guid FROM core_syncalias WHERE client_id = %s AND kind = %s AND old_guid = ANY(%s::uuid[])"


def new_of(kind: str, guids: Collection[UUID], batch: Batch) -> dict[UUID, UUID]:
    """The new GUID of each old one of the batch's client."""
    return dict(ask(NEW, [batch.client.pk, kind, uuid_array(guids)])) if guids else {}


def follow(kind: Kind[Any], items: Sequence[Item], known: Collection[UUID], batch: Batch) -> set[UUID]:
    """Renames rows that come under an old GUID; returns the new ones, which are to be looked up."""
    strangers = {item.guid for item in items} - set(known)
    renamed = new_of(kind.code, strangers, batch)
    for item in items:
        item.guid = renamed.get(item.guid, item.guid)
    return set(renamed.values())

"""Giving known objects their new GUIDs, with an alias for whatever still uses the old ones."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict
from optics_crm.core.models import SyncMove, SyncMoveRow
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.tables import ask

RENAME = """UPDATE {table} t SET guid = r.new_guid FROM core_syncmoverow r
    WHERE r.move_id = %(move)s AND r.state = 'sure' AND t.client_id = %(client)s AND t.guid = r.old_guid"""
ALIAS = """INSERT INTO core_syncalias (client_id, kind, old_guid, new_guid)
    SELECT %(client)s, %(kind)s, r.old_guid, r.new_guid FROM core_syncmoverow r
     WHERE r.move_id = %(move)s AND r.state = 'sure'
    ON CONFLICT (client_id, kind, old_guid) DO UPDATE SET new_guid = EXCLUDED.new_guid"""
# a base that moved twice: the first name leads to the last one
CHAIN = """UPDATE core_syncalias a SET new_guid = r.new_guid FROM core_syncmoverow r
    WHERE r.move_id = %(move)s AND r.state = 'sure' AND a.client_id = %(client)s AND a.kind = %(kind)s
      AND a.new_guid = r.old_guid"""
WAITING = """UPDATE core_syncparked p SET missing_guid = r.new_guid FROM core_syncmoverow r
    WHERE r.move_id = %(move)s AND r.state = 'sure' AND p.client_id = %(client)s AND p.missing_kind = %(kind)s
      AND p.missing_guid = r.old_guid"""
SOFT = """UPDATE {table} t SET {column} = r.new_guid FROM core_syncmoverow r
    WHERE r.move_id = %(move)s AND r.state = 'sure' AND t.client_id = %(client)s AND t.{column} = r.old_guid"""


@transaction.atomic
def apply(actor: Any, move_id: uuid.UUID) -> SyncMove:
    """Renames the objects of which the report is sure; doubtful pairs stay as they are. Once; a second time is 409."""
    move = SyncMove.objects.select_for_update(of=("self",)).select_related("client").get(pk=move_id)
    if move.applied_at is not None:
        raise Conflict("move_applied", _("This report has been applied already."))
    kind = KINDS.get(move.kind)
    values = {"move": move.pk, "client": move.client_id, "kind": move.kind}
    ask(RENAME.format(table=kind.table), values)
    ask(CHAIN, values)
    ask(ALIAS, values)
    ask(WAITING, values)
    for other in KINDS:
        for column, points_to in other.soft_columns.items():
            if points_to == move.kind:
                ask(SOFT.format(table=other.table, column=column), values)
    move.applied_at = move.updated_at = clock.now()
    move.applied = move.rows.filter(state=SyncMoveRow.State.SURE).count()
    move.save(update_fields=["applied_at", "applied", "updated_at"])
    audit.record(actor, "core.sync.move_applied", move, kind=move.kind, applied=move.applied)
    return move

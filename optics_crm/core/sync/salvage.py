"""The net under a batch: a row that PostgreSQL itself refuses is found and set aside, the others go in."""

import logging
from collections.abc import Callable, Sequence

from django.db import DataError, IntegrityError, connection, transaction

from optics_crm.core.sync.apply import apply as apply_all
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.kinds import KINDS, Batch

log = logging.getLogger(__name__)


def apply(items: Sequence[Item], batch: Callable[[], Batch]) -> None:
    """Applies the rows at once; after a refusal by the database, in halves, down to the rows at fault.

    Every value is checked before it reaches SQL, so the halves are for what nobody thought of.
    """
    _apply_part([item for item in items if not item.status], batch)


def _apply_part(items: Sequence[Item], batch: Callable[[], Batch]) -> None:
    try:
        with transaction.atomic():
            apply_all(items, batch())
            _check_references()
    except (DataError, IntegrityError):
        log.exception("rows that passed every check were refused by the database", extra={"rows": len(items)})
        for item in items:
            item.forget()
        if len(items) == 1:
            items[0].refuse(Fault("not_storable"))
            return
        ordered = sorted(items, key=lambda item: (item.op != "upsert", KINDS.get(item.kind).order))
        middle = len(ordered) // 2
        _apply_part(ordered[:middle], batch)
        _apply_part(ordered[middle:], batch)


def _check_references() -> None:
    """Foreign keys are checked here and not at the commit, where nothing could be set aside any more."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

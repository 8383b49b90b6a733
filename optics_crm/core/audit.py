"""The journal of who did and saw what. It holds no values: no dioptres, no phones, no names."""

import json
import uuid
from typing import Any

from django.db.models import Model

from optics_crm.core.models import AuditEntry


def record(
    actor: Any,
    verb: str,
    obj: Model | None = None,
    *,
    reason: str = "",
    ip: str | None = None,
    salon: uuid.UUID | None = None,
    **data: Any,
) -> AuditEntry:
    """Writes one line in the running transaction: if it cannot be written, neither is the change or the view.

    `actor` is an employee, the name of a program ("onec-retail", "aftercare.daily_run"), or None for a client who
    acted by a link. `verb` reads `customers.exam.viewed`.
    """
    return AuditEntry.objects.create(
        actor=getattr(actor, "pk", None),
        actor_label=str(actor or "client")[:150],
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        salon=salon or getattr(actor, "salon_id", None),
        reason=reason[:300],
        ip=ip,
        data=data,
    )


# the same line as a part of a larger statement that knows %(now)s: from where and on which condition stands behind it
LINE = """INSERT INTO core_auditentry (at, actor, actor_label, verb, object_type, salon, reason, data)
    SELECT %(now)s, %(actor)s, %(actor_label)s, %(verb)s, '', %(salon)s, '', %(data)s"""

LINE_TYPES = {"actor": "uuid", "actor_label": "text", "verb": "text", "salon": "uuid", "data": "jsonb"}


def line_of(actor: Any, verb: str, **data: Any) -> dict[str, Any]:
    """The values of LINE for an employee."""
    label = str(actor)[:150]
    return {"actor": actor.pk, "actor_label": label, "verb": verb, "salon": actor.salon_id, "data": json.dumps(data)}

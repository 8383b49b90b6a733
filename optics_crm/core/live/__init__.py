"""The live stream: what open screens are told the moment it becomes true.

An app declares a kind in its `live.py` and pushes inside the transaction of the change::

    from optics_crm.core.live import live_kind, push

    TEAM = live_kind("team", "somebody's state has changed: employee", "calls.work")

    push(TEAM, {"employee": employee.pk})                      # all who have calls.work
    push(TEAM, {"employee": employee.pk}, to=[a.pk, b.pk])     # these, as long as they have calls.work
    push(TEAM, {"employee": employee.pk}, to="calls.review")   # all who have both capabilities

Nothing is told when the transaction is rolled back. A payload holds ids and words of the program, nothing about
people: whoever is told fetches what they may see. In the browser it arrives as the event `live:team` of the document;
it may come twice (a page that has just been opened), so that handlers must be idempotent.
"""

from optics_crm.core.live.kinds import LIVE_KINDS, LiveKind, live_kind
from optics_crm.core.live.outbox import push

__all__ = ["LIVE_KINDS", "LiveKind", "live_kind", "push"]

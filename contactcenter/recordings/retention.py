"""For how long talks may be heard again."""

import datetime as dt

from contactcenter.models import Recording
from contactcenter.recordings import pieces
from optics_crm.core import clock
from optics_crm.env import env_int

DAYS = 180
AT_ONCE = 200


def forget_old() -> int:
    """Deletes the bytes of recordings older than RECORDINGS_DAYS; returns how many."""
    before = clock.now() - dt.timedelta(days=env_int("RECORDINGS_DAYS", default=DAYS, low=1, high=3650))
    old = Recording.objects.filter(state=Recording.State.FETCHED, fetched_at__lt=before)
    rows = list(old.order_by("fetched_at")[:AT_ONCE])
    for row in rows:
        pieces.forget(row)
    Recording.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Recording.State.FORGOTTEN, size=0, updated_at=clock.now()
    )
    return len(rows)

"""When the contact centre works, in what time it keeps its word: what everybody starts with, all of it editable data."""

import datetime as dt
from typing import Any

from django.db import migrations

NINE, LATE, EARLY = dt.time(9), dt.time(21), dt.time(18)
YEARS = range(2026, 2032)
# minutes of the centre's working time
TERMS = {
    "callback": 30,
    "voicemail": 60,
    "webform": 60,
    "handover": 240,
    "doctor": 120,
    "adaptation": 480,
    "tell": 60,
}


def fill(apps: Any, schema: Any) -> None:
    """Daily from nine to nine; New Year's Eve ends early, New Year's Day is free."""
    hours, day, term = (apps.get_model("contactcenter", name) for name in ("CentreHours", "CentreDay", "PromiseTerm"))
    hours.objects.bulk_create([hours(weekday=n, opens_at=NINE, closes_at=LATE) for n in range(1, 8)])
    eves = [day(day=dt.date(y, 12, 31), opens_at=NINE, closes_at=EARLY, note="Новогодняя ночь") for y in YEARS]
    free = [day(day=dt.date(y + 1, 1, 1), note="Новый год") for y in YEARS]
    day.objects.bulk_create(eves + free)
    term.objects.bulk_create([term(kind=kind, minutes=minutes) for kind, minutes in TERMS.items()])


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0003_first_terms")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""The hours for which a shift is planned."""

import datetime as dt

import pytest

from contactcenter.models import CentreBreak, CentreHours
from contactcenter.shifts import open_hours

pytestmark = pytest.mark.django_db


def test_an_hour_that_is_all_break_needs_nobody() -> None:
    CentreHours.objects.filter(weekday=1).update(opens_at=dt.time(9), closes_at=dt.time(16, 30))
    CentreHours.objects.filter(weekday=2).delete()
    CentreBreak.objects.create(weekday=1, starts_at=dt.time(11, 30), ends_at=dt.time(13))
    assert open_hours(1) == [9, 10, 11, 13, 14, 15, 16]
    assert open_hours(2) == []
    assert open_hours(3) == list(range(9, 21))

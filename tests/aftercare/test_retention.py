"""What a run leaves behind, and for how long; what a run points to cannot be deleted."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from aftercare.campaigns import retention
from aftercare.models import CampaignRun, Message, Suppression
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY

pytestmark = pytest.mark.django_db


def silent_day(clock_at: object) -> CampaignRun:
    """A day on which two people had an occasion and nobody could be written to."""
    clock_at("2026-11-20T10:00:00+03:00")  # type: ignore[operator]
    world.campaigns()
    world.only("annual_check")
    for _one in range(2):
        world.glasses(world.person(consent_ads=False), DAY - dt.timedelta(days=370))
    world.run()
    assert Suppression.objects.count() == 2
    return CampaignRun.objects.get(campaign__key="annual_check")


def test_reasons_go_after_four_hundred_days_and_totals_stay(clock_at: object, monkeypatch: pytest.MonkeyPatch) -> None:
    run = silent_day(clock_at)
    monkeypatch.setattr(retention, "CHUNK", 1)
    clock_at("2027-12-25T10:00:00+03:00")  # type: ignore[operator]
    assert retention.forget_suppressions() == 0
    clock_at("2027-12-26T10:00:00+03:00")  # type: ignore[operator]
    assert retention.forget_suppressions() == 2
    run.refresh_from_db()
    assert (run.eligible, run.suppressed) == (2, {"no_consent": 2})
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("table", ["customers_person", "customers_phone"])
def test_nobody_deletes_what_a_message_points_to(table: str, clock_at: object) -> None:
    clock_at("2026-11-20T10:00:00+03:00")  # type: ignore[operator]
    world.campaigns()
    world.only("annual_check")
    world.glasses(world.person(), DAY - dt.timedelta(days=370))
    world.run()
    message = Message.objects.get()
    row = message.person_id if table == "customers_person" else message.phone_id
    with (
        pytest.raises(IntegrityError, match="aftercare_message points to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row])

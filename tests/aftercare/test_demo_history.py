"""The campaigns' past of a demo chain: made by the engine, whole after any kill, made once."""

import datetime as dt
from pathlib import Path

import pytest
from django.db.models import Sum
from django.utils.module_loading import autodiscover_modules

from aftercare.demo import HISTORY, history
from aftercare.models import Campaign, CampaignRun, Control, Message, Suppression
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.demo.load import load
from optics_crm.core.demo.world import World
from optics_crm.core.models import Installation, Job, News
from orders.models import Purchase

AS_OF = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
DAYS = 16


class PowerCut(Exception):
    """The process is gone."""


@pytest.fixture
def chain(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A small chain whose history is short."""
    autodiscover_modules("demo")
    monkeypatch.setattr(history, "LONG", DAYS)
    Installation.objects.get_or_create(id=1)
    clock.freeze(NOW)
    world = World(11, 700, AS_OF, NOW)
    load(world, tmp_path, lambda done: None)
    return world


def _stand_still(done: int, total: int) -> None:
    pass


def test_the_load_leaves_the_history_to_a_worker_and_the_daily_run_waits(chain: World) -> None:
    assert Job.objects.get(kind=HISTORY).state == Job.State.QUEUED
    assert not Message.objects.exists()
    assert Installation.objects.get().campaigns_start_at == NOW + dt.timedelta(hours=1)


def test_a_kill_in_the_middle_costs_nothing_and_a_second_life_adds_nothing(chain: World) -> None:
    def cut(done: int, total: int) -> None:
        if done == 4:
            raise PowerCut

    with pytest.raises(PowerCut):
        history.relive(cut)
    assert CampaignRun.objects.values("day").distinct().count() == 4
    history.relive(_stand_still)
    counted = _counts()
    assert CampaignRun.objects.count() == DAYS * Campaign.objects.count()
    history.relive(_stand_still)
    assert _counts() == counted
    assert Installation.objects.get().campaigns_start_at is None


def test_the_past_has_ends_for_its_messages_and_answers_of_people_and_tells_nobody(chain: World) -> None:
    before = set(Purchase.objects.values_list("pk", flat=True))
    promises = FollowUp.objects.count()
    history.relive(_stand_still)
    states = set(Message.objects.values_list("state", flat=True))
    assert "delivered" in states and not states & {"queued", "leased", "unknown"}
    assert not Message.objects.filter(text="").exists()
    for run in CampaignRun.objects.all():
        assert run.eligible == run.messages + run.tasks + run.control + sum(run.suppressed.values())
    assert CampaignRun.objects.aggregate(sum=Sum("messages"))["sum"] == Message.objects.count() > 20
    bought = Purchase.objects.exclude(pk__in=before)
    assert bought.exists()
    assert not bought.exclude(sold_on__range=(AS_OF - dt.timedelta(days=DAYS), AS_OF - dt.timedelta(days=1))).exists()
    assert FollowUp.objects.count() == promises
    # promises are our own: screens of colleagues hear of them, no other book does
    assert not News.objects.exclude(kind__startswith="customers.followup_").exists()


def _counts() -> list[int]:
    return [model.objects.count() for model in (CampaignRun, Message, Control, Suppression, Purchase)]

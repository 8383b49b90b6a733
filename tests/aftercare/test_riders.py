"""A message with several occasions, of which some are met before it leaves: the others are told all the same."""

import datetime as dt
from collections.abc import Callable

import pytest

from aftercare.channels.base import PROVIDERS
from aftercare.models import Enrolment, Message
from aftercare.outbox import pump
from aftercare.outbox.cancel import cancel_bought
from aftercare.outbox.claim import claim
from customers.models import Person
from orders.models import Purchase
from tests.aftercare import small_world as world
from tests.aftercare.outbox_world import Scripted
from tests.aftercare.small_world import DAY

pytestmark = pytest.mark.django_db
YEAR_AGO = dt.date(2025, 11, 1)
ENDING = dt.date(2024, 11, 25)
NOON = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def provider(clock_at: Callable[[str], dt.datetime], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    clock_at(NOON.isoformat())
    world.campaigns()
    scripted = Scripted()
    monkeypatch.setitem(PROVIDERS._plugs, "sandbox", scripted)
    return scripted


class Family:
    """A mother with a pair whose service ends, a son whose glasses are a year old, a father who was examined."""

    def __init__(self) -> None:
        phone = world.phone()
        self.mother, self.son, self.father = (world.person(name, main_phone=phone) for name in ("Анна", "Пётр", "Иван"))
        self.pair, self.last = world.glasses(self.mother, ENDING), world.glasses(self.son, YEAR_AGO)
        self.exam = world.exam(self.father, DAY - dt.timedelta(days=35))
        world.run(at=NOON - dt.timedelta(hours=1))

    @property
    def occasions(self) -> list[str]:
        """The most important first."""
        return [
            f"exam:{self.exam.guid}:no_purchase",
            f"purchase:{self.pair.guid}:service_end",
            f"purchase:{self.last.guid}:annual_check",
        ]


def buys(person: Person, on: dt.date = DAY) -> Purchase:
    return world.purchase(person, on, medical_on=on)


def states() -> dict[str, str]:
    return dict(Message.objects.values_list("occasion", "state"))


def drain(provider: Scripted) -> list[str]:
    """The texts that left."""
    pump.drain(5, route=provider.route)
    return [one.text for one in provider.phone]


def test_a_rider_that_is_met_goes_out_of_the_message_at_the_claim(provider: Scripted) -> None:
    family = Family()
    buys(family.son)
    [text] = drain(provider)
    message = Message.objects.get()
    assert message.occasions == family.occasions[:2]
    assert "До 24.11.26 бесплатно обслужим ваши очки." in text
    assert "бесплатную диагностику" not in text
    assert Enrolment.objects.get(occasion=family.occasions[2]).exit_reason == "bought_already"


def test_when_the_winner_is_met_the_first_rider_that_holds_is_told_in_its_own_words(provider: Scripted) -> None:
    family = Family()
    buys(family.father)
    [text] = drain(provider)
    carrier, own = (Message.objects.get(occasion=occasion) for occasion in family.occasions[:2])
    assert (carrier.state, carrier.reason, carrier.occasions) == ("cancelled", "bought_already", family.occasions[:1])
    assert (own.state, own.occasions) == ("accepted", family.occasions[1:])
    assert own.run is not None
    assert own.campaign is not None
    assert (own.campaign.key, own.run.campaign, own.run.day) == ("service_ending", own.campaign, DAY)
    assert own.person == own.card.person == family.mother
    assert text.startswith("Здравствуйте! До 24.11.26 бесплатно обслужим ваши очки и проверим зрение.")
    assert "Ждём и на бесплатную диагностику." in text
    assert "примерка" not in text


def test_when_winner_and_first_rider_are_met_the_next_one_travels_alone(provider: Scripted) -> None:
    family = Family()
    buys(family.father)
    buys(family.mother)
    [text] = drain(provider)
    assert states() == {family.occasions[0]: "cancelled", family.occasions[2]: "accepted"}
    assert text.startswith("Здравствуйте! Пора проверить зрение")


def test_when_every_purpose_is_met_nothing_leaves(provider: Scripted) -> None:
    family = Family()
    for one in (family.mother, family.son, family.father):
        buys(one)
    assert drain(provider) == []
    assert states() == {family.occasions[0]: "cancelled"}


def test_a_purchase_takes_the_winner_out_at_once_even_when_the_message_was_claimed(provider: Scripted) -> None:
    family = Family()
    claimed = claim("somebody", {"sms": "sandbox"})
    assert len(claimed.messages) == 1
    buys(family.father)
    cancel_bought([family.father.cards.get().pk])
    assert states() == {family.occasions[0]: "cancelled", family.occasions[1]: "queued"}
    assert len(drain(provider)) == 1


def test_a_message_that_was_handed_over_is_left_alone(provider: Scripted) -> None:
    family = Family()
    provider.after = lambda batch: _buys_meanwhile(family)
    assert len(drain(provider)) == 1
    assert Message.objects.get().occasions == family.occasions


def _buys_meanwhile(family: Family) -> None:
    buys(family.father)
    cancel_bought([family.father.cards.get().pk])


def test_who_refused_advertising_is_not_told_by_promotion(provider: Scripted) -> None:
    family = Family()
    Person.objects.filter(pk=family.mother.pk).update(opted_out=True)
    buys(family.father)
    assert drain(provider) == []
    assert states() == {family.occasions[0]: "cancelled", family.occasions[1]: "cancelled"}
    assert Message.objects.get(occasion=family.occasions[1]).reason == "opted_out"


def test_a_promoted_rider_is_not_free_for_another_run_nor_are_those_it_carries(provider: Scripted) -> None:
    family = Family()
    buys(family.father)
    drain(provider)
    tomorrow = DAY + dt.timedelta(days=1)
    report = world.run(tomorrow)
    assert report.messages == 0
    assert Enrolment.objects.filter(occasion__in=family.occasions).count() == 3


def test_a_dry_run_sees_the_occasions_free_whose_carrier_never_left() -> None:
    family = Family()
    Message.objects.update(state="expired", reason="quiet_expired")
    tomorrow = DAY + dt.timedelta(days=1)
    dry = world.run(tomorrow, dry_run=True)
    assert Enrolment.objects.count() == 3
    real = world.run(tomorrow)
    assert dry.as_json()["totals"] == real.as_json()["totals"]
    assert real.messages == 1
    assert Message.objects.get(state="queued").occasions == family.occasions[1:]

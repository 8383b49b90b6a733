"""Every missed call is called back, once, in any order of what the exchanges tell; nobody is who was reached."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest
from django.test import Client

from contactcenter.calls.hearing import hear
from contactcenter.models import Call, CentreBreak, CentreDay, HookBody, ProviderClock
from contactcenter.pbx.base import Heard
from customers.families import add_member, found_household
from customers.followups import close_followup
from customers.models import FollowUp
from optics_crm.core.models import AuditEntry, Salon
from tests.contactcenter.pbx import Line, cti, mango_leg, mango_summary, megafon
from tests.contactcenter.test_call_fold import ANSWERED, MISSED
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]
PHONE = "+79123456789"
EVENING = "2026-11-21T21:20:55+03:00"  # just after the last event of the calls below


def missed(at: int = 0, call: str = "missed-1", **told: Any) -> list[Line]:
    return [cti("newCall", at, callId=call, **told), cti("hangup", at + 20, callId=call, cause="cancel", **told)]


def talk(at: int = 25, call: str = "talk-1", **told: Any) -> list[Line]:
    words = {"callId": call, "answeringNumber": "101", **told}
    return [cti("answer", at + 5, **words), cti("hangup", at + 25, cause="normalClearing", duration=20, **words)]


def send(client: Client, lines: Sequence[Line]) -> None:
    for line in lines:
        assert line.send(client).status_code == 200


def forget() -> None:
    for model in (FollowUp, Call, HookBody, ProviderClock):
        model.objects.all().delete()


@pytest.mark.parametrize("provider", sorted(MISSED))
def test_a_missed_call_of_each_provider_is_owed_once(client: Client, clock_at: Clock, provider: str) -> None:
    clock_at("2026-11-21T18:20:40+03:00")
    person = make_person("Иванова Анна", phone=PHONE)
    lines = MISSED[provider]
    for order in (lines, lines[::-1]):
        send(client, [*order, *order])
        call, row = Call.objects.get(), FollowUp.objects.get()
        assert (row.kind, row.status, row.call, row.person) == ("callback", "open", call.pk, person)
        assert (row.role, row.owner, row.occasion) == ("operator", None, f"call:{call.pk}:callback")
        assert row.due_at == (call.ended_at or call.started_at) + dt.timedelta(minutes=30)
        assert "34567" not in row.title
        forget()


@pytest.mark.parametrize("provider", sorted(ANSWERED))
def test_an_answered_call_owes_nothing_whatever_came_first(client: Client, clock_at: Clock, provider: str) -> None:
    clock_at(EVENING)
    lines = ANSWERED[provider]
    for order in (lines, lines[::-1], [*lines[1::2], *lines[::2]]):
        send(client, order)
        assert not FollowUp.objects.open().exists()
        forget()


def test_first_taken_for_missed_then_known_as_answered(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    send(client, [mango_leg(1, "Appeared", 0), mango_summary(None, 72)])
    row = FollowUp.objects.get()
    assert row.status == "open"

    send(client, [mango_leg(2, "Connected", 12)])

    row.refresh_from_db()
    assert (row.status, row.outcome, row.proof) == ("closed", "reached", Call.objects.get().pk)
    assert AuditEntry.objects.filter(object_id=row.pk, verb="customers.followup.closed").count() == 1


def test_a_talk_since_closes_the_promise_in_every_order_of_what_is_told(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    for order in permutations([*missed(), *talk()]):
        send(client, order)
        row, proof = FollowUp.objects.get(), Call.objects.get(external_id="talk-1")
        assert (row.status, row.outcome, row.proof) == ("closed", "reached", proof.pk)
        assert row.call == Call.objects.get(external_id="missed-1").pk
        forget()


def test_a_call_out_reaches_the_client_and_a_talk_before_does_not(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T21:15:30+03:00")
    send(client, talk(-300, "before"))
    clock_at(EVENING)
    send(client, [*missed(), *missed(5, "missed-2")])
    assert FollowUp.objects.open().count() == 2

    clock_at("2026-11-21T21:23:50+03:00")
    send(client, talk(200, "out", direction="out", to="79123456789", **{"from": "101"}))

    proof = Call.objects.get(external_id="out")
    assert (proof.direction, proof.phone) == ("out", PHONE)
    assert set(FollowUp.objects.values_list("status", "outcome", "proof")) == {("closed", "reached", proof.pk)}


def test_hidden_short_and_own_numbers_are_not_called_back(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    Salon.objects.create(name="Салон", phone="8 (912) 345-67-89")
    for place, number in enumerate(("anonymous", "112", "79123456789", "74950000002")):
        send(client, missed(0, f"c-{place}", **{"from": number}))

    assert Call.objects.count() == 4
    assert not FollowUp.objects.exists()


def test_a_night_call_and_a_holiday_are_due_after_opening(client: Client, clock_at: Clock) -> None:
    clock_at("2026-11-21T23:50:00+03:00")
    send(client, [megafon(cmd="event", type=kind, phone="79123456789", direction="in") for kind in ("INCOMING",)])
    send(client, [megafon(cmd="event", type="CANCELLED", phone="79123456789", direction="in")])
    assert FollowUp.objects.get().due_at == dt.datetime.fromisoformat("2026-11-22T09:30:00+03:00")
    forget()

    CentreDay.objects.create(day=dt.date(2026, 11, 22))
    CentreDay.objects.create(day=dt.date(2026, 11, 23), opens_at=dt.time(12), closes_at=dt.time(15))
    send(client, [megafon(cmd="event", type="INCOMING", phone="79123456789", direction="in")])
    send(client, [megafon(cmd="event", type="CANCELLED", phone="79123456789", direction="in")])
    assert FollowUp.objects.get().due_at == dt.datetime.fromisoformat("2026-11-23T12:30:00+03:00")


def test_a_term_that_runs_into_a_break_of_the_centre_ends_after_it(client: Client, clock_at: Clock) -> None:
    CentreBreak.objects.create(weekday=7, starts_at=dt.time(9, 10), ends_at=dt.time(9, 25))
    clock_at(EVENING)
    send(client, missed())
    assert FollowUp.objects.get().due_at == dt.datetime.fromisoformat("2026-11-22T09:45:00+03:00")


def test_a_family_is_owed_as_a_family_and_strangers_as_nobody(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    anna, boris = make_person("Иванова Анна", phone=PHONE), make_person("Иванов Борис", phone=PHONE)
    send(client, missed())
    assert FollowUp.objects.get().person is None and Call.objects.get().person is None
    forget()

    home = found_household(None, anna)
    add_member(None, home, boris, "child")
    send(client, missed())
    row, call = FollowUp.objects.get(), Call.objects.get()
    assert (row.person, row.household) == (None, home)
    assert (call.person, call.household) == (None, home)


def test_what_a_person_has_closed_stays_as_it_was_closed(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    send(client, missed())
    close_followup("operator", FollowUp.objects.get(), "declined", note="ошиблась номером")

    send(client, [*missed(), *talk()])

    assert FollowUp.objects.values_list("outcome", "outcome_note", "proof").get() == (
        "declined",
        "ошиблась номером",
        None,
    )


def test_a_voice_message_is_a_promise_of_its_own_kind(client: Client, clock_at: Clock) -> None:
    clock_at(EVENING)
    send(client, missed())
    call = Call.objects.get()
    assert call.ended_at
    later = call.ended_at + dt.timedelta(seconds=9)
    hear("cti", "missed-1", [Heard("missed-1", "end", "vm", at=later, cause="voicemail")])

    row = FollowUp.objects.get()
    assert (row.kind, row.status, row.occasion) == ("voicemail", "open", f"call:{call.pk}:callback")


def test_what_a_call_costs_is_fixed_whatever_waits(
    client: Client, clock_at: Clock, django_assert_max_num_queries: Any
) -> None:
    clock_at(EVENING)
    for place in range(6):
        send(client, missed(place, f"missed-{place}"))
    end = talk()
    send(client, end[1:])
    forget()
    for place in range(12):
        send(client, missed(place, f"missed-{place}"))
    with django_assert_max_num_queries(60):
        send(client, end[1:])
    assert FollowUp.objects.filter(outcome="reached").count() == 12

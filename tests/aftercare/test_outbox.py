"""Claim, mark, call, record, sweep: what leaves, what does not, and what is known afterwards."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from aftercare.channels.base import PROVIDERS, ChannelError, OutcomeUnknown, Outgoing
from aftercare.models import Campaign, Enrolment, Message, Sending
from aftercare.outbox import cancel, links, pump, states
from aftercare.outbox import claim as claim_module
from aftercare.outbox.claim import claim
from aftercare.outbox.record import mark, record, release
from aftercare.outbox.send import hand_over
from aftercare.outbox.sweep import sweep
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.models import Purchase
from tests.aftercare.outbox_world import NOON, Scripted, make_campaign, make_message, make_person

pytestmark = pytest.mark.django_db
ROUTES = {"sms": "sandbox"}
Stand = Callable[[str], dt.datetime]


@pytest.fixture
def provider(clock_at: Stand, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    clock_at(NOON)
    scripted = Scripted()
    monkeypatch.setitem(PROVIDERS._plugs, "sandbox", scripted)
    return scripted


@pytest.fixture
def campaign(provider: Scripted) -> Campaign:
    return make_campaign()


def drain(provider: Scripted) -> int:
    return pump.drain(5, route=provider.route)


def end_leases() -> None:
    Sending.objects.update(lease_until=clock.timezone.now() - dt.timedelta(seconds=1))


def state_of(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_a_due_message_leaves_once_with_its_text_and_its_link(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)

    assert drain(provider) == 1
    assert drain(provider) == 0

    [sent] = provider.phone
    token = links.token_of(message.pk)
    assert sent.text == f"Анна! Пора проверить зрение. {links.url_of(token)}"
    assert (sent.campaign, sent.step, sent.occasion, sent.occasions) == (
        "annual_check",
        1,
        message.occasion,
        [message.occasion],
    )
    message.refresh_from_db()
    assert (message.state, message.attempt, message.provider_id) == ("accepted", 1, f"sb-{message.pk.hex}")
    assert message.text == sent.text and message.link_hash == links.hash_of(token)
    assert message.parts == 2 and message.submitted_at is not None and not Sending.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "state", "reason"),
    [
        (lambda m: Campaign.objects.update(status="stopped"), "cancelled", "stopped"),
        (lambda m: Person.objects.update(consent_ads=False, opted_out=True), "cancelled", "opted_out"),
        (lambda m: Person.objects.update(consent_ads=False), "cancelled", "no_consent"),
        (lambda m: Person.objects.update(deceased_on=dt.date(2026, 11, 1)), "cancelled", "deceased"),
        (lambda m: type(m.phone).objects.update(refused_at=clock.now()), "cancelled", "opted_out"),
        (lambda m: type(m.phone).objects.update(unreachable_at=clock.now()), "cancelled", "no_contact"),
        (lambda m: type(m.phone).objects.update(is_mobile=False), "cancelled", "not_mobile"),
        (lambda m: Message.objects.update(expires_at=clock.now()), "expired", "quiet_expired"),
        (lambda m: m.step.variants.update(text="До {до}"), "failed", "missing_data"),
    ],
)
def test_what_must_not_leave_any_more_is_closed_at_the_claim(
    provider: Scripted, campaign: Campaign, spoil: Callable[[Message], None], state: str, reason: str
) -> None:
    message = make_message(make_person(), campaign)
    spoil(message)

    assert drain(provider) == 0
    assert state_of(message) == (state, reason)
    assert provider.phone == []


def test_a_greeting_needs_no_consent_but_a_refusal_stops_it(provider: Scripted) -> None:
    birthday = make_campaign("birthday", traffic_class="service")
    silent, refusing = make_person(consent=False), make_person(consent=False)
    Person.objects.filter(pk=refusing.pk).update(opted_out=True)
    greeting, unwanted = (make_message(one, birthday, occasion=f"birthday:2026:{one.pk}") for one in (silent, refusing))

    assert drain(provider) == 1
    assert state_of(greeting)[0] == "accepted" and "/u/" not in provider.phone[0].text
    assert state_of(unwanted) == ("cancelled", "opted_out")


def test_nothing_leaves_in_the_recipients_night(provider: Scripted, campaign: Campaign, clock_at: Stand) -> None:
    east, west = make_message(make_person(zone="Asia/Kamchatka"), campaign), make_message(make_person(), campaign)

    drain(provider)  # noon in Moscow is 21:00 on Kamchatka

    assert [one.client_ref for one in provider.phone] == [west.pk.hex]
    east.refresh_from_db()
    assert (east.state, east.not_before) == ("queued", dt.datetime(2026, 11, 21, 21, 0, tzinfo=dt.UTC))


def test_a_message_whose_next_hour_is_too_late_expires(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(zone="Asia/Kamchatka"), campaign, expires_at=clock.now() + dt.timedelta(hours=3))
    drain(provider)
    assert state_of(message) == ("expired", "quiet_expired")


def test_a_recipient_of_no_known_zone_is_written_to_from_ten_to_twelve_in_moscow(
    provider: Scripted, campaign: Campaign, clock_at: Stand
) -> None:
    message = make_message(make_person(zone=""), campaign)
    drain(provider)
    assert state_of(message)[0] == "queued"

    clock_at("2026-11-22T10:00:00+03:00")
    drain(provider)
    assert state_of(message)[0] == "accepted"


def test_an_opt_out_stops_the_reminder_and_ends_the_enrolment(provider: Scripted, campaign: Campaign) -> None:
    person, other = make_person(), make_person()
    waiting, spared = make_message(person, campaign), make_message(other, campaign)
    Person.objects.filter(pk=person.pk).update(opted_out=True)

    assert cancel.cancel_forbidden([person.pk, other.pk]) == 1

    enrolment = Enrolment.objects.get(occasion=waiting.occasion)
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "opted_out")
    assert state_of(spared)[0] == "queued"
    assert Enrolment.objects.get(occasion=spared.occasion).state == "active"


def test_a_purchase_stops_the_reminder_and_ends_the_enrolment(provider: Scripted, campaign: Campaign) -> None:
    person = make_person()
    card = person.cards.get()
    salon = Salon.objects.create(name="Салон")

    def buy(day: dt.date) -> Purchase:
        return Purchase.objects.create(
            card=card, salon=salon, number="1", total=1, sold_at=clock.now(), sold_on=day, medical_on=day
        )

    old = buy(dt.date(2025, 11, 1))
    Purchase.objects.filter(pk=old.pk).update(guid=old.pk)
    waiting = make_message(person, campaign, occasion=f"purchase:{old.pk}:annual_check")
    other = make_message(make_person(), campaign)
    assert cancel.cancel_bought([card.pk]) == 0

    buy(dt.date(2026, 11, 20))
    assert cancel.cancel_bought([card.pk]) == 1

    assert state_of(waiting) == ("cancelled", "bought_already")
    enrolment = Enrolment.objects.get(occasion=waiting.occasion)
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "bought_already")
    assert state_of(other)[0] == "queued"


def test_a_purchase_that_nobody_announced_is_seen_at_the_claim(provider: Scripted, campaign: Campaign) -> None:
    person = make_person()
    salon = Salon.objects.create(name="Салон")
    card = person.cards.get()
    old, new = (
        Purchase.objects.create(
            card=card, salon=salon, number="1", total=1, sold_at=clock.now(), sold_on=day, medical_on=day
        )
        for day in (dt.date(2025, 11, 1), dt.date(2026, 11, 20))
    )
    Purchase.objects.filter(pk=old.pk).update(guid=old.pk)
    message = make_message(person, campaign, occasion=f"purchase:{old.pk}:annual_check")

    drain(provider)

    assert state_of(message) == ("cancelled", "bought_already")
    assert new.guid is None and provider.phone == []


def test_a_withdrawal_between_claim_and_mark_stops_the_message(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    claimed = claim("me", ROUTES)
    Person.objects.update(consent_ads=False, opted_out=True)
    assert cancel.cancel_forbidden([message.person_id]) == 1

    assert hand_over(claimed) == 0
    assert state_of(message) == ("cancelled", "opted_out")
    assert provider.phone == []


def test_what_was_marked_has_left_and_is_not_taken_back(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    mark(claim("me", ROUTES).messages)
    Person.objects.update(consent_ads=False, opted_out=True)

    assert cancel.cancel_forbidden([message.person_id]) == 0
    assert Sending.objects.filter(message=message).exists()


def test_a_message_on_its_way_out_is_seen_as_leased(provider: Scripted, campaign: Campaign) -> None:
    leaving, waiting = (
        make_message(make_person(), campaign, not_before=clock.now() - dt.timedelta(minutes=ago)) for ago in (2, 1)
    )
    claim("me", ROUTES, 1)

    assert (states.counts()["leased"], states.counts()["queued"]) == (1, 1)
    assert list(Message.objects.in_state("leased")) == [leaving]
    assert list(Message.objects.in_state("queued")) == [waiting]
    assert [one.standing for one in Message.objects.with_sending().order_by("not_before")] == ["leased", "queued"]


def test_the_mark_asks_for_consent_once_more(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    claimed = claim("me", ROUTES)
    Person.objects.update(consent_ads=False)  # a message that the plan wrote while the withdrawal was on its way

    assert hand_over(claimed) == 0
    assert state_of(message) == ("cancelled", "no_consent")


def test_a_lease_that_ends_before_the_mark_is_queued_again(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    claim("dead", ROUTES)
    end_leases()

    assert drain(provider) == 1
    message.refresh_from_db()
    assert (message.state, message.attempt, message.fence) == ("accepted", 2, 2)
    assert provider.look_ups == []


@pytest.mark.parametrize("reached", [True, False])
def test_a_lease_that_ends_after_the_mark_is_asked_about(provider: Scripted, campaign: Campaign, reached: bool) -> None:
    message = make_message(make_person(), campaign)
    marked = mark(claim("dead", ROUTES).messages)
    if reached:
        provider.send([one.outgoing for one in marked])
    end_leases()

    drain(provider)

    assert provider.look_ups == [[message.pk.hex]]
    assert state_of(message) == ("accepted", "") and len(provider.phone) == 1


def test_a_provider_that_may_send_twice_is_never_given_a_lost_message_again(
    provider: Scripted, campaign: Campaign
) -> None:
    provider.takes_once = False
    message = make_message(make_person(), campaign)
    mark(claim("dead", ROUTES).messages)
    end_leases()

    drain(provider)
    drain(provider)

    assert state_of(message) == ("unknown", "not_found")
    message.refresh_from_db()
    assert provider.phone == [] and message.next_check_at is not None


def test_a_time_out_is_unknown_until_the_provider_tells(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)

    def silence(batch: object) -> None:
        raise OutcomeUnknown("no answer")

    provider.after = silence
    provider.cannot_look = OutcomeUnknown("no answer")
    drain(provider)
    assert state_of(message) == ("unknown", "no_answer")
    sweep("me")
    assert state_of(message) == ("unknown", "no_look_up")

    provider.cannot_look, provider.after = None, lambda batch: None
    Message.objects.update(next_check_at=clock.timezone.now())
    drain(provider)
    assert state_of(message) == ("accepted", "") and len(provider.phone) == 1


def test_a_refused_connection_holds_the_provider_back_and_loses_nothing(provider: Scripted, campaign: Campaign) -> None:
    messages = [make_message(make_person(), campaign) for _ in range(3)]
    provider.batch_size = 1
    calls: list[int] = []

    def refuse(batch: object) -> None:
        calls.append(1)
        raise ChannelError("cannot connect", permanent=False)

    provider.before = refuse
    drain(provider)
    assert len(calls) == 1 and {state_of(one)[0] for one in messages} == {"queued"}
    provider.before = lambda batch: None
    assert drain(provider) == 0, "held back"

    with connection.cursor() as cursor:
        cursor.execute("UPDATE aftercare_providerpause SET until = clock_timestamp()")
    assert drain(provider) == 3


def test_a_429_is_obeyed_to_the_second(provider: Scripted, campaign: Campaign, clock_at: Stand) -> None:
    message = make_message(make_person(), campaign)

    def throttle(batch: object) -> None:
        raise ChannelError("429", permanent=False, retry_after=60)

    provider.before = throttle
    drain(provider)

    message.refresh_from_db()
    assert (message.state, message.not_before - clock.now()) == ("queued", dt.timedelta(seconds=60))
    with connection.cursor() as cursor:
        cursor.execute("SELECT until - clock_timestamp() BETWEEN '55 s' AND '60 s' FROM aftercare_providerpause")
        assert cursor.fetchone() == (True,)


def test_a_documented_refusal_ends_the_message(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)

    def refuse(batch: object) -> None:
        raise ChannelError("422", permanent=True)

    provider.before = refuse
    drain(provider)
    assert state_of(message) == ("failed", "refused_422")


def test_a_zombie_writes_nothing_and_sends_nothing(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    zombie = claim("zombie", ROUTES)
    end_leases()
    drain(provider)
    assert len(provider.phone) == 1

    assert mark(zombie.messages) == []
    assert hand_over(zombie) == 0
    assert release(zombie.messages) == 0
    message.refresh_from_db()
    assert (message.state, message.fence, len(provider.phone)) == ("accepted", 2, 1)


def test_no_call_is_begun_that_the_lease_may_not_outlive(provider: Scripted, campaign: Campaign) -> None:
    message = make_message(make_person(), campaign)
    claimed = claim("slow", ROUTES)
    claimed.ends_at -= 59.8

    assert hand_over(claimed) == 0
    assert state_of(message)[0] == "queued" and provider.phone == []


def test_two_claims_share_nothing(provider: Scripted, campaign: Campaign) -> None:
    for _ in range(4):
        make_message(make_person(), campaign)
    first, second = claim("a", ROUTES, 3), claim("b", ROUTES, 3)
    assert (len(first.messages), len(second.messages)) == (3, 1)
    assert not {one.ref for one in first.messages} & {one.ref for one in second.messages}


@pytest.mark.django_db(transaction=True)
def test_a_backlog_is_claimed_ahead_and_every_message_leaves_once(provider: Scripted) -> None:
    campaign = make_campaign()
    messages = [make_message(make_person(), campaign) for _ in range(7)]

    assert pump.drain(5, route=provider.route, size=2) == 7

    assert sorted(one.client_ref for one in provider.phone) == sorted(one.pk.hex for one in messages)
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"} and not Sending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_claimed_ahead_waits_while_the_provider_asks_for_a_pause(provider: Scripted) -> None:
    campaign = make_campaign()
    for _ in range(6):
        make_message(make_person(), campaign)
    calls: list[int] = []

    def throttle(batch: Sequence[Outgoing]) -> None:
        calls.append(len(batch))
        raise ChannelError("429", permanent=False, retry_after=60)

    provider.before = throttle
    assert pump.drain(5, route=provider.route, size=2) == 0

    assert calls == [2] and set(Message.objects.values_list("state", flat=True)) == {"queued"}
    assert not Sending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_lost_a_race_takes_only_what_is_left(provider: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = make_campaign()
    first, second = (
        make_message(make_person(), campaign, not_before=clock.now() - dt.timedelta(minutes=ago)) for ago in (2, 1)
    )
    found = claim_module._due(["sms"], 10)  # what a statement saw that began before the other's commit
    claim("other", ROUTES, 1)
    monkeypatch.setattr(claim_module, "_due", lambda channels, size: found)

    assert [one.ref for one in claim("me", ROUTES).messages] == [second.pk.hex]
    assert Sending.objects.get(message=first).owner == "other"


def test_a_claim_costs_the_same_statements_for_any_number(
    provider: Scripted, campaign: Campaign, django_assert_num_queries: Callable[[int], object]
) -> None:
    for _ in range(30):
        make_message(make_person(), campaign)
    claimed = claim("warm", ROUTES, 1)
    release(claimed.messages)
    with django_assert_num_queries(4):  # savepoint, due, lease, release of the savepoint
        claimed = claim("me", ROUTES)
    assert len(claimed.messages) == 30
    assert record({}) == 0

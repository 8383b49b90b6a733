"""The daily run: choose, arbitrate, cap, cost and queue about a hundred thousand reminders from a million people."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from aftercare import sms
from aftercare.campaigns.engine.plan import Entry, running_campaigns
from aftercare.campaigns.run import run_day
from aftercare.campaigns.samples import sample
from aftercare.models import ArmAssignment, CampaignRun, CampaignVersion, Enrolment, Message, Suppression
from aftercare.templates_grammar import render
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch
from orders.models import Purchase

# wide enough for about a hundred thousand of a million people to be due at once, the others' campaigns as they are
WINDOW = {"from_months": 10, "to_months": 20}
LOOP_SHARE, BULK_SHARE = 0.01, 0.1
WRITTEN = (
    "aftercare_message",
    "aftercare_campaignrun",
    "aftercare_enrolment",
    "aftercare_armassignment",
    "aftercare_suppression",
    "aftercare_control",
)


@dataclass(frozen=True)
class Due:
    """What a naive program works with: one campaign and its days."""

    entry: Entry
    oldest: dt.date
    youngest: dt.date
    day: dt.date
    run: CampaignRun

    @property
    def values(self) -> dict[str, object]:
        """The fields that all its messages share."""
        now = clock.now()
        return {
            "step": self.entry.step,
            "variant": self.entry.variants[0],
            "traffic_class": self.entry.version.traffic_class,
            "priority": self.entry.version.priority,
            "channel": "sms",
            "not_before": now,
            "expires_at": now + dt.timedelta(days=3),
        }


@dataclass(frozen=True)
class Written:
    """Rows that wait for bulk_create."""

    messages: list[Message]
    enrolments: list[Enrolment]
    arms: list[ArmAssignment]
    suppressions: list[Suppression]


@bench("daily_run")
def daily_run(data: BenchData) -> list[Figure]:
    """Ours commits, so that every constraint is checked within the time; the baselines write the same rows."""
    CampaignVersion.objects.filter(campaign__key="annual_check").update(window=WINDOW)
    _clear(data)
    run_day(data.as_of, dry_run=True)  # the baselines find the tables in memory, and so do we
    with stopwatch() as ours:
        n = run_day(data.as_of).messages
    limit = _limit()
    _clear(data)
    due = _due(data.as_of)
    people = _people(data.scaled(round(1_000_000 * LOOP_SHARE)))
    with stopwatch() as loop:
        looped = sum(_serve(due, person) for person in people)
    _clear(data)
    due = _due(data.as_of)
    with stopwatch() as bulk:
        bulked = _bulk(due, BULK_SHARE)
    _clear(data)
    limits = {"limit": "INSERT .. SELECT", "limit_seconds": limit}
    return [
        Figure("daily_run", n, ours.seconds, "loop", loop.seconds, baseline_n=max(looped, 1), **limits),  # type: ignore[arg-type]
        Figure("daily_run", n, ours.seconds, "bulk_create", bulk.seconds, baseline_n=max(bulked, 1), **limits),  # type: ignore[arg-type]
    ]


def _clear(data: BenchData) -> None:
    data.empty(*WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM orders_certificate WHERE campaign_key = 'full_check'")


def _due(day: dt.date) -> Due:
    entry = next(entry for entry in running_campaigns() if entry.campaign.key == "annual_check")
    oldest = clock.months_after(day, -WINDOW["to_months"])
    youngest = clock.months_after(day, -WINDOW["from_months"])
    run, _new = CampaignRun.objects.get_or_create(campaign=entry.campaign, day=day, defaults={"version": entry.version})
    return Due(entry, oldest, youngest, day, run)


def _people(count: int) -> list[Person]:
    """A stable share of the people, spread over the table."""
    return list(Person.objects.select_related("main_phone").order_by("bucket")[:count])


def _serve(due: Due, person: Any) -> bool:
    """One customer as a loop serves one: look at the purchases, look at the cap, get_or_create of the same rows."""
    purchases = Purchase.objects.live().filter(card__person=person, medical_on__isnull=False)
    last = purchases.order_by("-medical_on").first()
    if last is None or not due.oldest < last.medical_on <= due.youngest:  # type: ignore[operator]
        return False
    occasion = f"purchase:{last.guid or last.pk}:annual_check"
    key = {"campaign": due.entry.campaign, "occasion": occasion}
    if Enrolment.objects.filter(**key).exists():
        return False
    reason = _obstacle(due, person)
    if reason:
        who = {"campaign": due.entry.campaign, "person": person, "card_id": last.card_id, "day": due.day}
        Suppression.objects.get_or_create(run=due.run, occasion=occasion, defaults={**who, "reason": reason})
        return False
    _arm, _new = ArmAssignment.objects.get_or_create(
        campaign=due.entry.campaign, person=person, defaults={"arm": "treatment"}
    )
    enrolled = {"card_id": last.card_id, "person": person, "arm": "treatment", "enrolled_on": due.day}
    Enrolment.objects.get_or_create(**key, defaults=enrolled)
    text = render(due.entry.variants[0].text, sample() | {"имя": person.short_name})
    _row, created = Message.objects.get_or_create(
        campaign=due.entry.campaign,
        step_number=1,
        occasion=occasion,
        phone=person.main_phone,
        defaults={
            **due.values,
            "person": person,
            "card": last.card,  # type: ignore[misc]  # a last purchase has its card
            "address": person.main_phone.number,
            "parts": sms.parts(text),
            "cost": sms.cost(sms.parts(text), due.entry.version.traffic_class),
        },
    )
    return created


def _obstacle(due: Due, person: Person) -> str:
    """The first reason against a message, as far as a loop would look."""
    if person.main_phone is None:
        return "no_contact"
    if not person.main_phone.is_mobile:
        return "not_mobile"
    if person.opted_out or not person.consent_ads:
        return "no_consent"
    since = clock.now() - dt.timedelta(days=due.entry.version.cap_days)
    lately = Message.objects.filter(Q(person=person) | Q(phone=person.main_phone), planned_at__gt=since)
    return "cap_person" if lately.exists() else ""


@transaction.atomic
def _bulk(due: Due, share: float) -> int:
    """The ORM's documented bulk way: one aggregate over people, one query for the cap, bulk_create of the same rows."""
    last = Q(cards__purchases__medical_on__isnull=False, cards__purchases__deleted_at__isnull=True)
    rows = (
        Person.objects.filter(bucket__lt=int(2**32 * share))
        .annotate(last=Max("cards__purchases__medical_on", filter=last))
        .filter(last__gt=due.oldest, last__lte=due.youngest)
        .select_related("main_phone")
    )
    since = clock.now() - dt.timedelta(days=due.entry.version.cap_days)
    capped: set[uuid.UUID | None] = set(Message.objects.filter(planned_at__gt=since).values_list("phone", flat=True))
    written = Written([], [], [], [])
    for person in rows.iterator(chunk_size=5000):
        _plan(due, person, capped, written)
    options: dict[str, Any] = {"batch_size": 1000, "ignore_conflicts": True}
    Message.objects.bulk_create(written.messages, **options)
    Enrolment.objects.bulk_create(written.enrolments, **options)
    ArmAssignment.objects.bulk_create(written.arms, **options)
    Suppression.objects.bulk_create(written.suppressions, **options)
    return len(written.messages)


def _plan(due: Due, person: Any, capped: set[uuid.UUID | None], written: Written) -> None:
    """Adds one person's rows to those that wait for bulk_create."""
    key = {"campaign": due.entry.campaign, "occasion": f"purchase:{person.pk}:{person.last}:annual_check"}
    who: dict[str, Any] = {"person": person, "card_id": person.oldest_card}
    phone = person.main_phone
    if phone is None or not phone.is_mobile or person.opted_out or not person.consent_ads or phone.pk in capped:
        written.suppressions.append(Suppression(run=due.run, day=due.day, reason="no_consent", **key, **who))
        return
    capped.add(phone.pk)
    parts = sms.parts(render(due.entry.variants[0].text, sample() | {"имя": person.short_name}))
    cost = sms.cost(parts, due.entry.version.traffic_class)
    message = Message(phone=phone, address=phone.number, parts=parts, cost=cost, **key, **who, **due.values)
    written.messages.append(message)
    written.enrolments.append(Enrolment(arm="treatment", enrolled_on=due.day, **key, **who))
    written.arms.append(ArmAssignment(campaign=due.entry.campaign, person=person, arm="treatment"))


def _limit() -> float:
    """The same rows by one INSERT .. SELECT into a table without keys and indexes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_plain (LIKE aftercare_message INCLUDING DEFAULTS)")
        try:
            with stopwatch() as watch:
                cursor.execute("INSERT INTO bench_plain SELECT * FROM aftercare_message")
        finally:
            cursor.execute("DROP TABLE bench_plain")
    return watch.seconds

"""The daily run: choose, arbitrate, cap, cost and queue about a hundred thousand reminders from a million people."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Q

from aftercare import sms
from aftercare.campaigns.engine.plan import Entry, running_campaigns
from aftercare.campaigns.run import run_day
from aftercare.campaigns.samples import sample
from aftercare.models import CampaignVersion, Message
from aftercare.templates_grammar import render
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch
from orders.models import Purchase

# wide enough for a hundred thousand people of a million to be due at once
WINDOW = {"from_months": 18, "to_months": 84}
LOOP_SHARE, BULK_SHARE = 0.01, 0.1
WRITTEN = ("aftercare_message", "aftercare_campaignrun", "aftercare_enrolment", "aftercare_armassignment")


@dataclass(frozen=True)
class Due:
    """What a naive program works with: one campaign and its days."""

    entry: Entry
    oldest: dt.date
    youngest: dt.date
    day: dt.date

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


@bench("daily_run")
def daily_run(data: BenchData) -> list[Figure]:
    """Ours commits, so that every constraint is checked within the time; the baselines write the same rows."""
    CampaignVersion.objects.filter(campaign__key="full_check").update(window=WINDOW)
    _clear(data)
    with stopwatch() as ours:
        n = run_day(data.as_of).messages
    limit = _limit()
    _clear(data)
    due = _due(data.as_of)
    people = _people(data.scaled(round(1_000_000 * LOOP_SHARE)))
    with stopwatch() as loop:
        looped = sum(_serve(due, person) for person in people)
    _clear(data)
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
    entry = next(entry for entry in running_campaigns() if entry.campaign.key == "full_check")
    oldest = clock.months_after(day, -WINDOW["to_months"])
    return Due(entry, oldest, clock.months_after(day, -WINDOW["from_months"]), day)


def _people(count: int) -> list[Person]:
    """A stable share of the people, spread over the table."""
    return list(Person.objects.select_related("main_phone").order_by("bucket")[:count])


def _serve(due: Due, person: Person) -> bool:
    """One customer as a loop serves one: look at the purchases, look at the cap, get_or_create."""
    purchases = Purchase.objects.live().filter(card__person=person, medical_on__isnull=False)
    last = purchases.order_by("-medical_on").first()
    if last is None or not due.oldest < last.medical_on <= due.youngest or not person.consent_ads:  # type: ignore[operator]
        return False
    if person.main_phone is None or not person.main_phone.is_mobile or person.opted_out:
        return False
    since = clock.now() - dt.timedelta(days=due.entry.version.cap_days)
    if Message.objects.filter(Q(person=person) | Q(phone=person.main_phone), planned_at__gt=since).exists():
        return False
    text = render(due.entry.variants[0].text, sample() | {"имя": person.short_name})
    _row, created = Message.objects.get_or_create(
        campaign=due.entry.campaign,
        step_number=1,
        occasion=f"purchase:{last.guid or last.pk}:full_check",
        phone=person.main_phone,
        defaults={
            **due.values,
            "person": person,
            "card_id": last.card_id,
            "address": person.main_phone.number,
            "parts": sms.parts(text),
            "cost": sms.cost(sms.parts(text), due.entry.version.traffic_class),
        },
    )
    return created


@transaction.atomic
def _bulk(due: Due, share: float) -> int:
    """The ORM's documented bulk way: one aggregate over people, one query for the cap, bulk_create in batches."""
    last = Q(cards__purchases__medical_on__isnull=False, cards__purchases__deleted_at__isnull=True)
    rows = (
        Person.objects.filter(bucket__lt=int(2**32 * share), consent_ads=True, opted_out=False)
        .filter(main_phone__is_mobile=True)
        .annotate(last=Max("cards__purchases__medical_on", filter=last))
        .filter(last__gt=due.oldest, last__lte=due.youngest)
        .values_list("pk", "first_name", "oldest_card", "main_phone", "main_phone__number", "last")
    )
    since = clock.now() - dt.timedelta(days=due.entry.version.cap_days)
    capped = set(Message.objects.filter(planned_at__gt=since).values_list("phone", flat=True))
    messages = []
    for person, name, card, phone, number, day in rows.iterator(chunk_size=5000):
        if phone in capped:
            continue
        capped.add(phone)
        messages.append(_message(due, person, name, card, (phone, number), day))
    Message.objects.bulk_create(messages, batch_size=1000, ignore_conflicts=True)
    return len(messages)


def _message(
    due: Due, person: uuid.UUID, name: str, card: uuid.UUID, phone: tuple[uuid.UUID, str], day: dt.date
) -> Message:
    parts = sms.parts(render(due.entry.variants[0].text, sample() | {"имя": name}))
    return Message(
        campaign=due.entry.campaign,
        occasion=f"purchase:{person}:{day}:full_check",
        person_id=person,
        card_id=card,
        phone_id=phone[0],
        address=phone[1],
        parts=parts,
        cost=sms.cost(parts, due.entry.version.traffic_class),
        **due.values,
    )


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

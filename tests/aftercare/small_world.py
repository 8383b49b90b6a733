"""A salon, people, glasses and exams for tests of campaigns; facts as the doors write them."""

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from aftercare.campaigns.run import RunReport, run_day
from aftercare.campaigns.standard import ensure_standard_campaigns
from aftercare.models import Campaign, CampaignVersion
from customers.models import Card, CardPhone, Exam, Household, Membership, Person, Phone, Recommendation
from optics_crm.core.models import Salon
from orders.models import Purchase, ServiceEntitlement

DAY = dt.date(2026, 11, 20)
MORNING = dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC)  # ten in Moscow, noon in Yekaterinburg
_numbers = itertools.count(9120000000)


def campaigns(holdout: int = 0, **fields: Any) -> None:
    """The standard campaigns; without a hold-out unless a test is about it."""
    ensure_standard_campaigns()
    CampaignVersion.objects.update(holdout_percent=holdout, **fields)


def only(*keys: str) -> None:
    """Stops every campaign but these."""
    Campaign.objects.exclude(key__in=keys).update(status="stopped")


def salon(timezone: str = "Europe/Moscow") -> Salon:
    return Salon.objects.get_or_create(name=f"Салон {timezone}", defaults={"timezone": timezone})[0]


def phone(**fields: Any) -> Phone:
    return Phone.objects.create(number=f"+7{next(_numbers)}", **{"is_mobile": True, **fields})


def person(name: str = "Анна", **fields: Any) -> Person:
    """Somebody who can be reached and has agreed to advertising, with one card."""
    number = fields.pop("main_phone", "new")
    if number == "new":
        number = phone()
    values: dict[str, Any] = {"home_salon": salon(), "birth_date": dt.date(1980, 3, 3), "consent_ads": True}
    found = Person.objects.create(first_name=name, last_name="Котова", main_phone=number, **{**values, **fields})
    card = Card.objects.create(person=found, guid=uuid.uuid4())
    if number is not None:
        CardPhone.objects.create(card=card, phone=number, raw=number.number)
    Person.objects.filter(pk=found.pk).update(oldest_card=card.pk)
    found.refresh_from_db()
    return found


def family(*people: Person, roles: tuple[str, ...] = ("head", "spouse", "child", "child")) -> Household:
    house = Household.objects.create(name="Котовы")
    for one, role in zip(people, roles, strict=False):
        Membership.objects.create(household=house, person=one, role=role)
    return house


def glasses(owner: Person, on: dt.date, *, returned_on: dt.date | None = None) -> Purchase:
    """Medical glasses handed over on a day, with the two years of free service."""
    row = purchase(owner, on, medical_on=on, medical_until=returned_on, gone_on=returned_on)
    ends = on + relativedelta(years=2)
    ServiceEntitlement.objects.create(purchase=row, starts_on=on, ends_on=ends, void_on=returned_on)
    return row


def purchase(owner: Person, on: dt.date, **fields: Any) -> Purchase:
    """A posted sale."""
    return Purchase.objects.create(
        card=owner.cards.get(),
        guid=uuid.uuid4(),
        salon=salon(),
        number="1",
        sold_at=dt.datetime.combine(on, dt.time(12), dt.UTC),
        sold_on=on,
        total=Decimal(8000),
        **fields,
    )


def exam(patient: Person, on: dt.date, *, sellable: bool = True) -> Exam:
    row = Exam.objects.create(
        card=patient.cards.get(),
        guid=uuid.uuid4(),
        salon=salon(),
        examined_at=dt.datetime.combine(on, dt.time(12), dt.UTC),
        examined_on=on,
    )
    code = "glasses_distance" if sellable else "referral_clinic"
    Recommendation.objects.create(exam=row, code=code, is_sellable=sellable)
    return row


def run(day: dt.date = DAY, at: dt.datetime | None = None, **options: Any) -> RunReport:
    """The daily run at ten in the morning of its day, Moscow time."""
    return run_day(day, at=at or dt.datetime.combine(day, dt.time(7), dt.UTC), **options)


def figures(report: RunReport, key: str) -> dict[str, Any]:
    """What a campaign came to, without the zeros."""
    found = next(one for one in report.as_json()["campaigns"] if one["campaign"] == key)
    return {name: value for name, value in found.items() if value and name not in ("campaign", "class")}

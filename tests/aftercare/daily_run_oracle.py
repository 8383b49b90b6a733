"""An independent daily run: plain Python over objects, one person at a time, written from the rules.

It keeps its own memory of what was served, and is asked day after day beside the real one.
"""

import datetime as dt
import hashlib
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from aftercare.models import Campaign
from customers.models import Card, Exam, Membership, Person, Relationship
from orders.models import Purchase

PRIORITY = {"exam_no_purchase": 10, "service_ending": 20, "annual_check": 30, "full_check": 40, "birthday": 50}


@dataclass(frozen=True)
class Occasion:
    """One person's occasion in one campaign; `due` orders equals."""

    campaign: str
    person: uuid.UUID
    name: str
    due: dt.date
    bought: bool = False

    @property
    def is_advertising(self) -> bool:
        return self.campaign != "birthday"


@dataclass
class Oracle:
    """Remembers what it served: occasions by arm, and (day, recipient, phone) of advertising."""

    holdout: int
    taken: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: list[tuple[dt.date, uuid.UUID, uuid.UUID]] = field(default_factory=list)
    messages: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def run(self, day: dt.date) -> dict[str, Counter[str]]:
        """Ends of the day per campaign: message, control, or a reason."""
        ends: dict[str, Counter[str]] = defaultdict(Counter)
        phones: dict[uuid.UUID, list[tuple[Occasion, Person]]] = defaultdict(list)
        for occasion in occasions(day):
            arm = self.taken.get((occasion.campaign, occasion.name))
            if arm:
                ends[occasion.campaign]["control" if arm == "control" else "already_served"] += 1
                continue
            person = Person.objects.get(pk=occasion.person)
            recipient = recipient_of(person, day)
            obstacle = obstacle_of(occasion, person, recipient) or self._cap(occasion, recipient, day)
            if obstacle:
                ends[occasion.campaign][obstacle] += 1
            else:
                assert recipient is not None
                assert recipient.main_phone_id is not None
                phones[recipient.main_phone_id].append((occasion, recipient))
        for phone, rivals in phones.items():
            self._arbitrate(day, phone, rivals, ends)
        return ends

    def _cap(self, occasion: Occasion, recipient: Person | None, day: dt.date) -> str:
        if not occasion.is_advertising or recipient is None:
            return ""
        lately = [one for one in self.sent if (day - one[0]).days < 14]
        if any(person == recipient.pk for _day, person, _phone in lately):
            return "cap_person"
        return "cap_household" if any(phone == recipient.main_phone_id for *_who, phone in lately) else ""

    def _arbitrate(
        self,
        day: dt.date,
        phone: uuid.UUID,
        rivals: list[tuple[Occasion, Person]],
        ends: dict[str, Counter[str]],
    ) -> None:
        rivals = sorted(rivals, key=lambda pair: (PRIORITY[pair[0].campaign], pair[0].due, pair[0].name))
        best = rivals[0][0]
        treated = [pair for pair in rivals if self._arm(pair[0]) == "treatment"]
        for occasion, _recipient in rivals:
            if self._arm(occasion) == "control":
                rides = occasion == best or best.is_advertising or not occasion.is_advertising
                self._end(ends, occasion, "control" if rides else "lost_arbitration")
        if not treated:
            return
        winner, recipient = treated[0]
        carried = [winner.name]
        for occasion, _recipient in treated[1:]:
            rides = winner.is_advertising or not occasion.is_advertising
            self._end(ends, occasion, "joined" if rides else "lost_arbitration")
            if rides:
                carried.append(occasion.name)
        self._end(ends, winner, "message")
        self.messages[winner.campaign, winner.name] = carried
        if winner.is_advertising:
            self.sent.append((day, recipient.pk, phone))

    def _end(self, ends: dict[str, Counter[str]], occasion: Occasion, end: str) -> None:
        ends[occasion.campaign][end] += 1
        if end in ("message", "joined", "control"):
            self.taken[occasion.campaign, occasion.name] = "control" if end == "control" else "treatment"

    def _arm(self, occasion: Occasion) -> str:
        home = Membership.objects.filter(person=occasion.person, is_home=True).first()
        key = home.household_id if home else Person.objects.get(pk=occasion.person).oldest_card
        salt = Campaign.objects.get(key=occasion.campaign).salt
        number = int.from_bytes(hashlib.sha256(f"{salt}:{key}".encode()).digest()[:4], "big") % 10_000
        return "control" if number < self.holdout * 100 else "treatment"


def occasions(day: dt.date) -> list[Occasion]:
    found: list[Occasion] = []
    for person in Person.objects.all():
        cards = list(Card.objects.filter(person=person))
        bought = list(Purchase.objects.filter(card__in=cards, sold_on__lte=day).order_by("medical_on", "id"))
        medical = [one for one in bought if is_medical(one, day)]
        if medical:
            found += list(_on_last(person, medical[-1], day))
        for one in medical:
            assert one.medical_on is not None
            end = one.medical_on + relativedelta(years=2)
            if end - relativedelta(months=1) <= day < end:
                newer = any(other.medical_on and other.medical_on >= end - relativedelta(months=1) for other in medical)
                found.append(Occasion("service_ending", person.pk, f"purchase:{one.guid}:service_end", end, newer))
        for exam in Exam.objects.filter(card__in=cards):
            age = (day - exam.examined_on).days
            since = [p for p in bought if p.sold_on >= exam.examined_on and not (p.gone_on and p.gone_on <= day)]
            if 30 <= age < 60 and not since and exam.recommendations.filter(is_sellable=True).exists():
                name = f"exam:{exam.guid}:no_purchase"
                found.append(Occasion("exam_no_purchase", person.pk, name, exam.examined_on))
        if person.birth_date and greeted_on(person.birth_date, day.year) == day:
            name = f"birthday:{day.year}:{cards[0].guid}"
            found.append(Occasion("birthday", person.pk, name, person.birth_date))
    return found


def _on_last(person: Person, last: Purchase, day: dt.date) -> list[Occasion]:
    assert last.medical_on is not None
    found = []
    for key, first, beyond in (("annual_check", 12, 13), ("full_check", 36, 60)):
        since = last.medical_on + relativedelta(months=first)
        if since <= day < last.medical_on + relativedelta(months=beyond):
            found.append(Occasion(key, person.pk, f"purchase:{last.guid}:{key}", last.medical_on))
    return found


def is_medical(one: Purchase, day: dt.date) -> bool:
    return bool(one.medical_on and one.medical_on <= day and not (one.medical_until and one.medical_until <= day))


def greeted_on(born: dt.date, year: int) -> dt.date:
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)


def recipient_of(person: Person, day: dt.date) -> Person | None:
    """The person, or for a minor the guardian who can best be reached."""
    if not is_minor(person, day):
        return person
    near = {row.relative_id: 0 for row in Relationship.objects.filter(person=person, kind__in=["guardian", "parent"])}
    home = Membership.objects.filter(person=person, is_home=True).first()
    if home:
        for row in Membership.objects.filter(household=home.household, role__in=["head", "spouse", "parent"]):
            near.setdefault(row.person_id, 1)
    guardians = [
        one
        for one in Person.objects.filter(pk__in=near).exclude(pk=person.pk)
        if not is_minor(one, day) and one.deceased_on is None
    ]
    return min(guardians, key=lambda one: _distance(one, near[one.pk]), default=None)


def _distance(one: Person, place: int) -> tuple[bool, bool, bool, int, uuid.UUID]:
    reachable = one.main_phone is not None and one.main_phone.is_mobile
    return not reachable, one.opted_out, not one.consent_ads, place, one.pk


def is_minor(person: Person, day: dt.date) -> bool:
    return person.birth_date is not None and relativedelta(day, person.birth_date).years < 18


def obstacle_of(occasion: Occasion, person: Person, recipient: Person | None) -> str:
    if person.deceased_on:
        return "deceased"
    if recipient is None:
        return "minor_without_guardian"
    if recipient.main_phone is None:
        return "no_contact"
    if not recipient.main_phone.is_mobile:
        return "not_mobile"
    if person.opted_out or recipient.opted_out or recipient.main_phone.refused_at:
        return "opted_out"
    if occasion.is_advertising and not recipient.consent_ads:
        return "no_consent"
    return "bought_already" if occasion.bought else ""

"""Small random worlds for rules: people, cards, sales with returns, exams, tickets; and how they are stored."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from contactcenter.models import Ticket as TicketRow
from customers.models import Card as CardRow
from customers.models import Email, Household, Membership, Phone, Prescription, Recommendation
from customers.models import Exam as ExamRow
from customers.models import Person as PersonRow
from optics_crm.core.models import Salon as SalonRow
from orders import medical
from orders.models import Purchase as PurchaseRow
from orders.models import PurchaseLine

CATEGORIES = ("spectacle_lens", "frame", "contact_lens", "accessory", "service")
ADVICE = (("glasses_near", "spectacle_lens"), ("contact_lens_soft", "contact_lens"), ("repeat_exam", ""))
CITIES = ("", "Бор", "Саров")
UTC = dt.UTC


@dataclass(frozen=True)
class Salon:
    id: uuid.UUID
    guid: uuid.UUID
    city: str


@dataclass(frozen=True)
class Person:
    id: uuid.UUID
    merged_into: uuid.UUID | None
    birth_date: dt.date | None
    sex: str
    city: str
    home_salon: uuid.UUID | None
    has_phone: bool
    has_email: bool
    preferred_channel: str
    consent_ads: bool
    opted_out: bool
    bucket: int


@dataclass(frozen=True)
class Card:
    id: uuid.UUID
    person: uuid.UUID
    deleted: bool


@dataclass(frozen=True)
class Line:
    line_no: int
    category: str
    qty: int
    amount: Decimal


@dataclass(frozen=True)
class Purchase:
    id: uuid.UUID
    card: uuid.UUID
    salon: uuid.UUID
    kind: str
    sold_on: dt.date
    handed_over_on: dt.date | None
    total: Decimal
    lines: tuple[Line, ...]
    channel: str = "salon"
    posted: bool = True
    deleted: bool = False
    return_of: uuid.UUID | None = None

    @property
    def sold_at(self) -> dt.datetime:
        return noon(self.sold_on)

    @property
    def handed_over_at(self) -> dt.datetime | None:
        return noon(self.handed_over_on) if self.handed_over_on else None


@dataclass(frozen=True)
class Rx:
    issued_on: dt.date
    valid_until: dt.date
    status: str


@dataclass(frozen=True)
class Exam:
    id: uuid.UUID
    card: uuid.UUID
    salon: uuid.UUID
    kind: str
    examined_on: dt.date
    deleted: bool
    in_error: bool
    recommended: tuple[tuple[str, str], ...]
    prescriptions: tuple[Rx, ...]

    @property
    def examined_at(self) -> dt.datetime:
        return noon(self.examined_on)


@dataclass(frozen=True)
class Ticket:
    id: uuid.UUID
    card: uuid.UUID
    salon: uuid.UUID
    kind: str
    stage: str
    opened_on: dt.date
    closed_on: dt.date | None

    @property
    def opened_at(self) -> dt.datetime:
        return noon(self.opened_on)


@dataclass(frozen=True)
class Home:
    id: uuid.UUID
    members: tuple[uuid.UUID, ...]
    deleted: bool


@dataclass
class World:
    today: dt.date
    salons: list[Salon] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    exams: list[Exam] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    households: list[Home] = field(default_factory=list)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), UTC)


class Maker:
    """Draws a world; days cluster on the edges that rules ask about."""

    def __init__(self, rng: random.Random, today: dt.date) -> None:
        self.rng, self.world = rng, World(today)

    def make(self, people: int = 10) -> World:
        world, rng = self.world, self.rng
        world.salons = [Salon(self.id(), self.id(), rng.choice(CITIES)) for _ in range(3)]
        for _ in range(people):
            world.persons.append(self.person())
        ids = [person.id for person in world.persons]
        for owner in ids + [rng.choice(ids) for _ in range(people // 2)]:
            survivor = next(person for person in world.persons if person.id == owner).merged_into or owner
            world.cards.append(Card(self.id(), survivor, rng.random() < 0.1))
        for _ in range(people * 3):
            self.sale()
        world.exams = [self.exam() for _ in range(people)]
        world.tickets = [self.ticket() for _ in range(people // 2)]
        rng.shuffle(ids)
        world.households = [Home(self.id(), tuple(ids[i : i + 3]), rng.random() < 0.2) for i in (0, 3)]
        return world

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def day(self) -> dt.date:
        """Often exactly n months ago, or a day beside it; now and then in the future."""
        rng = self.rng
        if rng.random() < 0.4:
            months = self.world.today.year * 12 + self.world.today.month - 1 - 6 * rng.randrange(12)
            day = dt.date(months // 12, months % 12 + 1, min(self.world.today.day, 28))
            return day + dt.timedelta(days=rng.randint(-1, 1))
        return self.world.today - dt.timedelta(days=rng.randint(-20, 2400))

    def person(self) -> Person:
        rng = self.rng
        others = [person.id for person in self.world.persons if person.merged_into is None]
        return Person(
            id=self.id(),
            merged_into=rng.choice(others) if others and rng.random() < 0.1 else None,
            birth_date=None if rng.random() < 0.2 else self.birthday(),
            sex=rng.choice(("", "m", "f")),
            city=rng.choice(CITIES),
            home_salon=rng.choice([None, *(salon.id for salon in self.world.salons)]),
            has_phone=rng.random() < 0.7,
            has_email=rng.random() < 0.3,
            preferred_channel=rng.choice(("", "sms", "call")),
            consent_ads=rng.random() < 0.5,
            opted_out=rng.random() < 0.1,
            bucket=rng.getrandbits(32),
        )

    def birthday(self) -> dt.date:
        year = self.world.today.year - self.rng.choice((0, 5, 17, 18, 19, 40, 70))
        near = self.world.today + dt.timedelta(days=self.rng.randint(-2, 40))
        if self.rng.random() < 0.2:
            return dt.date(year - year % 4, 2, 29) if year - year % 4 != 1900 else dt.date(1904, 2, 29)
        return dt.date(year, near.month, min(near.day, 28))

    def sale(self) -> None:
        rng = self.rng
        card = rng.choice(self.world.cards)
        lines = tuple(
            Line(number, rng.choice(CATEGORIES), rng.choice((1, 1, 2)), Decimal(rng.randrange(0, 800_000)) / 100)
            for number in range(1, rng.randint(1, 3) + 1)
        )
        sold_on = self.day()
        sale = Purchase(
            id=self.id(),
            card=card.id,
            salon=rng.choice(self.world.salons).id,
            kind="sale",
            sold_on=sold_on,
            handed_over_on=sold_on + dt.timedelta(days=rng.randint(0, 14)) if rng.random() < 0.5 else None,
            total=sum((line.amount for line in lines), Decimal(0)) - rng.choice((0, 0, 1)),
            lines=lines,
            channel=rng.choice(("salon", "shop")),
            posted=rng.random() < 0.93,
            deleted=rng.random() < 0.05,
        )
        self.world.purchases.append(sale)
        for _ in range(rng.choice((0, 1, 1, 2))):
            self.return_of(sale)

    def return_of(self, sale: Purchase) -> None:
        rng = self.rng
        taken = rng.sample(sale.lines, rng.randint(1, len(sale.lines)))
        lines = tuple(
            Line(line.line_no, line.category, rng.randint(1, line.qty), (line.amount / 2).quantize(Decimal("0.01")))
            for line in taken
        )
        until_today = max(0, (self.world.today - sale.sold_on).days)
        back = Purchase(
            id=self.id(),
            card=sale.card,
            salon=sale.salon,
            kind="return",
            sold_on=sale.sold_on + dt.timedelta(days=rng.choice((0, 1, 30, 200, until_today))),
            handed_over_on=None,
            total=sum((line.amount for line in lines), Decimal(0)),
            lines=lines,
            posted=rng.random() < 0.9,
            deleted=rng.random() < 0.1,
            return_of=sale.id,
        )
        self.world.purchases.append(back)

    def exam(self) -> Exam:
        rng = self.rng
        day = self.day()
        advice = tuple(rng.sample(ADVICE, rng.randint(0, 2)))
        rx = tuple(
            Rx(day, day + dt.timedelta(days=rng.choice((180, 365))), rng.choice(("active", "superseded", "draft")))
            for _ in range(rng.randint(0, 2))
        )
        return Exam(
            self.id(),
            rng.choice(self.world.cards).id,
            rng.choice(self.world.salons).id,
            rng.choice(("full", "express", "child")),
            day,
            rng.random() < 0.1,
            rng.random() < 0.1,
            advice,
            rx,
        )

    def ticket(self) -> Ticket:
        rng = self.rng
        opened = self.day()
        closed = opened + dt.timedelta(days=rng.randint(0, 400)) if rng.random() < 0.5 else None
        return Ticket(
            self.id(),
            rng.choice(self.world.cards).id,
            rng.choice(self.world.salons).id,
            rng.choice(("repair", "maintenance", "claim")),
            "closed" if closed else "accepted",
            opened,
            closed,
        )


def store(world: World) -> None:
    """Writes the world as the doors would leave it; the roll-up is not told."""
    now = noon(world.today)
    SalonRow.objects.bulk_create(
        SalonRow(id=salon.id, guid=salon.guid, name=str(salon.id), city=salon.city, timezone="Europe/Moscow")
        for salon in world.salons
    )
    store_people(world)
    CardRow.objects.bulk_create(
        CardRow(id=card.id, guid=card.id, person_id=card.person, deleted_at=now if card.deleted else None)
        for card in world.cards
    )
    store_purchases(world, now)
    store_exams(world, now)
    TicketRow.objects.bulk_create(
        TicketRow(
            id=ticket.id,
            guid=ticket.id,
            card_id=ticket.card,
            salon_id=ticket.salon,
            number=str(ticket.id),
            kind=ticket.kind,
            stage=ticket.stage,
            opened_at=ticket.opened_at,
            opened_on=ticket.opened_on,
            stage_at=ticket.opened_at,
            closed_at=noon(ticket.closed_on) if ticket.closed_on else None,
        )
        for ticket in world.tickets
    )


def store_people(world: World) -> None:
    phone = Phone.objects.create(number="+79200000001", is_mobile=True)
    email = Email.objects.create(address="a@example.ru")
    ordered = sorted(world.persons, key=lambda person: person.merged_into is not None)
    PersonRow.objects.bulk_create(
        PersonRow(
            id=person.id,
            first_name="Анна",
            last_name="Иванова",
            merged_into_id=person.merged_into,
            birth_date=person.birth_date,
            sex=person.sex,
            city=person.city,
            home_salon_id=person.home_salon,
            main_phone=phone if person.has_phone else None,
            main_email=email if person.has_email else None,
            preferred_channel=person.preferred_channel,
            consent_ads=person.consent_ads,
            opted_out=person.opted_out,
            bucket=person.bucket,
        )
        for person in ordered
    )
    for home in world.households:
        row = Household.objects.create(id=home.id, deleted_at=noon(world.today) if home.deleted else None)
        Membership.objects.bulk_create(Membership(household=row, person_id=member) for member in home.members)


def store_purchases(world: World, now: dt.datetime) -> None:
    PurchaseRow.objects.bulk_create(
        PurchaseRow(
            id=sale.id,
            guid=sale.id,
            card_id=sale.card,
            salon_id=sale.salon,
            number=str(sale.id),
            kind=sale.kind,
            sold_at=sale.sold_at,
            sold_on=sale.sold_on,
            handed_over_at=sale.handed_over_at,
            handed_over_on=sale.handed_over_on,
            total=sale.total,
            channel=sale.channel,
            is_posted=sale.posted,
            deleted_at=now if sale.deleted else None,
            return_of_id=sale.return_of,
        )
        for sale in world.purchases
    )
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase_id=sale.id,
            line_no=line.line_no,
            name=line.category,
            category=line.category,
            qty=line.qty,
            price=line.amount,
            amount=line.amount,
        )
        for sale in world.purchases
        for line in sale.lines
    )
    medical.refresh([sale.id for sale in world.purchases])


def store_exams(world: World, now: dt.datetime) -> None:
    for exam in world.exams:
        row = ExamRow.objects.create(
            id=exam.id,
            guid=exam.id,
            card_id=exam.card,
            salon_id=exam.salon,
            kind=exam.kind,
            examined_at=exam.examined_at,
            examined_on=exam.examined_on,
            deleted_at=now if exam.deleted else None,
            entered_in_error_at=now if exam.in_error else None,
        )
        Recommendation.objects.bulk_create(
            Recommendation(exam=row, position=position, code=code, category=category)
            for position, (code, category) in enumerate(exam.recommended)
        )
        Prescription.objects.bulk_create(
            Prescription(
                card_id=exam.card,
                exam=row,
                purpose="distance",
                status=rx.status,
                issued_on=rx.issued_on,
                valid_until=rx.valid_until,
            )
            for rx in exam.prescriptions
        )

"""A small world, random steps in it, and the rows that are left: what the edits alone would have given.

`Run` plays a random plan with merges, splits, choices and links among the edits, then undoes every one of these in a
random order. `replay` plays the edits alone. Both start from one state (a savepoint) and are compared row by row.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from aftercare import rollup
from customers.actions import PersonWords, TypedPhone, correct_person, note_person
from customers.consents import COUNTS, record_consent, withdraw_consent
from customers.golden import refresh_people
from customers.identity import state
from customers.identity.choices import choose_field, undo_choice
from customers.identity.merging import merge_people, unmerge
from customers.identity.moved import held
from customers.identity.relatives import link_relatives, undo_link
from customers.identity.splitting import NewMember, split_card, undo_split
from customers.models import Card, Consent, IdentityEvent, MovedFact, Person
from customers.models.consent import Purpose
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Salon, SyncClient
from orders.models import Purchase
from orders.moments import PURCHASES_CHANGED
from tests.core.staff import make_salon
from tests.customers.people import make_card

START = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
NAMES = ("Иванова Мария Сергеевна", "Иванова Маша", "Петров Олег Ильич", "Иванов Олег Ильич", "Ким Анна", "Ким Аня")
PHONES = tuple(f"+7910000000{n}" for n in range(6))
FIELDS = ("last_name", "first_name", "city", "birth_date", "main_phone_id")
KINDS = ("child", "parent", "spouse", "sibling", "guardian")
UNDO: dict[str, Callable[..., IdentityEvent]] = {
    "merge": unmerge,
    "split": undo_split,
    "choice": undo_choice,
    "link": undo_link,
}

# the journal itself, questions, and the work list of the roll-up, which is worked off before the look
NOT_COMPARED = {
    "customers_identityevent",
    "customers_notsame",
    "customers_movedfact",
    "customers_fieldchoice",
    "customers_proposal",
    "aftercare_dirtyperson",
}
# when a row was last touched, and ids of rows that are replaced as a list
VOLATILE = ["updated_at", "revision", "rebuilt_at"]
REPLACED = {"customers_cardphone", "customers_cardemail", "customers_consent"}
# what a split had opened and its undo closed again: tombstones that nobody sees
LEFT_OUT = {
    "customers_person": "r.id <> ALL(%(opened)s::uuid[])",
    "customers_card": "r.person_id <> ALL(%(opened)s::uuid[])",
    "customers_cardkeys": "r.card_id NOT IN (SELECT id FROM customers_card WHERE person_id = ANY(%(opened)s::uuid[]))",
    "customers_household": "r.deleted_at IS NULL",
    # acts that reached a card from the dossier of somebody else: their effect is compared, see `standing`
    "customers_consent": "r.said_by_id IS NULL",
}

Edit = tuple[Any, ...]


@dataclass
class World:
    """What every run starts from."""

    actor: str
    salon: Salon
    people: list[uuid.UUID]
    cards: list[uuid.UUID]
    purchases: list[uuid.UUID]
    tables: str


def make_world() -> World:
    """Six people of two families on few phones, nine cards of the desk and of 1C, consents, a purchase a card."""
    clock.freeze(START)
    actor, salon = "random steps", make_salon()
    onec = SyncClient.objects.create(source="onec-retail", name="1C")
    people, cards, purchases = [], [], []
    for place, name in enumerate(NAMES):
        person = Person.objects.create()
        last, first, middle = (*name.split(), "")[:3]
        words = {"last_name": last, "first_name": first, "middle_name": middle}
        phone, city = PHONES[place // 2], ("Владимир", "")[place % 2]
        own = [make_card(person, phone=phone, city=city, verified_at=START, **words)]
        if place % 2 == 0:
            own.append(make_card(person, phone=PHONES[5 - place // 2], client=onec, **words))
        people.append(person.pk)
        cards += [card.pk for card in own]
        refresh_people([person.pk])
        if place % 3:
            for purpose in (Purpose.PERSONAL_DATA, Purpose.ADS):
                record_consent(actor, Person.objects.get(pk=person.pk), purpose.value, method="desk_paper", at=START)
    world = World(actor, salon, people, cards, purchases, "")
    for card in cards:
        purchases.append(buy(world, card, uuid.uuid4(), 1))
    rollup.rebuild()
    world.tables = _dump_sql()
    return world


def buy(world: World, card: uuid.UUID, pk: uuid.UUID, day: int) -> uuid.UUID:
    at = START + dt.timedelta(days=day - 30)
    Purchase.objects.create(
        pk=pk, guid=pk, card_id=card, salon=world.salon, number=str(day), sold_at=at, sold_on=at.date(), total=day * 100
    )
    PURCHASES_CHANGED.happen([card])
    return pk


def apply(world: World, edit: Edit) -> None:
    """One edit, by the ids that it was made with: the same in both runs."""
    kind, *words = edit
    if kind == "edit":
        correct_person(world.actor, Person(pk=words[0]), words[1])
    elif kind == "note":
        note_person(world.actor, Person(pk=words[0]), words[1])
    elif kind == "source":
        Card.objects.filter(pk=words[0]).update(last_name=words[1], updated_at=clock.now())
        refresh_people([Card.objects.get(pk=words[0]).person_id])
    elif kind == "buy":
        buy(world, *words)
    elif kind == "resend":
        _resend(*words)
    elif kind == "agree":
        record_consent(world.actor, Person.objects.get(pk=words[0]), words[1], method="desk_paper")
    elif kind == "withdraw":
        withdraw_consent(world.actor, Person.objects.get(pk=words[0]), words[1], method="phone")


def _resend(purchase: uuid.UUID, card: uuid.UUID) -> None:
    """1C sends a purchase again and says whose it is."""
    before = Purchase.objects.get(pk=purchase).card_id
    there = held("orders.Purchase", {purchase: card}).get(purchase, card)
    Purchase.objects.filter(pk=purchase).update(card_id=there)
    PURCHASES_CHANGED.happen({one for one in (before, there) if one})


@dataclass
class Run:
    """One random sequence. `edits` are those that took place, `told` is the story for whoever has to debug it."""

    world: World
    seed: int
    edits: list[tuple[int, Edit]] = field(default_factory=list)
    standing: list[IdentityEvent] = field(default_factory=list)
    opened: list[uuid.UUID] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    undone: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.steps = self.random.randint(3, 9)
        self.purchases = list(self.world.purchases)

    def play(self) -> None:
        """Random steps, the check of the state, then every decision undone in a random order."""
        moves = [getattr(self, f"_{name}") for name in MOVES]
        for step in range(1, self.steps + 1):
            self._at(step)
            move = self.random.choices(moves, list(MOVES.values()))[0]
            try:
                move(step)
            except DomainError as refusal:
                self.told.append(f"{move.__name__}: {refusal.code}")
        check_state()
        self.random.shuffle(self.standing)
        self._at(self.steps + 1)
        for event in self.standing:
            self._undo_one(event)
        check_state()

    def _at(self, step: int) -> None:
        clock.freeze(START + dt.timedelta(minutes=step))

    def _person(self) -> uuid.UUID:
        return state.standing(self.random.choice(self.world.people))

    def _do(self, step: int, *edit: Any) -> None:
        apply(self.world, edit)
        self.edits.append((step, edit))
        self.told.append(str(edit[:2]))

    def _note_event(self, event: IdentityEvent) -> None:
        self.standing.append(event)
        self.told.append(f"{event.kind} {event.winner_id} {event.loser_id}")

    def _merge(self, _step: int) -> None:
        self._note_event(merge_people(self.world.actor, self._person(), self._person()))

    def _split(self, _step: int) -> None:
        card = Card.objects.get(pk=self.random.choice(self.world.cards))
        held_here = list(Purchase.objects.filter(card=card).order_by("pk").values_list("pk", flat=True))
        chosen = self.random.sample(held_here, min(len(held_here), 2))
        words = PersonWords(last_name="Новый", first_name=f"Ребёнок{self.seed}")
        to = NewMember(words) if self.random.random() < 0.1 else Person(pk=self._person())
        event = split_card(self.world.actor, card, {"purchase": chosen}, to=to)
        if "opened" in event.evidence:
            self.opened.append(uuid.UUID(event.evidence["opened"]))
        self._note_event(event)

    def _choose(self, _step: int) -> None:
        card = Card.objects.select_related("person").get(pk=self.random.choice(self.world.cards))
        self._note_event(choose_field(self.world.actor, card.person, self.random.choice(FIELDS), card))

    def _link(self, _step: int) -> None:
        one, other = Person.objects.get(pk=self._person()), Person.objects.get(pk=self._person())
        self._note_event(link_relatives(self.world.actor, one, other, self.random.choice(KINDS)))

    def _undo(self, _step: int) -> None:
        if self.standing:
            event = self.standing.pop(self.random.randrange(len(self.standing)))
            self._undo_one(event)

    def _undo_one(self, event: IdentityEvent) -> None:
        UNDO[event.kind](self.world.actor, event)
        self.undone += 1
        self.told.append(f"undo {event.kind} {event.winner_id} {event.loser_id}")

    def _edit(self, step: int) -> None:
        words = PersonWords(
            last_name=self.random.choice(NAMES).split()[0],
            first_name=self.random.choice(NAMES).split()[1],
            city=self.random.choice(("", "Муром")),
            birth_date=self.random.choice((None, dt.date(1990, 2, 3))),
            phones=[TypedPhone(self.random.choice(PHONES))],
        )
        self._do(step, "edit", self._person(), words)

    def _write_note(self, step: int) -> None:
        self._do(step, "note", self._person(), f"заметка {step}")

    def _source(self, step: int) -> None:
        self._do(step, "source", self.random.choice(self.world.cards), self.random.choice(NAMES).split()[0])

    def _buy(self, step: int) -> None:
        pk = uuid.UUID(int=self.random.getrandbits(128))
        self._do(step, "buy", self.random.choice(self.world.cards), pk, step)
        self.purchases.append(pk)

    def _resend(self, step: int) -> None:
        """Mostly of what was moved: with the old customer, with the one it was moved to, or with a third."""
        purchase, card = self.random.choice(self.purchases), self.random.choice(self.world.cards)
        moved = list(MovedFact.objects.order_by("pk").values_list("object_id", "home", "to_card"))
        if moved and self.random.random() < 0.8:
            purchase, *there = self.random.choice(moved)
            card = self.random.choice([*there, card])
        self._do(step, "resend", purchase, card)

    def _agree(self, step: int) -> None:
        self._do(step, "agree", self._person(), Purpose.ADS.value)

    def _withdraw(self, step: int) -> None:
        root = self._person()
        others = Card.objects.filter(person=root, origin__isnull=False).values_list("origin", flat=True)
        heard = tuple(sorted(set(others)))
        self._do(step, "withdraw", root, self.random.choice((Purpose.ADS.value, Purpose.PERSONAL_DATA.value)), heard)


MOVES = {
    "merge": 8,
    "undo": 4,
    "split": 4,
    "choose": 2,
    "link": 2,
    "edit": 3,
    "write_note": 1,
    "source": 2,
    "buy": 3,
    "resend": 3,
    "agree": 1,
    "withdraw": 2,
}


def replay(world: World, edits: list[tuple[int, Edit]]) -> None:
    """The edits alone. A withdrawal reaches the cards that it reached: that is the one trace a merge may leave."""
    for step, edit in edits:
        clock.freeze(START + dt.timedelta(minutes=step))
        apply(world, edit)
        if edit[0] == "withdraw":
            for other in edit[3]:
                hear_withdrawal(edit[1], other, edit[2])


def hear_withdrawal(said_by: uuid.UUID, person: uuid.UUID, purpose: str) -> None:
    """The cards that were born with this person hear what somebody said for whom they stood then."""
    latest = Consent.objects.filter(COUNTS, card__person=person, purpose=purpose, channel="")
    latest = latest.order_by("card", "-at", "-status", "-recorded_at").distinct("card")
    refused = {act.card_id for act in latest if act.status != Consent.Status.GIVEN}
    for card in Card.objects.filter(person=person).exclude(pk__in=refused):
        Consent.objects.create(
            card=card, purpose=purpose, status="withdrawn", method="phone", at=clock.now(), said_by_id=said_by
        )
    refresh_people([person])


def check_state() -> None:
    """Whoever stands for whom, and whose card is whose, is what the active edges say."""
    edges = IdentityEvent.objects.filter(kind="merge", undoes__isnull=True, undone_by__isnull=True)
    roots = state.roots_of(edges.values_list("loser", "winner"))
    merged = Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    assert dict(merged) == roots
    for origin, person in Card.objects.values_list("origin", "person"):
        assert origin is None or (roots[origin] == person and origin != person)
    assert not Card.objects.filter(person__merged_into__isnull=False).exists()


def _dump_sql() -> str:
    return " UNION ALL ".join(_table_sql(table) for table in sorted(_tables()) if table not in NOT_COMPARED)


def _tables() -> Iterator[str]:
    for app in ("customers", "orders", "aftercare", "contactcenter"):
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            yield model._meta.db_table


def _table_sql(table: str) -> str:
    gone = [*VOLATILE, *(("id", "recorded_at") if table in REPLACED else ())]
    names = ", ".join(f"'{name}'" for name in gone)
    return f"SELECT '{table}', (to_jsonb(r) - ARRAY[{names}])::text FROM {table} r WHERE {LEFT_OUT.get(table, 'true')}"


# of each card the act that counts, whoever said it: after all is undone no foreign consent does
STANDING = """SELECT 'standing', concat_ws(' ', card_id, purpose, channel, status) FROM (
    SELECT DISTINCT ON (card_id, purpose, channel) card_id, purpose, channel, status FROM customers_consent
     WHERE status <> 'given' OR said_by_id IS NULL
     ORDER BY card_id, purpose, channel, at DESC, (status = 'given'), recorded_at DESC) k"""


def rows_of(world: World, opened: list[uuid.UUID]) -> list[tuple[str, str]]:
    """Every row there is, table by table, as text; the roll-up is brought up to date before."""
    rollup.catch_up()
    with connection.cursor() as cursor:
        cursor.execute(f"{world.tables} UNION ALL {STANDING}", {"opened": [str(one) for one in opened]})
        return sorted(cursor.fetchall())

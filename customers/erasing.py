"""Erasure of a person: nothing that says who it was is left anywhere, what was sold stays sold.

Irreversible, in one transaction. Each app takes away its own rows by an entry of its `erasures.py` (found by name):

    @erases("orders", "orders.Order", "orders.OrderEntry")
    def orders(subject: Subject) -> Iterable[Need]: ...        # the objects of the exchange that may not come again

A table with texts that no entry names must be named by `keeps(why, ...)`: a test goes through all of them.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import events
from customers.followups import kind, open_followup
from customers.identity.state import locked, standing
from customers.models import Card, CardPhone, Exam, Person
from customers.moments import CONSENT_CHANGED, PEOPLE_CHANGED
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import SyncClient
from optics_crm.core.registry import Registry
from optics_crm.core.sync import scrubbing, tables
from optics_crm.core.sync.kinds import Need

KIND = "erasure"
DUE_IN = dt.timedelta(days=7)  # the law gives ten working days

kind(KIND, gettext_lazy("erase a customer's data"), "user-x", "privacy", outcomes=("done", "declined", "not_needed"))


@dataclass(frozen=True)
class Subject:
    """Who is erased: everybody that stands in one person, their cards, and the numbers that nobody else has."""

    people: frozenset[uuid.UUID]
    cards: frozenset[uuid.UUID]
    numbers: frozenset[str]

    def run(self, *statements: str) -> None:
        """Runs statements with `%(people)s`, `%(cards)s` (uuid arrays as text) and `%(numbers)s`."""
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql, self._params())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return tables.ask(sql, self._params())

    def _params(self) -> dict[str, Any]:
        people, cards = tables.uuid_array(self.people), tables.uuid_array(self.cards)
        return {"people": people, "cards": cards, "numbers": sorted(self.numbers)}


Clean = Callable[[Subject], Iterable[tuple[str, uuid.UUID, uuid.UUID]]]


@dataclass(frozen=True)
class Erasure:
    """What one app takes away. `clean` tells (kind, GUID, row) of the exchange's objects that it emptied."""

    models: tuple[str, ...]
    clean: Clean


ERASURES: Registry[Erasure] = Registry("erasures")
KEPT: Registry[str | Promise] = Registry("tables that say nothing about clients")


def erases(key: str, *models: str) -> Callable[[Clean], Clean]:
    """Adds an entry: which tables (`app.Model`) the function empties of a person."""

    def add(clean: Clean) -> Clean:
        ERASURES.add(key, Erasure(models, clean))
        return clean

    return add


def keeps(why: str, *models: str) -> None:
    """States that the texts of these tables say nothing about a client, and why."""
    for model in models:
        KEPT.add(model, why)


@transaction.atomic
def erase_person(actor: Any, person: Person, *, reason: str, origin: str = "") -> None:
    """Erases the person who stands there, with everybody merged in. `origin` is the book that asked for it.

    Raises DomainError without a reason and Conflict when it was done before. The audit keeps who, when and why.
    """
    if not reason.strip():
        raise DomainError("reason_missing", _("Say on what ground the data are erased."), pointer="/reason")
    root = standing(person.pk)
    locked(root)
    row = Person.objects.get(pk=root)
    if row.erased_at:
        raise Conflict("person_erased", _("This customer has been erased already."))
    subject = subject_of(root)
    _erase(subject)
    Person.objects.filter(pk__in=subject.people).update(erased_at=clock.now())
    CONSENT_CHANGED.happen(sorted(subject.people))
    PEOPLE_CHANGED.happen(sorted(subject.people))
    audit.record(actor, "customers.person.erased", row, reason=reason, cards=len(subject.cards))
    news.say(events.PERSON_ERASED, {"person": sorted(subject.people)}, actor=actor, origin=origin)


def subject_of(root: uuid.UUID) -> Subject:
    """Everything by which rows of this person are found."""
    people = {root, *Person.objects.filter(merged_into=root).values_list("pk", flat=True)}
    cards = set(Card.objects.filter(person__in=people).values_list("pk", flat=True))
    numbers = tables.ask(
        """SELECT DISTINCT n.number FROM customers_cardphone u JOIN customers_phone n ON n.id = u.phone_id
           WHERE u.card_id = ANY(%s::uuid[]) AND NOT EXISTS (
                 SELECT 1 FROM customers_cardphone o WHERE o.phone_id = n.id AND NOT o.card_id = ANY(%s::uuid[]))""",
        [tables.uuid_array(cards), tables.uuid_array(cards)],
    )
    return Subject(frozenset(people), frozenset(cards), frozenset(number for (number,) in numbers))


def _erase(subject: Subject) -> None:
    keys: set[Need] = set()
    rows: set[uuid.UUID] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.erasing', 'on', true)")
        # what stands above points to what is below: the floors from the top
        for erasure in reversed(ERASURES.all()):
            for code, guid, row in erasure.clean(subject):
                keys.add((code, guid))
                rows.add(row)
        cursor.execute("SELECT set_config('app.erasing', '', true)")
    scrubbing.scrub(keys, rows)


def asked_by_book(card: uuid.UUID, client: SyncClient) -> bool:
    """A book asks to erase whom its card tells of: done where nobody else knows the person, else the privacy officer
    is asked. Returns whether it was done.
    """
    row = Card.objects.select_related("person").get(pk=card)
    if not Card.objects.filter(person=row.person).exclude(client=client).exists():
        erase_person(client.source, row.person, reason=f"asked by {client.source}", origin=client.source)
        return True
    open_followup(
        client.source,
        KIND,
        title=_("Erase the data of a customer: %(book)s asks for it") % {"book": client.name},
        reason=_("the customer has asked there; other cards of the same person are known here, too"),
        due_at=clock.now() + DUE_IN,
        person=row.person,
        card=row,
        occasion=f"erasure:{row.pk}:{clock.today()}",
    )
    return False


@dataclass(frozen=True)
class Counted:
    """How much there is: cards, exams and phones that are emptied."""

    cards: int
    exams: int
    phones: int


def counted(person: Person) -> Counted:
    """What a page tells before somebody erases."""
    cards = subject_of(person.pk).cards
    mine = {"card__in": cards}
    return Counted(len(cards), Exam.objects.filter(**mine).count(), CardPhone.objects.filter(**mine).count())

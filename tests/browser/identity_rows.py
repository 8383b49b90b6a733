"""Rows for the pages about identity: each function returns the address of its page."""

import datetime as dt

from customers.families import add_member, found_household, relate
from customers.identity import deciding
from customers.identity.health.count import count_days
from customers.identity.incoming import job as jobs
from customers.models import Person, Proposal
from optics_crm.core import clock
from optics_crm.core.models import Employee, Job, Salon
from tests.browser.family_rows import family
from tests.customers.identity.questions import ask, childs_glasses, pair
from tests.customers.identity.world import card_of
from tests.customers.people import make_person


def salon() -> Salon:
    return Salon.objects.get()


def questions(count: int = 3) -> list[Proposal]:
    return [pair(number, salon()) for number in range(count)]


def queue() -> str:
    mother, _son = family()
    questions()
    ask(mother, kind="split", score=0, reasons=["childs_glasses"])
    return "/identity/"


def empty() -> str:
    return "/identity/review/"


def review() -> str:
    mother, _son = family()
    granny = make_person("Иванова Галина Петровна", home_salon=salon(), birth_date=dt.date(1956, 3, 1))
    ask(mother, granny, kind="family", score=0.01, evidence={"note": "живут вместе"})
    questions()
    return "/identity/review/"


def merge() -> str:
    row = questions(1)[0]
    assert row.card_b is not None
    return f"/identity/merge/{row.card_a.person_id}/{row.card_b.person_id}/?proposal={row.pk}"


def with_whom() -> str:
    return f"/identity/with/{questions(1)[0].card_a.person_id}/"


def split() -> str:
    mother, _son = family()
    childs_glasses(mother, salon())
    row = ask(mother, kind="split", score=0, reasons=["childs_glasses"])
    return f"/identity/split/{card_of(mother).pk}/?proposal={row.pk}"


def report() -> str:
    return f"/identity/report/{family()[0].pk}/"


def decisions() -> str:
    actor = Employee.objects.get()
    for row, said in zip(questions(), ("same", "relative", "different"), strict=True):
        deciding.answer(actor, row, said, kind="sibling")
    first = deciding.last_of(actor)
    assert first is not None
    deciding.take_back(actor, first)
    return "/identity/decisions/"


def health() -> str:
    questions()
    family()
    today = clock.today()
    count_days([clock.months_after(today, -2), clock.months_after(today, -1), today])
    return "/identity/health/"


def not_counted() -> str:
    return "/identity/health/"


def flawed() -> str:
    questions()
    return "/identity/health/cards/?rule=no_patronymic"


def household() -> str:
    mother, _son = family()
    granny = make_person("Иванова Галина Петровна", home_salon=salon(), birth_date=dt.date(1956, 3, 1))
    orphan = make_person("Иванов Лев", home_salon=salon(), birth_date=clock.years_after(clock.today(), -5))
    home = found_household("desk", mother)
    add_member("desk", home, orphan, "other")
    relate("desk", mother, orphan, "other")
    ask(mother, granny, kind="family", score=0.9)
    return f"/households/{home.pk}/?edit=1"


def import_result() -> str:
    """A check that is done."""
    person: Person = questions(1)[0].card_a.person
    finding = {
        "number": 1,
        "flaws": ["no_phone", "bad_date"],
        "verdict": "same",
        "person": str(person.pk),
        "score": 0.97,
    }
    figures = {
        "rows": 12, "flawed": 4, "unreadable": 1, "by_rule": {"no_phone": 3, "bad_date": 1},
        "known": {"same": 2, "new": 9}, "twins": 1, "families": 2, "cards_before": 100,
        "flawed_before": 30, "findings": [finding],
    }  # fmt: skip
    job = Job.objects.create(
        kind=jobs.KIND,
        title="people.csv",
        owner=Employee.objects.get(),
        state=Job.State.DONE,
        params={"outlook": figures},
    )
    return f"/identity/import/{job.pk}/"

"""The scan of the base: questions, merges by the strict rules, decisions that hold, the night's few cards."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import connection

from customers.golden import refresh_people
from customers.identity.keys import VERSION
from customers.identity.not_same import decide_not_same
from customers.identity.scan import scan_all, scan_changed
from customers.models import Card, CardEmail, CardKeys, Email, Person, Proposal
from optics_crm.core import clock
from tests.customers.people import card_of, make_card, make_person

pytestmark = pytest.mark.django_db

BORN = dt.date(1980, 5, 17)
PHONE = "+79101234567"
HOME = {"address": "Бор, ул. Мира, д. 5, кв. 6", "city": "Бор"}


def enter(name: str, born: dt.date | None = BORN, phone: str = PHONE, mail: str = "", **fields: object) -> Person:
    last, first, middle = (*name.split(), "", "")[:3]
    person = Person.objects.create()
    card = make_card(
        person, last_name=last, first_name=first, middle_name=middle, birth_date=born, phone=phone, **{**HOME, **fields}
    )
    if mail:
        email, _ = Email.objects.get_or_create(address=mail)
        CardEmail.objects.create(card=card, email=email, raw=mail)
    refresh_people([person.pk])
    return person


def asked(kind: str = "same") -> set[frozenset]:
    rows = Proposal.objects.filter(status="open", kind=kind).values_list("card_a__person", "card_b__person")
    return {frozenset(row) for row in rows}


def test_scan_asks_about_twins_of_the_base_and_relatives() -> None:
    one = enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    again = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    wife = enter("Кручинина Ольга Петровна", dt.date(1982, 3, 4))
    make_person("Соколова Анна Игоревна", phone="+79209998877")
    counts = scan_all(workers=1)
    assert counts.cards == 4
    assert asked() == {frozenset((one.pk, again.pk))}
    assert len(asked("family")) == 1
    assert all(wife.pk in pair for pair in asked("family"))
    found = Proposal.objects.get(kind="same")
    assert found.score > 0.9
    assert {"last", "father", "born", "phone"} <= set(found.reasons)
    assert found.source == "scan"


def test_second_scan_asks_nothing_twice_and_forgets_what_is_gone() -> None:
    enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    again = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    scan_all(workers=1)
    assert scan_all(workers=1).obsolete == 0
    assert Proposal.objects.count() == 1
    Card.objects.filter(person=again).update(deleted_at=clock.now())
    assert scan_all(workers=1).obsolete == 1
    assert Proposal.objects.get().status == "obsolete"


def test_strict_rules_merge_when_told_to() -> None:
    one = enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    again = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    counts = scan_all(merge=True, workers=1)
    assert counts.merged == counts.duplicate == 1
    assert Card.objects.filter(person__in=(one, again)).values("person").distinct().count() == 1
    assert Proposal.objects.get(kind="same").status == "accepted"


def test_father_and_son_of_one_name_are_never_merged() -> None:
    enter("Кручинин Иван Иванович", dt.date(1955, 5, 17))
    enter("Кручинин Иван Иванович", dt.date(1982, 5, 17))
    enter("Кручинин Иван Иванович", None)
    assert scan_all(merge=True, workers=1).merged == 0


def test_not_the_same_is_respected_by_every_scan() -> None:
    one = enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    again = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    decide_not_same("test", card_of(one), card_of(again))
    scan_all(merge=True, workers=1)
    assert asked() == set()
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_night_run_compares_new_cards_with_everybody() -> None:
    old = enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    enter("Зимина Вера Павловна", dt.date(1970, 1, 2), "+79301112233")
    enter("Зимина Вера Павловна", dt.date(1970, 1, 2), "+79301112233")
    Card.objects.update(updated_at=clock.now() - dt.timedelta(days=3))
    since = clock.now() - dt.timedelta(hours=1)
    new = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    counts = scan_changed(since)
    assert counts.cards == 1
    assert asked() == {frozenset((old.pk, new.pk))}


def test_command_counts_by_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    call_command("identity_scan", "--json")
    said = json.loads(capsys.readouterr().out)
    assert {"duplicate", "family", "review", "seconds", "cards"} <= set(said)
    assert said["cards"] == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_proposal WHERE status = 'open'")
        assert cursor.fetchone()[0] == 1


def test_keys_of_an_older_normaliser_are_made_anew_before_a_scan() -> None:
    one = enter("Кручинин Александр Тихонович", mail="kruchinin80@mail.ru")
    again = enter("Кручинин Саша Тихонович", mail="kruchinin80@mail.ru")
    CardKeys.objects.filter(card=card_of(again)).update(last="другой", first_group="", firsts=[], version=VERSION - 1)
    scan_all(workers=1)
    assert asked() == {frozenset((one.pk, again.pk))}
    assert set(CardKeys.objects.values_list("version", flat=True)) == {VERSION}


def test_night_run_compares_no_old_card_with_another_for_its_own_sake() -> None:
    for name in ("Кручинин Александр", "Кручинин Алексей", "Кручинина Анна"):
        enter(f"{name} Тихонович")
    Card.objects.update(updated_at=clock.now() - dt.timedelta(days=3))
    since = clock.now() - dt.timedelta(hours=1)
    enter("Зимина Вера Павловна", dt.date(1970, 1, 2))
    assert scan_changed(since).candidates == 3
    assert scan_all(workers=1).candidates == 6

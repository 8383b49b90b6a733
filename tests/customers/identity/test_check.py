"""The rules of the check: verdicts, vetoes, what is never asked again, and two desks at once."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.actions import PersonWords, TypedPhone, register_customer
from customers.identity import check, evidence
from customers.identity.answers import Answer, MayBeKnown
from customers.identity.keys import Keys, Record, keys_of
from customers.identity.merging import merge_people
from customers.identity.odds import slip, weigh
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME, is_certain, verdict_of
from customers.models import NotSame, Person, Proposal
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from tests.customers.people import card_of, make_person

BORN = dt.date(1984, 3, 8)
TODAY = dt.date(2026, 11, 21)
MASHA = Record("Иванова", "Мария", "Сергеевна", BORN, ("+79123456789",), "", "ул. Ленина, д. 5, кв. 7", "", "f")


def said(**more: object) -> Keys:
    told = {name: getattr(MASHA, name) for name in Record.__slots__}
    return keys_of(Record(**{**told, **more}))  # type: ignore[arg-type]


def verdict(**more: object) -> str:
    one, other = said(), said(**more)
    return verdict_of(one, other, weigh(one, other))


def certain(**more: object) -> bool:
    one, other = said(), said(**more)
    return is_certain(one, other, weigh(one, other), TODAY)


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"first_name": "Маша", "middle_name": ""}, SAME),
        ({"last_name": "Петрова", "address": ""}, SAME),
        ({"phones": (), "birth_date": None, "address": ""}, PERHAPS),
        ({"birth_date": dt.date(1984, 8, 3), "phones": ()}, SAME),
        ({"last_name": "bdfyjdf", "first_name": "vfhbz", "middle_name": "cthuttdyf"}, SAME),
        ({"first_name": "Артём", "last_name": "Иванов", "middle_name": "", "birth_date": None, "sex": "m"}, RELATIVE),
        ({"first_name": "Ольга", "birth_date": dt.date(1989, 1, 2)}, RELATIVE),
        ({"first_name": "Сергей", "last_name": "Иванов", "middle_name": "Петрович", "sex": "m"}, RELATIVE),
        ({"first_name": "Анна"}, RELATIVE),  # a twin: one surname, father, birthday, phone and flat
    ],
)
def test_a_family_is_told_from_one_person(more: dict[str, object], answer: str) -> None:
    assert verdict(**more) == answer


@pytest.mark.parametrize(
    "more",
    [
        {"first_name": "Анна"},  # a twin
        {"birth_date": None},
        {"birth_date": dt.date(1991, 11, 30)},
        {"last_name": "", "first_name": "", "middle_name": "", "birth_date": None, "address": ""},  # the phone alone
        {"middle_name": "Петровна"},
    ],
)
def test_a_machine_joins_nobody_against_the_strict_rule(more: dict[str, object]) -> None:
    assert not certain(**more)


def test_a_machine_joins_a_second_entry_of_one_person() -> None:
    assert certain(first_name="Маша")
    assert certain(birth_date=dt.date(1984, 8, 3))


NAMES = st.sampled_from(["Иванова", "Петрова", "Мария", "Анна", "Саша", "Александр", "Сергеевна", "", "Х", "bdfyjdf"])
RECORDS = st.builds(
    Record,
    st.one_of(NAMES, st.text(max_size=30)),
    st.one_of(NAMES, st.text(max_size=30)),
    NAMES,
    st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), TODAY)),
    st.lists(st.sampled_from(["+79123456789", "+79123456788", "8 (831) 234-56-78"]), max_size=2).map(tuple),
    st.sampled_from(["", "a@mail.ru", "a@bk.ru"]),
    st.sampled_from(["", "ул. Ленина, д. 5, кв. 7"]),
)


@settings(max_examples=300, deadline=None)
@given(RECORDS, RECORDS)
def test_the_odds_are_probabilities_and_do_not_mind_the_order(one: Record, other: Record) -> None:
    a, b = keys_of(one), keys_of(other)
    there, back = weigh(a, b), weigh(b, a)

    assert 0 <= there.same <= 1
    assert 0 <= there.relative <= 1
    assert there[:2] == pytest.approx(back[:2])
    assert there.reasons == back.reasons
    assert is_certain(a, b, there, TODAY) == is_certain(b, a, back, TODAY)
    assert all(code in evidence.REASONS for code in there.reasons)


@settings(max_examples=200, deadline=None)
@given(RECORDS, RECORDS)
def test_whoever_is_certain_shares_a_first_name_and_a_birth_date_up_to_a_slip(one: Record, other: Record) -> None:
    a, b = keys_of(one), keys_of(other)
    if is_certain(a, b, weigh(a, b), TODAY):
        assert a.firsts & b.firsts
        assert a.birth_date and b.birth_date and a.birth_date.year == b.birth_date.year


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [("иванов", "ивонов", 1), ("иванов", "ианов", 1), ("иванов", "ивнаов", 1), ("иванов", "ивноав", 0), ("а", "", 1)],
)
def test_a_slip_is_one_letter_or_a_swap(a: str, b: str, one: int) -> None:
    assert slip(a, b) == slip(b, a) == bool(one)


def test_reasons_are_sentences_that_show_both_sides() -> None:
    other = Record("Иванова", "Саша", "Сергеевна", BORN)
    one = Record("Иванова", "Александра", "Сергеевна", BORN)
    codes = weigh(keys_of(one), keys_of(other)).reasons

    words = evidence.in_words(codes, other, one)
    assert any(word.endswith("Саша - Александра") for word in words)
    assert words[-1] != words[0]


# ---- in the database


pytestmark = pytest.mark.django_db


def newcomer(**more: object) -> PersonWords:
    told = {"last_name": "Иванова", "first_name": "Мария", "middle_name": "Сергеевна", "birth_date": BORN}
    return PersonWords(**{**told, "phones": [TypedPhone("+79123456789")], **more})  # type: ignore[arg-type]


def test_a_person_of_many_cards_is_one_candidate_under_the_one_who_stands() -> None:
    first = make_person("Иванова Мария Сергеевна", phone="+79123456789", birth_date=BORN)
    second = make_person("Иванова Маша", phone="+79123456789", birth_date=BORN)
    merge_people("test", first, second)

    found = check.look(MASHA)

    assert [(one.person, one.verdict) for one in found] == [(first.pk, SAME)]


def test_a_check_is_one_statement(django_assert_num_queries: object) -> None:
    make_person("Иванова Мария Сергеевна", phone="+79123456789", birth_date=BORN)

    clock.today()  # read once and remembered

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(check.look(MASHA)) == 1


def test_a_registration_costs_a_fixed_number_of_queries(django_assert_max_num_queries: object) -> None:
    for year in range(6):
        make_person("Иванова Мария", phone="+79123456789", birth_date=dt.date(1980 + year, 3, 8))

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        register_customer("program", newcomer())


def test_a_program_that_cannot_ask_leaves_a_question() -> None:
    person = make_person("Иванова Мария Сергеевна", phone="+79123456789", birth_date=BORN)

    fresh = register_customer("program", newcomer())

    [question] = Proposal.objects.all()
    assert {question.card_a_id, question.card_b_id} == {card_of(person).pk, card_of(fresh).pk}
    assert (question.kind, question.source, question.status) == ("same", "check", "open")
    assert "phone" in question.reasons


def test_who_was_said_to_be_somebody_else_is_not_proposed_again() -> None:
    person = make_person("Иванова Мария Сергеевна", phone="+79123456789", birth_date=BORN)
    fresh = register_customer("desk", newcomer(), Answer(seen=[person.pk]))

    assert NotSame.objects.count() == 1
    assert check.look(MASHA, person=fresh.pk) == []
    assert [one.person for one in check.look(MASHA)] == sorted([person.pk, fresh.pk])


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"last_name": "", "first_name": ""}, "/last_name"),
        ({"last_name": "😀"}, "/last_name"),
        ({"first_name": "х" * 10_000}, "/first_name"),
        ({"phones": [TypedPhone("звонить маме")]}, "/phones/0"),
        ({"birth_date": dt.date(1899, 12, 31)}, "/birth_date"),
        ({"birth_date": dt.date(2126, 1, 1)}, "/birth_date"),
    ],
)
def test_bad_input_is_refused_with_its_place(more: dict[str, object], pointer: str) -> None:
    with pytest.raises(DomainError) as refusal:
        register_customer("desk", newcomer(**more))

    assert refusal.value.pointer == pointer
    assert not Person.objects.exists()


def test_one_letter_is_a_name() -> None:
    person = register_customer("desk", newcomer(last_name="Х", first_name="", middle_name="", birth_date=None))

    assert person.last_name == "Х"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", ["phone", "name"])
def test_sixteen_desks_that_type_one_newcomer_at_once_make_one_person(shared: str) -> None:
    start = Barrier(16)

    def type_in(desk: int) -> str:
        number = "+79123456789" if shared == "phone" else f"+7912345{desk:04d}"
        first = random.Random(desk).choice(["Мария", "Маша", "Машенька"])
        words = newcomer(first_name=first, phones=[TypedPhone(number)])
        start.wait()
        try:
            register_customer(f"desk {desk}", words, Answer())
        except MayBeKnown as question:
            return question.candidates[0].verdict
        finally:
            connection.close()
        return "created"

    with ThreadPoolExecutor(16) as desks:
        outcomes = sorted(desks.map(type_in, range(16)))

    assert outcomes == ["created", *[SAME] * 15]
    assert Person.objects.count() == 1

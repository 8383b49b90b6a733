"""Base health: each rule finds its cards and no others; the counts add up; the trend is of days that were."""

import datetime as dt
from typing import Any

import pytest

from customers.families import add_member, found_household, relate
from customers.identity.health.cards import cards_with
from customers.identity.health.count import count_days, days_to_count, is_due
from customers.identity.health.flaws import ANY, FLAWS
from customers.identity.health.read import Scope, by_author, by_rule, by_salon, totals, trend
from customers.models import Card, CardPhone, HealthCount, Person, Proposal
from optics_crm.core import clock
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_card, make_prescription

pytestmark = pytest.mark.django_db
PHONE = "+79101234567"


def sound(**changes: Any) -> Card:
    """A card without a flaw, but for what is changed."""
    born = changes.pop("birth_date", dt.date(1984, 3, 8))
    person = Person.objects.create()
    names = {"last_name": "Кузнецова", "first_name": "Мария", "middle_name": "Сергеевна", "sex": "f"}
    phone = changes.pop("phone", PHONE)
    card = make_card(person, phone=phone, **{**names, "birth_date": born, "address": "ул. Ленина, 5", **changes})
    Person.objects.filter(pk=person.pk).update(consent_pd=True)
    return card


def broken_by(card: Card) -> set[str]:
    return {one.key for one in FLAWS if cards_with(one).filter(pk=card.pk).exists()}


def test_sound_card_breaks_no_rule() -> None:
    assert broken_by(sound()) == set()


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"last_name": "", "first_name": "", "middle_name": ""}, {"no_name"}),
        ({"phone": ""}, {"no_phone"}),
        ({"comment": "звонить 8 910 123-45-67"}, {"phone_in_wrong_field"}),
        ({"address": "г. Бор, 89101234567"}, {"phone_in_wrong_field"}),
        ({"first_name": "Мария!!!"}, {"signs_in_name"}),
        ({"first_name": "Мария (дочь)"}, {"signs_in_name", "note_in_name"}),
        ({"first_name": "Мария работа"}, {"note_in_name"}),
        ({"first_name": "Мария и Пётр"}, {"several_names"}),
        ({"first_name": "Мария, Пётр"}, {"several_names", "signs_in_name"}),
        ({"last_name": "Kuznetsova"}, {"latin_name"}),
        ({"first_name": "Vfhbz"}, {"latin_name", "wrong_layout"}),
        ({"last_name": "Мария", "first_name": "Кузнецова"}, {"swapped_names"}),
        ({"first_name": "Сергеевна", "middle_name": "Мария"}, {"swapped_names"}),
        ({"first_name": "М.", "middle_name": "С."}, {"initials_only"}),
        ({"last_name": "Тестов", "first_name": "Тест"}, {"test_entry"}),
        ({"last_name": "Ааа"}, {"test_entry"}),
        ({"sex": "m"}, {"other_sex"}),
        ({"birth_date": None}, {"no_birth_date"}),
        ({"birth_date": dt.date(1900, 1, 1)}, {"impossible_birth_date", "first_of_january"}),
        ({"birth_date": dt.date(1984, 1, 1)}, {"first_of_january"}),
        ({"middle_name": ""}, {"no_patronymic"}),
        ({"last_name": "КУЗНЕЦОВА"}, {"letter_case"}),
        ({"last_name": "Роман", "first_name": "Герман", "middle_name": "", "sex": "m"}, {"no_patronymic"}),
        ({"last_name": "Юн", "first_name": "Ян"}, set()),
        ({"last_name": "О'Нил-Ё", "first_name": "Анна-Мария"}, set()),
    ],
)
def test_rule_finds_what_the_card_says(changes: dict[str, Any], broken: set[str]) -> None:
    assert broken_by(sound(**changes)) == broken


def test_birth_tomorrow_is_impossible() -> None:
    card = sound(birth_date=clock.today() + dt.timedelta(days=1))

    assert broken_by(card) - {"first_of_january"} == {"impossible_birth_date"}


def test_text_that_is_no_number_is_a_malformed_phone() -> None:
    card = sound(phone="")
    CardPhone.objects.create(card=card, raw="уточнить")

    assert broken_by(card) == {"malformed_phone"}


def test_child_needs_somebody_who_answers() -> None:
    born = clock.years_after(clock.today(), -9)
    child, mother = sound(birth_date=born), sound()
    assert broken_by(child) == {"minor_without_guardian"}

    relate("desk", child.person, mother.person, "guardian")

    assert broken_by(child) == set()


def test_child_of_a_household_is_answered_for_by_its_grown_ups() -> None:
    child, mother = sound(birth_date=clock.years_after(clock.today(), -9)), sound()
    add_member("desk", found_household("desk", mother.person), child.person, "child")

    assert "minor_without_guardian" not in broken_by(child)


def test_pupil_distances_of_two_people_are_noticed_on_a_grown_ups_card_only() -> None:
    grown, child = sound(), sound(birth_date=clock.years_after(clock.today(), -12))
    for card in (grown, child):
        make_prescription(card.person, pd_far=62)
        make_prescription(card.person, pd_far=54)

    assert "eyes_of_two" in broken_by(grown)
    assert "eyes_of_two" not in broken_by(child)


def test_open_question_about_a_twin_marks_both_cards_until_it_is_answered() -> None:
    cards = sorted((sound(), sound()), key=lambda card: card.pk)
    asked = Proposal.objects.create(card_a=cards[0], card_b=cards[1], kind="same", score=0.9, source="scan")
    assert [broken_by(card) for card in cards] == [{"open_twin"}, {"open_twin"}]

    Proposal.objects.filter(pk=asked.pk).update(status="refused", decided_at=clock.now())

    assert [broken_by(card) for card in cards] == [set(), set()]


def test_number_of_five_strangers_is_crowded_and_that_of_a_family_of_five_is_not() -> None:
    strangers = [sound(phone=PHONE) for _ in range(5)]
    family = [sound(phone="+79107654321") for _ in range(5)]
    home = found_household("desk", family[0].person)
    for card in family[1:]:
        add_member("desk", home, card.person, "other")

    assert all("crowded_phone" in broken_by(card) for card in strangers)
    assert not any("crowded_phone" in broken_by(card) for card in family)


def test_person_who_signed_nothing_lacks_a_consent() -> None:
    card = sound()
    Person.objects.filter(pk=card.person_id).update(consent_pd=False)

    assert broken_by(card) == {"no_pd_consent"}


def test_deleted_cards_are_nobodys_flaw() -> None:
    card = sound(phone="")
    Card.objects.filter(pk=card.pk).update(deleted_at=clock.now())

    assert broken_by(card) == set()


def test_counts_by_rule_salon_and_author_add_up() -> None:
    salons = [make_salon("Салон А"), make_salon("Салон Б")]
    author = make_employee()
    type(author).objects.filter(pk=author.pk).update(guid=author.pk)
    for number in range(20):
        sound(phone=f"+79101234{number:03d}", home_salon=salons[0], source_created_by=author.pk)
    sound(home_salon=salons[1], phone="", birth_date=None)
    sound(home_salon=salons[1], middle_name="")
    today = clock.today()

    count_days([today])

    assert totals(Scope(), today) == (22, 1)
    assert totals(Scope(salon=salons[1].pk), today) == (2, 1)
    flawed = {row.flaw.key: row.flawed for row in by_rule(Scope(), today) if row.flawed}
    assert flawed == {"no_phone": 1, "no_birth_date": 1, "no_patronymic": 1}
    assert [(row.name, row.cards, row.flawed) for row in by_salon(Scope(), today)] == [
        ("Салон Б", 2, 1),
        ("Салон А", 20, 0),
    ]
    assert [(row.name, row.cards, row.flawed) for row in by_author(Scope(), today)] == [(author.full_name, 20, 0)]


def test_first_count_of_a_base_looks_back_by_the_days_of_the_cards() -> None:
    long_ago = clock.now() - dt.timedelta(days=100)
    sound(phone="", source_created_at=long_ago)
    sound()

    assert is_due()
    days = days_to_count()
    count_days(days)

    shares = dict(trend(Scope()))
    assert [shares.get(day) for day in (days[0], days[-2], days[-1])] == [None, 1.0, 0.5]
    assert not is_due()
    assert days_to_count() == [clock.today()]


def test_days_that_are_over_keep_salons_and_forget_authors(clock_at: Any) -> None:
    salon, author = make_salon(), make_employee()
    type(author).objects.filter(pk=author.pk).update(guid=author.pk)
    clock_at("2026-11-20T12:00:00+03:00")
    sound(home_salon=salon, source_created_by=author.pk, phone="")
    sound(home_salon=salon)
    count_days([dt.date(2026, 11, 20)])
    clock_at("2026-11-21T12:00:00+03:00")
    count_days([dt.date(2026, 11, 21)])

    old = HealthCount.objects.filter(day=dt.date(2026, 11, 20), rule=ANY).values_list(
        "salon", "author", "cards", "flawed"
    )
    assert list(old) == [(salon.pk, None, 2, 1)]
    assert HealthCount.objects.filter(day=dt.date(2026, 11, 21), author=author).exists()

"""Keys of a record: what dirty entries of one person have in common."""

import datetime as dt

import pytest

from customers.identity.keys import Keys, Record, keys_of
from customers.identity.keys.first_names import first_name, near


def of(last: str = "", first: str = "", middle: str = "", **more: object) -> Keys:
    return keys_of(Record(last, first, middle, **more))


def name(keys: Keys) -> tuple[str, frozenset[str], str]:
    return keys.last, keys.firsts, keys.father


CLEAN = of("Кузнецова", "Анна", "Петровна")


@pytest.mark.parametrize(
    ("entry", "repair"),
    [
        (("КУЗНЕЦОВА ", "анна", "Петровна"), None),
        (("reпytwjdf", "fyyf", "gtnhjdyf"), "letters"),
        (("repytwjdf", "fyyf", "gtnhjdyf"), "layout"),
        (("Kuznetsova", "Anna", "Petrovna"), "translit"),
        (("Кузнецова", "Петровна", "Анна"), "swap"),
        (("Анна", "Кузнецова", "Петровна"), "swap"),
        (("Кузнецова Анна Петровна", "", ""), None),
        (("Кузнецова", "Аня", "Петровна"), None),
        (("Кузнецова", "Aннa", "Петровна"), "letters"),
    ],
)
def test_dirty_spelling_gives_the_clean_name(entry: tuple[str, str, str], repair: str | None) -> None:
    keys = of(*entry)
    if repair != "letters" or entry[0] == "Кузнецова":
        assert name(keys) == name(CLEAN)
    if repair:
        assert repair in keys.repaired
    assert keys.swapped == (repair == "swap")


@pytest.mark.parametrize(
    ("his", "hers", "key"),
    [
        ("Иванов", "Иванова", "иванов"),
        ("Достоевский", "Достоевская", "достоевски"),
        ("Белый", "Белая", "бели"),
        ("Толстой", "Толстая", "толсти"),
        ("Черных", "Черных", "черних"),
        ("Шевченко", "Шевченко", "шевченко"),
        ("Семёнов", "Семенова", "семенов"),
        ("Римский-Корсаков", "Римская-Корсакова", "римски-корсаков"),
    ],
)
def test_surname_has_no_gender(his: str, hers: str, key: str) -> None:
    assert of(his).last == of(hers).last == key


def test_short_form_stands_for_every_name_it_may_be() -> None:
    assert of("", "Саша").firsts == {"александр", "александра"}
    assert {"вячеслав", "владислав", "станислав"} <= of("", "Слава").firsts
    assert of("", "Саша").first_group == of("", "Александра").first_group == of("", "Шура").first_group


@pytest.mark.parametrize("pair", [("наталья", "наталия"), ("софья", "софия"), ("данил", "даниил"), ("елена", "алена")])
def test_passport_spellings_are_near_but_not_equal(pair: tuple[str, str]) -> None:
    a, b = (first_name(word) for word in pair)
    assert near(*pair)
    assert a.names != b.names
    assert a.group == b.group


def test_yo_makes_no_other_name() -> None:
    assert of("", "Пётр").firsts == of("", "Петр").firsts == {"петр"}


@pytest.mark.parametrize(
    ("typed", "father"),
    [
        ("Александрович", "александр"),
        ("Саныч", "александр"),
        ("Иваныч", "иван"),
        ("Сергевна", "сергей"),
        ("Палыч", "павел"),
        ("Ильинична", "илья"),
        ("Николаич", "николай"),
        ("Львовна", "лев"),
        ("Яковлевич", "яков"),
        ("Рашид оглы", "рашид"),
        ("Алексадрович", "александр"),
        ("Минтимерович", "минтимер"),
    ],
)
def test_patronymic_leads_to_the_father(typed: str, father: str) -> None:
    assert of("", "Иван", typed).father == father


@pytest.mark.parametrize(
    ("typed", "group"), [("Айгуль", "айгуль"), ("Ляйсан", "лейсан"), ("Нарспи", "нарспи"), ("Гуля", "гуля")]
)
def test_tatar_and_chuvash_names_are_known(typed: str, group: str) -> None:
    assert first_name(typed.lower()).known
    assert group in of("", typed).firsts | {of("", typed).first_group}


@pytest.mark.parametrize(
    ("parts", "sex"),
    [
        (("Кузнецов", "Саша", "Петрович"), "m"),
        (("Кузнецова", "Саша", ""), "f"),
        (("Ким", "Роза", ""), "f"),
        (("Ким", "", ""), ""),
        (("Иванова", "Женя", "Ивановна"), "f"),
    ],
)
def test_sex_comes_from_what_tells_best(parts: tuple[str, str, str], sex: str) -> None:
    assert of(*parts).sex == sex


def test_initials_are_letters_of_first_name_and_father() -> None:
    assert of("Иванов", "Саша", "Петрович").initials == of("Иванов", "А.", "П.").initials == "ап"
    assert of("Иванов", "Иван", "").initials == "и-"
    assert of("Иванов", "А.", "П.").firsts == frozenset()


@pytest.mark.parametrize(
    "raw", ["+79101234567", "8 (910) 123-45-67", "79101234567", "9101234567", "+7 910 123-45-67", "8-910-123-45-67"]
)
def test_phone_has_one_key(raw: str) -> None:
    assert of(phones=(raw, "+79101234567", "none")).phones == ("+79101234567",)


def test_email_keeps_its_typed_domain() -> None:
    assert of(email="I.Ivanov+x@GMail.com").email == "iivanov@gmail.com"
    assert of(email="i.ivanov@gmial.com").email == "i.ivanov@gmial.com"
    assert of(email="no mail").email == ""


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("г. Бор, ул. Большая Покровская, д. 12, кв. 34", ("большая покровская|12|34", "бор")),
        ("Покровская Большая 12-34", ("большая покровская|12|34", "")),
        ("Бор, улица Большая Покровская дом 12 кв 34", ("большая покровская|12|34", "бор")),
        ("603000, Нижегородская обл., г. Бор, ул. Мира, 5, 6", ("мира|5|6", "бор")),
        ("ул. 8 Марта, д. 5а", ("8 марта|5а|", "")),
        ("Чебоксары, пр-т Ленина 5 к 2 кв 8", ("ленина|5к2|8", "чебоксары")),
        ("Бор", ("", "бор")),
        ("ул. Мира", ("", "")),
    ],
)
def test_address_is_street_house_and_flat(raw: str, key: tuple[str, str]) -> None:
    keys = of(address=raw)
    assert (keys.address, keys.city) == key


def test_city_of_its_own_field_counts() -> None:
    assert of(address="ул. Мира, 5", city="г. Бор").city == "бор"


def test_birth_date_stays_as_it_is() -> None:
    assert of(birth_date=dt.date(1980, 2, 29)).birth_date == dt.date(1980, 2, 29)

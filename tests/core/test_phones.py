"""Phone numbers: every spelling is one number, and what is none is never made one."""

import pytest

from optics_crm.core import phones

NUMBER = "+79123456789"


@pytest.mark.parametrize(
    ("raw", "extension", "hint"),
    [
        ("8(912)345-67-89", "", ""),
        ("+7 912 345 67 89", "", ""),
        ("9123456789", "", ""),
        ("79123456789", "", ""),
        ("８９１２３４５６７８９", "", ""),
        ("+7 912 345 67 89 доб. 5", "5", ""),
        ("912-345-67-89 (мама)", "", "мама"),
    ],
)
def test_every_spelling_is_one_number(raw: str, extension: str, hint: str) -> None:
    parsed = phones.parse(raw)
    assert parsed == phones.ParsedPhone(NUMBER, is_mobile=True, extension=extension, owner_hint=hint)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "123",
        "+70000000000",
        "9" * 200,
        "дом пять",
        "+7912345678٩",
        "';DROP",
        "+79123456789, +79123456780",
        "8912345678",  # a digit is lost: the rest has the length of a number and is none
        "+7912345678",
        "+78912345678",
        "8 912 345-67-8",
        "+71234567890",
        "200-00-01",
    ],
)
def test_what_is_no_number_is_not_made_one(raw: str) -> None:
    assert phones.normalise(raw) == ""


@pytest.mark.parametrize(
    ("raw", "number", "is_mobile", "is_foreign"),
    [
        ("8 (831) 200-00-01", "+78312000001", False, False),
        ("8123456789", "+78123456789", False, False),
        ("8 800 555-35-35", "+78005553535", False, False),
        ("8 701 123 45 67", "+77011234567", True, False),
        ("+7 7172 70 10 20", "+77172701020", False, False),
        ("+375 29 123-45-67", "+375291234567", True, True),
        ("+375 29 000-00-01", "+375290000001", False, True),  # abroad the length is enough
        ("+7 900 000-00-01", "+79000000001", True, False),
    ],
)
def test_other_numbers_keep_their_kind(raw: str, number: str, is_mobile: bool, is_foreign: bool) -> None:
    found = phones.parse(raw)
    assert (found.number, found.is_foreign) == (number, is_foreign)
    assert is_foreign or found.is_mobile == is_mobile


@pytest.mark.parametrize(("short", "code"), [("200-00-01", "831"), ("00-00-01", "8312"), ("0-00-01", "83120")])
def test_a_city_code_completes_a_short_number(short: str, code: str) -> None:
    assert phones.parse(short, code).number == "+78312000001"


def test_every_mobile_prefix_is_a_number_in_any_spelling() -> None:
    for prefix in range(900, 1000):
        assert phones.normalise(f"8 ({prefix}) 123-45-67") == f"+7{prefix}1234567"

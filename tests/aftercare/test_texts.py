"""The grammar of texts, what the linter says about them, and what they cost."""

import pytest

from aftercare import sms
from aftercare.campaigns.linter import WARNING, check_text
from aftercare.campaigns.preset import load_presets
from aftercare.templates_grammar import TextFault, faults, render, required

GOOD = f"{{имя|Здравствуйте}}! Ждём вас. {{ещё}} {WARNING}. {{отписка}}"


def codes(text: str, traffic_class: str = "advertising", joined: str = "") -> set[str]:
    return {finding.code for finding in check_text(text, joined, traffic_class) if finding.is_error}


def test_a_placeholder_is_replaced_and_its_fallback_stands_in() -> None:
    assert render("{имя|Здравствуйте}! До {до}.", {"имя": "Анна", "до": "01.12.26"}) == "Анна! До 01.12.26."
    assert render("{имя|Здравствуйте}! {ещё} Ваша оптика", {}) == "Здравствуйте! Ваша оптика"
    assert required("{имя|Здравствуйте} {до} {ещё} {отписка}") == {"до"}


def test_a_value_is_never_read_as_a_template() -> None:
    assert render("{имя|вы}", {"имя": "{до}{0.__class__}%s{{7*7}}"}) == "{до}{0.__class__}%s{{7*7}}"


def test_a_missing_value_is_refused_not_left_out() -> None:
    with pytest.raises(TextFault) as refusal:
        render("До {до}", {})
    assert refusal.value.code == "missing_value"


@pytest.mark.parametrize("text", ["{settings}", "{имя.__class__}", "{0}", "{", "имя}", "{{имя}}", "{имя"])
def test_what_is_no_placeholder_is_a_fault(text: str) -> None:
    assert list(faults(text))
    assert codes(text) & {"unknown_placeholder", "lone_brace"}


def test_joined_reasons_are_rendered_with_their_own_values() -> None:
    more = [{"text": "До {до} обслужим очки.", "params": {"до": "01.12.26"}}, {"text": "И с праздником!"}]
    expected = "Здравствуйте! До 01.12.26 обслужим очки. И с праздником! Оптика"
    assert render("Здравствуйте! {ещё} Оптика", {"ещё": more}) == expected


def test_the_presets_are_lawful_as_they_are() -> None:
    presets = load_presets()
    assert len(presets) == 5
    for preset in presets:
        assert codes(preset.default.text, preset.traffic_class, preset.default.joined) == set(), preset.key


def test_advertising_needs_the_warning_and_a_way_out() -> None:
    assert codes(GOOD) == set()
    assert codes(GOOD.replace(WARNING, "")) == {"no_medical_warning"}
    assert codes(GOOD.replace("{отписка}", "")) == {"no_way_out"}


@pytest.mark.parametrize("word", ["скидка 10", "за 500 руб.", "приглашаем", "бесплатно", "сертификат", "акция", "5 ₽"])
def test_a_service_message_that_sells_is_refused(word: str) -> None:
    assert codes("Ваш заказ готов.", "service") == set()
    assert codes(f"Ваш заказ готов, {word}", "service") == {"service_sells"}
    assert codes("Ваш заказ готов.", "service", joined=word) == {"service_sells"}


@pytest.mark.parametrize("word", ["−2,5 диоптрии", "ваш рецепт", "при близорукости", "после осмотра", "острота зрения"])
def test_health_data_are_refused_in_any_message(word: str) -> None:
    assert codes(GOOD.replace("Ждём вас", word)) == {"health_data"}


def test_a_text_of_four_parts_is_too_long() -> None:
    assert codes(GOOD.replace("Ждём вас", "Ждём вас" + " в салоне" * 20)) == {"too_long"}


@pytest.mark.parametrize(
    ("text", "parts", "room"),
    [
        ("", 1, 160),
        ("a" * 160, 1, 0),
        ("a" * 161, 2, 145),
        ("a" * 159 + "€", 2, 145),
        ("a" * 152 + "€" + "a" * 20, 2, 131),
        ("я" * 70, 1, 0),
        ("я" * 71, 2, 63),
        ("я" * 134, 2, 0),
        ("я" * 135, 3, 66),
        ("я" * 66 + "😀" + "я" * 10, 2, 55),
    ],
)
def test_parts_are_counted_as_the_provider_counts_them(text: str, parts: int, room: int) -> None:
    found = sms.size(text)
    assert (found.parts, found.room) == (parts, room)


def test_a_pair_is_never_cut_between_parts() -> None:
    for text in ("я" * 66 + "😀" + "я" * 10, "a" * 152 + "€" + "a" * 20):
        halves = sms.split(text)
        assert "".join(halves) == text
        assert len(halves) == sms.parts(text) == 2
        assert len(halves[0]) in (66, 152)


def test_shortening_by_what_is_said_saves_a_part() -> None:
    for length in (71, 75, 140, 201, 202):
        text = "я" * length
        shorter = text[: length - sms.too_long_by(text)]
        assert sms.parts(shorter) == sms.parts(text) - 1
    assert sms.too_long_by("я" * 70) == 0

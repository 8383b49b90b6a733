"""Logs hold no phone, no name, no e-mail, whichever way they came in."""

import io
import json
import logging

import pytest
import structlog

from optics_crm import logs

CANARY = "+79123456789"
SPELLINGS = [CANARY, "8 (912) 345-67-89", "8-912-345-67-89", "79123456789", "9123456789", "+7 912 345 67 89"]


@pytest.fixture
def lines():
    """The lines that the handler of the settings would have written."""
    logs.configure(level="INFO", as_json=True)
    handler = logging.getLogger().handlers[-1]
    written = io.StringIO()
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_phone_in_any_spelling_is_masked(spelling):
    assert logs.mask_text(f"calling {spelling}, again") == "calling +7***89, again"


def test_canaries_pass_through_no_door_of_the_log(lines):
    log = structlog.get_logger("test")
    log.info("canary", phone=CANARY, last_name="Канарейкин", nested={"to": [CANARY]}, note="Канарейкин Пётр ждёт")
    logging.getLogger("django.request").error("Not found: /search/?q=%s", CANARY)
    logging.getLogger("test").info("extra", extra={"email": "canary@example.org", "subject": "to canary@example.org"})
    try:
        raise ValueError(f"duplicate key (phone)=({CANARY}) of Канарейкина Анна Петровна")
    except ValueError:
        log.exception("failed")
    text = json.dumps(lines(), ensure_ascii=False)
    assert "3456789" not in text and "345-67" not in text and "Канарей" not in text and "canary@" not in text
    assert text.count('"event"') == 4 and "ValueError" in text


@pytest.mark.parametrize("word", ["2026-11-21T11:00:00", "018f3a5c-9123456789ab", "order 123456789", "PostgreSQL 18.6"])
def test_numbers_that_are_no_phones_stay(word):
    assert logs.mask_text(word) == word

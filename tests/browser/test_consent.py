"""A client agrees at the desk: the code goes to the phone, the client tells it, the consultant types it."""

import re
from collections.abc import Callable

import pytest

from aftercare.models import Message
from tests.browser import family_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_client_agrees_by_the_code_that_came_to_the_phone(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee(salon=make_salon()))
    mother = family_rows.family()[0]
    screen.open(f"/customers/{mother.pk}/consents/")
    page = screen.page
    card = page.locator("section.consent-card", has=page.locator("#consent-ads"))

    card.locator("button", has=page.locator("use[href$='#send']")).press("Enter")
    page.wait_for_selector("#code-ads")
    [text] = Message.objects.filter(address="+79123456789").values_list("text", flat=True)
    code = re.findall(r"\d{6}", text)[0]
    page.fill("#code-ads", "000000" if code != "000000" else "111111")
    page.press("#code-ads", "Enter")
    page.wait_for_selector("#code-ads-error")
    assert screen.barriers() == []
    page.fill("#code-ads", code)
    page.press("#code-ads", "Enter")
    page.wait_for_selector("#method-ads")

    assert card.locator(".status-green").count() == 1
    assert screen.barriers() == []
    assert screen.violations() == []
    mother.refresh_from_db()
    assert mother.consent_ads

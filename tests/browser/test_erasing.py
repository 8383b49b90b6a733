"""The privacy officer erases a client who has taken the consent back: not by mistake, and for good."""

from collections.abc import Callable

import pytest

from customers.models import Person
from tests.browser import family_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_client_is_erased_by_the_last_name_and_the_page_says_so_afterwards(
    screen_of: Callable[..., Screen],
) -> None:
    make_salon()
    screen = screen_of(make_employee("privacy"))
    mother = family_rows.family()[0]
    screen.open(f"/customers/{mother.pk}/")
    page = screen.page
    page.click("details:has(a[href$='/erase/']) > summary")
    page.locator("a[href$='/erase/']").click()
    page.wait_for_selector("#erase-form")
    assert screen.barriers() == []

    page.fill("#id_reason", "Заявление от 20.11.2026")
    page.fill("#id_last_name", "Петрова")
    page.press("#id_last_name", "Enter")
    page.wait_for_selector("[aria-invalid]")
    assert Person.objects.get(pk=mother.pk).erased_at is None

    page.fill("#id_last_name", mother.last_name)
    page.press("#id_last_name", "Enter")
    page.wait_for_selector(".empty-state")
    assert Person.objects.get(pk=mother.pk).erased_at is not None

    assert page.goto(f"{screen.base}/customers/{mother.pk}/").status == 410
    assert mother.last_name not in page.content()
    assert screen.violations() == []

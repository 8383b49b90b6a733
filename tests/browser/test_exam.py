"""A doctor writes an exam with the keyboard alone: figures, steps, remarks at their cells, the recorded page."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from customers.models import Prescription
from tests.browser import family_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_exam_is_written_with_the_keyboard(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee("doctor", salon=make_salon()))
    mother = family_rows.family()[0]
    screen.open(f"/customers/{mother.pk}/")
    screen.page.keyboard.press("KeyX")
    screen.page.wait_for_url("**/exams/new/**")
    page, keys = screen.page, screen.page.keyboard

    page.focus("#rx0_od_sph")
    keys.type("-2.5")
    keys.press("Enter")
    assert page.input_value("#rx0_od_sph") == "\u22122,50"
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert page.input_value("#rx0_od_cyl") == "\u22120,75"
    page.wait_for_selector("#rx0_od_axis.cell-wrong")
    keys.type("170")
    page.focus("#rx0_os_sph")
    keys.type("2")
    keys.press("Tab")
    page.wait_for_selector("#rx0_os_sph.cell-wrong")
    assert screen.barriers() == []
    page.fill("#rx0_os_sph", "-2")
    keys.press("Tab")
    page.wait_for_selector("#rx0_os_sph:not(.cell-wrong)")
    assert "ax 80°" in page.inner_text("#exam-checks")
    page.wait_for_load_state("networkidle")
    page.click("#exam-form button[type=submit]")
    page.wait_for_url(lambda url: "/new/" not in url)

    rx = Prescription.objects.filter(card__person=mother, status="active").get()
    assert [(eye.sph, eye.cyl, eye.axis) for eye in rx.eyes.order_by("eye")] == [
        (Decimal("-2.50"), Decimal("-0.75"), 170),
        (Decimal("-2.00"), None, None),
    ]
    assert screen.barriers() == []
    assert screen.violations() == []

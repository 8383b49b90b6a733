"""A ticket is moved on the board by a key, by its menu and by dragging; what is refused stays where it was."""

from collections.abc import Callable

import pytest

from contactcenter.models import Ticket
from tests.browser.screen import Screen
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_by_key_by_menu_and_by_dragging(screen_of: Callable[..., Screen]) -> None:
    salon = make_salon()
    ticket = make_ticket(make_person(home_salon=salon), salon)
    screen = screen_of(make_employee(salon=salon))
    screen.open("/tickets/")
    page = screen.page

    def column(stage: str) -> str:
        return f'[data-stage="{stage}"] [data-ticket="{ticket.pk}"]'

    page.focus(f'[data-ticket="{ticket.pk}"] .ticket-number')
    page.keyboard.press("Period")
    page.wait_for_selector(column("sent_to_workshop"))

    page.focus(f'[data-ticket="{ticket.pk}"] .ticket-number')
    page.keyboard.press("KeyM")
    page.wait_for_selector(".menu-link:focus")
    page.click(f'[data-ticket="{ticket.pk}"] button[value="in_repair"]')
    page.wait_for_selector(column("in_repair"))

    page.drag_and_drop(f'[data-ticket="{ticket.pk}"] .ticket-item', '[data-stage="ready"] .board-title')
    page.wait_for_selector(column("ready"))

    page.drag_and_drop(f'[data-ticket="{ticket.pk}"] .ticket-item', '[data-stage="accepted"] .board-title')
    page.wait_for_selector(column("accepted"))
    assert screen.violations() == []
    steps = Ticket.objects.get().changes.order_by("at").values_list("to_stage", flat=True)
    assert list(steps) == ["accepted", "sent_to_workshop", "in_repair", "ready", "accepted"]

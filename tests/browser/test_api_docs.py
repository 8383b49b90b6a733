"""The pages of the REST API: Swagger UI under our policy, in both themes. Its own contrasts are not ours to judge."""

from collections.abc import Callable

import pytest

from tests.browser.screen import THEMES, Screen
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_show_every_resource_and_break_no_policy(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee("admin"))
    for theme in THEMES:
        screen.open("/api/v1/docs/", theme)
        screen.page.click("#operations-tag-customers")
        screen.page.wait_for_selector("#operations-customers-customers_partial_update")
        assert screen.page.locator("#operations-tag-sync").is_visible()
        assert screen.violations() == []
        screen.shoot(f"api_docs_{theme}")

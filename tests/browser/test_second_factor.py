"""The second factor in a real browser: from the QR code to the recovery codes."""

from collections.abc import Callable
from typing import Any

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.browser.screen import THEMES, Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)


def test_enrolment_is_usable_in_both_themes(screen_of: Callable[..., Screen], settings: Any) -> None:
    settings.SECOND_FACTOR = True
    screen = screen_of(make_employee(salon=make_salon()))
    for theme in THEMES:
        screen.open("/", theme)
        assert screen.page.url.endswith("/account/second-factor/")
        assert screen.page.locator("img.qr").evaluate("(picture) => picture.naturalWidth") > 0
        assert screen.barriers() == []
        assert screen.violations() == []
        screen.shoot(f"enrol_{theme}")
    screen.page.fill("#id_code", f"{totp(TOTPDevice.objects.get().bin_key):06d}")
    screen.page.press("#id_code", "Enter")
    screen.page.wait_for_selector(".codes")
    assert screen.page.locator(".codes li").count() == 10
    assert screen.barriers() == []
    screen.shoot("recovery_codes")

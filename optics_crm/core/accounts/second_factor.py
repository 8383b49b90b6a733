"""The second factor: one authenticator per employee and ten recovery codes, each good for one login."""

import base64
import io

import qrcode
from django.db import transaction
from django.http import HttpRequest
from django_otp import devices_for_user, login, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathFillImage

from optics_crm.core import audit
from optics_crm.core.models import Employee

CODES = 10


def is_enrolled(user: Employee) -> bool:
    """The user has a confirmed authenticator."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_authenticator(user: Employee) -> TOTPDevice:
    """The unconfirmed device of a running enrolment; a reload of the page keeps its secret."""
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """The secret in groups of four, for those who type it."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def qr_of(device: TOTPDevice) -> str:
    """The enrolment address as an SVG data URI."""
    stream = io.BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathFillImage, border=0).save(stream)
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()


@transaction.atomic
def new_recovery_codes(user: Employee) -> list[str]:
    """Ten fresh codes; the old ones are void. They are shown once and never again."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    audit.record(user, "core.account.recovery_codes_made", user)
    return codes


@transaction.atomic
def confirm(request: HttpRequest, device: TOTPDevice, token: str) -> bool:
    """Ends the enrolment when the code fits: the new authenticator replaces any older one."""
    if not device.verify_token(token):
        return False
    TOTPDevice.objects.filter(user=device.user, confirmed=True).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    login(request, device)
    audit.record(request.user, "core.account.second_factor_set", device.user)
    return True


def verify(request: HttpRequest, token: str) -> bool:
    """Accepts a code of the authenticator or a recovery code; django-otp slows guessing down by itself."""
    device = match_token(request.user, token.strip().lower().replace(" ", ""))
    if device is None:
        return False
    login(request, device)
    if isinstance(device, StaticDevice):
        audit.record(request.user, "core.account.recovery_code_used", request.user)  # type: ignore[arg-type]
    return True


def codes_left(user: Employee) -> int:
    """Recovery codes that were not used yet."""
    devices = [device for device in devices_for_user(user) if isinstance(device, StaticDevice)]
    return sum(device.token_set.count() for device in devices)

"""E-mail."""

from django.utils.translation import gettext_lazy as _

from aftercare.channels.base import CHANNELS, Channel


def mask(address: str) -> str:
    """`anna.petrova@mail.ru` as `a•••@mail.ru`."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


CHANNELS.add("email", Channel("email", _("e-mail"), "mail", mask))

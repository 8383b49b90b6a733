"""Addresses and networks: where a client of the exchange may knock from."""

import ipaddress
from collections.abc import Iterable

from django.utils.translation import gettext as _

from optics_crm.core.errors import DomainError


def plain(address: str) -> str:
    """An address in its usual spelling, IPv4 out of its IPv6 clothes; "" for what is no address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def is_loopback(address: str) -> bool:
    return bool(address) and ipaddress.ip_address(address).is_loopback


def holds(networks: Iterable[str], address: str) -> bool:
    """Whether the address lies in one of the networks; no networks mean everywhere, no address lies in none."""
    known = [ipaddress.ip_network(one) for one in networks]
    return not known or (bool(address) and any(ipaddress.ip_address(address) in one for one in known))


def read(lines: Iterable[str]) -> list[str]:
    """Networks as they are kept (`10.0.0.0/8`); a single address is a network of one. Raises DomainError for others."""
    return sorted({_read(line.strip()) for line in lines if line.strip()})


def _read(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        words = _("%(text)s is no address and no network: write 203.0.113.5 or 203.0.113.0/24.")
        raise DomainError("bad_network", words % {"text": text[:60]}, pointer="/networks") from None

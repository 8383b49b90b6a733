"""The access matrix, generated from the addresses: all are declared, a role gets what it may and no more."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from optics_crm.core.permissions import CAPABILITIES, ROLES
from tests.core.staff import make_employee, make_salon

# Addresses that answer without a login (contracts, section 4), by the start of their route
OPEN = re.compile(
    r"^(login/|logout/|healthz|readyz|metrics|static/|u/|s/|t/|hooks/|csp-report|i18n/|api/v1/sync/ping|favicon|robots)"
)
# Addresses for machines with a token of their own
MACHINES = re.compile(r"^(api/v1/sync/|exchange/1c)")
# Django's admin decides by itself: superusers only
ADMIN = re.compile(r"^admin/")
# Every employee's own things, and API addresses of nothing: no capability, only a login
OWN = re.compile(
    r"^($|search/|pulse/|live/|preferences/|views/|jobs/|account/|password|second-factor|profile/|accounts/|me/|followups/$|api/v1/\[|api/v1/(schema|docs)/)"
)

FRAGMENT = {"HX-Request": "true"}  # a refusal need not be drawn as a whole page each time
VALUES = {"uuid": uuid.UUID(int=7), "int": 1, "str": "none", "slug": "none"}


@dataclass(frozen=True)
class Address:
    """One route with sample values, and the capability its view names."""

    route: str
    path: str
    capability: str | None


def addresses() -> Iterator[Address]:
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[Any], prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(route, _sample(route), _capability(pattern.callback))


def _sample(route: str) -> str:
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "none", route).replace("^", "").replace("$", "").replace("/?", "/")
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: str(VALUES.get(found[1] or "str", "none")), plain)


def _capability(view: Any) -> str | None:
    return getattr(view, "capability", None) or getattr(getattr(view, "cls", None), "capability", None)


GUARDED = [address for address in addresses() if address.capability]


def test_every_address_says_who_may_open_it() -> None:
    silent = [
        address.route
        for address in addresses()
        if not address.capability and not any(kind.match(address.path[1:]) for kind in (OPEN, MACHINES, ADMIN, OWN))
    ]

    assert silent == []


@pytest.mark.django_db
def test_without_a_login_nothing_but_the_open_addresses_answers(client: Client) -> None:
    for address in addresses():
        if OPEN.match(address.path[1:]):
            continue
        for method in (client.get, client.post):
            response = method(address.path)
            assert response.status_code in (302, 401, 403, 405), (address.path, response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES.keys())
def test_each_role_reaches_what_it_may_and_is_refused_the_rest(client: Client, role: str) -> None:
    client.force_login(make_employee(role, salon=make_salon()))

    for address in GUARDED:
        may = role in CAPABILITIES.get(address.capability).roles
        asks = (
            client.get(address.path, headers=None if may else FRAGMENT),
            client.post(address.path, headers=FRAGMENT),
        )
        statuses = {answer.status_code for answer in asks}
        assert max(statuses) < 500, (address.path, statuses)
        if may:
            assert statuses & {200, 202, 302, 301, 400, 404, 405, 409, 410, 422, 428}, (
                address.path,
                statuses,
            )
        else:
            assert statuses <= {403, 405}, (address.path, statuses)

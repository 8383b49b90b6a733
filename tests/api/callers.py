"""Who calls the API in tests: an employee by session, a program by token."""

from typing import Any

from django.test import Client

from optics_crm.core.models import SyncClient
from optics_crm.core.permissions import CAPABILITIES
from optics_crm.core.sync.tokens import issue_token
from tests.core.staff import make_employee

API = "/api/v1"
# roles whose rows are the whole chain's come first: they see every sample
ROLES_BY_REACH = ("medical_head", "supervisor", "privacy", "director", "marketer", "approver", "admin")


def logged_in(role: str, **fields: Any) -> Client:
    client = Client()
    client.force_login(make_employee(role, **{"username": f"{role}-caller", **fields}))
    return client


def role_that_may(capability: str) -> str:
    """A chain-wide role with the capability."""
    allowed = CAPABILITIES.get(capability).roles
    return next(role for role in ROLES_BY_REACH if role in allowed)


def program(*scopes: str, source: str = "onec-retail") -> Client:
    """A client that shows a token with these scopes."""
    owner, _fresh = SyncClient.objects.get_or_create(source=source, defaults={"name": source})
    _key, _secret, token = issue_token(owner, scopes)
    return Client(headers={"Authorization": f"Bearer {token}"})

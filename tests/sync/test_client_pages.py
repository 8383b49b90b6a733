"""The administrator's pages of the programs of the exchange."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from optics_crm.core.models import AuditEntry, SyncClient, SyncToken
from optics_crm.core.sync import clients
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db

FACTS = {
    "name": "1С: Розница",
    "timezone": "Asia/Omsk",
    "networks": "203.0.113.5\r\n10.8.0.0/16",
    "rows_per_minute": "5000",
}


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_employee("admin"))
    return client


@pytest.fixture
def onec() -> SyncClient:
    return clients.register_client("test", "onec-retail", "1С", "Europe/Moscow")


def test_a_program_is_registered_and_gets_a_token_that_is_shown_once(admin: Client) -> None:
    answer = admin.post("/sync/clients/new/", FACTS | {"source": "onec-clinic"})
    row = SyncClient.objects.get()
    assert answer.headers["Location"] == f"/sync/clients/{row.pk}/"
    assert (row.source, row.timezone, row.rows_per_minute) == ("onec-clinic", "Asia/Omsk", 5000)
    assert row.networks == ["10.8.0.0/16", "203.0.113.5/32"]

    shown = admin.post(
        f"/sync/clients/{row.pk}/tokens/", {"scopes": ["salon:write", "changes:read"], "term_days": "30"}
    )
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    secret = re.findall(r'data-copy="([^"]+)"', shown.content.decode())[1]
    token = SyncToken.objects.get()
    assert (token.scopes, token.term_days) == (["changes:read", "salon:write"], 30)
    assert secret not in admin.get(f"/sync/clients/{row.pk}/").content.decode()
    assert not AuditEntry.objects.filter(data__icontains=secret).exists()


def test_replacing_and_revoking_go_by_the_page(admin: Client, onec: SyncClient) -> None:
    made = clients.issue("test", onec, ["salon:write"])
    address = f"/sync/clients/{onec.pk}/tokens/{made.row.pk}"
    assert made.secret not in admin.post(f"{address}/rotate/").content.decode()
    assert SyncToken.objects.count() == 2
    assert admin.post(f"{address}/revoke/").status_code == 302
    assert admin.post(f"{address}/revoke/").status_code == 409
    assert admin.post(f"{address}/rotate/").status_code == 409
    other = clients.register_client("test", "shop", "Магазин", "Europe/Moscow")
    assert admin.post(f"/sync/clients/{other.pk}/tokens/{made.row.pk}/revoke/").status_code == 404


def test_the_switch_and_the_facts(admin: Client, onec: SyncClient) -> None:
    admin.post(f"/sync/clients/{onec.pk}/switch/", {"switch": "off"})
    onec.refresh_from_db()
    assert not onec.is_active
    admin.post(f"/sync/clients/{onec.pk}/switch/", {"switch": "on"})
    assert admin.post(f"/sync/clients/{onec.pk}/", FACTS).status_code == 302
    onec.refresh_from_db()
    assert (onec.is_active, onec.name) == (True, "1С: Розница")


@pytest.mark.parametrize(
    "change",
    [{"networks": "вчера"}, {"rows_per_minute": "5"}, {"rows_per_minute": "x"}, {"timezone": "Moon"}, {"name": ""}],
)
def test_a_mistake_is_told_beside_its_field(admin: Client, onec: SyncClient, change: dict[str, str]) -> None:
    name = next(iter(change))
    for address in (f"/sync/clients/{onec.pk}/", "/sync/clients/new/"):
        answer = admin.post(address, FACTS | {"source": "shop"} | change)
        assert answer.status_code == 422
        assert f'id="id_{name}-error"' in answer.content.decode()
    assert SyncClient.objects.count() == 1


def test_a_taken_source_and_a_token_without_rights_are_refused(admin: Client, onec: SyncClient) -> None:
    assert admin.post("/sync/clients/new/", FACTS | {"source": "onec-retail"}).status_code == 422
    for scopes in ([], ["exam:read"]):
        assert admin.post(f"/sync/clients/{onec.pk}/tokens/", {"scopes": scopes}).status_code == 422
    assert SyncToken.objects.count() == 0


def test_the_list_costs_the_same_questions_however_many_programs(admin: Client, onec: SyncClient) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/sync/clients/").status_code == 200
        return len(asked)

    cost()  # the first request of a session also notes that it was seen
    few = cost()
    for number in range(7):
        row = clients.register_client("test", f"client-{number}", "1С", "Europe/Moscow")
        clients.issue("test", row, ["salon:write"])
    assert cost() == few

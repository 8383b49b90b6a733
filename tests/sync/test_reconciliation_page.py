"""Reconciliation by day: our figures, what a client's comparison found, a list compared on the page."""

from typing import Any

import pytest
from django.test import Client

from optics_crm.core.models import SyncClient, SyncFinding
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token
from tests.core.staff import make_employee
from tests.sync.rows import customer, guid, purchase, salon, send

pytestmark = pytest.mark.django_db
DAY = "2026-03-04"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_employee("admin"))
    send([salon(), customer(), purchase(guid(1)), purchase(guid(2))])
    return client


def ask(admin: Client, **more: Any) -> Any:
    told = {"client": SyncClient.objects.get().pk, "kind": "purchase", "first": DAY, "last": DAY} | more
    return admin.get("/sync/reconcile/", told)


def test_the_days_of_a_book_with_count_and_sum(admin: Client) -> None:
    page = ask(admin)

    assert page.status_code == 200
    assert [(row["bucket"], row["count"], row["sum"]) for row in page.context["rows"]] == [(DAY, 2, 2000)]
    assert ask(admin, kind="salon").context["rows"][0]["bucket"] == "all"


def test_a_list_is_compared_on_the_page(admin: Client) -> None:
    told = {"client": SyncClient.objects.get().pk, "kind": "purchase", "bucket": DAY}
    listed = f"{guid(1)};1\n{guid(3)} 7\nrubbish\n{guid(2)}, 9\n"
    page = admin.post("/sync/reconcile/compare/", told | {"list": listed}, follow=True).content.decode()

    row = SyncFinding.objects.get()
    assert (row.guids["missing_here"], row.guids["older_here"], row.differing) == ([guid(3)], [guid(2)], 2)
    assert guid(3) in page and guid(2) in page and guid(1) not in page

    admin.post("/sync/reconcile/compare/", told | {"list": f"{guid(1)};1\n{guid(2)};1"})
    assert SyncFinding.objects.get().differing == 0


def test_what_a_client_asks_is_shown_to_the_people(admin: Client, client: Client) -> None:
    token = issue_token(SyncClient.objects.get(), RETAIL_SCOPES)[2]
    body = {"kind": "purchase", "by": "day", "bucket": DAY, "items": [{"guid": guid(1), "version": 1}]}
    answer = client.post(
        "/api/v1/sync/digest/diff", body, "application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.json()["missing_there"] == [guid(2)]

    assert "расходятся: 1" in ask(admin).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"client": "x"}, {"kind": "moon"}, {"first": "yesterday"}, {"last": "2020-01-01"}, {"first": "0001-01-01"}],
)
def test_what_cannot_be_asked_is_refused(admin: Client, wrong: dict[str, str]) -> None:
    assert ask(admin, **wrong).status_code == 422


def test_a_comparison_of_nothing_is_none(admin: Client) -> None:
    pk = SyncClient.objects.get().pk
    for told in ({"client": pk, "kind": "moon", "bucket": DAY}, {"client": pk, "kind": "purchase", "bucket": "x"}):
        assert admin.post("/sync/reconcile/compare/", told).status_code == 302
    assert admin.post("/sync/reconcile/compare/", {"client": "x"}).status_code == 404
    assert not SyncFinding.objects.exists()

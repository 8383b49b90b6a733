"""Certificates: once for an occasion, found as people spell them, used once."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from orders.certificate_payments import mark_paid_with
from orders.certificates import ALPHABET, Gift, find, issue, issue_many, mark_used, spell
from orders.models import Certificate, Payment
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person
from tests.orders.sales import make_sale
from tests.sync.rows import customer, guid, purchase, salon, send

pytestmark = pytest.mark.django_db


def gift(**fields: object) -> Gift:
    values = {"card": card_of(make_person()).pk, "valid_until": clock.today() + dt.timedelta(days=60), "value": D(1500)}
    return Gift(**{**values, **fields})  # type: ignore[arg-type]


def test_an_occasion_gets_one_certificate() -> None:
    wanted = gift(campaign_key="full_check", occasion="purchase:1:full_check")

    first, second = issue("x", wanted), issue("x", wanted)
    both = issue_many("x", [wanted, gift(campaign_key="full_check", occasion="purchase:2:full_check")])

    assert first == second == both[0]
    assert Certificate.objects.count() == 2
    assert set(first.code) <= set(ALPHABET)


def test_a_code_is_found_as_people_type_it() -> None:
    made = issue("x", gift())
    Certificate.objects.filter(pk=made.pk).update(code="ACEHKMPT")

    for text in ("ACEHKMPT", "aceh-kmpt", " ACEH KMPT ", "АСЕНКМРТ"):
        assert find(text) == made, text
    assert find("ACEHKMP") is None
    assert find(" ") is None


@pytest.mark.parametrize("worth", [{"value": None}, {"percent": D(10)}])
def test_it_is_worth_roubles_or_per_cent(worth: dict[str, object]) -> None:
    with pytest.raises(DomainError) as refusal:
        issue("x", gift(**worth))

    assert (refusal.value.code, Certificate.objects.count()) == ("certificate_worth", 0)


def test_it_is_used_once() -> None:
    salon, made = make_salon(), issue("x", gift())

    assert mark_used("x", made, salon).status == "used"
    with pytest.raises(DomainError) as refusal:
        mark_used("x", made, salon)

    assert refusal.value.code == "certificate_used"
    assert "Белинского" in str(refusal.value)


def test_an_expired_one_is_refused_and_stays_unused() -> None:
    made = issue("x", gift())

    with pytest.raises(DomainError) as refusal:
        mark_used("x", made, make_salon(), made.valid_until + dt.timedelta(days=1))

    assert (refusal.value.code, Certificate.objects.get().status) == ("certificate_expired", "issued")


def test_a_payment_of_1c_uses_it() -> None:
    salon, made = make_salon(), issue("x", gift())
    sale = make_sale(make_person(), salon, dt.date(2026, 5, 5))
    Payment.objects.create(purchase=sale, kind="certificate", amount=1500, certificate_code=spell(made.code).lower())

    assert (mark_paid_with([sale.pk]), mark_paid_with([sale.pk])) == (1, 0)
    made.refresh_from_db()
    assert (made.status, made.used_on, made.used_in, made.used_salon) == ("used", sale.sold_on, sale, salon)


def test_the_page_looks_a_code_up_and_marks_it_used(client: Client) -> None:
    salon, made = make_salon(), issue("x", gift())
    client.force_login(make_employee("consultant", salon=salon))

    page = client.get("/certificates/", {"code": spell(made.code).lower()})
    assert page.status_code == 200
    assert spell(made.code) in page.content.decode()
    assert "+7" not in page.content.decode()

    used = client.post(f"/certificates/{made.pk}/use/", follow=True)

    made.refresh_from_db()
    assert (used.status_code, made.status, made.used_salon) == (200, "used", salon)
    again = client.post(f"/certificates/{made.pk}/use/")
    assert again.status_code == 409


def paid(key: str, code: str, version: int = 1, **more: Any) -> dict[str, Any]:
    payments = [{"kind": "certificate", "amount": "1000.00", "certificate_code": code}]
    return purchase(guid(key), version, payments=payments, **more)


def test_a_sale_of_1c_uses_the_certificate_and_a_second_one_is_taken_with_a_warning() -> None:
    made = issue("x", gift())
    send([salon(), customer()])

    first, second = (send([paid(key, spell(made.code))])["results"][0] for key in ("first", "second"))

    assert (first["status"], first.get("warnings")) == ("created", None)
    assert (second["status"], second["warnings"][0]["code"]) == ("created", "certificate_used_twice")
    assert second["warnings"][0]["pointer"] == "/payments/0/certificate_code"
    made.refresh_from_db()
    assert (made.status, str(made.used_in and made.used_in.guid)) == ("used", guid("first"))
    again = send([paid("first", spell(made.code), 2, number="П-2")])["results"][0]
    assert (again["status"], again.get("warnings")) == ("updated", None)


def test_a_code_that_is_none_of_ours_is_told_too() -> None:
    send([salon(), customer()])

    results = send([paid("a", "GIFT-77"), paid("b", "gift 77", sold_at="2026-03-05T12:00:00+03:00")])["results"]

    assert [bool(result.get("warnings")) for result in results] == [False, True]


def test_a_code_marked_at_the_desk_finds_its_sale() -> None:
    made = issue("x", gift())
    mark_used("x", made, make_salon())
    send([salon(), customer()])

    assert "warnings" not in send([paid("first", made.code)])["results"][0]
    assert "warnings" in send([paid("second", made.code)])["results"][0]


def test_codes_used_twice_are_listed(client: Client) -> None:
    made = issue("x", gift())
    send([salon(), customer(), paid("first", made.code, number="П-71"), paid("second", made.code, number="П-72")])
    client.force_login(make_employee("supervisor"))

    page = client.get("/certificates/").content.decode()

    assert spell(made.code) in page
    assert ("П-71" in page, "П-72" in page) == (True, True)
    client.force_login(make_employee("consultant", salon=make_salon("Другой")))
    assert "П-71" not in client.get("/certificates/").content.decode()

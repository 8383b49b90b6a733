"""Reasons of contact: counted by hand and by the report alike; the list is edited and loses nothing."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from contactcenter.kpis import Frame
from contactcenter.models import Call, CallOutcome, ContactReason
from contactcenter.reason_list import add_reason, move_reason, rename_reason, restore_reason, retire_reason
from contactcenter.reason_report import Question, calls_about, count_reasons
from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee
from orders.models import Purchase, PurchaseLine
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import make_operator
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_person

pytestmark = pytest.mark.django_db
PATH = "/reports/contact-centre/reasons/"


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T15:00:00+03:00")


@pytest.fixture
def supervisor(client: Client) -> Employee:
    user = make_employee("supervisor")
    client.force_login(user)
    return user


def conclude(call: Call, code: str, minutes: int = 1, operator: str = "101") -> None:
    CallOutcome.objects.create(
        call=call,
        employee=Employee.objects.get(extension=operator),
        reason=ContactReason.objects.get(code=code),
        result="solved",
        wrapped_up_at=clock.now() + dt.timedelta(minutes=minutes),
        after_seconds=5,
    )


def make_reasons() -> None:
    """Two families of two salons, one with contact lenses; calls with reasons, one corrected later, one without."""
    make_operator("101")
    make_operator("102")
    near, far = make_salon("Ближний"), make_salon("Дальний")
    anna = make_person("Иванова Анна", phone="+79120000001", home_salon=near)
    make_person("Петрова Яна", phone="+79120000002", home_salon=far)
    at = clock.now() - dt.timedelta(days=200)
    bought = {"salon": near, "number": "1", "sold_at": at, "sold_on": at.date(), "total": 900}
    purchase = Purchase.objects.create(card=card_of(anna), **bought)
    PurchaseLine.objects.create(
        purchase=purchase, line_no=1, name="Линзы", category="contact_lens", qty=1, price=900, amount=900
    )
    for place, code in enumerate(("order_ready", "order_ready", "order_term", "visit_book")):
        conclude(make_call("+79120000001", minutes_ago=60 * 24 * place + 5, talked=30), code)
    twice = make_call("+79120000002", minutes_ago=30, talked=30)
    conclude(twice, "order_ready")
    conclude(twice, "salon_hours", minutes=2, operator="102")
    make_call("+79120000002", minutes_ago=15, talked=30)
    make_call("+79120000002", minutes_ago=10)


def question(**more: Any) -> Question:
    return Question(Frame(clock.today() - dt.timedelta(days=29), clock.today()), **more)


def test_reasons_are_counted_once_a_call_by_the_last_conclusion() -> None:
    make_reasons()
    names = dict(ContactReason.objects.values_list("pk", "code"))
    found = count_reasons(question())
    counted = {names.get(key, ""): calls for key, calls in found.reasons.items()}  # type: ignore[arg-type]
    assert counted == {
        "order": 3,
        "order_ready": 2,
        "order_term": 1,
        "visit": 1,
        "visit_book": 1,
        "salon": 1,
        "salon_hours": 1,
        "": 1,
    }
    assert found.total == 6 == sum(counts.total() for counts in found.periods.values())


def test_each_reason_leads_to_its_very_calls() -> None:
    make_reasons()
    found, frame = count_reasons(question()), question().frame
    for reason, calls in found.reasons.items():
        assert calls_about(reason, frame).count() == calls, reason
    for by in ("salon", "product"):
        parts = count_reasons(question(by=by)).parts
        assert sum(counts.total() for counts in parts.values()) == found.total
    products = count_reasons(question(by="product")).parts
    assert {key: counts.total() for key, counts in products.items()} == {"contact_lenses": 4, "none": 2}
    order = ContactReason.objects.get(code="order").pk
    assert calls_about(order, frame, "contact_lenses").count() == 3
    assert calls_about(order, frame, "none").count() == 0


@pytest.mark.parametrize("by", ["salon", "product"])
def test_the_page_shows_them_and_every_link_counts_right(client: Client, supervisor: Employee, by: str) -> None:
    make_reasons()
    text = client.get(PATH, {"by": by}).content.decode()
    assert "Готов ли заказ" in text
    assert ("Ближний" if by == "salon" else "контактные линзы") in text
    links = re.findall(r'<a href="(/calls/\?reason=[^"]+)">(\d+)</a>', text)
    assert len(links) >= 8
    for link, calls in links:
        log = client.get(link.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/calls/([0-9a-f-]{36})/"', log))) == int(calls), link


def test_an_opened_group_draws_its_own_reasons_and_each_point_leads_to_its_calls(
    client: Client, supervisor: Employee
) -> None:
    make_reasons()
    order = ContactReason.objects.get(code="order")
    shut = client.get(PATH).content.decode()
    assert f'href="?group={order.pk}#trend"' in shut
    text = client.get(PATH, {"group": str(order.pk)}).content.decode()
    drawn = re.findall(r'<span class="chart-key[^>]*>([^<]+)</span>', text)
    assert set(drawn) == _names("order_ready", "order_term") and len(drawn) == 2
    assert set(re.findall(r'<span class="chart-key[^>]*>([^<]+)</span>', shut)) == _names("order", "visit", "salon")
    points = re.findall(r'<a href="(/calls/\?reason=[^"]+)">(\d+)</a>', text.split('class="reason-points"')[1])
    days = [link for link, _calls in points if "since=2026-11-18" in link and "until=2026-11-18" in link]
    assert days, "the term of an order, asked two days ago"
    for link, calls in points:
        log = client.get(link.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/calls/([0-9a-f-]{36})/"', log))) == int(calls), link
    assert client.get(PATH, {"group": "x"}).status_code == 200


def _names(*codes: str) -> set[str]:
    return set(ContactReason.objects.filter(code__in=codes).values_list("name", flat=True))


def test_the_report_costs_the_same_for_any_number(
    client: Client, supervisor: Employee, django_assert_max_num_queries: Any
) -> None:
    make_reasons()
    client.get(PATH)
    with django_assert_max_num_queries(20):
        client.get(PATH)


def test_the_list_is_edited_and_calls_keep_what_they_were_given(supervisor: Employee) -> None:
    make_reasons()
    order = ContactReason.objects.get(code="order")
    new = add_reason(supervisor, "  Очки   в дорогу ", order)
    assert (new.name, new.parent) == ("Очки в дорогу", order)
    assert new.position == order.children.count()
    move_reason(supervisor, new, up=True)
    assert list(order.children.values_list("pk", flat=True))[-2] == new.pk
    assert rename_reason(supervisor, new, "Очки для поездки").name == "Очки для поездки"
    retire_reason(supervisor, order)
    assert not order.children.filter(is_active=True).exists()
    assert CallOutcome.objects.filter(reason__parent=order).count() == 4
    with pytest.raises(Conflict):
        restore_reason(supervisor, ContactReason.objects.get(pk=new.pk))
    restore_reason(supervisor, order)
    restore_reason(supervisor, ContactReason.objects.get(pk=new.pk))
    for wrong in ("", " ", "x" * 81):
        with pytest.raises(DomainError):
            add_reason(supervisor, wrong)
    with pytest.raises(Conflict):
        add_reason(supervisor, "очки ДЛЯ поездки", order)
    with pytest.raises(DomainError):
        add_reason(supervisor, "Глубже", new)


def test_the_list_by_its_page(client: Client, supervisor: Employee) -> None:
    order = ContactReason.objects.get(code="order")
    assert client.get("/calls/reasons/").status_code == 200
    assert client.post("/calls/reasons/add/", {"name": "Новая группа"}).status_code == 302
    assert client.post("/calls/reasons/add/", {"name": "Новая", "parent": str(order.pk)}).status_code == 302
    assert client.post("/calls/reasons/add/", {"name": "Новая", "parent": str(order.pk)}).status_code == 409
    assert client.post("/calls/reasons/add/", {"name": "Новая", "parent": "x"}).status_code == 422
    for how, status in (("up", 302), ("down", 302), ("retire", 302), ("restore", 302), ("rename", 422), ("burn", 422)):
        assert client.post(f"/calls/reasons/{order.pk}/", {"how": how}).status_code == status, how
    assert ContactReason.objects.get(code="order").is_active
    client.force_login(make_employee("operator"))
    assert client.get("/calls/reasons/").status_code == 403

"""The board, the list, the page of a ticket and the client's own link."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from contactcenter import status_links
from contactcenter.models import StatusLink, Ticket
from contactcenter.shown import track_of
from contactcenter.tickets import move_ticket, promise_ticket
from customers.models import Person
from optics_crm.core.models import Employee, Salon
from orders.models import Order
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.orders import make_order
from tests.orders.sales import make_sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def person(salon: Salon) -> Person:
    return make_person(home_salon=salon)


@pytest.fixture
def clerk(client: Client, salon: Salon) -> Employee:
    user = make_employee("consultant", salon=salon)
    client.force_login(user)
    return user


def page(client: Client, path: str, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


class TestBoard:
    def test_late_ones_come_first(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        calm = make_ticket(person, salon)
        late = make_ticket(person, salon)
        past = dt.datetime(2026, 11, 19, 9, tzinfo=dt.UTC)
        Ticket.objects.filter(pk=late.pk).update(warn_at=past, stage_due_at=past, grave_at=past)
        text = page(client, "/tickets/")
        assert text.index(late.number) < text.index(calm.number)
        assert text.count("ticket-card-late") == 1

    def test_filters(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        repair, claim = make_ticket(person, salon), make_ticket(person, salon, "claim", owner=clerk)
        closed = move_ticket(None, make_ticket(person, salon), "issued")
        for query, there in (
            ({}, {repair, claim}),
            ({"kind": "claim"}, {claim}),
            ({"mine": "on"}, {claim}),
            ({"late": "on"}, set()),
            ({"stage": "ready"}, set()),
            ({"number": repair.number[:5]}, {repair, claim}),
            ({"view": "list", "state": "closed"}, {closed}),
            ({"view": "list", "state": "all"}, {repair, claim, closed}),
            ({"kind": "nonsense"}, {repair, claim}),
        ):
            text = page(client, "/tickets/", **query)
            shown = {ticket for ticket in (repair, claim, closed) if ticket.number in text}
            assert shown == there, query

    def test_the_number_of_questions_does_not_grow(
        self, client: Client, clerk: Employee, salon: Salon, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def asked(path: str) -> int:
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(path)
            return len(queries)

        make_ticket(make_person(home_salon=salon), salon)
        before = {path: asked(path) for path in ("/tickets/", "/tickets/?view=list")}
        for number in range(6):
            make_ticket(make_person(f"Петров Пётр {number}", home_salon=salon), salon, owner=clerk)
        assert {path: asked(path) for path in before} == before
        assert max(before.values()) <= 16

    def test_a_card_is_moved_without_leaving_the_board(
        self, client: Client, clerk: Employee, person: Person, salon: Salon
    ) -> None:
        ticket = make_ticket(person, salon)
        menu = page(client, f"/tickets/{ticket.pk}/moves/")
        assert menu.index("sent_to_workshop") < menu.index("diagnosed")
        told = {"stage": "sent_to_workshop", "revision": ticket.revision}
        response = client.post(f"/tickets/{ticket.pk}/move/", told, headers={"HX-Request": "true"})
        assert (response.status_code, "tickets-changed" in response["HX-Trigger"]) == (204, True)
        assert Ticket.objects.get(pk=ticket.pk).stage == "sent_to_workshop"
        response = client.post(f"/tickets/{ticket.pk}/move/", told | {"stage": "ready"}, headers={"HX-Request": "true"})
        assert (response.status_code, "error" in response["HX-Trigger"]) == (412, True)
        assert Ticket.objects.get(pk=ticket.pk).stage == "sent_to_workshop"

    def test_another_salons_ticket_is_not_there(
        self, client: Client, clerk: Employee, person: Person, salon: Salon
    ) -> None:
        other = make_salon("Другой салон")
        stranger = make_ticket(make_person("Петров Пётр", home_salon=other), other)
        assert stranger.number not in page(client, "/tickets/")
        for action in ("", "moves/"):
            assert client.get(f"/tickets/{stranger.pk}/{action}").status_code == 404
        assert client.post(f"/tickets/{stranger.pk}/move/", {"stage": "ready"}).status_code == 404
        assert Ticket.objects.get(pk=stranger.pk).stage == "accepted"

    def test_the_workshop_sees_tickets_and_no_dossiers(self, client: Client, person: Person, salon: Salon) -> None:
        ticket = make_ticket(person, salon)
        client.force_login(make_employee("workshop"))
        text = page(client, f"/tickets/{ticket.pk}/")
        assert "Иванова М. С." in text
        assert "Иванова Мария" not in text
        assert f"/customers/{person.pk}/" not in text

    def test_the_file_names_nobody_in_full(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        ticket = make_ticket(person, salon)
        text = b"".join(client.get("/tickets/?export=csv")).decode("utf-8-sig")
        assert ticket.number in text
        assert "Иванова" not in text


class TestPage:
    def test_the_answer_the_terms_and_who_is_told(
        self, client: Client, clerk: Employee, person: Person, salon: Salon
    ) -> None:
        make_employee("director", username="d", full_name="Громов Илья Петрович")
        make_employee("salon_manager", username="m", full_name="Белова Ольга Олеговна", salon=salon)
        ticket = make_ticket(person, salon, is_warranty=True, owner=clerk)
        promise_ticket(clerk, ticket, dt.date(2026, 11, 25))
        text = page(client, f"/tickets/{ticket.pk}/")
        for words in ("Будет готово 25 ноября", "ст. 20 п. 1", "Громов И. П.", "Белова О. О.", "Иванова Мария"):
            assert words in text

    def test_what_is_pressed(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        ticket = make_ticket(person, salon)
        root = f"/tickets/{ticket.pk}/"
        assert client.post(root + "take/").status_code == 302
        assert client.post(root + "promise/", {"promised_on": "2026-11-25"}).status_code == 302
        assert client.post(root + "assign/", {"owner": ""}).status_code == 302
        assert client.post(root + "move/", {"stage": "refused"}).status_code == 422
        told = {"stage": "refused", "comment": "не подлежит ремонту"}
        assert client.post(root + "move/", told).status_code == 302
        found = Ticket.objects.get(pk=ticket.pk)
        assert (found.owner, found.promised_on, found.stage) == (None, dt.date(2026, 11, 25), "refused")
        assert client.post(root + "promise/", {"promised_on": "2026-11-26"}).status_code == 409

    @pytest.mark.parametrize(
        ("door", "told"),
        [
            ("move/", {}),
            ("move/", {"stage": "x" * 40}),
            ("promise/", {"promised_on": "вчера"}),
            ("promise/", {"promised_on": "2026-11-19"}),
            ("assign/", {"owner": "nobody"}),
            ("correct/", {"price": "много", "item": "Очки"}),
            ("correct/", {"price": "-5"}),
        ],
    )
    def test_bad_input_is_a_sentence(
        self, door: str, told: dict[str, str], client: Client, clerk: Employee, person: Person, salon: Salon
    ) -> None:
        ticket = make_ticket(person, salon)
        assert client.post(f"/tickets/{ticket.pk}/{door}", told).status_code == 422
        assert Ticket.objects.get(pk=ticket.pk).revision == ticket.revision

    def test_corrections(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        ticket = make_ticket(person, salon, "claim")
        told = {
            "item": "Очки в оправе",
            "defect": "царапина",
            "demand": "money_back",
            "demanded_on": "2026-11-18",
            "price": "",
            "revision": ticket.revision,
        }
        assert client.post(f"/tickets/{ticket.pk}/correct/", told).status_code == 302
        found = Ticket.objects.get(pk=ticket.pk)
        assert (found.item, found.demand, found.legal_due_on) == (
            "Очки в оправе",
            "money_back",
            dt.date(2026, 11, 28),
        )

    def test_the_track_leaves_out_what_was_passed_over(self, person: Person, salon: Salon) -> None:
        ticket = move_ticket(None, make_ticket(person, salon), "in_repair")
        marks = [(mark.stage, mark.state) for mark in track_of(ticket, list(ticket.changes.all()))]
        assert marks[:3] == [("accepted", "passed"), ("in_repair", "now"), ("quality_check", "ahead")]
        assert marks[-1] == ("issued", "ahead")


class TestOpening:
    def test_from_the_dossier(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        sale = make_sale(person, salon, dt.date(2026, 3, 4))
        path = f"/tickets/new/?customer={person.pk}"
        assert "Медицинские очки" in page(client, f"/customers/{person.pk}/")
        assert path.replace("&", "&amp;") in page(client, f"/customers/{person.pk}/")
        assert client.get("/tickets/new/").status_code == 302
        told = {"kind": "maintenance", "salon": salon.pk, "item": "Очки"}
        assert client.post(path, told).status_code == 422
        response = client.post(path, told | {"purchase": sale.pk})
        ticket = Ticket.objects.get()
        assert (response.status_code, response["Location"]) == (302, f"/tickets/{ticket.pk}/")
        assert (ticket.purchase, ticket.owner) == (sale, clerk)

    def test_a_stranger_cannot_be_served(self, client: Client, clerk: Employee) -> None:
        stranger = make_person("Петров Пётр", home_salon=make_salon("Другой салон"))
        assert client.get(f"/tickets/new/?customer={stranger.pk}").status_code == 404
        assert client.get("/tickets/new/?customer=x").status_code == 302


class TestLink:
    """Unknown and expired are one page; what is shown names nobody."""

    def test_one_line_without_a_login(
        self, client: Client, clerk: Employee, person: Person, salon: Salon, clock_at: Any
    ) -> None:
        ticket = make_ticket(person, salon, defect="Иванова Мария просит позвонить")
        text = page_of_post(client, f"/tickets/{ticket.pk}/link/")
        token = text.split("/t/")[1].split("/")[0]
        assert len(token) == 22
        assert StatusLink.objects.get().token_hash == status_links.hash_of(token)
        client.logout()
        response = client.get(f"/t/{token}/")
        shown = response.content.decode()
        assert "Ориентировочно будет готово" in shown
        assert "Иванова" not in shown
        assert (response["Referrer-Policy"], response["X-Robots-Tag"], response["Cache-Control"]) == (
            "no-referrer",
            "noindex, nofollow",
            "no-store",
        )
        unknown = _without_tokens(client.get("/t/AAAAAAAAAAAAAAAAAAAAAA/"))
        clock_at("2027-02-20T12:00:00+03:00")
        assert _without_tokens(client.get(f"/t/{token}/")) == unknown
        assert "По этой ссылке ничего нет" in unknown
        assert status_links.forget_expired() == 1

    def test_a_deleted_ticket_is_behind_no_link(self, client: Client, person: Person, salon: Salon) -> None:
        ticket = make_ticket(person, salon)
        token = status_links.make(None, ticket).split("/t/")[1].strip("/")
        Ticket.objects.update(deleted_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
        assert "По этой ссылке ничего нет" in page(client, f"/t/{token}/")

    def test_an_order_has_one_too(self, client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
        order = make_order(person, salon, "in_workshop", promised_on=dt.date(2026, 11, 18))
        assert f"/orders/{order.pk}/link/" in page(client, f"/orders/{order.pk}/")
        token = page_of_post(client, f"/orders/{order.pk}/link/").split("/t/")[1].split("/")[0]
        client.logout()
        shown = page(client, f"/t/{token}/")
        assert "опаздываем на 2 дня" in shown
        assert person.last_name not in shown
        Order.objects.update(deleted_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
        assert "По этой ссылке ничего нет" in page(client, f"/t/{token}/")


def _without_tokens(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r'name="csrf[^>]*>|/t/[^/"]+/', "", response.content.decode())


def page_of_post(client: Client, path: str) -> str:
    response = client.post(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_ticket_is_found_by_its_number(client: Client, clerk: Employee, person: Person, salon: Salon) -> None:
    ticket = make_ticket(person, salon)
    assert f"/tickets/{ticket.pk}/" in page(client, "/search/", q=ticket.number)


def test_the_dossier_shows_what_is_open_and_what_was(
    client: Client, clerk: Employee, person: Person, salon: Salon
) -> None:
    under_way = make_ticket(person, salon)
    done = move_ticket(None, make_ticket(person, salon), "issued")
    text = page(client, f"/customers/{person.pk}/")
    assert text.count(under_way.number) == 2  # the panel and the line
    assert text.count(done.number) == 1

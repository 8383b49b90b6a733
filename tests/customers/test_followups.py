"""Promises: made once, changed under a revision, closed with an outcome."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.followups import assign_followup, close_followup, open_followup, postpone_followup
from customers.handing import Receiver, hand_over
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db


def promise(**fields: object) -> FollowUp:
    return open_followup(
        "program",
        "callback",
        title="Перезвонить",
        due_at=clock.now() + dt.timedelta(hours=1),
        **fields,  # type: ignore[arg-type]
    )


def test_an_occasion_is_promised_once() -> None:
    person = make_person()

    first = promise(person=person, occasion="call:1")
    second = promise(person=person, occasion="call:1")

    assert first == second
    assert (first.role, FollowUp.objects.count()) == ("operator", 1)


def test_an_older_copy_is_refused() -> None:
    row, user = promise(), make_employee("operator")
    assign_followup(user, row, user, revision=1)

    with pytest.raises(DomainError) as refusal:
        close_followup(user, row, "done", revision=1)

    assert (refusal.value.code, refusal.value.status) == ("followup_changed", 412)
    assert FollowUp.objects.get().status == "open"


def test_a_closed_promise_stays_closed() -> None:
    row, user = promise(), make_employee("operator")

    closed = close_followup(user, row, "reached", note="  придёт завтра", revision=1)

    assert (closed.status, closed.outcome, closed.closed_by, closed.revision) == ("closed", "reached", user, 2)
    with pytest.raises(DomainError) as refusal:
        postpone_followup(user, row, clock.now() + dt.timedelta(days=1), reason="позже")
    assert refusal.value.code == "followup_closed"


def test_a_term_is_not_moved_into_the_past() -> None:
    with pytest.raises(DomainError) as refusal:
        postpone_followup("x", promise(), clock.now() - dt.timedelta(minutes=1), reason="x")

    assert refusal.value.code == "followup_in_past"


def test_the_list_goes_out_under_its_filters_without_contacts(client: Client) -> None:
    person = make_person("Иванова Мария", phone="+79123456789")
    mine, others = make_employee("operator"), make_employee("operator", username="other")
    for occasion, owner in (("call:1", mine), ("call:2", others)):
        assign_followup(owner, promise(person=person, occasion=occasion), owner)
    done = promise(person=person, occasion="call:3")
    close_followup(mine, done, "reached", revision=1)
    client.force_login(mine)

    def lines(query: str) -> list[str]:
        text = b"".join(client.get(f"/followups/?export=csv{query}").streaming_content).decode()  # type: ignore[attr-defined]
        assert "Иванова" not in text and "912" not in text
        return text.strip().splitlines()[1:]

    assert "?export=csv" in client.get("/followups/").content.decode()
    assert len(lines("")) == 2, "open ones, as the list shows"
    assert len(lines("&mine=on")) == 1
    [closed] = lines("&status=closed")
    assert "Мария И." in closed and str(person.pk) in closed and "Перезвонить" in closed
    client.force_login(make_employee("marketer", username="marketer"))
    assert client.get("/followups/?export=csv").status_code == 403


def test_several_are_closed_at_once_with_a_reason_and_the_rest_is_said(client: Client) -> None:
    user = make_employee("operator")
    rows = [promise(occasion=f"call:{n}") for n in range(3)]
    handed = hand_over(user, Receiver(role="workshop"), "Готово?")
    client.force_login(user)
    chosen = [str(row.pk) for row in [*rows[:2], handed]]

    client.post("/followups/close/", {"followup": [*chosen, "rubbish"], "outcome": "reached", "note": "дозвонились"})

    assert set(FollowUp.objects.open().values_list("pk", flat=True)) == {rows[2].pk, handed.pk}
    assert set(FollowUp.objects.filter(status="closed").values_list("outcome_note", flat=True)) == {"дозвонились"}
    client.post("/followups/close/", {"followup": [str(rows[2].pk)], "outcome": "reached", "note": ""})
    assert FollowUp.objects.open().count() == 2, "a reason is needed"


def test_late_ones_are_counted_by_kind_and_owner(client: Client) -> None:
    user, other = make_employee("supervisor"), make_employee("operator", full_name="Белова Анна Петровна")
    late = [promise(occasion=f"call:{n}") for n in range(3)]
    FollowUp.objects.update(due_at=clock.now() - dt.timedelta(hours=2))
    assign_followup(other, late[0], other)
    promise(occasion="call:in-time")
    client.force_login(user)

    page = client.get("/followups/?late=1")

    found = page.context["late"]
    assert (found.total, [(one.kind, one.owner, one.count) for one in found.groups]) == (
        3,
        [("callback", None, 2), ("callback", other.pk, 1)],
    )
    assert "Белова Анна Петровна" in page.content.decode()
    only = client.get(f"/followups/?late=1&owner={other.pk}").context["late"]
    assert only.total == 1
    assert "/followups/?late=1" in client.get("/").content.decode()


def test_the_work_list_asks_the_same_whatever_its_length(client: Client) -> None:
    client.force_login(make_employee("supervisor"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/followups/?late=1").status_code == 200
        return len(queries)

    for n in range(2):
        promise(person=make_person(f"Иванова Анна{n}"), occasion=f"call:{n}")
    FollowUp.objects.update(due_at=clock.now() - dt.timedelta(hours=2))
    asked()
    few = asked()
    for n in range(2, 12):
        promise(person=make_person(f"Иванова Анна{n}"), occasion=f"call:{n}")
    FollowUp.objects.update(due_at=clock.now() - dt.timedelta(hours=2))
    assert asked() == few


def test_an_offer_that_was_refused_says_why() -> None:
    user, row = make_employee("consultant", salon=make_salon()), promise(occasion="exam:1:offer")
    FollowUp.objects.update(kind="exam")

    with pytest.raises(DomainError) as refusal:
        close_followup(user, row, "declined")

    assert refusal.value.code == "note_missing"
    assert close_followup(user, row, "declined", note="дорого").status == "closed"

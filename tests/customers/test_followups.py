"""Promises: made once, changed under a revision, closed with an outcome."""

import datetime as dt

import pytest
from django.test import Client

from customers.followups import assign_followup, close_followup, open_followup, postpone_followup
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from tests.core.staff import make_employee
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

"""`service_ticket` and `stage_change`: what is stored, and that any order of telling ends the same."""

import datetime as dt
import itertools
import random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contactcenter.models import StageChange, Ticket, TicketPromise
from optics_crm.core.models import News
from orders.models import EntitlementUse
from tests.contactcenter.rows import TICKET, change, ticket
from tests.sync.rows import SALON, customer, deferral, delete, doctor, guid, purchase, refusal, salon, send, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(clock_at: Any) -> None:
    clock_at("2026-11-21T11:00:00+03:00")
    send([salon(), doctor(), customer()])


def stored() -> Ticket:
    return Ticket.objects.get(guid=TICKET)


def steps() -> list[tuple[str, str]]:
    rows = StageChange.objects.filter(ticket__guid=TICKET, deleted_at__isnull=True).order_by("at")
    return [(row.to_stage, row.at.astimezone(dt.UTC).strftime("%d %H:%M")) for row in rows]


def test_all_fields_are_kept() -> None:
    workshop = guid("workshop")
    send([salon(1, workshop, name="Мастерская", is_workshop=True)])
    row = ticket(
        stage="in_repair",
        stage_at="2026-11-20T18:00:00+03:00",
        demand="free_repair",
        demanded_at="2026-11-20T12:05:00+03:00",
        cause="брак",
        promised_on="2026-11-30",
        due_on="2026-11-28",
        workshop=workshop,
        line_no=2,
        refund_amount="100.50",
        refund_paid_at="2026-11-20T19:00:00+03:00",
        warranty=True,
        item="Очки",
    )
    assert statuses([row]) == ["created"]
    found = stored()
    assert (found.demand, found.cause, found.line_no, str(found.refund_amount)) == ("free_repair", "брак", 2, "100.50")
    assert (found.workshop and found.workshop.name, found.is_warranty) == ("Мастерская", True)
    assert (found.promised_on, found.due_on) == (dt.date(2026, 11, 30), dt.date(2026, 11, 28))
    assert (found.stage, found.closed_at, found.opened_on) == ("in_repair", None, dt.date(2026, 11, 20))
    assert steps() == [("accepted", "20 09:00"), ("in_repair", "20 15:00")]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"kind": "adjustment"}, "/kind"),
        ({"stage": "waiting_parts"}, "/stage"),
        ({"demand": "apology"}, "/demand"),
    ],
)
def test_codes_outside_the_list_are_unknown_enums(more: dict[str, str], pointer: str) -> None:
    result = send([ticket(**more)])["results"][0]
    assert (result["status"] in ("rejected", "deferred"), result["code"], result["pointer"]) == (
        True,
        "unknown_enum",
        pointer,
    )
    assert not Ticket.objects.exists()


def test_a_closed_ticket_without_a_moment_is_closed_since_its_opening_when_it_is_history() -> None:
    send([ticket(stage="issued", opened_at="2020-03-04T12:00:00+03:00")], is_history=True)
    assert stored().closed_at == stored().opened_at
    assert not News.objects.filter(kind__startswith="contactcenter", is_quiet=False).exists()


def test_the_first_promise_is_never_overwritten() -> None:
    send([ticket(1, promised_on="2026-11-25")])
    send([ticket(2, promised_on="2026-11-29")])
    send([ticket(3, promised_on=None, item="Очки")])
    found = stored()
    assert (found.first_promised_on, found.promised_on) == (dt.date(2026, 11, 25), None)
    days = list(TicketPromise.objects.values_list("promised_on", flat=True))
    assert days == [dt.date(2026, 11, 25), dt.date(2026, 11, 29)]
    with pytest.raises(IntegrityError, match="first promise"), transaction.atomic():
        Ticket.objects.update(first_promised_on=dt.date(2026, 12, 1))


class TestSteps:
    """The history takes what is told; the present stage is the newest of it."""

    def test_a_late_step_is_inserted_and_does_not_move_the_stage_back(self) -> None:
        send([ticket(stage="in_repair", stage_at="2026-11-20T18:00:00+03:00")])
        assert statuses([change(1, "diagnosed", "2026-11-20T15:00:00+03:00")]) == ["created"]
        assert stored().stage == "in_repair"
        assert [stage for stage, _at in steps()] == ["accepted", "diagnosed", "in_repair"]

    def test_a_newer_step_moves_it_and_ends_it(self) -> None:
        send([ticket(), change(1, "issued", "2026-11-20T19:00:00+03:00")])
        found = stored()
        assert (found.stage, found.closed_at) == ("issued", dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC))
        send([delete("stage_change", guid(1), 2)])
        found = stored()
        assert (found.stage, found.closed_at) == ("accepted", None)

    def test_a_step_told_twice_in_two_ways_stands_once(self) -> None:
        at = "2026-11-20T18:00:00+03:00"
        send([ticket(1)])
        send([ticket(2, stage="in_repair", stage_at=at)])
        send([change(1, "in_repair", at)])
        send([ticket(3, stage="in_repair", stage_at=at, item="Очки")])
        assert [stage for stage, _at in steps()] == ["accepted", "in_repair"]

    def test_any_order_of_telling_ends_the_same(self) -> None:
        rows = [
            ticket(1, number="Р-15"),
            ticket(2, number="Р-15", stage="diagnosed", stage_at="2026-11-20T14:00:00+03:00"),
            ticket(3, number="Р-15", stage="ready", stage_at="2026-11-20T20:00:00+03:00"),
            change(1, "in_repair", "2026-11-20T16:00:00+03:00", "diagnosed"),
            change(2, "awaiting_parts", "2026-11-20T21:00:00+03:00", "ready"),
            change(3, "in_repair", "2026-11-20T21:00:00+03:00", "ready"),
        ]
        ends = set()
        orders = random.Random(7).sample(list(itertools.permutations(rows)), 6)
        for order in orders:
            with transaction.atomic():
                send([ticket(1, number="Р-15")])  # the ticket itself must be known: the rest is any order
                for row in [*order, *order]:
                    send([row])
                found = stored()
                ends.add((found.stage, found.stage_at, found.closed_at, found.stage_due_at))
                transaction.set_rollback(True)
        assert [(stage, closed) for stage, _at, closed, _due in ends] == [("in_repair", None)]

    def test_refusals(self) -> None:
        send([ticket()])
        assert refusal(change(1, "ready", "2027-01-01T00:00:00+03:00")) == ("date_in_future", "/at")
        assert deferral(change(1, "polished", "2026-11-20T15:00:00+03:00")) == ("unknown_enum", "/to")
        other = change(2, "ready", "2026-11-20T15:00:00+03:00", entity_guid=guid("nobody"))
        assert deferral(other) == ("unknown_ref", "/entity_guid")
        row = change(1, "ready", "2026-11-20T15:00:00+03:00")
        del row["data"]["from"]
        assert refusal(row) == ("required", "/from")
        assert stored().stage == "accepted"

    def test_fresh_steps_are_news_and_history_is_silent(self) -> None:
        send([ticket()])
        send([change(1, "diagnosed", "2026-11-20T15:00:00+03:00")], is_history=True)
        assert not News.objects.filter(kind="contactcenter.ticket_stage_changed", is_quiet=False).exists()
        send([change(2, "in_repair", "2026-11-20T16:00:00+03:00")])
        told = News.objects.get(kind="contactcenter.ticket_stage_changed", is_quiet=False)
        assert (told.ids["ticket"], told.origin) == ([str(stored().pk)], "onec-retail")


class TestFreeService:
    """A maintenance ticket uses the right of the pair that it names, whichever came first."""

    def uses(self) -> list[tuple[dt.date, str]]:
        return [(row.used_on, str(row.source_guid)) for row in EntitlementUse.objects.all()]

    def test_the_right_is_used_once(self) -> None:
        send([purchase(guid("p"), 1, sold_at="2026-03-04T12:00:00+03:00")])
        row = ticket(kind="maintenance", purchase=guid("p"))
        send([row])
        send([ticket(2, kind="maintenance", purchase=guid("p"), stage="issued")])
        assert self.uses() == [(dt.date(2026, 11, 20), TICKET)]

    def test_a_purchase_that_comes_later_is_tied_and_its_right_is_used(self) -> None:
        assert statuses([ticket(kind="maintenance", purchase=guid("p"))]) == ["created"]
        assert (stored().purchase, self.uses()) == (None, [])
        send([purchase(guid("p"), 1)])
        assert stored().purchase is not None
        assert self.uses() == [(dt.date(2026, 11, 20), TICKET)]

    @pytest.mark.parametrize("how", ["refused", "deleted", "repair"])
    def test_it_is_given_back(self, how: str) -> None:
        send([purchase(guid("p"), 1), ticket(kind="maintenance", purchase=guid("p"))])
        again = {
            "refused": ticket(2, kind="maintenance", purchase=guid("p"), stage="refused"),
            "deleted": delete("service_ticket", TICKET, 2),
            "repair": ticket(2, kind="repair", purchase=guid("p")),
        }
        send([again[how]])
        assert self.uses() == []

    def test_a_repair_uses_nothing_and_a_void_right_gives_nothing(self) -> None:
        send([purchase(guid("p"), 1, lines=[]), ticket(kind="maintenance", purchase=guid("p"))])
        assert self.uses() == []


def test_a_thousand_tickets_take_as_many_questions_as_one(django_assert_max_num_queries: Any) -> None:
    send([ticket(1, guid("warm"))])
    with django_assert_max_num_queries(45):
        send([ticket(1, guid(f"t{n}"), promised_on="2026-12-01", purchase=guid("p")) for n in range(200)])
    assert Ticket.objects.filter(salon__guid=SALON).count() == 201

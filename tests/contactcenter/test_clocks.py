"""Terms of stages in working time, pauses, and the law's own days."""

import datetime as dt
from typing import Any

import pytest

from contactcenter import clocks
from contactcenter.models import LegalTerm, StageTerm, Ticket
from contactcenter.tickets import assign_ticket, correct_ticket, move_ticket
from customers.models import Person
from optics_crm.core.models import Salon, SalonDay, SalonHours
from optics_crm.core.working_time import Calendar, calendars
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
FRIDAY = "2026-11-20T17:00:00+03:00"


@pytest.fixture
def salon() -> Salon:
    """Open from Monday to Friday, 10 to 19, closed on Tuesday the 24th."""
    row = make_salon()
    SalonHours.objects.bulk_create(
        SalonHours(salon=row, weekday=day, opens_at=dt.time(10), closes_at=dt.time(19)) for day in range(1, 6)
    )
    SalonDay.objects.create(salon=row, day=dt.date(2026, 11, 24), note="инвентаризация")
    return row


@pytest.fixture
def person(salon: Salon) -> Person:
    return make_person(home_salon=salon)


def local(moment: dt.datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(dt.timezone(dt.timedelta(hours=3))).strftime("%a %d %H:%M")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-{text}:00+03:00")


class TestCalendar:
    def test_days_pass_over_weekends_and_days_that_are_closed(self, salon: Salon) -> None:
        calendar = calendars({salon.pk})[salon.pk]
        assert local(calendar.after_days(at("20T17:00"), 0)) == "Fri 20 19:00"
        assert local(calendar.after_days(at("20T17:00"), 1)) == "Mon 23 19:00"
        assert local(calendar.after_days(at("20T17:00"), 2)) == "Wed 25 19:00"
        assert local(calendar.after_days(at("21T12:00"), 0)) == "Mon 23 19:00"
        assert local(calendar.after_days(at("20T20:00"), 1)) == "Mon 23 19:00"

    def test_hours_go_on_after_the_night(self, salon: Salon) -> None:
        calendar = calendars({salon.pk})[salon.pk]
        assert local(calendar.after_minutes(at("20T17:00"), 4 * 60)) == "Mon 23 12:00"
        assert calendar.minutes_between(at("20T17:00"), at("25T11:00")) == (2 + 9 + 1) * 60

    def test_a_place_without_hours_is_open_every_day(self) -> None:
        assert local(Calendar(dt.timezone(dt.timedelta(hours=3))).after_days(at("20T17:00"), 1)) == "Sat 21 20:00"

    def test_a_place_that_never_opens_ends_no_loop(self) -> None:
        calendar = Calendar(dt.UTC, {}, {dt.date(2026, 11, 20) + dt.timedelta(days=n): None for n in range(1200)})
        assert calendar.after_days(at("20T17:00"), 1) == at("20T17:00")
        assert calendar.minutes_between(at("20T17:00"), at("25T11:00")) == 0


class TestStages:
    def test_accepted_until_closing_time_then_a_working_day(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        ticket = make_ticket(person, salon)
        assert local(ticket.stage_due_at) == "Fri 20 19:00"
        ticket = move_ticket(None, ticket, "sent_to_workshop")
        assert local(ticket.stage_due_at) == "Mon 23 19:00"

    def test_the_marks_of_80_and_150_per_cent_are_working_time(
        self, person: Person, salon: Salon, clock_at: Any
    ) -> None:
        clock_at(FRIDAY)
        ticket = move_ticket(None, make_ticket(person, salon), "ready")
        assert (local(ticket.warn_at), local(ticket.stage_due_at), local(ticket.grave_at)) == (
            "Mon 23 11:12",
            "Mon 23 12:00",
            "Mon 23 14:00",
        )
        levels = {text: clocks.level_of(ticket, at(text)) for text in ("23T11:00", "23T11:13", "23T12:01", "23T14:01")}
        assert levels == {"23T11:00": 0, "23T11:13": 80, "23T12:01": 100, "23T14:01": 150}
        assert Ticket.objects.breached(at("23T12:30"), 100).get() == ticket
        assert not Ticket.objects.breached(at("23T12:30"), 150).exists()

    def test_the_workshop_keeps_its_own_hours(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        workshop = make_salon("Мастерская", is_workshop=True)  # open every day until eight
        ticket = make_ticket(person, salon, workshop=workshop)
        assert local(move_ticket(None, ticket, "in_repair").stage_due_at) == "Mon 23 20:00"

    def test_a_small_service_takes_half_an_hour(self, person: Person, salon: Salon, clock_at: Any) -> None:
        from tests.orders.sales import make_sale

        clock_at(FRIDAY)
        sale = make_sale(person, salon, dt.date(2026, 3, 4))
        ticket = make_ticket(person, salon, "maintenance", purchase=sale)
        assert local(ticket.stage_due_at) == "Fri 20 17:30"

    def test_waiting_for_the_client_stops_the_clock_of_the_work(
        self, person: Person, salon: Salon, clock_at: Any
    ) -> None:
        clock_at("2026-11-18T12:00:00+03:00")
        ticket = move_ticket(None, make_ticket(person, salon), "in_repair")
        assert local(ticket.stage_due_at) == "Mon 23 19:00"
        clock_at("2026-11-19T12:00:00+03:00")
        ticket = move_ticket(None, ticket, "awaiting_client_approval")
        assert (ticket.is_paused, local(ticket.stage_due_at)) == (True, "Mon 23 19:00")
        late = dt.datetime.fromisoformat("2026-11-26T12:00:00+03:00")
        assert (clocks.level_of(ticket, late), Ticket.objects.late(late, late.date()).count()) == (0, 0)
        clock_at("2026-11-23T12:00:00+03:00")  # two working days later, the weekend is none
        ticket = move_ticket(None, ticket, "in_repair")
        assert (ticket.is_paused, local(ticket.stage_due_at)) == (False, "Thu 26 19:00")

    def test_a_closed_ticket_has_no_clock(self, person: Person, salon: Salon) -> None:
        ticket = move_ticket(None, make_ticket(person, salon), "issued")
        assert (ticket.stage_due_at, ticket.warn_at, ticket.closed_at) == (None, None, ticket.stage_at)

    def test_terms_are_data(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        StageTerm.objects.create(kind="repair", stage="accepted", amount=2, unit="working_days")
        assert local(make_ticket(person, salon).stage_due_at) == "Wed 25 19:00"


class TestLaw:
    """Calendar days from the demand, by the edition of its day."""

    @pytest.mark.parametrize(
        ("kind", "demand", "day"),
        [
            ("claim", "money_back", dt.date(2026, 11, 30)),
            ("claim", "replace_same", dt.date(2026, 11, 27)),
            ("claim", "free_repair", dt.date(2027, 1, 4)),
            ("return", "", dt.date(2026, 11, 30)),
            ("exchange", "", dt.date(2026, 11, 23)),
            ("complaint", "", None),
            ("repair", "", None),
        ],
    )
    def test_the_last_day(
        self, kind: str, demand: str, day: dt.date | None, person: Person, salon: Salon, clock_at: Any
    ) -> None:
        clock_at(FRIDAY)
        assert make_ticket(person, salon, kind, demand=demand).legal_due_on == day

    def test_a_repair_under_warranty_is_the_laws_concern(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        ticket = make_ticket(person, salon, is_warranty=True)
        assert ticket.legal_due_on == dt.date(2027, 1, 4)
        assert ticket.legal_term is not None
        assert ticket.legal_term.article == "ст. 20 п. 1"

    def test_the_demand_starts_it_and_the_edition_of_its_day_counts(
        self, person: Person, salon: Salon, clock_at: Any
    ) -> None:
        clock_at(FRIDAY)
        old = LegalTerm.objects.get(demand="money_back")
        LegalTerm.objects.create(
            demand="money_back", law=old.law, article="ст. 22", edition="новая", days=5, since=dt.date(2026, 11, 15)
        )
        earlier = make_ticket(person, salon, "claim", demand="money_back", demanded_on=dt.date(2026, 11, 10))
        assert earlier.legal_due_on == dt.date(2026, 11, 20)
        assert make_ticket(person, salon, "claim", demand="money_back").legal_due_on == dt.date(2026, 11, 25)

    def test_a_last_day_may_move_to_a_working_one(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        LegalTerm.objects.filter(demand="replace_same", condition="").update(days=4, rolls=True)  # closed that Tuesday
        ticket = make_ticket(person, salon, "claim", demand="replace_same")
        assert ticket.legal_due_on == dt.date(2026, 11, 25)

    def test_a_demand_named_later_sets_the_clock(self, person: Person, salon: Salon, clock_at: Any) -> None:
        clock_at(FRIDAY)
        ticket = make_ticket(person, salon, "claim")
        assert ticket.legal_due_on is None
        assert correct_ticket(None, ticket, demand="price_cut").legal_due_on == dt.date(2026, 11, 30)


def test_late_are_those_over_a_term_a_promise_or_the_law(person: Person, salon: Salon, clock_at: Any) -> None:
    clock_at(FRIDAY)
    in_time = make_ticket(person, salon, promised_on=dt.date(2026, 12, 20))
    promised = make_ticket(person, salon, promised_on=dt.date(2026, 11, 21))
    legal = make_ticket(person, salon, "exchange")
    ready = move_ticket(None, make_ticket(person, salon, promised_on=dt.date(2026, 11, 21)), "client_notified")
    Ticket.objects.exclude(pk=ready.pk).update(stage_due_at=None, warn_at=None, grave_at=None)
    moment = dt.datetime.fromisoformat("2026-11-25T12:00:00+03:00")
    assert set(Ticket.objects.late(moment, moment.date())) == {promised, legal}
    Ticket.objects.filter(pk=in_time.pk).update(stage_due_at=moment, warn_at=moment, grave_at=moment)
    assert set(Ticket.objects.late(moment, moment.date())) == {promised, legal, in_time}
    assign_ticket(None, in_time, make_employee("supervisor"))
    assert [row.pk for row in Ticket.objects.of(Ticket.objects.get(pk=in_time.pk).owner)] == [in_time.pk]

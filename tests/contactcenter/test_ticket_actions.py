"""What desks do with tickets: changes, refusals, what is said and written down."""

import datetime as dt
from typing import Any

import pytest

from contactcenter.answers import answer_of
from contactcenter.flows import next_of
from contactcenter.models import StageChange, Ticket, TicketPromise
from contactcenter.tickets import assign_ticket, correct_ticket, move_ticket, promise_ticket
from customers.models import Person
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, Employee, News, Salon
from orders.models import EntitlementUse
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.sales import make_sale

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


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
def clerk(salon: Salon) -> Employee:
    return make_employee("consultant", salon=salon)


def code_of(action: Any, *args: Any, **options: Any) -> str:
    before = (StageChange.objects.count(), News.objects.count(), AuditEntry.objects.count())
    with pytest.raises(DomainError) as refusal:
        action(*args, **options)
    assert (StageChange.objects.count(), News.objects.count(), AuditEntry.objects.count()) == before
    return refusal.value.code


def test_opening_numbers_it_and_says_so(person: Person, salon: Salon, clerk: Employee) -> None:
    first, second = (make_ticket(person, salon, actor=clerk) for _n in range(2))
    assert (first.number[:2], first.number != second.number, first.guid, first.author) == ("К-", True, first.pk, clerk)
    told = News.objects.filter(kind="contactcenter.ticket_opened").latest("pk")
    assert (told.ids["ticket"], told.actor) == (str(second.pk), str(clerk.pk))
    assert AuditEntry.objects.filter(verb="contactcenter.ticket.opened", object_id=first.pk).count() == 1


def test_moving_keeps_the_history(person: Person, salon: Salon, clerk: Employee) -> None:
    ticket = move_ticket(clerk, make_ticket(person, salon), "diagnosed", comment="сломана дужка")
    change = StageChange.objects.get(ticket=ticket, to_stage="diagnosed")
    assert (change.from_stage, change.actor, change.comment, change.guid) == (
        "accepted",
        clerk,
        "сломана дужка",
        change.pk,
    )
    assert News.objects.get(kind="contactcenter.ticket_stage_changed").ids["change"] == str(change.pk)
    assert move_ticket(clerk, ticket, "diagnosed").revision == ticket.revision
    assert StageChange.objects.filter(ticket=ticket).count() == 2


def test_moves_that_are_refused(person: Person, salon: Salon) -> None:
    ticket = make_ticket(person, salon)
    assert code_of(move_ticket, None, ticket, "closed") == "stage_of_other_kind"
    assert code_of(move_ticket, None, ticket, "nowhere") == "stage_of_other_kind"
    assert code_of(move_ticket, None, ticket, "refused") == "reason_missing"
    assert code_of(move_ticket, None, ticket, "ready", revision=99) == "ticket_changed"
    move_ticket(None, ticket, "refused", comment="не подлежит ремонту")
    assert code_of(move_ticket, None, ticket, "ready") == "ticket_ended"
    assert Ticket.objects.get().resolution == "не подлежит ремонту"


def test_promises(person: Person, salon: Salon, clerk: Employee) -> None:
    ticket = promise_ticket(clerk, make_ticket(person, salon), TODAY + dt.timedelta(days=5))
    later = TODAY + dt.timedelta(days=9)
    assert code_of(promise_ticket, clerk, ticket, later) == "reason_missing"
    assert code_of(promise_ticket, clerk, ticket, TODAY - dt.timedelta(days=1)) == "promise_in_past"
    ticket = promise_ticket(clerk, ticket, later, reason="ждём винты")
    assert (ticket.first_promised_on, ticket.promised_on) == (TODAY + dt.timedelta(days=5), later)
    assert list(TicketPromise.objects.values_list("reason", flat=True)) == ["", "ждём винты"]


def test_words_that_are_refused(person: Person, salon: Salon) -> None:
    stranger = make_person("Петров Пётр", home_salon=salon)
    sale = make_sale(stranger, salon, dt.date(2026, 3, 4))
    assert code_of(make_ticket, person, salon, purchase=sale) == "purchase_of_other"
    assert code_of(make_ticket, person, salon, "maintenance") == "purchase_missing"
    assert code_of(make_ticket, person, salon, "party") == "ticket_kind_unknown"
    assert code_of(make_ticket, person, salon, demanded_on=TODAY + dt.timedelta(days=1)) == "demand_in_future"
    assert not Ticket.objects.exists()


def test_a_free_service_uses_the_right_and_a_refusal_gives_it_back(person: Person, salon: Salon) -> None:
    sale = make_sale(person, salon, dt.date(2026, 3, 4))
    ticket = make_ticket(person, salon, "maintenance", purchase=sale)
    assert EntitlementUse.objects.get().used_on == TODAY
    move_ticket(None, ticket, "refused", comment="чужие очки")
    assert not EntitlementUse.objects.exists()


def test_corrections_and_owners(person: Person, salon: Salon, clerk: Employee) -> None:
    ticket = assign_ticket(clerk, make_ticket(person, salon), clerk)
    assert (ticket.owner, ticket.revision) == (clerk, 2)
    ticket = correct_ticket(clerk, ticket, cause="брак", item="Очки")
    assert (ticket.cause, ticket.revision) == ("брак", 3)
    assert News.objects.filter(kind="contactcenter.ticket_changed").latest("pk").changed == ["cause"]


@pytest.mark.parametrize(
    ("kind", "stage", "then"),
    [
        ("repair", "accepted", "sent_to_workshop"),
        ("repair", "diagnosed", "in_repair"),
        ("repair", "awaiting_parts", "in_repair"),
        ("repair", "client_notified", "issued"),
        ("maintenance", "accepted", "in_repair"),
        ("complaint", "diagnosed", "client_notified"),
        ("return", "client_notified", "closed"),
        ("claim", "closed", ""),
        ("maintenance", "quality_check", "ready"),
    ],
)
def test_the_next_stage(kind: str, stage: str, then: str) -> None:
    assert next_of(kind, stage) == then


class TestAnswer:
    """One line for every state."""

    def words(self, ticket: Ticket) -> str:
        return answer_of(Ticket.objects.select_related("salon").get(pk=ticket.pk)).words

    def test_while_it_is_under_way(self, person: Person, salon: Salon, clock_at: Any) -> None:
        ticket = make_ticket(person, salon)
        assert self.words(ticket).startswith("Ориентировочно будет готово")
        promise_ticket(None, ticket, TODAY + dt.timedelta(days=5))
        assert self.words(ticket) == "Будет готово 25 ноября: ещё 5 дней."
        move_ticket(None, ticket, "awaiting_client_approval")
        assert "согласования" in self.words(ticket)
        move_ticket(None, ticket, "in_repair")
        clock_at("2026-11-27T12:00:00+03:00")
        assert "опаздываем на 2 дня" in self.words(ticket)

    def test_at_its_end(self, person: Person, salon: Salon) -> None:
        ticket = move_ticket(None, make_ticket(person, salon), "ready")
        assert "Салон на Белинского" in self.words(ticket)
        assert self.words(move_ticket(None, ticket, "issued")).startswith("Выдано:")
        complaint = move_ticket(None, make_ticket(person, salon, "complaint"), "client_notified")
        assert "Ответ готов" in self.words(complaint)
        assert self.words(move_ticket(None, complaint, "refused", comment="нет")).startswith("Отказано")

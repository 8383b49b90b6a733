"""R10: a field that both sides write keeps the value of its owner, and shows what the other says."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from contactcenter.models import Ticket, TicketPromise
from contactcenter.tickets import correct_ticket, promise_ticket
from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import News, SyncField
from optics_crm.core.sync.kinds import KINDS, Owned
from optics_crm.core.sync.ownership import actions
from orders.models import Product
from tests.contactcenter.rows import TICKET, ticket
from tests.sync.rows import Row, customer, guid, salon, send, upsert

pytestmark = pytest.mark.django_db


def moment(minutes: int) -> int:
    """The version of something that 1C said that many minutes from now."""
    return int((clock.now() + dt.timedelta(minutes=minutes)).timestamp() * 1000)


def told(row: Row) -> tuple[str, list[str]]:
    result = send([row])["results"][0]
    return result["status"], result.get("kept", [])


@pytest.fixture
def corrected(db: None) -> Ticket:
    """A ticket of 1C whose defect and price were corrected here just now."""
    send([salon(), customer(), ticket(moment(-60), defect="трещина", price="100.00")])
    row = Ticket.objects.get(guid=TICKET)
    return correct_ticket("desk", row, defect="трещина на мосту", price=Decimal("150.00"))


def stands() -> tuple[str, Decimal]:
    row = Ticket.objects.get(guid=TICKET)
    return row.defect, row.price


class TestNewest:
    def test_what_the_book_always_said_says_nothing_against_ours(self, corrected: Ticket) -> None:
        assert told(ticket(moment(1), defect="трещина", price=100, item="Ray-Ban")) == ("updated", [])
        assert stands() == ("трещина на мосту", 150)
        assert Ticket.objects.get().item == "Ray-Ban"
        assert not actions.proposals().exists()

    def test_what_the_book_says_anew_counts(self, corrected: Ticket) -> None:
        assert told(ticket(moment(1), defect="мост сломан", price=100)) == ("updated", [])
        assert stands() == ("мост сломан", 150)
        assert list(SyncField.objects.values_list("field", flat=True)) == ["price"]

    def test_what_it_said_before_us_but_brings_later_is_kept_as_its_proposal(self, corrected: Ticket) -> None:
        assert told(ticket(moment(-5), defect="мост сломан", price="120.00")) == ("updated", ["defect", "price"])
        assert stands() == ("трещина на мосту", 150)
        said = {row.field: (row.proposed, str(row.proposed_by)) for row in actions.proposals()}
        assert said == {"defect": ("мост сломан", "onec-retail"), "price": ("120", "onec-retail")}

    def test_once_the_book_agrees_its_word_counts_as_before(self, corrected: Ticket) -> None:
        told(ticket(moment(-5), defect="мост сломан"))
        assert told(ticket(moment(1), defect="трещина на мосту", price=150)) == ("updated", [])
        assert SyncField.objects.count() == 0
        assert told(ticket(moment(2), defect="трещина")) == ("updated", [])
        assert stands()[0] == "трещина"

    def test_a_promise_made_here_stands_against_the_older_one(self) -> None:
        day = clock.today() + dt.timedelta(days=3)
        send([salon(), customer(), ticket(moment(-60), promised_on=day.isoformat())])
        promise_ticket("desk", Ticket.objects.get(), day + dt.timedelta(days=2), reason="нет деталей")
        assert told(ticket(moment(1), promised_on=day.isoformat(), item="x")) == ("updated", [])
        row = Ticket.objects.get()
        assert (row.promised_on, row.first_promised_on) == (day + dt.timedelta(days=2), day)


class TestOwners:
    def test_ours_keeps_what_we_have_and_takes_what_we_lack(self, corrected: Ticket) -> None:
        for field in ("item", "cause", "defect"):
            actions.set_owner("admin", "service_ticket", field, "crm")
        send([ticket(moment(1), item="Ray-Ban")])
        assert told(ticket(moment(2), item="Gucci", cause="падение")) == ("updated", ["item"])
        row = Ticket.objects.get()
        assert (row.item, row.cause) == ("Ray-Ban", "падение")

    def test_the_books_own_takes_everything(self, corrected: Ticket) -> None:
        actions.set_owner("admin", "service_ticket", "defect", "onec")
        assert told(ticket(moment(-5), defect="мост сломан")) == ("updated", [])
        assert stands()[0] == "мост сломан"

    def test_lists_are_joined(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kind: Any = KINDS.get("product")
        monkeypatch.setattr(type(kind), "owned", {"barcode": Owned("barcodes", "union", is_list=True)})
        send([upsert("product", guid(1), 1, name="Оправа", barcode=["1", "2"])])
        assert told(upsert("product", guid(1), 2, name="Оправа", barcode=["3", "2"])) == ("updated", [])
        assert Product.objects.get().barcodes == ["1", "2", "3"]

    @pytest.mark.parametrize(
        ("field", "owner", "code"),
        [
            ("number", "crm", "field_unknown"),
            ("item", "shop", "owner_unknown"),
            ("item", "union", "field_no_list"),
        ],
    )
    def test_nonsense_is_refused(self, field: str, owner: str, code: str) -> None:
        with pytest.raises(DomainError) as refusal:
            actions.set_owner("admin", "service_ticket", field, owner)
        assert refusal.value.code == code


class TestDecisions:
    def test_a_proposal_taken_becomes_ours_with_all_that_follows(self) -> None:
        day = clock.today() + dt.timedelta(days=3)
        send([salon(), customer(), ticket(moment(-60))])
        promise_ticket("desk", Ticket.objects.get(), day)
        told(ticket(moment(-5), promised_on=(day + dt.timedelta(days=1)).isoformat()))
        News.objects.all().delete()
        actions.accept("admin", actions.proposals().get().pk)
        row = Ticket.objects.get()
        assert row.promised_on == day + dt.timedelta(days=1)
        assert TicketPromise.objects.filter(ticket=row).count() == 2
        assert News.objects.get().changed == ["promised_on"]
        assert SyncField.objects.count() == 0

    def test_a_number_taken_is_a_number(self, corrected: Ticket) -> None:
        told(ticket(moment(-5), price="120.50", defect="трещина"))
        actions.accept("admin", actions.proposals().get().pk)
        assert stands()[1] == Decimal("120.50")

    def test_a_proposal_turned_down_is_not_made_again(self, corrected: Ticket) -> None:
        told(ticket(moment(-5), defect="мост сломан", price=100))
        proposal = actions.proposals().get()
        actions.reject("admin", proposal.pk)
        assert told(ticket(moment(1), defect="мост сломан", price=100, item="x")) == ("updated", [])
        assert (stands()[0], actions.proposals().count()) == ("трещина на мосту", 0)
        with pytest.raises(Conflict):
            actions.accept("admin", proposal.pk)

"""What two batches say of each other at the same moment stands in the end as if they had come one after the other."""

import pytest

from contactcenter.models import Ticket
from customers.models import Appointment, Card
from orders.models import Order, Purchase
from tests.contactcenter.rows import VISIT, appointment, ticket
from tests.orders.orders import ORDER, order, product
from tests.sync.crossing import cross
from tests.sync.rows import Row, customer, doctor, exam, guid, line, purchase, rx, salon, send

pytestmark = pytest.mark.django_db(transaction=True)

EXAM, SALE, RX = guid("exam"), guid("sale"), guid("rx")
LATER_VISIT, LATER_EXAM, LATER_SALE, LATER_ORDER = (guid(f"later {n}") for n in range(4))

NAMES = [
    purchase(SALE, exam=EXAM, order=ORDER, lines=[line(prescription=RX)]),
    order(LATER_ORDER, number="З-2", exam=EXAM),
    appointment(exam=EXAM),
    exam(LATER_EXAM, appointment=LATER_VISIT),
    ticket(purchase=LATER_SALE),
]
NAMED = [exam(EXAM, prescriptions=[rx(RX)]), order(), appointment(key=LATER_VISIT), purchase(LATER_SALE)]


@pytest.mark.parametrize(("first", "second"), [(NAMES, NAMED), (NAMED, NAMES)], ids=["named later", "named first"])
def test_who_names_and_who_is_named_find_each_other(first: list[Row], second: list[Row]) -> None:
    send([salon(), doctor(), customer(), product()])
    cross(first, second)
    sale = Purchase.objects.get(guid=SALE)
    tied = {
        "exam of a purchase": sale.exam,
        "order of a purchase": sale.order,
        "prescription of a line": sale.lines.get().prescription,
        "exam of an order": Order.objects.get(guid=LATER_ORDER).exam,
        "exam that an appointment names": Appointment.objects.get(guid=VISIT).exam,
        "appointment that an exam names": Appointment.objects.get(guid=LATER_VISIT).exam,
        "purchase of a ticket": Ticket.objects.get().purchase,
    }
    assert [name for name, found in tied.items() if found is None] == []


def test_a_corrected_purchase_does_not_forget_the_exam_that_comes_meanwhile() -> None:
    send([salon(), doctor(), customer(), purchase(SALE, exam=EXAM)])
    cross([exam(EXAM)], [purchase(SALE, 2, exam=EXAM, number="П-2")])
    sale = Purchase.objects.get()
    assert (sale.number, sale.exam is not None) == ("П-2", True)


def test_two_returns_at_once_take_the_last_lenses_together() -> None:
    send([salon(), customer(), purchase(SALE, lines=[line(1), line(2)])])
    back = {"kind": "return", "return_of": SALE}
    cross(
        [purchase(guid("one"), lines=[line(1)], sold_at="2026-03-20T12:00:00+03:00", **back)],
        [purchase(guid("two"), lines=[line(2)], sold_at="2026-03-22T12:00:00+03:00", **back)],
    )
    sale = Purchase.objects.get(guid=SALE)
    assert (str(sale.medical_on), str(sale.medical_until)) == ("2026-03-04", "2026-03-22")


@pytest.mark.parametrize("turned", [False, True])
def test_a_return_counts_by_the_lines_that_its_sale_gets_meanwhile(turned: bool) -> None:
    send([salon(), customer(), purchase(SALE, lines=[line(1, "frame")])])
    corrected = [purchase(SALE, 2, lines=[line(1)])]
    back = {"kind": "return", "return_of": SALE, "sold_at": "2026-03-20T12:00:00+03:00"}
    returned = [purchase(guid("back"), lines=[line(1)], **back)]
    cross(*(returned, corrected) if turned else (corrected, returned))
    sale = Purchase.objects.get(guid=SALE)
    assert (str(sale.medical_on), str(sale.medical_until)) == ("2026-03-04", "2026-03-20")


def test_two_cards_of_one_person_at_once_are_one_person() -> None:
    """By day, names and nearly the number; nothing that both cards say in the same words but day and first name."""
    send([salon()])
    born = {"first_name": "Анна", "birth_date": "1984-03-08"}
    cross(
        [customer(1, guid("one"), last_name="Ковальская", phones=[{"number": "89123456789"}], **born)],
        [customer(1, guid("two"), last_name="Ковальска", phones=[{"number": "89123456788"}], **born)],
    )
    assert Card.objects.values("person").distinct().count() == 1

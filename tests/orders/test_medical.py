"""Medical glasses: the predicate, its spans through returns, the right that follows it."""

import datetime as dt
from typing import Any

import pytest

from optics_crm.core.models import Salon
from orders import medical, moments
from orders.models import EntitlementUse, Product, Purchase, PurchaseLine, ServiceEntitlement
from tests.core.staff import make_salon
from tests.customers.people import make_person
from tests.orders.sales import make_return, make_sale

pytestmark = pytest.mark.django_db
SOLD = dt.date(2024, 2, 29)
LATER = dt.date(2024, 3, 10)


@pytest.fixture
def salon() -> Salon:
    return make_salon()


def spans(sale: Purchase) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    sale.refresh_from_db()
    return sale.medical_on, sale.medical_until, sale.gone_on


def test_a_sale_with_a_spectacle_lens_is_medical_from_its_hand_over(salon: Salon) -> None:
    sale = make_sale(make_person(), salon, SOLD, handed_over_on=LATER)

    assert spans(sale) == (LATER, None, None)
    assert not medical.is_medical(sale, LATER - dt.timedelta(days=1))
    assert medical.is_medical(sale, LATER)


@pytest.mark.parametrize("category", ["frame", "contact_lens", "sunglasses", "reading_glasses", "accessory", ""])
def test_nothing_else_is_medical(salon: Salon, category: str) -> None:
    assert spans(make_sale(make_person(), salon, SOLD, ((category, 1),))) == (None, None, None)


def test_a_line_without_a_category_takes_the_products(salon: Salon) -> None:
    sale = make_sale(make_person(), salon, SOLD, (("", 1),))
    lens = Product.objects.create(name="Линза", category="spectacle_lens")
    PurchaseLine.objects.filter(purchase=sale).update(product=lens)

    medical.refresh([sale.pk])

    assert spans(sale)[0] == SOLD


@pytest.mark.parametrize("change", [{"is_posted": False}, {"deleted_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}])
def test_an_unposted_or_deleted_sale_is_not_medical(salon: Salon, change: dict[str, Any]) -> None:
    sale = make_sale(make_person(), salon, SOLD)
    Purchase.objects.filter(pk=sale.pk).update(**change)

    medical.refresh([sale.pk])

    assert spans(sale) == (None, None, None)
    assert not ServiceEntitlement.objects.exists()


def test_a_returned_frame_leaves_the_glasses_medical(salon: Salon) -> None:
    sale = make_sale(make_person(), salon, SOLD)

    make_return(sale, salon, LATER, (("frame", 1), ("spectacle_lens", 0)))

    assert spans(sale) == (SOLD, None, None)


def test_the_return_of_the_last_lens_ends_it_from_its_own_day(salon: Salon) -> None:
    sale = make_sale(make_person(), salon, SOLD)
    make_return(sale, salon, LATER, (("frame", 0), ("spectacle_lens", 1)))
    assert spans(sale) == (SOLD, None, None)

    last = make_return(sale, salon, LATER + dt.timedelta(days=5), (("frame", 1), ("spectacle_lens", 1)))

    ended = LATER + dt.timedelta(days=5)
    assert spans(sale) == (SOLD, ended, ended)
    assert medical.is_medical(sale, ended - dt.timedelta(days=1)) and not medical.is_medical(sale, ended)
    assert sale.entitlement.void_on == ended
    Purchase.objects.filter(pk=last.pk).update(is_posted=False)
    medical.refresh([last.pk])
    assert spans(sale) == (SOLD, None, None)
    assert ServiceEntitlement.objects.get(purchase=sale).void_on is None


def test_the_python_and_the_sql_predicate_agree(salon: Salon) -> None:
    from django.db import connection

    sale = make_sale(make_person(), salon, SOLD)
    make_return(sale, salon, LATER)
    for day in (SOLD - dt.timedelta(days=1), SOLD, LATER - dt.timedelta(days=1), LATER):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {medical.medical_sql('p', '%s')} FROM orders_purchase p WHERE id = %s", [day, day, sale.pk]
            )
            (in_sql,) = cursor.fetchone() or (None,)
        in_question = Purchase.objects.medical_on_day(day).filter(pk=sale.pk).exists()
        assert in_sql is in_question is medical.is_medical(sale, day)


def test_the_free_service_lasts_two_calendar_years(salon: Salon) -> None:
    right = make_sale(make_person(), salon, SOLD).entitlement

    assert (right.starts_on, right.ends_on, right.void_on) == (SOLD, dt.date(2026, 2, 28), None)


def test_a_used_right_of_an_unposted_sale_stays_as_a_fact_and_gives_nothing(salon: Salon) -> None:
    sale = make_sale(make_person(), salon, SOLD)
    EntitlementUse.objects.create(entitlement=sale.entitlement, used_on=LATER, salon=salon)
    Purchase.objects.filter(pk=sale.pk).update(is_posted=False)

    medical.refresh([sale.pk])

    right = ServiceEntitlement.objects.get(purchase=sale)
    assert (right.void_on, right.uses.count()) == (right.starts_on, 1)


def test_a_return_tells_the_card_of_its_sale(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    sale = make_sale(make_person(), salon, SOLD)
    monkeypatch.setattr(moments.PURCHASES_CHANGED, "_listeners", [heard.extend])

    make_return(sale, salon, LATER)

    assert heard == [sale.card_id]


def test_many_sales_cost_as_many_queries_as_one(salon: Salon, django_assert_num_queries: Any) -> None:
    person = make_person()
    ids = [make_sale(person, salon, SOLD, number=f"N-{n}").pk for n in range(30)]
    Purchase.objects.update(medical_on=None)

    with django_assert_num_queries(8):
        medical.refresh(ids)

    assert Purchase.objects.filter(medical_on=SOLD).count() == 30

"""The free-service right: one key, once a day, refused when void."""

import datetime as dt

import pytest

from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, News
from orders.entitlements import use_entitlement
from orders.models import EntitlementUse
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.sales import make_return, make_sale

pytestmark = pytest.mark.django_db
SOLD = dt.date(2025, 3, 1)
LAST_DAY = dt.date(2027, 2, 28)


def test_the_key_pressed_twice_on_a_day_is_one_use() -> None:
    salon = make_salon()
    right, user = make_sale(make_person(), salon, SOLD).entitlement, make_employee(salon=salon)

    first = use_entitlement(user, right, salon, LAST_DAY)
    second = use_entitlement(user, right, salon, LAST_DAY)
    use_entitlement(user, right, salon, LAST_DAY - dt.timedelta(days=1))

    assert first == second
    assert (EntitlementUse.objects.count(), News.objects.filter(kind="orders.entitlement_used").count()) == (2, 2)
    assert AuditEntry.objects.filter(verb="orders.entitlement.used", actor=user.pk).count() == 2


@pytest.mark.parametrize("day", [SOLD - dt.timedelta(days=1), LAST_DAY + dt.timedelta(days=1)])
def test_outside_its_term_it_needs_a_reason(day: dt.date) -> None:
    salon = make_salon()
    right = make_sale(make_person(), salon, SOLD).entitlement

    with pytest.raises(DomainError) as refusal:
        use_entitlement("x", right, salon, day)
    assert (refusal.value.code, EntitlementUse.objects.count()) == ("entitlement_over", 0)

    assert use_entitlement("x", right, salon, day, reason="давний клиент").note == "давний клиент"


def test_returned_glasses_have_no_free_service() -> None:
    salon = make_salon()
    sale = make_sale(make_person(), salon, SOLD)
    make_return(sale, salon, SOLD + dt.timedelta(days=3))

    with pytest.raises(DomainError) as refusal:
        use_entitlement("x", sale.entitlement, salon, SOLD + dt.timedelta(days=3), reason="просит")

    assert (refusal.value.code, EntitlementUse.objects.count()) == ("entitlement_void", 0)

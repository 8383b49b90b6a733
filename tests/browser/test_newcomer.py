"""At the desk a mother comes back, then brings her child: whom the form shows, and what the choice does."""

from collections.abc import Callable

import pytest

from customers.models import CardPhone, Person, Relationship
from tests.browser import family_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_it_may_be_appears_while_typing_and_is_chosen(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee(salon=make_salon()))
    mother = family_rows.family()[0]
    screen.open("/customers/new/")
    page = screen.page

    page.fill("#id_last_name", "Vfhbz")
    page.fill("#id_first_name", "Bdfyjdf")
    page.press("#id_first_name", "Tab")
    page.wait_for_selector(".candidate-repair")
    page.locator(".candidate-repair button").press("Enter")
    page.wait_for_selector('#id_last_name[value="Иванова"]')
    page.fill("#id_phone_0", "8 912 345-67-89")
    page.fill("#id_phone_1", "+7 915 000-11-22")
    page.press("#id_phone_1", "Tab")
    page.wait_for_selector(".candidate-same")
    assert screen.barriers() == []
    page.locator(".candidate-same button[value^='same:']").press("Enter")
    page.wait_for_selector(".dossier")

    assert page.url.endswith(f"/customers/{mother.pk}/")
    page.locator(f".alert a[href$='/customers/{mother.pk}/edit/']").click()
    page.wait_for_selector('#id_phone_1[value="+79150001122"]')
    assert screen.violations() == []
    assert Person.objects.count() == 2


def test_a_child_on_the_mothers_phone_becomes_her_child(screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee(salon=make_salon()))
    mother = family_rows.family()[0]
    screen.open("/customers/new/")
    page = screen.page

    page.fill("#id_last_name", "Иванова")
    page.fill("#id_first_name", "Полина")
    page.fill("#id_birth_date", "2019-02-03")
    page.fill("#id_phone_0", "+79123456789")
    page.press("#id_phone_0", "Enter")
    page.wait_for_selector(".child-question")
    assert screen.barriers() == []
    select = page.locator(f"#kind-{mother.pk}")
    assert select.input_value() == "parent"
    page.locator(f"button[value='relative:{mother.pk}']").press("Enter")
    page.wait_for_selector(".dossier")

    child = Person.objects.get(first_name="Полина")
    assert Relationship.objects.filter(person=child, relative=mother, kind="parent").exists()
    assert CardPhone.objects.get(card__person=child).role == "parent"
    assert screen.violations() == []

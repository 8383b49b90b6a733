"""People in the one search box."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.find import find_people
from optics_crm.core import formats, phones
from optics_crm.core.models import Employee
from optics_crm.core.search import Hit, Query, SearchSource, add_source


def find(user: Employee, query: Query, limit: int) -> Iterator[Hit]:
    for person in find_people(user, query, limit):
        facts = [
            formats.age(person.birth_date),
            phones.mask(person.main_phone.number) if person.main_phone else "",
            str(person.home_salon) if person.home_salon else "",
        ]
        yield Hit(
            title=person.full_name,
            url=reverse("customers:person", args=[person.pk]),
            sub=" · ".join(fact for fact in facts if fact),
            person=True,
        )


add_source(SearchSource("customers", _("Customers"), "customers.view", find, order=10))

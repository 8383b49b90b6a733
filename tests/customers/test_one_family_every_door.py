"""A family of four on one phone is one dossier, whichever door its members came by and whichever door asks."""

from typing import Any

import pytest
from django.test import Client

from customers.models import Person
from optics_crm.core.models import Employee, Salon
from tests.core.staff import make_employee, make_salon
from tests.sync.rows import guid, send, upsert

pytestmark = pytest.mark.django_db
PHONE = "+79123456789"
MOTHER = {"last_name": "Соколова", "first_name": "Мария", "middle_name": "Сергеевна", "birth_date": "1984-03-08"}
FATHER = {"last_name": "Соколов", "first_name": "Игорь", "middle_name": "Павлович", "birth_date": "1982-07-01"}
SON = {"last_name": "Соколов", "first_name": "Артём", "middle_name": "Игоревич", "birth_date": "2016-05-01"}
DAUGHTER = {"last_name": "Соколова", "first_name": "Дарья", "middle_name": "Игоревна", "birth_date": "2012-09-17"}


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def clerk(client: Client, salon: Salon) -> Employee:
    user = make_employee("operator")  # may open everybody: which salon knows whom is another story
    client.force_login(user)
    return user


def typed_in(client: Client, said: dict[str, str], relative: Person | None = None, kind: str = "parent") -> Person:
    """Somebody registered at a desk, as a relative of whom the check showed."""
    form = {**said, "phone_0": PHONE}
    if relative:
        assert client.post("/customers/new/", form).status_code == 422  # the desk is shown whom the phone belongs to
        seen = [str(one.pk) for one in Person.objects.all()]
        form |= {"choice": f"relative:{relative.pk}", f"kind-{relative.pk}": kind, "seen": seen}  # type: ignore[dict-item]
    answer = client.post("/customers/new/", form)
    assert answer.status_code == 302
    return Person.objects.get(first_name=said["first_name"], merged_into=None)


def from_1c(salon: Salon) -> None:
    """The shop's books: the father, the mother and the daughter on the mother's phone, and their family."""
    people = {"father": FATHER, "mother": MOTHER, "daughter": DAUGHTER}
    phones = [{"number": PHONE}]
    rows = [upsert("customer", guid(who), 1, **said, phones=phones) for who, said in people.items()]
    members = [
        {"customer": guid("father"), "role": "head"},
        {"customer": guid("mother"), "role": "spouse"},
        {"customer": guid("daughter"), "role": "child"},
    ]
    rows.append(upsert("household", guid("family"), 1, name="Соколовы", members=members))
    answer = send(rows)
    assert {told["status"] for told in answer["results"]} == {"created"}, answer


@pytest.mark.parametrize("first", ["desk", "1c"])
def test_one_dossier(client: Client, clerk: Employee, salon: Salon, first: str) -> None:
    if first == "1c":
        from_1c(salon)
        mother = Person.objects.get(first_name="Мария", merged_into=None)
        typed_in(client, SON, mother)
    else:
        mother = typed_in(client, MOTHER)
        typed_in(client, SON, mother)
        from_1c(salon)
    people = {one.first_name: one for one in Person.objects.filter(merged_into=None)}
    assert set(people) == {"Мария", "Игорь", "Артём", "Дарья"}

    for one in people.values():
        text = client.get(f"/customers/{one.pk}/").content.decode()
        assert [name for name in people if name not in text] == [], one
    told: Any = client.get("/api/v1/calls/lookup/", {"phone": "89123456789"})
    assert [len(house["people"]) for house in told.json()["households"]] == [4]
    (home,) = (house["id"] for house in told.json()["households"])
    page = client.get(f"/households/{home}/").content.decode()
    assert [name for name in people if name not in page] == []
    found = client.get("/search/", {"q": "8 912 345 67 89"}, follow=True).content.decode()
    assert all(name in found for name in people)

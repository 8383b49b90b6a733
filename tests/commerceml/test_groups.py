"""The room of groups: what waits for a category, and the form that says it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from optics_crm.core.models import AuditEntry
from optics_crm.core.sync.jobs import running
from orders.commerceml import groups
from orders.models import CommerceGroup, Product
from tests.commerceml.talk import FRAME, GROUP, Base, catalogue, good
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db

IN_GROUP = f"<Группы><Ид>{GROUP}</Ид></Группы>"


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(make_employee(role, username=role))
    return client


def test_an_unmapped_group_is_listed_and_mapped_from_the_page(db: None) -> None:
    Base().login().load(catalogue(good(FRAME, more=IN_GROUP)))
    group, admin = CommerceGroup.objects.get(ident=GROUP), logged_in("admin")
    assert groups.unmapped() == 1
    page = admin.get("/sync/groups/").content.decode()
    assert "Оправы" in page
    assert "Оптика" in page
    assert admin.post(f"/sync/groups/{group.pk}/", {"category": "moon"}).status_code == 422
    assert admin.post(f"/sync/groups/{group.pk}/", {"category": "frame"}).status_code == 302
    assert Product.objects.get().category == "accessory"
    running.load_files()
    assert (Product.objects.get().category, groups.unmapped()) == ("frame", 0)
    assert AuditEntry.objects.filter(verb="orders.commerceml.group_mapped", object_id=group.pk).count() == 1
    assert admin.post(f"/sync/groups/{group.pk}/", {"category": "frame"}).status_code == 302
    assert running.load_files() == 0, "the same again sends nothing"


def test_those_who_may_only_look_do_not_map(db: None) -> None:
    Base().login().load(catalogue(good(FRAME, more=IN_GROUP)))
    group, director = CommerceGroup.objects.get(ident=GROUP), logged_in("director")
    assert "<select" not in director.get("/sync/groups/").content.decode()
    assert director.post(f"/sync/groups/{group.pk}/", {"category": "frame"}).status_code == 403


def test_the_list_costs_the_same_questions_however_many_groups(db: None) -> None:
    base, admin = Base(), logged_in("admin")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/sync/groups/").status_code == 200
        return len(asked)

    CommerceGroup.objects.create(client=base.row, ident="0", name="a")
    CommerceGroup.objects.create(client=base.row, ident="1", parent="0", name="b")
    cost()
    few = cost()
    for number in range(2, 30):
        CommerceGroup.objects.create(client=base.row, ident=str(number), parent="0", name=f"c{number}")
    assert cost() == few

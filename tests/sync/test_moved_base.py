"""A base of 1C that was migrated: its objects get their new GUIDs here, and nothing becomes double."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from customers.models import Card
from optics_crm.core.errors import Conflict
from optics_crm.core.models import Salon, SyncAlias, SyncClient, SyncMove, SyncParked
from optics_crm.core.sync.moved import matching, moving
from orders.models import Product, Purchase
from tests.core.staff import make_employee
from tests.sync.rows import ANNA, customer, guid, purchase, salon, send, statuses, upsert

pytestmark = pytest.mark.django_db
NEW_ANNA, NEW_SALON = guid("new anna"), guid("new salon")


def person(key: str, first: str, phone: str = "+79123456789", **more: Any) -> dict[str, Any]:
    return customer(1, key, first_name=first, birth_date="1984-05-12", phones=[{"number": phone}], **more)


def match(kind: str, *rows: Any) -> SyncMove:
    return matching.match(None, SyncClient.objects.get(), kind, rows)


def pairs(move: SyncMove) -> set[tuple[str, str, str]]:
    return {(str(row.old_guid), str(row.new_guid), row.state) for row in move.rows.all()}


def test_what_comes_under_new_guids_is_the_old_object() -> None:
    send([salon(code="012"), person(ANNA, "Анна"), purchase(guid(1))])
    moving.apply(None, match("salon", salon(1, NEW_SALON, code="012 ", name="Иначе")).pk)
    moving.apply(None, match("customer", person(NEW_ANNA, "Анна", "8 (912) 345-67-89")).pk)

    fresh = [salon(2, NEW_SALON, code="012"), person(NEW_ANNA, "Анна") | {"version": 2}]
    told = send([*fresh, purchase(guid(2), salon=NEW_SALON, customer=NEW_ANNA)])

    assert [row["status"] for row in told["results"]] == ["unchanged", "unchanged", "created"]
    assert (Salon.objects.count(), Card.objects.count(), Purchase.objects.count()) == (1, 1, 2)


def test_late_rows_and_references_under_old_guids_find_the_object() -> None:
    send([salon(), person(ANNA, "Анна")])
    moving.apply(None, match("customer", person(NEW_ANNA, "Анна")).pk)

    assert statuses([person(ANNA, "Анна")]) == ["unchanged"]
    assert statuses([purchase(guid(1), customer=ANNA)]) == ["created"]
    assert Card.objects.get().guid == Purchase.objects.get().card.guid  # type: ignore[union-attr]
    assert str(Card.objects.get().guid) == NEW_ANNA


def test_rows_that_wait_for_an_old_guid_go_in_under_the_new_one() -> None:
    send([salon(), person(ANNA, "Анна")])
    returned = purchase(guid(2), kind="return", return_of=guid(1))
    assert statuses([returned]) == ["deferred"]
    SyncParked.objects.update(missing_kind="customer", missing_guid=ANNA)

    moving.apply(None, match("customer", person(NEW_ANNA, "Анна")).pk)

    assert str(SyncParked.objects.get().missing_guid) == NEW_ANNA


def test_a_base_that_moved_twice_leads_from_the_first_name_to_the_last() -> None:
    third = guid("third anna")
    send([salon(), person(ANNA, "Анна")])
    moving.apply(None, match("customer", person(NEW_ANNA, "Анна")).pk)
    moving.apply(None, match("customer", person(third, "Анна")).pk)

    assert {str(row.new_guid) for row in SyncAlias.objects.all()} == {third}
    assert statuses([purchase(guid(1), customer=ANNA)]) == ["created"]


def test_relatives_on_one_phone_and_several_that_fit_are_told_apart() -> None:
    send([person(ANNA, "Анна"), person(guid("ivan"), "Иван"), person(guid("twin"), "Анна", address="иной")])
    move = match("customer", person(NEW_ANNA, "Анна"), person(guid("new ivan"), "Иван"), person(guid("x"), "Олег"))

    assert pairs(move) == {
        (ANNA, NEW_ANNA, "doubtful"),
        (guid("twin"), NEW_ANNA, "doubtful"),
        (guid("ivan"), guid("new ivan"), "sure"),
    }
    assert moving.apply(None, move.pk).applied == 1
    assert Card.objects.filter(guid=ANNA).exists()
    with pytest.raises(Conflict):
        moving.apply(None, move.pk)


def test_what_is_here_under_both_guids_is_left_alone() -> None:
    send([person(ANNA, "Анна"), person(NEW_ANNA, "Анна")])
    move = match("customer", person(NEW_ANNA, "Анна"))

    assert pairs(move) == {(ANNA, NEW_ANNA, "taken")}
    assert moving.apply(None, move.pk).applied == 0


def test_products_are_told_by_article_before_their_name() -> None:
    frames = [upsert("product", guid(f"p{n}"), 1, name="Оправа", sku=f"A-{n}", barcode=[f"46{n}"]) for n in range(2)]
    send(frames)
    move = match(
        "product",
        upsert("product", guid("n0"), 1, name="Оправа", sku="a-0"),
        upsert("product", guid("n1"), 1, name="Оправа", barcode=["461"]),
    )

    assert pairs(move) == {(guid("p0"), guid("n0"), "sure"), (guid("p1"), guid("n1"), "sure")}
    moving.apply(None, move.pk)
    assert Product.objects.count() == 2


def test_the_page_makes_a_report_and_applies_it(client: Client) -> None:
    send([salon(), person(ANNA, "Анна")])
    client.force_login(make_employee("admin"))
    body = json.dumps(person(NEW_ANNA, "Анна")).encode() + b"\nrubbish\n\xff\n[1]\n"
    told = {"client": SyncClient.objects.get().pk, "kind": "customer"}
    answer = client.post("/sync/moved/", told | {"file": SimpleUploadedFile("new.ndjson", body)})
    move = SyncMove.objects.get()
    assert answer.headers["Location"] == f"/sync/moved/{move.pk}/"
    assert move.asked == 1
    page = client.get(f"/sync/moved/{move.pk}/?state=sure").content.decode()
    assert ANNA in page and NEW_ANNA in page

    assert client.post(f"/sync/moved/{move.pk}/apply/").status_code == 302
    assert client.post(f"/sync/moved/{move.pk}/apply/").status_code == 409
    assert str(Card.objects.get().guid) == NEW_ANNA


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"{}\n", b'{"kind": "salon", "guid": "x", "data": {}}'])
def test_a_file_of_nothing_is_refused(client: Client, body: bytes) -> None:
    send([])
    client.force_login(make_employee("admin"))
    told = {"client": SyncClient.objects.get().pk, "kind": "customer", "file": SimpleUploadedFile("x", body)}
    assert client.post("/sync/moved/", told).status_code == 422
    assert not SyncMove.objects.exists()


def test_the_command_reports_and_applies(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    send([salon(), person(ANNA, "Анна")])
    path = tmp_path / "new.ndjson"
    path.write_text(json.dumps(person(NEW_ANNA, "Анна")) + "\n")
    call_command("sync_move", "customer", str(path), "--apply", "--json")

    assert json.loads(capsys.readouterr().out) == {"asked": 1, "sure": 1, "doubtful": 0, "taken": 0, "applied": 1}
    assert str(Card.objects.get().guid) == NEW_ANNA

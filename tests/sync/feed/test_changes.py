"""What the feed tells: who hears what, under which GUID, in which state, and what the door refuses."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from customers.actions import PersonWords, TypedPhone, correct_person, register_customer
from customers.consents import Proof, record_consent, withdraw_consent
from customers.families import add_member, found_household, remove_member
from customers.identity.merging import merge_people, unmerge
from customers.models import Card, Person
from optics_crm.core.models import Installation, News
from optics_crm.core.sync.feed import cursors
from optics_crm.core.sync.tokens import RETAIL_SCOPES
from orders.certificates import Gift, issue, mark_used
from tests.core.staff import make_salon
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, SALON, customer, delete, guid, purchase, salon, send, upsert

pytestmark = pytest.mark.django_db(transaction=True)

IVAN = guid("ivan")


def anna(**more: Any) -> Person:
    """Анна as 1C has sent her, and nothing told so far."""
    send([salon(), customer(phones=[{"number": "89120000001"}], **more)])
    return Person.objects.get()


def words(**more: Any) -> PersonWords:
    return PersonWords(**({"last_name": "Иванова", "first_name": "Анна"} | more))


def test_a_client_does_not_hear_its_own_words_and_others_do() -> None:
    onec, shop = Book(), Book("shop")
    anna()
    assert onec.all_changes() == []
    assert [(item["kind"], item["guid"], item["origin"]) for item in shop.all_changes()] == [
        ("customer", ANNA, "onec-retail")
    ]
    assert [item["guid"] for item in onec.all_changes(echo=1)] == [ANNA]


def test_what_a_desk_corrects_goes_back_under_the_guid_of_the_client() -> None:
    onec = Book()
    person = anna()
    onec.catch_up()
    correct_person(None, person, words(birth_date=dt.date(1980, 5, 1), phones=[TypedPhone("+79120000002")]))
    (item,) = onec.all_changes()
    assert (item["kind"], item["op"], item["guid"]) == ("customer", "upsert", ANNA)
    assert {"birth_date", "phones"} <= set(item["changed"])
    data = item["data"]
    assert (data["last_name"], data["birth_date"], data["merged_into"]) == ("Иванова", "1980-05-01", None)
    assert data["phones"][0] == {"number": "+79120000002", "kind": "mobile", "is_main": True}
    assert {phone["number"] for phone in data["phones"]} == {"+79120000001", "+79120000002"}
    assert item["origin"] == "crm:program"
    assert dt.datetime.fromisoformat(item["at"]).utcoffset() == dt.timedelta(hours=3)
    assert item["crm_version"] > 0 and "." in item["seq"]


def test_somebody_born_here_goes_out_under_an_id_that_comes_back_as_the_same_person() -> None:
    onec = Book()
    make_salon()
    person = register_customer(None, words())
    (item,) = onec.all_changes()
    card = Card.objects.get()
    assert item["guid"] == str(card.pk)
    send([customer(1, item["guid"], first_name="Анна Мария")])
    assert Card.objects.get().client == onec.client
    assert Person.objects.get().pk == person.pk
    shop = Book("shop")
    assert [item["guid"] for item in shop.all_changes()] == [str(card.pk)]


def test_consents_travel_as_fields() -> None:
    onec = Book()
    person = anna()
    onec.catch_up()
    record_consent(None, person, "pd", method="desk_paper", proof=Proof())
    record_consent(None, person, "ads", method="desk_paper", proof=Proof())
    (given,) = onec.all_changes()
    assert given["data"]["consent_pd_at"] and given["data"]["consent_ads_at"]
    assert given["data"]["ads_forbidden"] is False
    withdraw_consent(None, person, "ads", method="phone")
    (taken,) = onec.all_changes()
    assert taken["data"]["consent_ads_at"] is None and taken["data"]["ads_forbidden"] is True
    assert taken["data"]["consent_pd_at"] == given["data"]["consent_pd_at"]
    assert set(taken["changed"]) == {"consent_pd_at", "consent_ads_at", "ads_forbidden"}


def test_a_merge_leads_the_losing_card_to_the_winning_one_and_back() -> None:
    onec = Book()
    anna()
    send([customer(1, IVAN, last_name="Сидоров", first_name="Иван")])
    winner, loser = Card.objects.get(guid=ANNA).person, Card.objects.get(guid=IVAN).person
    onec.catch_up()
    event = merge_people("test", winner, loser)
    told = {item["guid"]: item["data"]["merged_into"] for item in onec.all_changes()}
    assert told == {ANNA: None, IVAN: ANNA}
    unmerge("test", event)
    told = {item["guid"]: item["data"]["merged_into"] for item in onec.all_changes()}
    assert told == {ANNA: None, IVAN: None}


def test_a_client_without_a_card_hears_of_a_merge_under_the_guids_that_it_knows() -> None:
    shop = Book("shop")
    anna()
    send([customer(1, IVAN, last_name="Сидоров", first_name="Иван")])
    assert {item["guid"] for item in shop.all_changes()} == {ANNA, IVAN}
    shop.catch_up()
    merge_people("test", Card.objects.get(guid=ANNA).person, Card.objects.get(guid=IVAN).person)
    told = {item["guid"]: item["data"]["merged_into"] for item in shop.all_changes()}
    assert told == {ANNA: None, IVAN: ANNA}


def test_what_a_source_deletes_is_told_to_those_who_know_it_by_that_card_alone() -> None:
    shop = Book("shop")
    anna()
    shop.catch_up()
    send([delete("customer", ANNA, 2)])
    (item,) = shop.all_changes()
    assert (item["op"], item["guid"], item["data"]) == ("delete", ANNA, None)


def test_families_go_out_with_their_members_and_the_home_that_was_left_is_told_too() -> None:
    onec = Book()
    person = anna()
    send([customer(1, IVAN, last_name="Сидоров", first_name="Иван")])
    other = Card.objects.get(guid=IVAN).person
    first, second = found_household(None, person), found_household(None, other)
    onec.catch_up()
    add_member(None, first, other, "spouse")
    told = {item["guid"]: item["data"] for item in onec.all_changes(kinds="household")}
    assert told[str(first.pk)]["members"] == [
        {"customer": ANNA, "role": "head"},
        {"customer": IVAN, "role": "spouse"},
    ]
    assert told[str(second.pk)]["members"] == []
    onec.catch_up()
    remove_member(None, first, person)
    remove_member(None, first, other)
    assert [(item["guid"], item["op"]) for item in onec.all_changes(kinds="household")] == [(str(first.pk), "delete")]


def test_certificates_go_out_with_their_worth_and_their_use() -> None:
    onec = Book()
    anna()
    onec.catch_up()
    place = make_salon()
    gift = Gift(Card.objects.get().pk, dt.date(2099, 1, 1), value=1500)
    certificate = issue(None, gift)
    (item,) = onec.all_changes()
    assert (item["kind"], item["guid"]) == ("certificate", str(certificate.pk))
    assert item["data"] == {
        "code": certificate.code,
        "customer": ANNA,
        "value": 1500,
        "percent": None,
        "valid_until": "2099-01-01",
        "status": "issued",
    }
    mark_used(None, certificate, place)
    assert [item["data"]["status"] for item in onec.all_changes()] == ["used"]


def test_a_sale_goes_to_the_other_book_without_anything_medical() -> None:
    shop = Book("shop")
    anna()
    sale = guid("sale")
    paid = [{"kind": "card", "amount": "1000.00", "paid_at": "2026-03-04T12:00:00"}]
    send([purchase(sale, payments=paid, exam=guid("exam"))])
    (item,) = shop.all_changes(kinds="purchase")
    data = item["data"]
    assert (item["guid"], data["customer"], data["salon"], data["total"]) == (sale, ANNA, SALON, 1000)
    assert data["sold_at"] == "2026-03-04T12:00:00+03:00"
    assert [line["category"] for line in data["lines"]] == ["spectacle_lens"]
    assert not {"exam", "prescription"} & (data.keys() | data["lines"][0].keys())
    shop.catch_up()
    send([purchase(sale, 2, is_posted=False)])
    assert [item["data"]["is_posted"] for item in shop.all_changes()] == [False]
    shop.catch_up()
    send([delete("purchase", sale, 3)])
    assert [item["op"] for item in shop.all_changes()] == ["delete"]


def test_history_reaches_the_other_books_and_no_reaction() -> None:
    shop = Book("shop")
    send([salon(), customer(), purchase(guid("old"))], is_history=True)
    assert {item["kind"] for item in shop.all_changes()} == {"customer", "purchase"}
    assert set(News.objects.values_list("is_quiet", flat=True)) == {True}


def test_an_unchanged_object_is_no_news() -> None:
    shop = Book("shop")
    anna()
    shop.catch_up()
    send([customer(7, phones=[{"number": "89120000001"}])])
    assert shop.all_changes() == []


def test_an_object_that_changed_often_comes_once_with_all_that_changed() -> None:
    onec = Book()
    person = anna()
    onec.catch_up()
    correct_person(None, person, words(city="Тверь"))
    correct_person(None, person, words(city="Тверь", sex="f"))
    correct_person(None, person, words(city="Клин", sex="f"))
    (item,) = onec.all_changes()
    assert item["data"]["city"] == "Клин"
    assert {"city", "sex"} <= set(item["changed"])


def test_pages_of_one_row_tell_all_that_a_page_of_many_tells() -> None:
    shop = Book("shop")
    send([salon(), *(customer(1, guid(n), last_name=f"Фамилия{n}", first_name="Имя") for n in range(12))])
    whole = [item["guid"] for item in shop.all_changes()]
    assert sorted(whole) == sorted(guid(n) for n in range(12))
    assert [item["guid"] for item in shop.all_changes(limit=1)] == whole
    assert [item["guid"] for item in shop.all_changes(limit=5)] == whole


def test_a_cursor_means_the_same_whatever_kinds_are_asked_next() -> None:
    shop = Book("shop")
    send([salon(), *(customer(1, guid(n), last_name=f"Фамилия{n}", first_name="Имя") for n in range(6))])
    first = shop.changes(kinds="customer", limit=2)
    rest = shop.all_changes(cursor=first["next_cursor"], kinds="purchase,customer")
    assert len(first["items"]) + len(rest) == 6


def test_what_is_not_acknowledged_comes_again_and_what_is_does_not() -> None:
    shop = Book("shop")
    anna()
    page = shop.changes()
    assert shop.changes()["items"][0]["guid"] == ANNA
    assert shop.ack(page["next_cursor"])["moved"] is True
    assert shop.changes()["items"] == []
    assert [item["guid"] for item in shop.all_changes(cursor=_beginning())] == [ANNA]


def _beginning() -> str:
    moment = dt.datetime.now(dt.UTC)
    return cursors.pack(cursors.Cursor(cursors.epoch(), cursors.Position(), moment))


def test_a_token_reads_the_kinds_of_its_scopes_and_exams_never() -> None:
    anna()
    book = Book("shop", ["changes:read", "household:read"])
    assert book.all_changes() == []
    assert book.refused("changes", kinds="customer") == (403, "scope_missing", "")
    assert Book("shop", ["customer:read"]).refused("changes")[:2] == (403, "scope_missing")
    assert Book("shop", RETAIL_SCOPES).refused("changes", kinds="exam")[:2] == (403, "scope_missing")
    assert Book("shop").changes(kinds="salon")["items"] == []


def test_a_cursor_of_another_feed_asks_for_a_snapshot() -> None:
    onec = Book()
    cursor = onec.changes()["next_cursor"]
    cursors.renew_epoch()
    page = onec.changes(cursor=cursor)
    assert page["resync_required"] is True and page["items"] == []
    assert (page["next_cursor"], page["snapshot_url"]) == (cursor, "/api/v1/sync/snapshot")
    assert onec.changes()["resync_required"] is True  # what was acknowledged is void, too
    assert onec.ack(cursor)["resync_required"] is True


def test_a_cursor_older_than_ninety_days_asks_for_a_snapshot(clock_at: Any) -> None:
    onec = Book()
    clock_at("2026-11-21T11:00:00+03:00")
    cursor = onec.catch_up()
    clock_at("2027-02-18T11:00:00+03:00")
    assert onec.changes(cursor=cursor)["resync_required"] is False
    clock_at("2027-02-20T11:00:00+03:00")
    assert onec.changes(cursor=cursor)["resync_required"] is True
    assert onec.changes()["resync_required"] is True


def test_a_dump_in_another_cluster_voids_every_cursor() -> None:
    """What the epoch is made of: the installation's own mark, the cluster and its line of history."""
    before = cursors.epoch()
    assert cursors.epoch() == before
    with connection.cursor() as sql:
        sql.execute("SELECT system_identifier FROM pg_control_system()")
        assert str(sql.fetchone()[0]) not in before
    Installation.objects.update(feed_epoch=guid("restored"))
    assert cursors.epoch() != before


def test_a_page_costs_the_same_number_of_statements_whatever_its_size(django_assert_max_num_queries: Any) -> None:
    shop = Book("shop")
    rows = [customer(1, guid(n), last_name=f"Фамилия{n}", first_name="Имя") for n in range(40)]
    send([salon(), *rows, upsert("household", guid("h"), 1, members=[{"customer": guid(1), "role": "head"}])])
    shop.changes()
    with django_assert_max_num_queries(32):
        assert len(shop.changes()["items"]) == 41

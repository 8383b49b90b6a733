"""Orders both ways: documents of a shop and of 1C, and ours, given out and confirmed set by set."""

import datetime as dt
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from customers.models import Card
from optics_crm.core import clock
from optics_crm.core.models import SyncParked
from orders import order_actions
from orders.commerceml import idents, imports
from orders.models import CommerceUpload, Order, OrderEntry
from tests.commerceml.talk import Base, buyer, document, fact, whole
from tests.sync.rows import ANNA, customer, guid, salon, send, upsert

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(db: None) -> Base:
    return Base().login()


def the_order() -> Order:
    return Order.objects.get()


def test_a_document_becomes_an_order_with_its_buyer(base: Base) -> None:
    contacts = (
        "<Контакты><Контакт><Тип>Телефон рабочий</Тип><Значение>+7 912 345-67-89</Значение></Контакт>"
        "<Контакт><Тип>Почта</Тип><Значение>a@b.ru</Значение></Контакт></Контакты>"
    )
    facts = fact("Заказ оплачен", "true") + fact("Дата оплаты", "29.10.2026 16:00:00") + fact("Статуса заказа ИД", "P")
    told = document(guid("o"), buyer(ANNA, "Иванова Анна Петровна", contacts), facts)
    assert base.load(whole(told), "orders.xml", "sale").startswith("success")
    entry, card = OrderEntry.objects.get(), Card.objects.get()
    assert (str(entry.guid), entry.number, entry.status, entry.total) == (guid("o"), "142", "prepaid", 1000)
    assert entry.ordered_at == dt.datetime(2026, 10, 29, 12, 39, 10, tzinfo=dt.UTC)
    assert entry.paid_at == dt.datetime(2026, 10, 29, 13, tzinfo=dt.UTC)
    assert entry.card == card
    assert (str(card.guid), card.last_name, card.first_name, card.middle_name) == (ANNA, "Иванова", "Анна", "Петровна")
    assert card.phones.get().phone.number == "+79123456789"
    assert entry.lines.get().category == "service"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ("", "new"),
        (fact("Статус заказа", "[N] Принят"), "new"),
        (fact("Статус заказа", "[F] Доставлен") + fact("Отменен", "false"), "issued"),
        (fact("Статус заказа", "[F] Доставлен") + fact("Отменен", "true"), "cancelled"),
        (fact("Статуса заказа ИД", "in_workshop"), "in_workshop"),
        (fact("Заказ оплачен", "true"), "prepaid"),
    ],
)
def test_statuses_are_understood(base: Base, facts: str, status: str) -> None:
    base.load(whole(document(guid("o"), facts=facts)), "orders.xml", "sale")
    assert the_order().status == status


def test_a_status_that_nobody_knows_waits_for_its_meaning(base: Base) -> None:
    told = document(guid("o"), facts=fact("Статус заказа", "Собирается на складе"))
    assert "ждёт 1" in base.load(whole(told), "orders.xml", "sale")
    row = SyncParked.objects.get()
    assert (row.reason, row.field, row.value) == ("unknown_enum", "status", "Собирается на складе")


@pytest.mark.parametrize("key", ["wc1c#user#0/1", "0#guest#", "38#catalog_exchange#", ""])
def test_a_key_that_many_buyers_share_is_no_key(base: Base, key: str) -> None:
    name = "" if key.startswith("38") else "Гость Гостев"
    told = document(guid(1), buyer(key, name)) + document(guid(2), buyer(key, name and "Другой Гость"))
    assert base.load(whole(told), "orders.xml", "sale").startswith("success")
    assert (Order.objects.count(), Card.objects.count()) == (2, 0)


def test_a_key_of_one_account_is_always_the_same_person(base: Base) -> None:
    told = document(guid(1), buyer("1#admin#Петров Петр")) + document(guid(2), buyer("1#admin#Петров Петр"))
    base.load(whole(told), "orders.xml", "sale")
    assert Card.objects.get().guid == idents.guid_for("customer", "onec-retail", "1#admin#Петров Петр")
    assert OrderEntry.objects.exclude(card=None).count() == 2


def test_numbers_of_two_shops_do_not_meet(base: Base) -> None:
    base.load(whole(document("20")), "orders.xml", "sale")
    Base("shop").login().load(whole(document("20")), "orders.xml", "sale")
    assert OrderEntry.objects.values("guid").distinct().count() == 2


def test_a_document_marked_as_deleted_is_a_delete(base: Base) -> None:
    base.load(whole(document(guid("o"))), "orders.xml", "sale")
    gone = document(guid("o"), "<ПометкаУдаления>true</ПометкаУдаления>")
    base.load(whole(gone), "orders.xml", "sale")
    assert OrderEntry.objects.get().deleted_at is not None
    assert "изменено 0" in base.load(whole(gone), "orders.xml", "sale")


def test_other_documents_are_left_alone(base: Base) -> None:
    told = document(guid("o"), operation="Отпуск товара")
    assert base.load(whole(told), "orders.xml", "sale").startswith("success")
    assert Order.objects.count() == 0


def test_a_file_of_orders_that_nobody_asks_to_import_is_imported(base: Base) -> None:
    base.said("init", kind="sale")
    base.said("file", whole(document(guid("o"))), "sale", filename="orders.xml")
    imports.wake_reader()
    imports.read_all()
    assert Order.objects.count() == 0, "it may still be asked for"
    CommerceUpload.objects.update(touched_at=clock.now() - dt.timedelta(minutes=2))
    imports.wake_reader()
    imports.read_all()
    imports.running.load_files()
    assert Order.objects.count() == 1


# ours


def an_order_of_ours(key: str, moved_to: str = "confirmed") -> Order:
    """An order of 1C that was moved on here: we have a word of our own about it."""
    told = {
        "number": f"З-{key}",
        "created_at": "2026-11-01T10:00:00",
        "status": "new",
        "status_at": "2026-11-01T10:00:00",
        "customer": ANNA,
        "total": "1500.50",
        "lines": [{"line_no": 1, "name": "Линзы <1.6> & \u0001", "qty": 2, "price": 750.25, "amount": 1500.5}],
    }
    send([salon(), customer(phones=[{"number": "89123456789"}]), upsert("order", guid(key), 1, **told)])
    row = OrderEntry.objects.get(guid=guid(key)).order
    return order_actions.change_status("desk", row, moved_to)


def handed(base: Base) -> dict[str, Element]:
    answer = base.ask("query", kind="sale")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return {str(one.findtext("Ид")): one for one in fromstring(answer.content)}


def facts_of(one: Element) -> dict[str, str]:
    return {str(f.findtext("Наименование")): str(f.findtext("Значение")) for f in one.iterfind("ЗначенияРеквизитов/*")}


def test_our_orders_are_given_out_until_they_are_confirmed(base: Base) -> None:
    an_order_of_ours("a")
    one = handed(base)[guid("a")]
    assert (one.findtext("Номер"), one.findtext("Сумма"), one.findtext("Дата")) == ("З-a", "1500.5", "2026-11-01")
    assert one.findtext("Товары/Товар/Наименование") == "Линзы <1.6> & "
    assert (one.findtext("Контрагенты/Контрагент/Ид"), one.findtext("Контрагенты/Контрагент/Фамилия")) == (
        ANNA,
        "Иванова",
    )
    assert one.findtext("Контрагенты/Контрагент/Контакты/Контакт/Значение") == "+79123456789"
    assert facts_of(one)["Статуса заказа ИД"] == "confirmed"
    assert set(handed(base)) == {guid("a")}, "not confirmed: given again"
    assert base.said("success", kind="sale") == "success"
    assert handed(base) == {}


def test_success_confirms_what_this_session_was_given_and_no_more(base: Base) -> None:
    first = an_order_of_ours("a")
    handed(base)
    an_order_of_ours("b")
    order_actions.change_status("desk", Order.objects.get(pk=first.pk), "prepaid")
    other = Base().login()
    assert other.said("success", kind="sale") == "success", "this one was given nothing"
    base.said("success", kind="sale")
    assert set(handed(other)) == {guid("a"), guid("b")}, "b came later, a has changed since"
    other.said("success", kind="sale")
    assert handed(base) == {}


def test_a_lost_success_gives_the_same_orders_to_the_next_session(base: Base) -> None:
    an_order_of_ours("a")
    handed(base)
    assert set(handed(Base().login())) == {guid("a")}


def test_each_book_is_told_for_itself(base: Base) -> None:
    an_order_of_ours("a")
    handed(base)
    base.said("success", kind="sale")
    assert len(handed(Base("onec-clinic").login())) == 1


def test_orders_about_which_we_have_said_nothing_are_not_given_back(base: Base) -> None:
    base.load(whole(document(guid("o"))), "orders.xml", "sale")
    assert handed(base) == {}


def test_what_we_give_out_comes_back_as_the_same_order(base: Base) -> None:
    an_order_of_ours("a")
    body = base.ask("query", kind="sale").content
    base.said("success", kind="sale")
    assert base.load(body, "orders.xml", "sale").startswith("success")
    row = the_order()
    assert (row.number, row.status, row.total, str(row.guid)) == ("З-a", "confirmed", 1500.5, guid("a"))
    assert OrderEntry.objects.get(guid=guid("a")).card == Card.objects.get()


def test_people_are_told_only_to_those_who_may_know_them(db: None) -> None:
    an_order_of_ours("a")
    base = Base(scopes=["commerceml", "order:read"]).login()
    one = handed(base)[guid("a")]
    assert one.findtext("Контрагенты/Контрагент/Фамилия") is None
    assert one.find("Контрагенты/Контрагент/Контакты") is None


def test_windows_1251_holds_every_letter(base: Base) -> None:
    an_order_of_ours("a")
    Card.objects.update(last_name="Żółw")
    answer = base.ask("query", kind="sale", headers={"Accept-Charset": "windows-1251"})
    assert answer.headers["Content-Type"] == "application/xml; charset=windows-1251"
    assert fromstring(answer.content) is not None

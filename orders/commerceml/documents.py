"""Documents: an order and its buyer, as values of the kinds `order` and `customer`."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

from optics_crm.core.sync.values import guid_of
from orders.commerceml import idents
from orders.commerceml.goods import is_true, plain_number
from orders.commerceml.reading import children, requisites, text

ORDER = "Заказ товара"
STATUSES = {"N": "new", "P": "prepaid", "F": "issued", "CANCELED": "cancelled"}
PHONES = ("телефон", "мобильный", "сотовый", "phone")
MAILS = ("почта", "mail")
_CODE = re.compile(r"\[([^\]]+)\]")
_RUSSIAN_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})(.*)")


@dataclass
class Told:
    """What a document says: rows of the exchange without versions, and what could not be used."""

    rows: list[tuple[str, UUID, dict[str, Any] | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    """Whose documents they are, which places are salons here and which status codes people have mapped."""

    source: str
    salons: Collection[UUID]
    mapped: Collection[str]


def document(element: Element, book: Book) -> Told:
    """The rows of one document; a delete is a row without data."""
    told = Told()
    if text(element, "ХозОперация") not in (ORDER, ""):
        told.notes.append("other_document")
        return told
    ident = text(element, "Ид")
    if not ident:
        told.notes.append("no_ident")
        return told
    guid = idents.guid_for("order", book.source, ident)
    if is_true(text(element, "ПометкаУдаления")):
        told.rows.append(("order", guid, None))
        return told
    buyer = _buyer(element, book, told)
    told.rows.append(("order", guid, _order(element, book, buyer)))
    return told


def _order(element: Element, book: Book, buyer: UUID | None) -> dict[str, Any]:
    facts = requisites(element)
    at = moment(text(element, "Дата"), text(element, "Время"))
    number, own = text(element, "Номер"), text(element, "Номер1С") or facts.get("Номер по 1С", "")
    status, status_at = _status(facts, book), moment(facts.get("Дата изменения статуса", ""))
    data: dict[str, Any] = {
        "number": (own or number or text(element, "Ид"))[:60],
        "shop_number": number[:60] if own and number and own != number else None,
        "created_at": at,
        "status": status,
        "status_at": status_at or at,
        "total": plain_number(text(element, "Сумма")),
        "paid_at": _paid_at(facts, at),
        "lines": list(_lines(element, book)),
    }
    if buyer is not None:
        data["customer"] = str(buyer)
    for one in children(element, "Склады", "Склад", "Ид"):
        place = guid_of((one.text or "").strip())
        if place in book.salons:
            data["salon"] = str(place)
    return data


def _status(facts: dict[str, str], book: Book) -> str:
    """A code that people have mapped stays itself, as does one that nobody knows: the frame parks it for mapping."""
    if is_true(facts.get("Отменен", "")):
        return "cancelled"
    bracketed = _CODE.search(facts.get("Статус заказа", ""))
    raw = facts.get("Статуса заказа ИД") or (bracketed[1] if bracketed else facts.get("Статус заказа", ""))
    if not raw:
        return "prepaid" if _is_paid(facts) else "new"
    return raw[:60] if raw in book.mapped else STATUSES.get(raw.upper(), raw[:60])


def _is_paid(facts: dict[str, str]) -> bool:
    return is_true(facts.get("Заказ оплачен", "")) or bool(facts.get("Дата оплаты по 1С"))


def _paid_at(facts: dict[str, str], at: str | None) -> str | None:
    if not _is_paid(facts):
        return None
    return moment(facts.get("Дата оплаты", "")) or moment(facts.get("Дата оплаты по 1С", "")) or at


def _lines(element: Element, book: Book) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(children(element, "Товары", "Товар"), start=1):
        ident = text(one, "Ид")
        price = plain_number(text(one, "ЦенаЗаЕдиницу") or text(one, "Цена")) or "0"
        line = {
            "line_no": number,
            "name": (text(one, "Наименование") or ident)[:300],
            "qty": plain_number(text(one, "Количество")) or "1",
            "price": price,
            "amount": plain_number(text(one, "Сумма")) or price,
        }
        if guid_of(idents.good_of(ident)):
            line["product"] = str(idents.guid_for("product", book.source, ident))
        elif requisites(one).get("ТипНоменклатуры") == "Услуга" or ident == "ORDER_DELIVERY":
            line["category"] = "service"
        yield line


def _buyer(element: Element, book: Book, told: Told) -> UUID | None:
    """The key of the buyer; a key that many share is no key, and the order stays without one."""
    for one in children(element, "Контрагенты", "Контрагент"):
        if text(one, "Роль") not in ("Покупатель", ""):
            continue
        ident, data = text(one, "Ид"), _person(one)
        if idents.is_nobody(ident) or not data.get("last_name"):
            told.notes.append("nobody")
            continue
        guid = idents.guid_for("customer", book.source, ident)
        told.rows.append(("customer", guid, data))
        return guid
    return None


def _person(one: Element) -> dict[str, Any]:
    last, first, middle = (text(one, key) for key in ("Фамилия", "Имя", "Отчество"))
    if not last:
        words = (text(one, "ПолноеНаименование") or text(one, "Наименование")).split()
        is_name = 1 < len(words) <= 3 and all(word.replace("-", "").isalpha() for word in words)
        last, first, middle = (*words, "", "")[:3] if is_name else (" ".join(words), "", "")
    data: dict[str, Any] = {"last_name": last[:150]}
    if first:
        data["first_name"] = first[:150]
    if middle:
        data["middle_name"] = middle[:150]
    if address := text(one, "АдресРегистрации", "Представление") or text(one, "Адрес", "Представление"):
        data["address"] = address[:300]
    phones, mails = _contacts(one)
    if phones:
        data["phones"] = [{"number": phone} for phone in phones]
    if mails:
        data["emails"] = [{"address": mail} for mail in mails]
    return data


def _contacts(one: Element) -> tuple[list[str], list[str]]:
    phones, mails = [], []
    for contact in children(one, "Контакты", "Контакт"):
        kind, value = text(contact, "Тип").lower(), (text(contact, "Значение") or text(contact, "Представление"))[:254]
        if not value:
            continue
        if "@" in value and any(sign in kind for sign in MAILS):
            mails.append(value)
        elif any(sign in kind for sign in PHONES):
            phones.append(value)
    return phones[:10], mails[:10]


def moment(day: str, time: str = "") -> str | None:
    """A moment as the exchange writes it; a naive one is of the book's zone. None for what is none."""
    if russian := _RUSSIAN_DAY.fullmatch(day):
        day = f"{russian[3]}-{russian[2]}-{russian[1]}{russian[4]}"
    told = day.replace(" ", "T")
    if not told:
        return None
    if "T" not in told:
        told = f"{told}T{time or '00:00:00'}"
    return told

"""Orders as a CommerceML text, in the shape in which shops have always given theirs to 1C."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from optics_crm.core.sync.feed.kinds import State

SCHEMA = "2.10"
# what XML 1.0 cannot hold
_BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document_of(
    orders: Mapping[UUID, State], people: Mapping[UUID, State], made_at: dt.datetime, charset: str
) -> bytes:
    """The whole text, with its declaration; letters that the charset lacks become references."""
    made = made_at.replace(microsecond=0, tzinfo=None).isoformat()
    root = Element("КоммерческаяИнформация", {"ВерсияСхемы": SCHEMA, "ДатаФормирования": made})
    for guid, state in orders.items():
        if state.data is not None:
            _order(SubElement(root, "Документ"), guid, state.data, people)
    return tostring(root, encoding=charset, xml_declaration=True)


def _order(document: Element, guid: UUID, data: dict[str, Any], people: Mapping[UUID, State]) -> None:
    day, _t, time = str(data["created_at"] or "").partition("T")
    for name, value in (
        ("Ид", guid),
        ("Номер", data["number"] or data["shop_number"] or guid),
        ("Дата", day),
        ("Время", time[:8]),
        ("ХозОперация", "Заказ товара"),
        ("Роль", "Продавец"),
        ("Валюта", "RUB"),
        ("Курс", "1"),
        ("Сумма", _number(data["total"])),
    ):
        _add(document, name, value)
    if data["customer"] is not None:
        _buyer(SubElement(document, "Контрагенты"), data["customer"], people.get(data["customer"]))
    _lines(SubElement(document, "Товары"), data["lines"])
    is_paid = data["paid_at"] is not None
    _facts(
        document,
        {
            "Статус заказа": data["status"],
            "Статуса заказа ИД": data["status"],
            "Дата изменения статуса": _moment(data["status_at"]),
            "Отменен": _bool(data["status"] == "cancelled"),
            "Заказ оплачен": _bool(is_paid),
            "Дата оплаты": _moment(data["paid_at"]),
        },
    )


def _buyer(people: Element, guid: UUID, state: State | None) -> None:
    buyer = SubElement(people, "Контрагент")
    data = (state.data if state else None) or {}
    names = [data.get(key) or "" for key in ("last_name", "first_name", "middle_name")]
    full = " ".join(part for part in names if part)
    for name, value in (("Ид", guid), ("Наименование", full), ("Роль", "Покупатель"), ("ПолноеНаименование", full)):
        _add(buyer, name, value)
    for name, value in zip(("Фамилия", "Имя", "Отчество"), names, strict=True):
        if value:
            _add(buyer, name, value)
    if data.get("address"):
        _add(SubElement(buyer, "АдресРегистрации"), "Представление", data["address"])
    contacts = [("Телефон мобильный", one["number"]) for one in data.get("phones") or ()]
    contacts += [("Электронная почта", one["address"]) for one in data.get("emails") or ()]
    if contacts:
        holder = SubElement(buyer, "Контакты")
        for kind, value in contacts:
            contact = SubElement(holder, "Контакт")
            _add(contact, "Тип", kind)
            _add(contact, "Значение", value)


def _lines(goods: Element, lines: list[dict[str, Any]]) -> None:
    for line in lines:
        good = SubElement(goods, "Товар")
        _add(good, "Ид", line["product"] or f"line-{line['line_no']}")
        _add(good, "Наименование", line["name"])
        unit = {"Код": "796", "НаименованиеПолное": "Штука", "МеждународноеСокращение": "PCE"}
        SubElement(good, "БазоваяЕдиница", unit).text = "шт"
        _add(good, "ЦенаЗаЕдиницу", _number(line["price"]))
        _add(good, "Количество", _number(line["qty"]))
        _add(good, "Сумма", _number(line["amount"]))
        kind = "Услуга" if line["category"] == "service" else "Товар"
        _facts(good, {"ВидНоменклатуры": kind, "ТипНоменклатуры": kind})


def _facts(element: Element, facts: dict[str, str]) -> None:
    holder = SubElement(element, "ЗначенияРеквизитов")
    for name, value in facts.items():
        if value:
            fact = SubElement(holder, "ЗначениеРеквизита")
            _add(fact, "Наименование", name)
            _add(fact, "Значение", value)


def _add(element: Element, name: str, value: Any) -> None:
    SubElement(element, name).text = _BAD.sub("", str(value))


def _number(value: Decimal | None) -> str:
    return format(value.normalize(), "f") if value is not None else "0"


def _moment(value: str | None) -> str:
    """Without the offset: 1C reads a moment in its own zone, which is the client's."""
    return value[:19] if value else ""


def _bool(value: bool) -> str:
    return "true" if value else "false"

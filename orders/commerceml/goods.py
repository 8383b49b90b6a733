"""Goods and offers: elements to the values of the kinds `product` and `stock`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from orders.commerceml.reading import child, children, name, requisites, text

BRANDS = ("производитель", "бренд", "торговая марка", "изготовитель", "марка")
MODELS = ("модель",)
COLOURS = ("цвет", "цвет оправы", "цвет линзы")
SIZES = ("размер", "размер оправы")
ATTRS = 60
RETAIL = "рознич"


@dataclass
class Told:
    """What a file says of one good: `values` are fields of `product`, `stock` quantities by warehouse."""

    ident: str
    group: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    stock: dict[str, str] = field(default_factory=dict)
    is_gone: bool = False
    has_stray_quantity: bool = False


def good(element: Element, terms: Mapping[str, str]) -> Told:
    """A good of the catalogue. Every field of the catalogue is told, an absent one as cleared."""
    told = Told(text(element, "Ид"))
    facts = requisites(element)
    told.group = text(child(element, "Группы"), "Ид") or _kind_group(facts)
    told.is_gone = is_true(text(element, "ПометкаУдаления")) or element.get("Статус") == "Удален"
    pairs = [
        (terms.get(text(one, "Ид"), text(one, "Наименование")), _value(one, terms))
        for one in children(element, "ЗначенияСвойств", "ЗначенияСвойства")
    ]
    told.values = {
        "name": (text(element, "Наименование") or facts.get("Полное наименование", ""))[:300] or told.ident,
        "sku": text(element, "Артикул")[:80] or None,
        "barcode": _barcodes(element),
        "is_active": not told.is_gone,
        **_described(pairs, maker=text(element, "Изготовитель", "Наименование")),
    }
    return told


def offer(element: Element, terms: Mapping[str, str]) -> Told:
    """An offer: its retail price (else its first), quantities by warehouse, and the traits of a variant."""
    told = Told(text(element, "Ид"))
    pairs = [
        (text(one, "Наименование"), text(one, "Значение"))
        for one in children(element, "ХарактеристикиТовара", "ХарактеристикаТовара")
    ]
    if title := text(element, "Наименование"):
        told.values["name"] = title[:300]
    if sku := text(element, "Артикул"):
        told.values["sku"] = sku[:80]
    if pairs:
        told.values |= {key: value for key, value in _described(pairs).items() if value}
    prices = sorted(children(element, "Цены", "Цена"), key=lambda one: not _is_retail(one, terms))
    if prices and (roubles := plain_number(text(prices[0], "ЦенаЗаЕдиницу"))) is not None:
        told.values["price"] = roubles
    told.stock = dict(_quantities(element))
    told.has_stray_quantity = not told.stock and bool(text(element, "Количество"))
    return told


def _is_retail(price: Element, terms: Mapping[str, str]) -> bool:
    return RETAIL in terms.get(text(price, "ИдТипаЦены"), "").lower()


def plain_number(raw: str) -> str | None:
    """A number as the exchange writes it: `1 719,50` is `1719.50`; None for what is none."""
    tidy = raw.replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        value = Decimal(tidy)
    except InvalidOperation:
        return None
    return format(value, "f") if value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def is_true(raw: str) -> bool:
    return raw.lower() in ("true", "1", "да", "истина")


def _quantities(element: Element) -> Iterator[tuple[str, str]]:
    """Of schema 2 in attributes, of schema 3 in elements."""
    for one in children(element, "Склад"):
        if (number := plain_number(one.get("КоличествоНаСкладе", ""))) is not None:
            yield one.get("ИдСклада", ""), number
    for one in children(element, "Остатки", "Остаток", "Склад"):
        if (number := plain_number(text(one, "Количество"))) is not None:
            yield text(one, "Ид"), number


def _barcodes(element: Element) -> list[str] | None:
    found = [one.text.strip()[:40] for one in element if name(one) == "Штрихкод" and one.text and one.text.strip()]
    found += [one.text.strip()[:40] for one in children(element, "Штрихкоды", "Штрихкод") if one.text]
    return sorted(set(found)) or None


def _kind_group(facts: Mapping[str, str]) -> str:
    """A good without a group is mapped by its kind."""
    kind = facts.get("ВидНоменклатуры") or facts.get("ТипНоменклатуры") or ""
    return f"вид:{kind}"[:200]


def _value(one: Element, terms: Mapping[str, str]) -> str:
    raw = text(one, "Значение")
    return terms.get(raw, raw)


def _described(pairs: list[tuple[str, str]], maker: str = "") -> dict[str, Any]:
    """Properties that are fields here, the others as attributes."""
    fields: dict[str, Any] = {"brand": maker[:120] or None, "model": None, "color": None, "size": None}
    rest: list[dict[str, str]] = []
    for label, value in pairs:
        if not value:
            continue
        key = label.lower()
        for column, names, limit in (("brand", BRANDS, 120), ("model", MODELS, 120), ("color", COLOURS, 80)):
            if key in names:
                fields[column] = fields[column] or value[:limit]
                break
        else:
            if key in SIZES and len(value) <= 40:
                fields["size"] = fields["size"] or value
            else:
                rest.append({"name": label[:120], "value": value[:300]})
    return {**fields, "attrs": rest[:ATTRS] or None}

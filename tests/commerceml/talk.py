"""A 1C base that speaks CommerceML, and small files in its schemas."""

import base64
import io
import zipfile
from typing import Any

from django.test import Client

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token

DOOR = "/exchange/1c"
SHOE, FRAME = "bd72d910-55bc-11d9-848a-00112f43529a", "cbcf493f-55bc-11d9-848a-00112f43529a"
PLACE = "b6112590-41ba-11dd-ac9d-0015e9b8c48d"
GROUP, ABOVE = "e5a4c309-a659-11dd-acee-0015e9b8c48d", "453d6e3a-7233-11e0-8636-0011951d229d"
MADE = 'ДатаФормирования="2026-11-01T10:00:00"'


class Base:
    """Asks the door as 1C does: a login, a cookie, one mode after the other."""

    def __init__(self, source: str = "onec-retail", scopes: list[str] | None = None) -> None:
        self.row, _made = SyncClient.objects.get_or_create(source=source, defaults={"name": source})
        self.key, self.secret, self.token = issue_token(self.row, scopes if scopes is not None else RETAIL_SCOPES)
        self.http = Client()
        self.cookie = ""

    def login(self) -> "Base":
        told = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        answer = self.http.get(f"{DOOR}?type=catalog&mode=checkauth", headers={"Authorization": f"Basic {told}"})
        words = answer.content.decode().split("\n")
        assert words[0] == "success", words
        self.http.cookies.clear()
        self.cookie = f"{words[1]}={words[2]}"
        return self

    def ask(self, mode: str, body: bytes | None = None, kind: str = "catalog", **more: Any) -> Any:
        headers = {"Cookie": self.cookie} | more.pop("headers", {})
        query = "".join(f"&{key}={value}" for key, value in more.items())
        address = f"{DOOR}?type={kind}&mode={mode}{query}"
        if body is None:
            return self.http.get(address, headers=headers)
        return self.http.generic("POST", address, body, content_type="application/octet-stream", headers=headers)

    def said(self, mode: str, body: bytes | None = None, kind: str = "catalog", **more: Any) -> str:
        return str(self.ask(mode, body, kind, **more).content.decode())

    def load(self, body: bytes, filename: str = "import.xml", kind: str = "catalog") -> str:
        """A whole exchange of one file; the last answer of `import`."""
        self.said("init", kind=kind)
        assert self.said("file", body, kind, filename=filename).startswith("success")
        return self.until_done(filename, kind)

    def until_done(self, filename: str, kind: str = "catalog") -> str:
        for _time in range(50):
            answer = self.said("import", kind=kind, filename=filename)
            if not answer.startswith("progress"):
                return answer
        raise AssertionError(answer)


def whole(inner: str, schema: str = "2.07", head: str = MADE) -> bytes:
    start = f'<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="{schema}" {head}>'
    return f"{start}{inner}</КоммерческаяИнформация>".encode()


def groups() -> str:
    inner = f"<Группа><Ид>{GROUP}</Ид><Наименование>Оправы</Наименование></Группа>"
    return (
        f"<Классификатор><Ид>1</Ид><Группы><Группа><Ид>{ABOVE}</Ид><Наименование>Оптика</Наименование>"
        f"<Группы>{inner}</Группы></Группа></Группы><Свойства><Свойство><Ид>p1</Ид><Наименование>Производитель"
        "</Наименование><ВариантыЗначений><Справочник><ИдЗначения>v1</ИдЗначения><Значение>Ray-Ban</Значение>"
        "</Справочник></ВариантыЗначений></Свойство></Свойства></Классификатор>"
    )


def good(ident: str, name: str = "Оправа", more: str = "") -> str:
    return f"<Товар><Ид>{ident}</Ид><Артикул>A-1</Артикул><Наименование>{name}</Наименование>{more}</Товар>"


def catalogue(*goods: str, full: bool = True, with_groups: bool = True) -> bytes:
    partly = "false" if full else "true"
    inner = f'<Каталог СодержитТолькоИзменения="{partly}"><Ид>1</Ид><Товары>{"".join(goods)}</Товары></Каталог>'
    return whole((groups() if with_groups else "") + inner)


def offer(ident: str, more: str = "") -> str:
    return f"<Предложение><Ид>{ident}</Ид>{more}</Предложение>"


def price(roubles: str) -> str:
    return f"<Цены><Цена><ИдТипаЦены>1</ИдТипаЦены><ЦенаЗаЕдиницу>{roubles}</ЦенаЗаЕдиницу></Цена></Цены>"


def stock2(qty: str, place: str = PLACE) -> str:
    return f'<Склад ИдСклада="{place}" КоличествоНаСкладе="{qty}"/>'


def stock3(qty: str, place: str = PLACE) -> str:
    return f"<Остатки><Остаток><Склад><Ид>{place}</Ид><Количество>{qty}</Количество></Склад></Остаток></Остатки>"


def offers(*told: str, head: str = MADE, schema: str = "2.07") -> bytes:
    return whole(f"<ПакетПредложений><Предложения>{''.join(told)}</Предложения></ПакетПредложений>", schema, head)


def fact(name: str, value: str) -> str:
    return f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>"


def document(ident: str, more: str = "", facts: str = "", operation: str = "Заказ товара") -> str:
    return (
        f"<Документ><Ид>{ident}</Ид><Номер>142</Номер><Дата>2026-10-29</Дата><Время>15:39:10</Время>"
        f"<ХозОперация>{operation}</ХозОперация><Сумма>1000</Сумма>{more}"
        "<Товары><Товар><Ид>ORDER_DELIVERY</Ид><Наименование>Доставка</Наименование><ЦенаЗаЕдиницу>1000</ЦенаЗаЕдиницу>"
        "<Количество>1</Количество><Сумма>1000</Сумма></Товар></Товары>"
        f"<ЗначенияРеквизитов>{facts}</ЗначенияРеквизитов></Документ>"
    )


def buyer(ident: str, name: str = "Петров Пётр", more: str = "") -> str:
    return (
        f"<Контрагенты><Контрагент><Ид>{ident}</Ид><Наименование>{name}</Наименование><Роль>Покупатель</Роль>"
        f"{more}</Контрагент></Контрагенты>"
    )


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return held.getvalue()

"""Catalogue, offers and stock: whole rows out of parts, and no change when a file comes again."""

import os
import uuid
from pathlib import Path

import pytest

from optics_crm.core.models import News, Salon, SyncClient, SyncParked
from orders.commerceml import idents, mapping
from orders.models import CommerceGroup, Order, Product, Stock
from tests.commerceml.talk import (
    ABOVE,
    FRAME,
    GROUP,
    PLACE,
    SHOE,
    Base,
    catalogue,
    good,
    offer,
    offers,
    price,
    stock2,
    stock3,
    whole,
)

pytestmark = pytest.mark.django_db

SAMPLES = Path(os.environ.get("OPTICS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "commerceml"
NAMES = (
    "carono_import.xml",
    "carono_offers.xml",
    "argentcrusade_remainders.xml",
    "argentcrusade_documents.xml",
    "bitrix_orders_query_full.xml",
    "carono_orders_2.03_cp1251.xml",
)


def maker(value: str) -> str:
    one = f"<ЗначенияСвойства><Ид>p1</Ид><Значение>{value}</Значение></ЗначенияСвойства>"
    return f"<ЗначенияСвойств>{one}</ЗначенияСвойств>"


def trait(name: str, value: str) -> str:
    return (
        f"<ХарактеристикаТовара><Наименование>{name}</Наименование><Значение>{value}</Значение></ХарактеристикаТовара>"
    )


PROPERTY = maker("v1")
IN_GROUP = f"<Группы><Ид>{GROUP}</Ид></Группы>"


@pytest.fixture
def base(db: None) -> Base:
    return Base().login()


def place(client: SyncClient) -> Salon:
    return Salon.objects.create(client=client, guid=uuid.UUID(PLACE), name="Салон", version=1)


def test_goods_become_products_with_their_words(base: Base) -> None:
    more = IN_GROUP + PROPERTY + "<Штрихкод>4601234567890</Штрихкод>"
    answer = base.load(catalogue(good(FRAME, "Оправа RB", more), good(SHOE, "Без группы")))
    assert answer.startswith("success\n")
    row = Product.objects.get(guid=FRAME)
    assert (row.name, row.sku, row.barcodes, row.brand, row.category, row.is_active) == (
        "Оправа RB",
        "A-1",
        ["4601234567890"],
        "Ray-Ban",
        "accessory",
        True,
    )
    assert set(CommerceGroup.objects.values_list("ident", "parent", "name", "category")) == {
        (ABOVE, "", "Оптика", ""),
        (GROUP, ABOVE, "Оправы", ""),
        ("вид:", "", "", ""),
    }


def test_a_file_given_again_makes_no_change_and_no_news(base: Base) -> None:
    place(base.row)
    body = catalogue(good(FRAME, more=IN_GROUP + PROPERTY), good(SHOE))
    told = offers(
        offer(FRAME, price("1 719,50") + stock2("3")),
        offer(f"{SHOE}#1", price("10") + "<Наименование>Туфли 38</Наименование>"),
    )
    for file, name in ((body, "import.xml"), (told, "offers.xml")):
        base.load(file, name)
    news, rows = News.objects.count(), list(Product.objects.order_by("guid").values("guid", "updated_at", "price"))
    for _time in range(2):
        for file, name in ((body, "import.xml"), (told, "offers.xml")):
            assert "Новых 0, изменено 0" in base.load(file, name), name
    assert News.objects.count() == news
    assert list(Product.objects.order_by("guid").values("guid", "updated_at", "price")) == rows
    assert Product.objects.get(guid=FRAME).price == 1719.5


def test_a_variant_is_its_good_with_traits_of_its_own(base: Base) -> None:
    own = trait("Размер", "52-18-140") + trait("Цвет", "чёрный")
    traits = f"<Наименование>Оправа (52)</Наименование><ХарактеристикиТовара>{own}</ХарактеристикиТовара>"
    ident = f"{FRAME}#90c55447-d3a8-11e4-9423-e0cb4ed5eed4"
    base.load(catalogue(good(FRAME, more=IN_GROUP + PROPERTY)))
    base.load(offers(offer(ident, traits + price("100"))), "offers.xml")
    row = Product.objects.get(guid=idents.guid_for("product", "onec-retail", ident))
    assert (row.name, row.brand, row.size, row.color, row.price) == (
        "Оправа (52)",
        "Ray-Ban",
        "52-18-140",
        "чёрный",
        100,
    )
    assert Product.objects.count() == 2
    base.load(catalogue(good(FRAME, more=IN_GROUP + maker("Polaroid"))))
    row.refresh_from_db()
    assert row.brand == "Polaroid"


def test_the_retail_price_is_taken_before_others(base: Base) -> None:
    types = "".join(
        f"<ТипЦены><Ид>{ident}</Ид><Наименование>{words}</Наименование></ТипЦены>"
        for ident, words in (("t1", "Оптовая"), ("t2", "Розничная цена"))
    )
    prices = "".join(
        f"<Цена><ИдТипаЦены>{ident}</ИдТипаЦены><ЦенаЗаЕдиницу>{roubles}</ЦенаЗаЕдиницу></Цена>"
        for ident, roubles in (("t1", 70), ("t2", 100))
    )
    base.load(catalogue(good(FRAME)))
    told = f"<ПакетПредложений><ТипыЦен>{types}</ТипыЦен><Предложения>{{}}</Предложения></ПакетПредложений>"
    base.load(whole(told.format(offer(FRAME, f"<Цены>{prices}</Цены>"))), "offers.xml")
    assert Product.objects.get().price == 100


def test_a_mapped_group_moves_its_goods_and_those_that_come_later(base: Base) -> None:
    base.load(catalogue(good(FRAME, more=IN_GROUP)))
    mapping.map_group("test", CommerceGroup.objects.get(ident=ABOVE), "frame")
    base.load(catalogue(good(SHOE, more=IN_GROUP), full=False))
    assert set(Product.objects.values_list("guid", "category")) == {
        (uuid.UUID(FRAME), "frame"),
        (uuid.UUID(SHOE), "frame"),
    }
    mapping.map_group("test", CommerceGroup.objects.get(ident=GROUP), "sunglasses")
    base.load(catalogue(good(SHOE, more=IN_GROUP), full=False))
    assert set(Product.objects.values_list("category", flat=True)) == {"sunglasses"}


@pytest.mark.parametrize("told", [stock2("4"), stock3("4")])
def test_stock_goes_to_the_salon_of_its_warehouse(base: Base, told: str) -> None:
    salon = place(base.row)
    base.load(catalogue(good(FRAME)))
    base.load(offers(offer(FRAME, told)), "rests.xml")
    row = Stock.objects.get()
    assert (row.salon, row.qty, row.at.isoformat()) == (salon, 4, "2026-11-01T07:00:00+00:00")


def test_stock_without_a_moment_keeps_its_own_until_it_changes(base: Base) -> None:
    place(base.row)
    base.load(catalogue(good(FRAME)))
    base.load(offers(offer(FRAME, stock2("4")), head=""), "rests.xml")
    at = Stock.objects.get().at
    assert "изменено 0" in base.load(offers(offer(FRAME, stock2("4")), head=""), "rests.xml")
    assert Stock.objects.get().at == at
    assert "изменено 1" in base.load(offers(offer(FRAME, stock2("5")), head=""), "rests.xml")


def test_stock_of_an_unknown_place_waits_and_goes_in_by_itself(base: Base) -> None:
    base.load(catalogue(good(FRAME)))
    assert "ждёт 1" in base.load(offers(offer(FRAME, stock2("4"))), "rests.xml")
    assert (Stock.objects.count(), SyncParked.objects.get().missing_kind) == (0, "salon")


def test_prices_and_stock_in_files_of_their_own_do_not_forget_each_other(base: Base) -> None:
    place(base.row)
    base.load(catalogue(good(FRAME)))
    base.load(offers(offer(FRAME, price("100"))), "prices.xml")
    base.load(offers(offer(FRAME, stock3("2")), schema="3.1"), "rests.xml")
    base.load(catalogue(good(FRAME, "Другое имя")))
    row = Product.objects.get()
    assert (row.name, row.price, Stock.objects.get().qty) == ("Другое имя", 100, 2)


def test_goods_marked_as_deleted_or_missing_in_a_full_catalogue_are_sold_no_more(base: Base) -> None:
    base.load(catalogue(good(FRAME), good(SHOE)))
    base.load(catalogue(good(SHOE, more="<ПометкаУдаления>true</ПометкаУдаления>"), full=False))
    assert dict(Product.objects.values_list("guid", "is_active")) == {uuid.UUID(FRAME): True, uuid.UUID(SHOE): False}
    assert base.said("deactivate") == "success", "a catalogue of changes leaves the others alone"
    base.load(catalogue(good(SHOE)))
    assert base.said("deactivate") == "success"
    base.load(catalogue(good(SHOE)))
    assert dict(Product.objects.values_list("guid", "is_active")) == {uuid.UUID(FRAME): False, uuid.UUID(SHOE): True}


def test_a_good_told_twice_in_one_file_is_what_was_said_last(base: Base) -> None:
    base.load(catalogue(good(FRAME, "Первая"), good(FRAME, "Вторая")))
    assert Product.objects.get().name == "Вторая"


def test_two_books_keep_their_own_goods(base: Base) -> None:
    base.load(catalogue(good("17", "Свой")))
    Base("shop").login().load(catalogue(good("17", "Чужой")))
    assert sorted(Product.objects.values_list("client__source", "name")) == [("onec-retail", "Свой"), ("shop", "Чужой")]


def test_the_files_moment_never_lies_in_the_future(base: Base) -> None:
    place(base.row)
    base.load(catalogue(good(FRAME)))
    base.load(offers(offer(FRAME, stock2("4")), head='ДатаФормирования="2999-01-01T00:00:00"'), "rests.xml")
    assert Stock.objects.get().qty == 4


@pytest.mark.parametrize("encoding", ["windows-1251", "UTF-8", "UTF-16"])
@pytest.mark.parametrize("space", ["", ' xmlns="urn:1C.ru:commerceml_3"'])
def test_encodings_and_namespaces_are_the_same_file(base: Base, encoding: str, space: str) -> None:
    text = catalogue(good(FRAME, "Оправа «Ёлка»")).decode().replace("UTF-8", encoding)
    body = text.replace("<КоммерческаяИнформация", f"<КоммерческаяИнформация{space}").encode(encoding)
    base.load((b"\xef\xbb\xbf" if encoding == "UTF-8" else b"") + body)
    assert Product.objects.get().name == "Оправа «Ёлка»"


def test_a_classifier_alone_is_a_success_without_rows(base: Base) -> None:
    assert base.load(whole("<Классификатор><Группы><Группа><Ид>1</Ид></Группа></Группы></Классификатор>")).startswith(
        "success"
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no shared folder beside the checkout")
@pytest.mark.parametrize("name", NAMES)
def test_real_files_import_twice_and_the_second_time_change_nothing(base: Base, name: str) -> None:
    body, kind = (SAMPLES / name).read_bytes(), "sale" if "o" in name and "offers" not in name else "catalog"
    first = base.load(body, "file.xml", kind)
    assert first.startswith("success"), first
    assert "отклонено 0" in first, first
    news = News.objects.count()
    counts = Product.objects.count(), Order.objects.count(), SyncParked.objects.count()
    assert sum(counts) > 0
    again = base.load(body, "file.xml", kind)
    assert "Новых 0, изменено 0" in again, again
    assert "отклонено 0" in again, again
    assert News.objects.count() == news
    assert (Product.objects.count(), Order.objects.count(), SyncParked.objects.count()) == counts

"""The articles of the chain: brands, models and prices in roubles as the region knows them."""

import random
from dataclasses import dataclass
from decimal import Decimal

from optics_crm.core.demo import World
from orders.models import Product


@dataclass(frozen=True)
class Range:
    """A brand of one category: how many models, between which prices."""

    category: str
    brand: str
    models: int
    low: int
    high: int
    what: str


RANGES = (
    Range("frame", "Dacchi", 14, 1900, 3900, "Оправа"),
    Range("frame", "Nikitana", 12, 1700, 3200, "Оправа"),
    Range("frame", "Ray-Ban", 8, 9900, 17900, "Оправа"),
    Range("frame", "Vogue", 8, 6900, 11900, "Оправа"),
    Range("frame", "Silhouette", 4, 16900, 27900, "Оправа безободковая"),
    Range("frame", "Megapolis", 12, 2900, 5900, "Оправа"),
    Range("frame", "Fresh", 10, 3400, 6500, "Оправа"),
    Range("frame", "Nano Vista", 5, 4900, 7900, "Оправа детская"),
    Range("frame", "Elfspirit", 6, 2200, 3600, "Оправа детская"),
    Range("spectacle_lens", "Seiko", 6, 1600, 4900, "Линза очковая 1.5"),
    Range("spectacle_lens", "Hoya", 6, 2200, 6900, "Линза очковая 1.6"),
    Range("spectacle_lens", "Zeiss", 5, 3900, 9900, "Линза очковая 1.67"),
    Range("spectacle_lens", "Essilor Crizal", 6, 2400, 6400, "Линза очковая"),
    Range("spectacle_lens", "Stellest", 2, 8900, 10900, "Линза контроля миопии"),
    Range("spectacle_lens", "Varilux", 4, 5900, 15900, "Линза прогрессивная"),
    Range("spectacle_lens", "Стандарт", 5, 650, 1800, "Линза очковая CR-39"),
    Range("coating", "Crizal", 2, 700, 1500, "Покрытие антибликовое"),
    Range("contact_lens", "Acuvue Oasys", 2, 1890, 2390, "Контактные линзы"),
    Range("contact_lens", "Biofinity", 2, 1690, 1990, "Контактные линзы"),
    Range("contact_lens", "Air Optix", 2, 1590, 2190, "Контактные линзы"),
    Range("contact_lens", "Dailies Total 1", 2, 2390, 3490, "Контактные линзы"),
    Range("contact_lens", "MyDay", 1, 2190, 2690, "Контактные линзы"),
    Range("sunglasses", "Polaroid", 10, 3900, 7900, "Очки солнцезащитные"),
    Range("sunglasses", "Ray-Ban", 6, 11900, 19900, "Очки солнцезащитные"),
    Range("sunglasses", "Genex", 8, 1900, 3400, "Очки солнцезащитные"),
    Range("reading_glasses", "Most", 6, 590, 1290, "Очки готовые"),
    Range("accessory", "Optic Case", 6, 290, 990, "Футляр"),
    Range("accessory", "Chain", 4, 250, 790, "Цепочка для очков"),
    Range("accessory", "Салфетка", 3, 90, 290, "Салфетка из микрофибры"),
    Range("care_product", "Opti-Free", 3, 690, 1190, "Раствор для линз"),
    Range("care_product", "Biotrue", 2, 790, 1090, "Раствор для линз"),
    Range("care_product", "Clean Optic", 3, 290, 490, "Спрей для очков"),
)
SERVICES = (
    ("Изготовление очков", 600),
    ("Изготовление очков, сложное", 1300),
    ("Проверка зрения", 500),
    ("Подбор контактных линз", 900),
    ("Замена носовых упоров", 250),
    ("Ультразвуковая чистка", 200),
)
GIFTS = (1000, 3000, 5000)
COLOURS = ("чёрный", "гавана", "синий", "золото", "серебро", "бордо", "прозрачный", "тёмно-зелёный")


def catalogue(world: World) -> None:
    """Writes the articles; tellers find them by category in `world.kept`."""
    rng = world.rng("catalogue")
    made = [_article(world, rng, span, number) for span in RANGES for number in range(span.models)]
    made += [_plain(world, name, "service", price) for name, price in SERVICES]
    made += [_plain(world, f"Подарочный сертификат {price} ₽", "certificate", price) for price in GIFTS]
    Product.objects.bulk_create(made)
    world.kept["products"] = articles()


def articles() -> dict[str, list[tuple[str, str, int]]]:
    """What the chain sells, by category: id, name and price of each article."""
    kept: dict[str, list[tuple[str, str, int]]] = {}
    for product in Product.objects.filter(price__isnull=False).order_by("name", "pk"):
        kept.setdefault(product.category, []).append((product.pk.hex, product.name, int(product.price or 0)))
    return kept


def _article(world: World, rng: random.Random, span: Range, number: int) -> Product:
    key = (span.category, span.brand, span.what, number)
    model = f"{rng.choice('ABDKLMRSTV')}{rng.randint(100, 9999)}"
    has_colour = span.category in ("frame", "sunglasses")
    colour = rng.choice(COLOURS) if has_colour else ""
    price = round(rng.randint(span.low, span.high) / 10) * 10
    return Product(
        id=world.id("product", *key),
        client_id=world.client,
        guid=world.id("product guid", *key),
        version=1,
        name=" ".join(part for part in (span.what, span.brand, model, colour) if part),
        sku=f"{span.brand[:3].upper()}-{model}",
        barcodes=[f"46{rng.randint(10**10, 10**11 - 1)}"],
        category=span.category,
        brand=span.brand,
        model=model,
        color=colour,
        size=f"{rng.randint(48, 56)}-{rng.randint(15, 20)}-{rng.choice((135, 140, 145))}" if has_colour else "",
        price=Decimal(price),
    )


def _plain(world: World, name: str, category: str, price: int) -> Product:
    return Product(
        id=world.id("product", name),
        client_id=world.client,
        guid=world.id("product guid", name),
        version=1,
        name=name,
        category=category,
        price=Decimal(price),
    )

"""`product` of the exchange: one article of the catalogue."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from optics_crm.core.sync.kinds import Kind, exchange
from optics_crm.core.sync.values import OptBool, OptNumber, Reading, Str40, Str80, Str120, Str300, money, plain
from orders.models import Product

CategoryCode = Literal[
    "frame",
    "spectacle_lens",
    "coating",
    "contact_lens",
    "sunglasses",
    "reading_glasses",
    "accessory",
    "care_product",
    "service",
    "certificate",
]


class ProductShape(Struct):
    """`product` as 1C sends it."""

    name: Str300
    sku: Str80 | None | UnsetType = UNSET
    barcode: list[Str40] | None | UnsetType = UNSET
    category: CategoryCode | None | UnsetType = UNSET
    brand: Str120 | None | UnsetType = UNSET
    model: Str120 | None | UnsetType = UNSET
    color: Str80 | None | UnsetType = UNSET
    size: Str40 | None | UnsetType = UNSET
    attrs: list[dict[str, Any]] | None | UnsetType = UNSET
    price: OptNumber = UNSET
    is_active: OptBool = UNSET


@exchange
class ProductKind(Kind[ProductShape]):
    """An article without a category is an accessory until somebody maps it."""

    code = "product"
    order = 30
    model = Product
    signs = ("sku", "barcode", "name")
    shape = ProductShape
    columns = {
        "name": "",
        "sku": "",
        "barcodes": [],
        "category": "accessory",
        "brand": "",
        "model": "",
        "color": "",
        "size": "",
        "attrs": [],
        "price": None,
        "is_active": True,
    }

    def row(self, data: ProductShape, reading: Reading) -> dict[str, Any]:
        return {
            "name": data.name,
            "sku": data.sku,
            "barcodes": data.barcode,
            "category": data.category,
            "brand": data.brand,
            "model": data.model,
            "color": data.color,
            "size": data.size,
            "attrs": data.attrs,
            "price": money(data.price, "/price") if isinstance(data.price, Decimal) else data.price,
            "is_active": data.is_active,
        }

    def signs_of(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        barcodes = data.get("barcode")
        for sign, values in (("sku", [data.get("sku")]), ("barcode", barcodes), ("name", [data.get("name")])):
            for value in values if isinstance(values, list) else ():
                if told := plain(value):
                    yield sign, told

    def stored_signs(self) -> str:
        return """SELECT guid, 'sku' AS sign, lower(sku) AS value FROM orders_product
             WHERE client_id = %(client)s AND deleted_at IS NULL AND sku <> ''
            UNION ALL SELECT guid, 'barcode', lower(barcode) FROM orders_product, unnest(barcodes) barcode
             WHERE client_id = %(client)s AND deleted_at IS NULL
            UNION ALL SELECT guid, 'name', lower(name) FROM orders_product
             WHERE client_id = %(client)s AND deleted_at IS NULL"""

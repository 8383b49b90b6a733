"""`stock` of the exchange: how many of a product are in a salon. Its key is the product and the salon."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import OptNumber, Reading, number
from orders.models import Stock

QTY_LIMIT = Decimal("99999999.999")


class StockShape(Struct):
    """`stock` as 1C sends it."""

    product: UUID
    salon: UUID
    qty: Decimal
    at: dt.datetime
    reserved: OptNumber = UNSET


@exchange
class StockKind(Kind[StockShape]):
    """A whole picture of a shelf: no news, no history. What is put aside cannot be negative."""

    code = "stock"
    order = 120
    key_of = ("product", "salon")
    model = Stock
    day_of = "at"
    sum_of = "qty"
    shape = StockShape
    columns = {"product_id": None, "salon_id": None, "qty": 0, "reserved": 0, "at": None}
    is_copied = True

    def row(self, data: StockShape, reading: Reading) -> dict[str, Any]:
        reserved = data.reserved
        if isinstance(reserved, Decimal) and number(reserved, "/reserved", QTY_LIMIT) < 0:
            raise Fault("out_of_range", "/reserved", reserved)
        return {
            "qty": number(data.qty, "/qty", QTY_LIMIT),
            "reserved": reserved,
            "at": reading.past_moment(data.at, "/at"),
        }

    def needs(self, data: StockShape) -> Iterable[Need]:
        yield "product", data.product
        yield "salon", data.salon

    def link(self, work: Work[StockShape], batch: Batch) -> None:
        work.row["product_id"] = batch.ref("product", work.data.product, "/product")
        work.row["salon_id"] = batch.ref("salon", work.data.salon, "/salon")

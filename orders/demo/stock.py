"""What lies in which salon, and what is put aside for whom."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from customers.demo.story import NONE, Member, day_text
from optics_crm.core.demo import Chunk, World
from optics_crm.core.models import Salon
from optics_crm.core.sync import copying, keys
from optics_crm.core.sync.kinds import KINDS
from orders.demo import sheets
from orders.models import Product

ON_SHELVES = ("frame", "contact_lens", "sunglasses", "reading_glasses", "accessory", "care_product")
MOST = {"frame": 3, "sunglasses": 3, "contact_lens": 24, "reading_glasses": 8, "accessory": 15, "care_product": 20}
SHARE = 0.4  # of the salons that have an article
PUT_ASIDE = 0.02
OPEN = ("requested", "requested", "confirmed", "confirmed", "moving", "arrived")
ENDED = ("sold", "sold", "refused", "expired")
COLUMNS = (
    "id",
    "client_id",
    "guid",
    "version",
    "product_id",
    "salon_id",
    "qty",
    "reserved",
    "at",
    "created_at",
    "updated_at",
)


def shelves(world: World) -> None:
    """Fills the shelves of every salon; a dear frame lies in a few of them only."""
    copying.copy("orders_stock", COLUMNS, list(_rows(world)))


def _rows(world: World) -> Iterator[tuple[Any, ...]]:
    kind, luck, client, now = KINDS.get("stock"), world.rng("stock").random, UUID(world.client), world.now
    salons = list(Salon.objects.filter(guid__isnull=False).order_by("code").values_list("pk", "guid"))
    articles = Product.objects.filter(category__in=ON_SHELVES, guid__isnull=False).order_by("sku", "pk")
    for product, guid, category in articles.values_list("pk", "guid", "category"):
        for salon, salon_guid in salons:
            if luck() < SHARE and guid and salon_guid:
                key = keys.derived(kind, [guid, salon_guid])
                qty = 1 + int(luck() * luck() * MOST[category])
                aside = 1 if luck() < 0.05 else 0
                yield world.id("stock", key), client, key, 1, product, salon, qty, aside, now, now, now


class Asides:
    """Writes what is put aside for a chunk's people."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.luck = chunk.world.rng("asides", chunk.index).random
        self.today = chunk.world.as_of.toordinal()
        self.frames = chunk.world.kept["products"]["frame"]

    def put(self, member: Member) -> None:
        """Now and then a frame in another salon is put aside for a member."""
        if self.luck() >= PUT_ASIDE or not member.visits:
            return
        salons = self.chunk.world.salons
        here = salons[int(self.luck() * len(salons))]
        there = NONE if here is member.salon else member.salon.id
        is_open = self.luck() < 0.6
        statuses = OPEN if is_open else ENDED
        status = statuses[int(self.luck() * len(statuses))]
        day = self.today - int(self.luck() * 4 if is_open else 5 + self.luck() * 40)
        article = self.frames[int(self.luck() * len(self.frames))]
        at = f"{day_text(day)} {'12:00' if day < self.today else '08:10'}:00+03"
        reason = "Продана в салоне до резерва" if status == "refused" else ""
        self.chunk.lines(sheets.RESERVATION).append(
            f"{self.chunk.new_id()}\t{self.chunk.world.client}\t{self.chunk.guid()}\t1\t{member.card}\t{article[0]}\t"
            f"{here.id}\t{there}\t1\t{day_text(day + 3)} 20:00:00+03\t{status}\t{at}\t{reason}\t{at}\t{at}"
        )

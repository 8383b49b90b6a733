"""Purchases with their lines and payments, the returns of some, the free service of each pair of glasses."""

from customers.demo.story import NONE, Member, Visit, day_text
from optics_crm.core.demo import Chunk
from orders.demo import sheets
from orders.demo.baskets import Line, Shop
from orders.demo.orders import Orders

RETURNED = 0.02
CHANNELS = ("salon",) * 17 + ("shop", "shop", "phone")
CHANNELS_OF_SMALL = ("salon",) * 12 + ("shop",) * 5 + ("marketplace", "marketplace", "messenger")
PAYMENTS = ("card",) * 11 + ("sbp",) * 4 + ("cash",) * 4 + ("credit",)


class Desk:
    """Writes what a chunk's people bought."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rng = chunk.rng
        self.shop = Shop(chunk.rng, chunk.world.kept["products"])
        self.today = chunk.world.as_of.toordinal()
        self.purchases = chunk.lines(sheets.PURCHASE)
        self.orders = Orders(chunk)
        self.written = 0

    def sell(self, visit: Visit, member: Member) -> str:
        """Writes the purchase of a visit; returns its id."""
        purchase, guid = self.chunk.new_id(), self.chunk.guid()
        lines = self.shop.fill(visit, member)
        medical = visit.purpose == "glasses"
        handed, handed_at = self._handed(visit) if medical else (visit.day, visit.at(10))
        medical_on = (handed or visit.day) if medical else 0
        returned = self._return_day(visit, handed)
        gone = returned and (len(lines) == 1 or self.rng.random() < 0.6)
        back = lines if gone else lines[:1]
        lens_back = bool(returned) and any(line.category == "spectacle_lens" for line in back)
        until = day_text(returned) if lens_back else NONE
        total = sum([line.amount for line in lines])
        small = visit.purpose in ("extra", "sun", "lenses")
        channels = CHANNELS_OF_SMALL if small else CHANNELS
        self.written += 1
        at = visit.at()
        seller, channel = self._one(visit.salon.sellers), channels[int(self.rng.random() * 20)]
        order, order_guid = self.orders.of_sale(visit, lines, total, channel=channel, handed=handed, returned=returned)
        self.purchases.append(
            f"{purchase}\t{self.chunk.world.client}\t{guid}\t1\t{visit.card}\t{visit.salon.id}\t"
            f"{self._number(visit)}\t{at}\t{day_text(visit.day)}\t{handed_at}\t{day_text(handed) if handed else NONE}\t"
            f"{seller}\t{visit.doctor or NONE}\tsale\t{NONE}\t{NONE}\t"
            f"{total}\t{sum([line.off for line in lines])}\t"
            f"{channel}\t{visit.exam or NONE}\t{order}\t{order_guid}\t"
            f"{day_text(medical_on) if medical else NONE}\t{until}\t{day_text(returned) if gone else NONE}\t{at}\t{at}"
        )
        self._lines(purchase, lines)
        self._paid(purchase, total, len(lines), visit.at(5))
        if returned:
            self._give_back(visit, purchase, guid, back, returned)
        if medical:
            visit.entitlement = self._entitle(purchase, medical_on, until, at)
        if visit.card not in (member.card, member.second_card):
            self._misfiled(purchase, member)
        return purchase

    def begin(self, member: Member) -> None:
        """An order of the member's that may be under way."""
        self.orders.not_sold_yet(member, lambda visit: self.shop.glasses(visit, member))

    def _handed(self, visit: Visit) -> tuple[int, str]:
        """The day and moment of the hand-over of glasses that were made to order, or none yet."""
        day = visit.day + 1 + int(self.rng.random() * self.rng.random() * 11)
        if day >= self.today:
            return 0, NONE
        return day, f"{day_text(day)} {visit.salon.opens + 4}:20:00+{visit.salon.offset:02d}"

    def _return_day(self, visit: Visit, handed: int) -> int:
        if self.rng.random() >= RETURNED or not handed:
            return 0
        day = handed + 1 + int(self.rng.random() * 13)
        return day if day < self.today else 0

    def _number(self, visit: Visit) -> str:
        return f"{visit.salon.name[:1]}{self.chunk.index:04d}-{self.written:05d}"

    def _one(self, ids: list[str]) -> str:
        return ids[int(self.rng.random() * len(ids))]

    def _lines(self, purchase: str, lines: list[Line]) -> None:
        written = self.chunk.lines(sheets.LINE)
        for number, line in enumerate(lines, 1):
            article = line.article
            written.append(
                f"{purchase}\t{number}\t{article[0]}\t{article[1]}\t{line.category}\t{line.qty}\t{article[2]}\t"
                f"{line.off}\t{line.amount}\t{line.rx or NONE}"
            )

    def _paid(self, purchase: str, total: int, lines: int, at: str) -> None:
        if total <= 0:
            return
        parts = (total // 2, total - total // 2) if lines > 2 and self.rng.random() < 0.2 else (total,)
        for part in parts:
            kind = PAYMENTS[int(self.rng.random() * len(PAYMENTS))]
            self.chunk.lines(sheets.PAYMENT).append(f"{purchase}\t{kind}\t{part}\t{at}\t\t")

    def _give_back(self, visit: Visit, sale: str, guid: str, back: list[Line], day: int) -> None:
        purchase = self.chunk.new_id()
        at = f"{day_text(day)} {visit.salon.opens + 2}:40:00+{visit.salon.offset:02d}"
        total = sum([line.amount for line in back])
        self.purchases.append(
            f"{purchase}\t{self.chunk.world.client}\t{self.chunk.guid()}\t1\t{visit.card}\t{visit.salon.id}\t"
            f"{self._number(visit)}-В\t{at}\t{day_text(day)}\t{NONE}\t{NONE}\t{self._one(visit.salon.sellers)}"
            f"\t{NONE}\treturn\t{sale}\t{guid}"
            f"\t{total}\t{sum([line.off for line in back])}\tsalon\t{NONE}\t{NONE}\t{NONE}\t{NONE}\t{NONE}\t"
            f"{NONE}\t{at}\t{at}"
        )
        self._lines(purchase, back)
        self.chunk.lines(sheets.PAYMENT).append(f"{purchase}\tcard\t{total}\t{at}\t\t")

    def _entitle(self, purchase: str, medical_on: int, until: str, at: str) -> str:
        entitlement = self.chunk.new_id()
        self.chunk.lines(sheets.ENTITLEMENT).append(
            f"{entitlement}\t{purchase}\t{day_text(medical_on)}\t{two_years_after(medical_on)}\t{until}\t{at}\t{at}"
        )
        return entitlement

    def _misfiled(self, purchase: str, member: Member) -> None:
        self.chunk.truth.append(
            f"purchase,{purchase},{member.person},,{member.surname},{member.first},{member.middle},"
            f"{day_text(member.born)},{member.phone},misfiled\n"
        )


def two_years_after(day: int) -> str:
    """The day two calendar years later; 29 February becomes 28."""
    text = day_text(day)
    return f"{int(text[:4]) + 2}{'-02-28' if text.endswith('-02-29') else text[4:]}"

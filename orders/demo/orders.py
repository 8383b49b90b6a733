"""Orders of the last months: what became of them, what is still being made, what was promised and is late."""

from collections.abc import Callable

from customers.demo.story import NONE, Member, Visit, day_text
from optics_crm.core.demo import Chunk
from orders.demo import sheets
from orders.demo.baskets import Line
from orders.statuses import track

RECENT = 120  # days whose orders are still in the books
UNDER_WAY, SLOW, LOST = 0.01, 0.35, 0.003  # of the people; of their orders; of the people whose order was cancelled
BEGUN_WITHIN = 16  # days
WAYS = {kind: [one.code for one in track(kind)] for kind in ("glasses", "contact_lenses", "goods")}
BESIDE = (("on_hold", 0.06), ("remake", 0.04))
HOLDS = ("Ждём ответа клиента по линзам", "Оправы нет в наличии, предложили другую", "Уточняем рецепт у врача")
CAUSES = ("rx", "centring", "lens_defect", "frame_break")
REASONS = ("Клиент передумал", "Нет нужных линз", "Заказал в другом месте", "Не дозвонились")


class Orders:
    """Writes the orders of a chunk's people, each with the entry of 1C's book, its steps and promises."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.luck = chunk.world.rng("orders", chunk.index).random
        self.today = chunk.world.as_of.toordinal()
        self.written = 0

    def of_sale(
        self, visit: Visit, lines: list[Line], total: int, *, channel: str, handed: int, returned: int
    ) -> tuple[str, str]:
        """The order (id and GUID) that a recent sale was, or nothing."""
        kind = "glasses" if visit.purpose == "glasses" else "contact_lenses" if visit.purpose == "lenses" else "goods"
        if self.today - visit.day > RECENT or (kind != "glasses" and channel != "shop"):
            return NONE, NONE
        way = WAYS[kind]
        days = (handed or self.today) - visit.day
        steps = [(code, visit.day + days * place // len(way)) for place, code in enumerate(way)]
        if not handed:
            steps = self._unfinished(steps, visit)
        if returned:
            steps.append(("returned", returned))
        return self._write(visit, lines, steps, kind=kind, channel=channel, total=total)

    def not_sold_yet(self, member: Member, fill: Callable[[Visit], list[Line]]) -> None:
        """Glasses that somebody has ordered lately and not paid in full; some were ordered and cancelled."""
        luck = self.luck()
        if luck >= UNDER_WAY + LOST or not member.visits:
            return
        is_lost = luck < LOST
        last = member.visits[-1]
        age = 1 + int(self.luck() * (RECENT if is_lost else BEGUN_WITHIN))
        minute = (last.salon.opens + 1) * 60 + int(self.luck() * 300)
        visit = Visit(self.today - age, last.salon, minute, "glasses", bought=False, examined=False, card=member.card)
        visit.rx, visit.rx_purpose = (last.rx, last.rx_purpose) if last.purpose == "glasses" else ("", "")
        lines = fill(visit)
        steps = [(code, visit.day + min(age, place)) for place, code in enumerate(WAYS["glasses"])]
        steps = (
            [*steps[:2], ("cancelled", min(visit.day + 2, self.today))] if is_lost else self._unfinished(steps, visit)
        )
        total = sum([line.amount for line in lines])
        self._write(visit, lines, steps, kind="glasses", channel="salon", total=total)

    def _unfinished(self, steps: list[tuple[str, int]], visit: Visit) -> list[tuple[str, int]]:
        """How far an order has come that is not handed over; now and then it is stuck beside its way."""
        days = (self.today - visit.day) / (4 if self.luck() < SLOW else 1)
        done = min(len(steps) - 1, max(1, int((days + self.luck() * 4) / 8 * len(steps))))
        steps = steps[:done]
        luck = self.luck()
        for code, share in BESIDE:
            luck -= share
            if luck < 0 and len(steps) > 1:
                return [*steps, (code, steps[-1][1])]
        return steps

    def _write(
        self, visit: Visit, lines: list[Line], steps: list[tuple[str, int]], *, kind: str, channel: str, total: int
    ) -> tuple[str, str]:
        order, entry, guid = self.chunk.new_id(), self.chunk.new_id(), self.chunk.guid()
        self.written += 1
        number = f"З{self.chunk.index:04d}-{self.written:05d}"
        shop = f"S{self.chunk.index:04d}{self.written:05d}" if channel == "shop" else ""
        status, status_at = steps[-1][0], self._at(visit, steps[-1][1], len(steps) - 1)
        promises = self._promises(visit, kind)
        reason = REASONS[int(self.luck() * len(REASONS))] if status == "cancelled" else ""
        place = f"pickup\t{visit.salon.id}" if shop else f"\t{NONE}"
        terms = (
            f"{visit.card}\t{visit.salon.id}\t{number}\t{shop}\t{kind}\t{channel}\t{visit.at()}\t{status}\t{status_at}\t"
            f"onec\t{visit.exam_guid or NONE}\t{total}\t{place}\t\t\t{reason}"
        )
        stamps = f"{visit.at()}\t{status_at}"
        hold = HOLDS[int(self.luck() * len(HOLDS))] if status == "on_hold" else ""
        cause = CAUSES[int(self.luck() * len(CAUSES))] if status == "remake" else ""
        paid = total if status in ("issued", "returned") else total // 2
        self.chunk.lines(sheets.ORDER).append(
            f"{order}\t{guid}\t{terms}\t{day_text(visit.day)}\t{visit.exam or NONE}\t{paid}\t"
            f"{day_text(promises[-1])}\t{day_text(promises[0])}\t{hold}\t{cause}\t{entry}\t{entry}\t{stamps}"
        )
        self.chunk.lines(sheets.ORDER_ENTRY).append(
            f"{entry}\t{order}\t{self.chunk.world.client}\t{guid}\t1\t{terms}\t{day_text(promises[-1])}\t{shop}\t{stamps}"
        )
        self._children(entry, visit, lines, paid)
        self._history(order, visit, steps, promises)
        return order, guid

    def _promises(self, visit: Visit, kind: str) -> list[int]:
        first = visit.day + (2 if kind != "glasses" else 3 + int(self.luck() * 6))
        if self.luck() < 0.1:
            return [first, first + 1 + int(self.luck() * 4)]
        return [first]

    def _children(self, entry: str, visit: Visit, lines: list[Line], paid: int) -> None:
        written = self.chunk.lines(sheets.ORDER_LINE)
        for number, line in enumerate(lines, 1):
            article = line.article
            written.append(
                f"{entry}\t{number}\t{article[0]}\t{article[1]}\t{line.category}\t{line.qty}\t{article[2]}\t"
                f"{line.off}\t{line.amount}\t{line.rx or NONE}"
            )
        if paid:
            self.chunk.lines(sheets.ORDER_PAYMENT).append(f"{entry}\tcard\t{paid}\t{visit.at(5)}\t\t")

    def _history(self, order: str, visit: Visit, steps: list[tuple[str, int]], promises: list[int]) -> None:
        before = ""
        for place, (code, day) in enumerate(steps):
            at = self._at(visit, day, place)
            self.chunk.lines(sheets.ORDER_CHANGE).append(
                f"{self.chunk.new_id()}\t{order}\t{before}\t{code}\t{at}\tonec-retail\tonec\t"
            )
            before = code
        said = visit.at(6)
        for place, day in enumerate(promises):
            why = "Линзы задерживаются у поставщика" if place else ""
            at = self._at(visit, promises[0] - 1, 0) if place else said
            self.chunk.lines(sheets.ORDER_PROMISE).append(
                f"{self.chunk.new_id()}\t{order}\t{day_text(day)}\t{at}\tonec-retail\t{why}"
            )

    def _at(self, visit: Visit, day: int, place: int) -> str:
        """A moment within the salon's hours; steps of one day come one after the other, the last ones yesterday."""
        if day == visit.day:
            return visit.at(place * 7)
        if day >= self.today:
            evening = f"{visit.salon.closes - 1}:{min(59, place * 4):02d}:00"
            return f"{day_text(self.today - 1)} {evening}+{visit.salon.offset:02d}"
        return f"{day_text(day)} {visit.salon.opens}:{min(59, place * 4):02d}:00+{visit.salon.offset:02d}"

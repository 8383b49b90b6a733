"""The desk that takes glasses in: tickets with their stages, promises, owners and workshops."""

from collections.abc import Sequence

from contactcenter.demo import sheets
from contactcenter.demo.troubles import TROUBLES, UNDER_WAY, Trouble
from customers.demo.story import NONE, Visit, day_text
from optics_crm.core.demo import Chunk, DemoSalon
from orders.demo import sheets as orders

TERM_DAYS = 730
STUCK = 0.3  # tickets that are not done when they should be
STUCK_DAYS = 16  # for so many days at most
PARTS, APPROVAL = 0.15, 0.2  # repairs that wait for parts, or for the client's word
MORE_AT_FIRST, MORE = 26, 3  # tickets under way that the first part of the people has beside the others, and the rest
ENDS = ("issued", "closed")


class Desk:
    """Writes whatever befell the pairs of glasses of one chunk."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.luck = chunk.rng.random
        self.today = chunk.world.as_of.toordinal()
        self.workshops = [salon for salon in chunk.world.salons if salon.is_workshop] or chunk.world.salons[:1]
        self.written = 0

    def look_at(self, visit: Visit) -> None:
        """Whatever befell one pair within two years."""
        for trouble in TROUBLES:
            if self.luck() < trouble.share:
                day = visit.day + 15 + int(self.luck() * (TERM_DAYS - 40))
                if day < self.today:
                    self._write(trouble, visit, day)

    def fill(self, visits: Sequence[Visit]) -> None:
        """Some tickets more that are under way now, most of them in the salon of the logins."""
        recent = [visit for visit in visits if 20 < self.today - visit.day < TERM_DAYS]
        first = self.chunk.world.salons[0]
        recent.sort(key=lambda visit: (visit.salon is not first, -visit.day))
        for place, visit in enumerate(recent[: MORE_AT_FIRST if self.chunk.index == 0 else MORE]):
            trouble = UNDER_WAY[place % len(UNDER_WAY)]
            self._write(trouble, visit, self.today - 1 - int(self.luck() * (trouble.days + 4)))

    def _write(self, trouble: Trouble, visit: Visit, day: int) -> None:
        chunk, salon = self.chunk, visit.salon
        ticket, guid = chunk.new_id(), chunk.guid()
        passed, days = self._passed(trouble, day)
        at = [self._moment(salon, day, step, days / max(1, len(passed) - 1)) for step in range(len(passed))]
        stage, ended = passed[-1], passed[-1] in ENDS
        self.written += 1
        price = trouble.price if trouble.kind == "repair" and self.luck() < 0.6 else NONE
        words = trouble.words[int(self.luck() * len(trouble.words))]
        owner = salon.sellers[int(self.luck() * len(salon.sellers))]
        demand = trouble.demands[int(self.luck() * len(trouble.demands))]
        workshop = self.workshops[int(self.luck() * len(self.workshops))].id if trouble.to_workshop else NONE
        first = day + trouble.days + 2
        promised = first + 5 if days > trouble.days + 2 and self.luck() < 0.5 else first
        resolution = trouble.resolution if ended else ""
        chunk.lines(sheets.TICKET).append(
            f"{ticket}\t{chunk.world.client}\t{guid}\t1\t{visit.card}\t{salon.id}\t{workshop}\t{visit.purchase}\t"
            f"Р{chunk.index:04d}-{self.written:04d}\t{trouble.kind}\t{stage}\t{at[0]}\t{day_text(day)}\t{at[-1]}\t"
            f"{stage}\t{at[-1]}\t{day_text(first)}\t{day_text(promised)}\t{at[-1] if ended else NONE}\tОчки\t{words}\t"
            f"{demand}\t{at[0] if demand else NONE}\t{owner}\t{price}\t"
            f"{'t' if price == NONE else 'f'}\t{resolution}\t{at[0]}\t{at[-1]}"
        )
        self._steps(ticket, passed, at)
        self._promises(ticket, (first, promised), at)
        if trouble.kind == "maintenance" and ended:
            chunk.lines(orders.USE).append(
                f"{chunk.new_id()}\t{visit.entitlement}\t{day_text(day)}\t{salon.id}\t{owner}\t{guid}\t{words}\t"
                f"{at[0]}\t{at[0]}"
            )

    def _steps(self, ticket: str, passed: tuple[str, ...], at: list[str]) -> None:
        chunk = self.chunk
        chunk.lines(sheets.CHANGE).extend(
            f"{chunk.new_id()}\t{chunk.world.client}\t{chunk.guid()}\t1\tservice_ticket\t{ticket}\t{ticket}\t"
            f"{passed[step - 1] if step else ''}\t{stage}\t{at[step]}\tonec-retail\t\t{at[step]}\t{at[step]}"
            for step, stage in enumerate(passed)
        )

    def _promises(self, ticket: str, days: tuple[int, int], at: list[str]) -> None:
        first, latest = days
        lines = self.chunk.lines(sheets.PROMISE)
        lines.append(f"{ticket}\t{day_text(first)}\t{at[0]}\tonec-retail\t")
        if latest != first:
            lines.append(f"{ticket}\t{day_text(latest)}\t{at[-1]}\tonec-retail\tнет запчастей у поставщика")

    def _passed(self, trouble: Trouble, day: int) -> tuple[tuple[str, ...], int]:
        """The stages it has been through by the chain's last day, and in how many days."""
        gone, stages = self.today - day, self._way(trouble)
        if gone > trouble.days and not (gone <= trouble.days + STUCK_DAYS and self.luck() < STUCK):
            return stages, trouble.days
        reached = max(1, min(len(stages) - 1, len(stages) * gone // (trouble.days + 1)))
        if gone > trouble.days:
            reached = 1 + int(self.luck() * (len(stages) - 1))
        return stages[:reached], min(gone, trouble.days)

    def _way(self, trouble: Trouble) -> tuple[str, ...]:
        if not trouble.to_workshop:
            return trouble.stages
        luck = self.luck()
        detour = "awaiting_parts" if luck < PARTS else "awaiting_client_approval" if luck < PARTS + APPROVAL else ""
        place = trouble.stages.index("in_repair")
        return (*trouble.stages[:place], detour, *trouble.stages[place:]) if detour else trouble.stages

    def _moment(self, salon: DemoSalon, day: int, step: int, pace: float) -> str:
        when = min(self.today - 1, day + int(pace * step))
        hour = min(salon.closes - 1, salon.opens + 1 + step)
        return f"{day_text(when)} {hour:02d}:{10 + step}:00+{salon.offset:02d}"

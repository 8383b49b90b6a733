"""This floor's part of the demo chain: repairs, free service, claims, each with the stages it went through."""

from dataclasses import dataclass

from customers.demo.story import NONE, Member, Visit, day_text
from optics_crm.core.demo import Chunk, sheet, teller
from orders.demo import sheets as orders

TICKET = sheet(
    "contactcenter_ticket",
    "id client_id guid version card_id salon_id purchase_id number kind stage opened_at opened_on stage_at promised_on"
    " closed_at item defect owner_id price is_warranty resolution created_at updated_at",
)
CHANGE = sheet("contactcenter_stagechange", "ticket_id from_stage to_stage at comment")

TERM_DAYS = 730


@dataclass(frozen=True)
class Trouble:
    """A kind of ticket: how often after a pair of glasses, what is wrong, its way, days it takes, its price."""

    kind: str
    share: float
    words: tuple[str, ...]
    stages: tuple[str, ...]
    days: int
    price: int
    resolution: str


TROUBLES = (
    Trouble(
        "maintenance",
        0.13,
        ("Чистка и подтяжка винтов", "Замена носоупоров", "Выправка оправы"),
        ("accepted", "in_repair", "issued"),
        1,
        0,
        "Обслужено бесплатно",
    ),
    Trouble(
        "repair",
        0.035,
        ("Сломана дужка", "Выпала линза", "Потерян винт", "Треснул мост оправы"),
        ("accepted", "sent_to_workshop", "diagnosed", "in_repair", "in_transit", "ready", "client_notified", "issued"),
        12,
        600,
        "Отремонтировано",
    ),
    Trouble(
        "claim",
        0.004,
        ("Отслоилось покрытие линзы", "Облезла краска оправы", "Линза поцарапана при выдаче"),
        ("accepted", "diagnosed", "ready", "closed"),
        9,
        0,
        "Линзы заменены по гарантии",
    ),
    Trouble(
        "complaint",
        0.002,
        ("Очки готовы позже обещанного", "Не устроило обслуживание"),
        ("accepted", "closed"),
        4,
        0,
        "Принесены извинения",
    ),
)


@teller("contactcenter.tickets")
def tickets(chunk: Chunk) -> None:
    """Tickets of pairs of glasses; the latest are still under way."""
    counter = _Counter(chunk)
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if visit.entitlement:
                    counter.look_at(visit, member)


class _Counter:
    """The desk that takes glasses in."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.luck = chunk.rng.random
        self.today = chunk.world.as_of.toordinal()
        self.written = 0

    def look_at(self, visit: Visit, member: Member) -> None:
        """Whatever befell one pair within two years."""
        for trouble in TROUBLES:
            if self.luck() < trouble.share:
                day = visit.day + 15 + int(self.luck() * (TERM_DAYS - 40))
                if day < self.today:
                    self._write(trouble, visit, member, day)

    def _write(self, trouble: Trouble, visit: Visit, member: Member, day: int) -> None:
        chunk, salon = self.chunk, visit.salon
        ticket, guid = chunk.new_id(), chunk.guid()
        passed = self._passed(trouble, day)
        at = [self._moment(visit, day, step, trouble) for step in range(len(passed))]
        ended = passed[-1] in ("issued", "closed")
        self.written += 1
        price = trouble.price if trouble.kind == "repair" and self.luck() < 0.6 else NONE
        words = trouble.words[int(self.luck() * len(trouble.words))]
        owner = salon.sellers[int(self.luck() * len(salon.sellers))]
        promised = day_text(day + trouble.days + 2)
        chunk.lines(TICKET).append(
            f"{ticket}\t{chunk.world.client}\t{guid}\t1\t{visit.card}\t{salon.id}\t{visit.purchase}\t"
            f"Р{chunk.index:04d}-{self.written:04d}\t{trouble.kind}\t{passed[-1]}\t{at[0]}\t{day_text(day)}\t{at[-1]}\t"
            f"{promised}\t{at[-1] if ended else NONE}\tОчки\t{words}\t{owner}\t{price}\t"
            f"{'t' if price == NONE else 'f'}\t{trouble.resolution if ended else ''}\t{at[0]}\t{at[-1]}"
        )
        chunk.lines(CHANGE).extend(
            f"{ticket}\t{passed[step - 1] if step else ''}\t{stage}\t{at[step]}\t" for step, stage in enumerate(passed)
        )
        if trouble.kind == "maintenance" and ended:
            chunk.lines(orders.USE).append(
                f"{chunk.new_id()}\t{visit.entitlement}\t{day_text(day)}\t{salon.id}\t{owner}\t{guid}\t{words}\t"
                f"{at[0]}\t{at[0]}"
            )

    def _passed(self, trouble: Trouble, day: int) -> tuple[str, ...]:
        """The stages it has been through by the chain's last day."""
        gone = self.today - day
        if gone > trouble.days:
            return trouble.stages
        return trouble.stages[: max(1, len(trouble.stages) * gone // (trouble.days + 1))]

    def _moment(self, visit: Visit, day: int, step: int, trouble: Trouble) -> str:
        when = min(self.today - 1, day + trouble.days * step // max(1, len(trouble.stages) - 1))
        hour = min(visit.salon.closes - 1, visit.salon.opens + 1 + step)
        return f"{day_text(when)} {hour:02d}:{10 + step}:00+{visit.salon.offset:02d}"

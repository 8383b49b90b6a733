"""Promises to clients: what a consultant, a doctor or an operator owes whom, and what was kept lately."""

from customers.demo import sheets
from customers.demo.story import NONE, Family, Member, Visit, day_text
from optics_crm.core.demo import Chunk

RECENT = 45  # days whose promises are still in the books
ASKED_AFTER = 7
OFFER = "Предложить очки по рецепту после проверки зрения"
CALLBACKS = (
    "Перезвонить: когда будут готовы очки",
    "Перезвонить: записать на проверку зрения",
    "Перезвонить: сломалась дужка, нужна консультация",
    "Перезвонить: есть ли в наличии контактные линзы",
)


def write_promises(chunk: Chunk) -> None:
    """Offers after checks, calls after first lenses, callbacks that wait for an operator."""
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if chunk.world.as_of.toordinal() - visit.day <= RECENT:
                    _Book(chunk, family, member).after(visit)


class _Book:
    def __init__(self, chunk: Chunk, family: Family, member: Member) -> None:
        self.chunk, self.family, self.member = chunk, family, member
        self.luck = chunk.rng.random
        self.today = chunk.world.as_of.toordinal()

    def after(self, visit: Visit) -> None:
        """What a visit leaves to be done."""
        if visit.purpose == "check" and visit.rx and not self._bought_since(visit):
            self._write(visit, "exam", "consultant", OFFER, 3)
        elif visit.purpose == "lenses" and visit.examined and not visit.sold_first:
            self._write(visit, "adaptation", "doctor", "Спросить, как привыкает к первым линзам", 7)
        elif visit.purpose == "glasses" and self.luck() < 0.12:
            if visit.day + ASKED_AFTER < self.today - 1:  # the calls of today are opened by their rules
                self._write(visit, "post_purchase", "operator", "Узнать, удобно ли в новых очках", ASKED_AFTER)
        elif self.luck() < 0.05:
            title = CALLBACKS[int(self.luck() * len(CALLBACKS))]
            self._write(visit, "callback", "operator", title, self.today - visit.day)

    def _bought_since(self, visit: Visit) -> bool:
        return any(other.bought and other.day > visit.day for other in self.member.visits)

    def _write(self, visit: Visit, kind: str, role: str, title: str, days: int) -> None:
        due = visit.day + days
        kept = due < self.today - 1 and self.luck() < 0.86 and not self.family.scripted
        at = visit.at(40)
        closed = f"{day_text(min(due, self.today - 1))} 16:10:00+{visit.salon.offset:02d}"
        end = ("closed", "reached" if self.luck() < 0.7 else "not_reached", closed) if kept else ("open", "", NONE)
        owners = visit.salon.doctors if role == "doctor" else visit.salon.sellers
        owner = NONE if role == "operator" or self.luck() < 0.4 else owners[int(self.luck() * len(owners))]
        due_at = f"{day_text(due)} {12 + int(self.luck() * 6)}:00:00+{visit.salon.offset:02d}"
        occasion = f"demo:{kind}:{visit.card}:{visit.day}"
        self.chunk.lines(sheets.FOLLOW_UP).append(
            f"{self.chunk.new_id()}\t{kind}"
            f"\t{self.member.person}\t{visit.card}\t{visit.salon.id}\t{NONE}\t{role}"
            f"\t{owner}\t{NONE}\t{title}\t\t{occasion}"
            f"\t{due_at}\t{end[0]}\t{end[1]}\t\t{end[2]}\t{owner if kept else NONE}\t{at}\t{at}\t{NONE}\t{NONE}"
        )

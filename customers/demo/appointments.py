"""Appointments of the last year and of the next two weeks, in every status that a book holds."""

import random

from customers.demo import sheets
from customers.demo.story import NONE, Member, Visit, day_text
from optics_crm.core.demo import Chunk

BACK, AHEAD = 365, 14  # days
CAME_BY_BOOKING = 0.6  # exams to which people came by appointment
MISSED = 0.12  # bookings of the past that nobody came to, for each that was kept
AGAIN = 0.03  # people who are expected within the next days
BUSY = 5  # times as many in the salon of the logins
SERVICES = ("Проверка зрения", "Подбор очков", "Подбор контактных линз", "Детская проверка зрения", "Контроль зрения")
SOURCES = ("phone", "phone", "site", "salon", "doctor")
WHY = ("заболел", "уехал", "не подошло время", "записался в другой день")


def write_appointments(chunk: Chunk) -> None:
    """The bookings of everybody in the chunk, by a luck of their own."""
    book = _Book(chunk)
    for family in chunk.families:
        for member in family.members + family.apart:
            for visit in member.visits:
                if visit.examined:
                    book.came(visit, member)
            book.expect(member)


class _Book:
    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rng: random.Random = chunk.world.rng("appointments", chunk.index)
        self.today = chunk.world.as_of.toordinal()

    def came(self, visit: Visit, member: Member) -> None:
        """A visit of the last year to which somebody may have come by appointment; some did not come before."""
        if self.today - visit.day > BACK or visit.day >= self.today:
            return
        luck = self.rng.random
        if luck() < CAME_BY_BOOKING:
            self._write(visit, member, (visit.day, visit.minute - visit.minute % 15), "done", visit.exam)
        if luck() < MISSED:
            status = "no_show" if luck() < 0.5 else "cancelled"
            at = visit.day - 1 - int(luck() * 9), 11 * 60 + 15 * int(luck() * 24)
            self._write(visit, member, at, status)

    def expect(self, member: Member) -> None:
        """Somebody who was here before is expected soon."""
        busy = BUSY if member.visits and member.visits[-1].salon is self.chunk.world.salons[0] else 1
        if not member.visits or self.rng.random() >= AGAIN * busy:
            return
        ahead = int(self.rng.random() * (AHEAD + 1))
        minute = 10 * 60 + 30 * int(self.rng.random() * 17)
        status = "confirmed" if self.rng.random() < (0.7 if ahead < 2 else 0.25) else "booked"
        if ahead == 0 and minute < 12 * 60:
            status = "arrived"
        self._write(member.visits[-1], member, (self.today + ahead, minute), status)

    def _write(self, visit: Visit, member: Member, at: tuple[int, int], status: str, exam: str = "") -> None:
        """`at`: the day and the minute of the day on which it was to be."""
        day, minute = at
        luck, salon, chunk = self.rng.random, visit.salon, self.chunk
        doctor = visit.doctor or (salon.doctors[int(luck() * len(salon.doctors))] if salon.doctors else NONE)
        booked = self._moment(min(day, self.today) - 1 - int(luck() * 12), 10 * 60 + int(luck() * 500), salon.offset)
        starts, ends = self._moment(day, minute, salon.offset), self._moment(day, minute + 30, salon.offset)
        said = {"done": ends, "no_show": ends, "arrived": starts}.get(status, booked)
        reason = WHY[int(luck() * len(WHY))] if status == "cancelled" else ""
        child = member.age(day) < 15
        service = SERVICES[3] if child else SERVICES[2] if visit.purpose == "lenses" else SERVICES[int(luck() * 2)]
        row = chunk.new_id(self.rng)
        chunk.lines(sheets.APPOINTMENT).append(
            f"{row}\t{chunk.world.client}\t{chunk.guid(self.rng)}\t1\t{visit.card or member.card}\t{salon.id}\t"
            f"{doctor}\t{service}\t{starts}\t{day_text(day)}\t{ends}\t{status}\t{said}\t{status}\t{said}\t"
            f"{SOURCES[int(luck() * len(SOURCES))]}\t{reason}\t{exam or NONE}\t{booked}\t{said}"
        )
        if status != "booked":
            chunk.lines(sheets.APPOINTMENT_CHANGE).append(
                f"{chunk.new_id(self.rng)}\t{row}\tbooked\t{status}\t{said}\t{reason}\tt"
            )

    def _moment(self, day: int, minute: int, offset: int) -> str:
        return f"{day_text(day)} {minute // 60:02d}:{minute % 60:02d}:00+{offset:02d}"

"""Certificates of earlier years: apologies and gifts, some used, some waiting, some forgotten."""

from customers.demo.story import NONE, Member, day_text
from optics_crm.core.demo import Chunk
from orders.certificates import ALPHABET, LENGTH
from orders.demo import sheets

SHARE = 0.012
CODES = len(ALPHABET) ** LENGTH
STRIDE = 68_718_952_447  # prime: walks over the codes without meeting one twice
VALUES = (500, 1000, 1000, 1500, 2000, 3000)
TERM = 180


class Gifts:
    """Writes the certificates of a chunk's people."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.luck = chunk.rng.random
        self.number = chunk.first * 2 + chunk.world.seed * 1_000_003
        self.today = chunk.world.as_of.toordinal()

    def give(self, member: Member) -> None:
        """Now and then a member got a certificate some time after the first visit."""
        if self.luck() >= SHARE or not member.visits:
            return
        day = min(self.today - 1, member.joined + 20 + int(self.luck() * 900))
        used_on = next((visit.day for visit in member.visits if day < visit.day <= day + TERM), 0)
        status = "used" if used_on else "expired" if day + TERM < self.today else "issued"
        value = VALUES[int(self.luck() * len(VALUES))]
        stamp = f"{day_text(day)} 12:00:00+03"
        self.chunk.lines(sheets.CERTIFICATE).append(
            f"{self.chunk.new_id()}\t{self._code()}\t{member.card}\t\t\t{value}\t{NONE}\t{day_text(day)}\t"
            f"{day_text(day + TERM)}\t{status}\t{day_text(used_on) if used_on else NONE}\t{stamp}\t{stamp}"
        )

    def _code(self) -> str:
        self.number += 1
        rest = self.number * STRIDE % CODES
        letters = []
        for _place in range(LENGTH):
            rest, letter = divmod(rest, len(ALPHABET))
            letters.append(ALPHABET[letter])
        return "".join(letters)

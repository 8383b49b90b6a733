"""Consents: most people sign for their data, seven of ten for advertising, some take it back."""

from customers.demo import sheets
from customers.demo.story import NONE, Member, day_text
from optics_crm.core.demo import Chunk

SIGNS_DATA, SIGNS_HEALTH, SIGNS_ADS, REFUSES_ADS = 0.95, 0.6, 0.72, 0.09
TAKES_BACK = 0.05
NEW_TEXTS = "2025-09-01"  # the day from which separate documents are signed with us


class Acts:
    """Writes the ledger of a chunk's cards; `texts` are the ids of the wordings by purpose."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rng = chunk.rng
        self.card = self.phone = self.day = self.zone = ""
        self.texts: dict[str, str] = chunk.world.kept.get("consent_texts", {})

    def write(self, member: Member, card: str, joined: int) -> tuple[str, str, str]:
        """Writes a card's acts; returns the flags they leave (data, advertising, opted out) as t or f."""
        luck = self.rng.random
        if luck() >= SIGNS_DATA:
            return "f", "f", "f"
        self.card, self.phone = card, member.phone
        self.day, self.zone = day_text(joined), f"+{member.salon.offset:02d}"
        self._act("pd", "given")
        if luck() < SIGNS_HEALTH:
            self._act("health", "given")
        wish = luck()
        if wish >= SIGNS_ADS + REFUSES_ADS:
            return "t", "f", "f"
        if wish >= SIGNS_ADS:
            self._act("ads", "declined")
            return "t", "f", "t"
        self._act("ads", "given")
        if luck() < TAKES_BACK:
            later = joined + 30 + int(luck() * 900)
            if later < self.chunk.world.as_of.toordinal():
                method = "link" if luck() < 0.6 else "phone"
                self._row("ads\t\twithdrawn", method, f"{day_text(later)} 14:20:00{self.zone}", NONE)
                return "t", "f", "t"
        return "t", "t", "f"

    def _act(self, purpose: str, status: str) -> None:
        signed_here = self.day >= NEW_TEXTS
        method = "onec" if not signed_here else "desk_paper" if self.rng.random() < 0.5 else "desk_code"
        if purpose == "health" and signed_here:
            method = "desk_paper"
        text = self.texts.get(purpose, NONE) if signed_here else NONE
        self._row(f"{purpose}\t\t{status}", method, f"{self.day} 10:05:00{self.zone}", text)

    def _row(self, act: str, method: str, at: str, text: str) -> None:
        phone = self.phone if method in ("desk_code", "link", "phone") else ""
        self.chunk.lines(sheets.CONSENT).append(
            f"{self.chunk.new_id()}\t{self.card}\t{act}\t{method}\t{text}\t{at}\t{at}\t{phone}"
        )

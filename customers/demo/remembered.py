"""Eyes that were measured before, for people who come again after the chain was loaded."""

import random
import uuid
from collections.abc import Collection
from decimal import Decimal

from customers.demo.eyes import Eyes, Reading, quarter
from customers.demo.story import Member
from customers.models import Prescription, PrescriptionEye


class RememberedEyes(Eyes):
    """What the last prescription says, and at most a quarter more."""

    def __init__(self, rng: random.Random, member: Member, last: Prescription) -> None:
        super().__init__(rng, member)
        eyes = {eye.eye: eye for eye in last.eyes.all()}
        near = self.add(member.age(last.issued_on.toordinal())) if last.purpose == "near" else 0.0
        self.pair = self._reading(eyes["od"], near), self._reading(eyes["os"], near)
        self.far = float(last.pd_far or Decimal(62))
        self.target = self.pair[0].equivalent

    def at(self, age: float) -> tuple[Reading, Reading]:
        return self.pair

    def pupils(self, age: float) -> float:
        return self.far

    @staticmethod
    def _reading(eye: PrescriptionEye, near: float) -> Reading:
        return Reading(quarter(float(eye.sph or 0) - near), float(eye.cyl or 0), eye.axis or 0)


def last_prescriptions(cards: Collection[uuid.UUID]) -> dict[uuid.UUID, Prescription]:
    """The newest prescription for glasses of each card that has one."""
    rows = Prescription.objects.filter(card__in=cards, kind=Prescription.Kind.GLASSES).prefetch_related("eyes")
    return {row.card_id: row for row in rows.order_by("issued_on", "pk")}

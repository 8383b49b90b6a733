"""Eyes that change as eyes do: short sight grows in children, near sight fades after forty."""

import math
import random
from dataclasses import dataclass

from customers.demo.story import Member

ADD_FROM = 42.0
FAINT = 0.75  # dioptres below which a grown-up under 42 buys no glasses


@dataclass(slots=True)
class Reading:
    """One eye: sphere, cylinder (minus form), axis; 0 cylinder has no axis."""

    sph: float
    cyl: float
    axis: int

    @property
    def equivalent(self) -> float:
        return self.sph + self.cyl / 2

    def text(self) -> tuple[str, str, str]:
        """Sphere, cylinder and axis as they go into a line of COPY."""
        if not self.cyl:
            return f"{self.sph:.2f}", "\\N", "\\N"
        return f"{self.sph:.2f}", f"{self.cyl:.2f}", str(self.axis)


class Eyes:
    """The pair of eyes of one person: what it will be at any age."""

    def __init__(self, rng: random.Random, member: Member) -> None:
        age = member.age(member.joined)
        needs = member.wears != "none"
        luck = rng.random()
        short_share = 0.78 if age < 42 else 0.38
        if needs and luck < short_share:
            self.target = -min(11.0, FAINT + rng.expovariate(0.42))
        elif needs and luck < short_share + 0.2:
            self.target = min(6.0, FAINT + rng.expovariate(0.8))
        elif needs and age < 42:
            self.target = -FAINT
        else:
            self.target = 0.5 * rng.random()
        self.onset = min(5.5 + 9 * rng.random(), max(3.0, age - 1)) if self.target < 0 else 0.0
        self.difference = rng.gauss(0, 0.28)
        self.cylinders = self._cylinder(rng), self._cylinder(rng)
        axis = (rng.choice((180, 180, 180, 90, 90, 45)) + round(rng.gauss(0, 10)) - 1) % 180 + 1
        self.axes = axis, (180 - axis if rng.random() < 0.6 else axis) or 180
        self.distance = 63.5 + rng.gauss(0, 2.6) if member.sex == "m" else 61.0 + rng.gauss(0, 2.4)

    def at(self, age: float) -> tuple[Reading, Reading]:
        """The right and the left eye at an age."""
        level = self.target
        if level < 0:
            level *= 1 - math.exp(-max(0.0, age - self.onset + 0.6) / 4.5)
        if age > 48:
            level += 0.03 * (age - 48)
        pair = []
        for side, (cylinder, axis) in enumerate(zip(self.cylinders, self.axes, strict=True)):
            sphere = level - cylinder / 2 + (self.difference if side else 0)
            pair.append(Reading(quarter(sphere), cylinder, axis if cylinder else 0))
        return pair[0], pair[1]

    def add(self, age: float) -> float:
        """What near work needs beyond distance, 0 before it starts."""
        return 0.0 if age < ADD_FROM else quarter(min(2.75, 0.75 + (age - ADD_FROM) * 0.085))

    def pupils(self, age: float) -> float:
        """Distance of the pupils in millimetres, to the half; it grows until 16."""
        grown = min(1.0, 0.80 + 0.0125 * age)
        return min(76.0, max(48.0, round(self.distance * grown * 2) / 2))

    @staticmethod
    def _cylinder(rng: random.Random) -> float:
        return 0.0 if rng.random() < 0.52 else -min(4.0, quarter(0.25 + rng.expovariate(1.6)))


def quarter(value: float) -> float:
    """The nearest quarter of a dioptre."""
    return round(value * 4) / 4 + 0.0


def acuity(reading: Reading) -> float:
    """Uncorrected acuity of a refraction, as a decimal fraction of the chart."""
    blur = abs(reading.equivalent) + abs(reading.cyl) / 3
    for limit, seen in ((0.3, 1.0), (0.6, 0.8), (0.9, 0.6), (1.2, 0.5), (1.6, 0.3), (2.2, 0.2), (3.5, 0.1)):
        if blur < limit:
            return seen
    return 0.05 if blur < 6 else 0.02


def contact_sphere(reading: Reading) -> float:
    """Power of a soft lens on the eye: spherical equivalent at the cornea, on the grid of the lenses."""
    power = reading.equivalent
    if abs(power) >= 4:
        power /= 1 - 0.012 * power
    return quarter(power) if abs(power) <= 6 else round(power * 2) / 2

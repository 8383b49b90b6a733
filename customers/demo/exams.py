"""Exams as doctors wrote them: readings, prescriptions, advice and what became of the advice."""

from customers.demo import sheets
from customers.demo.eyes import Eyes, Reading, acuity, contact_sphere, quarter
from customers.demo.story import NONE, Member, Visit, day_text
from optics_crm.core.demo import Chunk

LENS_BRANDS = (
    "Acuvue Oasys",
    "Biofinity",
    "Air Optix",
    "Dailies Total 1",
    "MyDay",
    "SofLens",
    "PureVision 2",
)
COMPLAINTS = (
    "",
    "",
    "Плохо видит вдаль",
    "Устают глаза за компьютером",
    "Трудно читать мелкий текст",
    "Головная боль к вечеру",
    "Очки стали слабыми",
    "Контроль",
)
ADDED = (("progressive", 0.36), ("near", 0.72), ("distance", 0.95), ("bifocal", 1.0))  # purposes after 42
REPLACEMENTS = ("1d", "2w", "1m", "1m", "3m")
SOON, LATE = 60, 200  # days within which advice is followed; after which it is given up


class ExamWriter:
    """Writes the exams of one member in the order in which they took place."""

    def __init__(self, chunk: Chunk, member: Member) -> None:
        self.chunk = chunk
        self.rng = chunk.rng
        self.member = member
        self.eyes = Eyes(chunk.rng, member)
        self.glasses_rx = ("", "", 0)  # id, purpose, day

    def write(self) -> None:
        """All exams; visits are told which prescription their purchase is made by."""
        last = {}
        for visit in self.member.visits:
            if visit.examined:
                last["lenses" if visit.purpose == "lenses" else "glasses"] = visit
        for visit in self.member.visits:
            if visit.examined:
                self._exam(visit, is_last=visit in last.values())
            elif visit.purpose == "glasses" and visit.day - self.glasses_rx[2] < 550:
                visit.rx, visit.rx_purpose = self.glasses_rx[0], self.glasses_rx[1]

    def _exam(self, visit: Visit, *, is_last: bool) -> None:
        chunk, age = self.chunk, self.member.age(visit.day)
        visit.exam, visit.exam_guid = chunk.new_id(), chunk.guid()
        doctors = visit.salon.doctors
        visit.doctor = doctors[int(self.rng.random() * len(doctors))]
        right, left = self.eyes.at(age)
        again = visit.day + (182 if age < 18 else 365)
        kind = self._kind(visit, age)
        at = visit.at()
        found = _diagnosis(right, left, self.eyes.add(age))
        complaint = COMPLAINTS[int(self.rng.random() * len(COMPLAINTS))]
        chunk.lines(sheets.EXAM).append(
            f"{visit.exam}\t{chunk.world.client}\t{visit.exam_guid}\t1\t{visit.card}\t{visit.salon.id}\t{visit.doctor}\t"
            f"{at}\t{day_text(visit.day)}\t{kind}\t{complaint}\t{{{found}}}\t"
            f"{_ADVICE[visit.purpose]}\t{day_text(again)}\t{at}\t{at}"
        )
        self._readings(visit, right, left, age)
        if self.member.wears != "none":
            if visit.purpose == "lenses":
                self._lens_rx(visit, right, left, is_last=is_last)
            else:
                self._glasses(visit, right, left, age, is_last=is_last)
        self._advice(visit, age, again)

    def _kind(self, visit: Visit, age: float) -> str:
        if visit.purpose == "lenses":
            return "contact_lens_fit" if not visit.sold_first else "cl_aftercare"
        if age < 15:
            return "child"
        return "full" if visit.purpose == "check" or self.rng.random() < 0.55 else "pre_sale_check"

    def _readings(self, visit: Visit, right: Reading, left: Reading, age: float) -> None:
        lines = self.chunk.lines(sheets.MEASUREMENT)
        pressure = age >= 40
        best = 1.0 if age < 60 else 0.9 if age < 72 else 0.7
        for eye, reading in (("od", right), ("os", left)):
            sph, cyl, axis = reading.text()
            seen = acuity(reading)
            iop = f"{13 + 7 * self.rng.random():.1f}\tpneumo" if pressure else f"{NONE}\t"
            lines.append(
                f"{visit.exam}\t{eye}\tsubjective\t{sph}\t{cyl}\t{axis}\t{seen}\t{max(seen, best)}\t\t\tf\t{iop}"
            )
            if visit.purpose == "check":
                machine = quarter(reading.sph - 0.25)
                lines.append(
                    f"{visit.exam}\t{eye}\tobjective_auto\t{machine:.2f}\t{cyl}\t{axis}\t\\N\t\\N\t\t\tf\t\\N\t"
                )

    def _glasses(self, visit: Visit, right: Reading, left: Reading, age: float, *, is_last: bool) -> None:
        add = self.eyes.add(age)
        purpose = self._purpose(age, add)
        shift = add if purpose == "near" else 0.0
        shown = f"{add:.2f}" if purpose in ("progressive", "bifocal") else "\\N"
        rx = self._prescription(visit, "glasses", purpose, 182 if age < 18 else 365, age, is_last=is_last)
        for eye, reading in (("od", right), ("os", left)):
            sph, cyl, axis = Reading(reading.sph + shift, reading.cyl, reading.axis).text()
            self.chunk.lines(sheets.PRESCRIPTION_EYE).append(
                f"{rx}\t{eye}\t{sph}\t{cyl}\t{axis}\t{shown}\t\\N\t\\N\t\t\t"
            )
        visit.rx, visit.rx_purpose = rx, purpose
        self.glasses_rx = (rx, purpose, visit.day)

    def _purpose(self, age: float, add: float) -> str:
        luck = self.rng.random()
        if add:
            return next(purpose for purpose, share in ADDED if luck < share)
        if age < 16:
            return "myopia_control" if luck < 0.25 and self.eyes.target < -1 else "distance"
        return "driving" if luck < 0.05 else "distance"

    def _lens_rx(self, visit: Visit, right: Reading, left: Reading, *, is_last: bool) -> None:
        rx = self._prescription(visit, "contact_lens", "contact", 365, 0, is_last=is_last)
        brand = LENS_BRANDS[int(self.rng.random() * len(LENS_BRANDS))]
        replaced = REPLACEMENTS[int(self.rng.random() * len(REPLACEMENTS))]
        curve = (8.4, 8.5, 8.6)[int(self.rng.random() * 3)]
        for eye, reading in (("od", right), ("os", left)):
            power = max(-12.0, min(8.0, contact_sphere(reading)))
            self.chunk.lines(sheets.PRESCRIPTION_EYE).append(
                f"{rx}\t{eye}\t{power:.2f}\t\\N\t\\N\t\\N\t{curve}\t14.2\t{brand}\tdaily\t{replaced}"
            )
        visit.rx, visit.rx_purpose = rx, "contact"

    def _prescription(self, visit: Visit, kind: str, purpose: str, days: int, age: float, *, is_last: bool) -> str:
        rx = self.chunk.new_id()
        until = visit.day + days
        standing = "active" if until >= self.chunk.world.as_of.toordinal() else "expired"
        status = standing if is_last else "superseded"
        far = self.eyes.pupils(age) if age else 0.0
        pupils = f"{far}\t{far - 3}" if far else f"{NONE}\t{NONE}"
        constant = "t" if purpose in ("distance", "progressive", "myopia_control") else "f"
        at = visit.at()
        self.chunk.lines(sheets.PRESCRIPTION).append(
            f"{rx}\t{visit.card}\t{visit.exam}\t{self.chunk.guid()}\t{kind}\t{purpose}\t{status}\t{constant}\t"
            f"{visit.doctor}\t{day_text(visit.day)}\t{day_text(until)}\t{pupils}\t\t{at}\t{at}"
        )
        return rx

    def _advice(self, visit: Visit, age: float, again: int) -> None:
        at = visit.at()
        lines = self.chunk.lines(sheets.RECOMMENDATION)
        position = 0
        if visit.rx:
            code, category = _code(visit.rx_purpose)
            outcome, when = self._outcome(visit)
            lines.append(
                f"{self.chunk.new_id()}\t{visit.exam}\t0\t{code}\t{category}\tt\t\t{'high' if age < 18 else 'normal'}"
                f"\t{day_text(visit.day + 30)}\t{visit.rx}\t{outcome}\t{_REASONS.get(outcome, '')}\t{when}\t{at}\t{at}"
            )
            position = 1
        elif self.rng.random() < 0.5:
            lines.append(
                f"{self.chunk.new_id()}\t{visit.exam}\t0\tno_correction\t\tf\t\tnormal\t\\N\t\\N\topen\t\t\\N"
                f"\t{at}\t{at}"
            )
            position = 1
        came = any(later.examined and later.day > visit.day for later in self.member.visits)
        outcome = "bought" if came else "open"
        lines.append(
            f"{self.chunk.new_id()}\t{visit.exam}\t{position}\trepeat_exam\t\tf\t\tnormal\t{day_text(again)}\t\\N\t"
            f"{outcome}\t\t\\N\t{at}\t{at}"
        )

    def _outcome(self, visit: Visit) -> tuple[str, str]:
        if visit.bought:
            return "bought", day_text(visit.day)
        for later in self.member.visits:
            if later.purpose == "glasses" and visit.day < later.day <= visit.day + SOON:
                return "bought", day_text(later.day)
        if self.chunk.world.as_of.toordinal() - visit.day < LATE:
            return "open", NONE
        outcome = ("expired", "expired", "declined", "bought_elsewhere")[int(self.rng.random() * 4)]
        return outcome, day_text(visit.day + LATE - 20)


_ADVICE = {
    "glasses": "Очки по рецепту, контроль в назначенный срок",
    "lenses": "Контактные линзы по рецепту, уход по инструкции",
    "check": "Рекомендована коррекция, контроль в назначенный срок",
}
_REASONS = {"declined": "дорого", "bought_elsewhere": "купил в другой оптике"}


def _code(purpose: str) -> tuple[str, str]:
    if purpose == "contact":
        return "contact_lens_soft", "contact_lens"
    codes = {
        "near": "glasses_near",
        "progressive": "glasses_progressive",
        "bifocal": "glasses_bifocal",
        "myopia_control": "lenses_myopia_control",
    }
    return codes.get(purpose, "glasses_distance"), "spectacle_lens"


def _diagnosis(right: Reading, left: Reading, add: float) -> str:
    found = []
    level = (right.equivalent + left.equivalent) / 2
    if level <= -0.5:
        found.append("H52.1")
    elif level >= 0.75:
        found.append("H52.0")
    if min(right.cyl, left.cyl) <= -0.75:
        found.append("H52.2")
    if add:
        found.append("H52.4")
    return ",".join(found)

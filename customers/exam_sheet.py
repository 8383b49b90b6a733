"""What a doctor typed into the sheet of an exam: read into values, every fault beside the cell that it is about."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from customers.exam_cells import EYES, GLASSES, LENSES, READINGS, SLOTS, Cell, read_cell, row_of
from customers.models import PrescriptionEye
from customers.models.prescriptions import RxPurpose
from customers.optics import EyeValues, Fault, Prism, Reading, RxValues, eye_columns
from customers.optics.formulas import spherical_equivalent
from customers.optics.text import RxTextError, parse_autorefractor, parse_axis
from customers.optics.values import tidy_eye
from customers.prescriptions import show_eye
from optics_crm.core import formats

BLOCKS = ("m0", "m1")
LABELS: Mapping[str, Any] = {column.name: column.label for column in (*GLASSES, *LENSES, *READINGS)}
POINTER = re.compile(r"/(?P<part>prescriptions|readings)/(?P<index>\d+)(?P<rest>.*)")


@dataclass(frozen=True)
class Remark:
    """One sentence about a cell (about the whole where `cell` is empty). Hard ones are mended, soft ones explained."""

    cell: str
    where: str
    text: str
    hard: bool


@dataclass(frozen=True)
class Preview:
    """One eye's correction in both forms, as it will be read."""

    eye: str
    written: str
    transposed: str
    equivalent: str


class ExamSheet:
    """The grids of the form. `data` holds the texts by the names of cells; nothing of it is believed."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data = data
        self.remarks: list[Remark] = []
        self.slots = [slot for slot in SLOTS if self._filled(f"rx{slot}_")]
        self.prescriptions = [self._prescription(slot) for slot in self.slots]
        self._reading_rows: list[str] = []
        self.readings = self._readings()
        self.readings += self._pasted()

    def take(self, faults: Sequence[Fault]) -> None:
        """Puts what the rules found beside the cells."""
        unread = {one.cell for one in self.remarks if one.cell}
        found = [self._remark(fault) for fault in faults]
        self.remarks += [one for one in found if one.cell not in unread]

    @property
    def hard(self) -> list[Remark]:
        return [one for one in self.remarks if one.hard]

    @property
    def soft(self) -> list[Remark]:
        return [one for one in self.remarks if not one.hard]

    def text(self, name: str) -> str:
        return self.data.get(name, "").strip()

    def state_of(self, name: str) -> str:
        states = {one.hard for one in self.remarks if one.cell == name}
        return "wrong" if True in states else "doubtful" if states else ""

    def glasses(self, slot: int) -> list[list[Cell]]:
        return [row_of(f"rx{slot}", eye, GLASSES, self.data, self.state_of) for eye in EYES]

    def lenses(self, slot: int) -> list[list[Cell]]:
        return [row_of(f"rx{slot}", eye, LENSES, self.data, self.state_of) for eye in EYES]

    def measured(self, block: str) -> list[list[Cell]]:
        return [row_of(block, eye, READINGS, self.data, self.state_of) for eye in EYES]

    def previews(self) -> list[tuple[int, list[Preview]]]:
        """Each prescription's eyes that have a sphere, in words."""
        return [
            (slot, [_preview(eye) for eye in rx.eyes if eye.sph is not None])
            for slot, rx in zip(self.slots, self.prescriptions, strict=True)
        ]

    def _filled(self, prefix: str) -> bool:
        skip = ("status", "purpose", "valid_until", "iop_method", "kind")
        return any(
            text.strip() and not name.endswith(skip) for name, text in self.data.items() if name.startswith(prefix)
        )

    def _prescription(self, slot: int) -> RxValues:
        prefix = f"rx{slot}"
        purpose = self.text(f"{prefix}_purpose")
        return RxValues(
            purpose=purpose if purpose in RxPurpose.values else RxPurpose.DISTANCE.value,
            eyes=tuple(self._eye(prefix, eye) for eye in EYES),
            valid_until=self._day(f"{prefix}_valid_until"),
            pd_far=self._read(prefix, "pd_far"),
            pd_near=self._read(prefix, "pd_near"),
        )

    def _eye(self, prefix: str, eye: str) -> EyeValues:
        row = f"{prefix}_{eye}"
        status = self.text(f"{row}_status") or "present"
        if status != PrescriptionEye.Status.PRESENT:
            return EyeValues(eye, status=status)
        cyl = self._read(row, "cyl")
        prisms = [Prism(self._read(row, f"prism_{side}"), self.text(f"{row}_base_{side}")) for side in ("h", "v")]
        return EyeValues(
            eye,
            sph=self._read(row, "sph"),
            cyl=cyl,
            axis=self._axis(row, cyl),
            prisms=tuple(prism for prism in prisms if prism.amount or prism.base),
            va_sc=self._read(row, "va_sc")[0],
            va_cc=self._read(row, "va_cc")[0],
            add=self._read(row, "add"),
            pd_mono=self._read(row, "pd_mono"),
            base_curve=self._read(row, "base_curve"),
            diameter=self._read(row, "diameter"),
            brand=self.text(f"{row}_brand")[:80],
            add_code=self.text(f"{row}_add_code"),
            wear_mode=self.text(f"{row}_wear_mode"),
            replacement=self.text(f"{row}_replacement"),
        )

    def _readings(self) -> list[Reading]:
        found = []
        for block in BLOCKS:
            for eye in EYES:
                row = f"{block}_{eye}"
                if self._filled(f"{row}_"):
                    self._reading_rows.append(row)
                    found.append(self._reading(block, row, eye))
        return found

    def _reading(self, block: str, row: str, eye: str) -> Reading:
        cyl = self._read(row, "cyl")
        (sc, sc_code), (cc, cc_code) = self._read(row, "va_sc"), self._read(row, "va_cc")
        iop = self._read(row, "iop")
        return Reading(
            eye,
            self.text(f"{block}_kind") or "objective_auto",
            sph=self._read(row, "sph"),
            cyl=cyl,
            axis=self._axis(row, cyl),
            va_sc=sc,
            va_cc=cc,
            va_sc_code=sc_code,
            va_cc_code=cc_code,
            iop=iop,
            iop_method=self.text("iop_method") if iop is not None else "",
        )

    def _pasted(self) -> list[Reading]:
        """Readings of the autorefractor's print-out, where its own block is empty."""
        line = self.text("autorefractor")
        if not line:
            return []
        try:
            found = parse_autorefractor(line)
        except RxTextError as error:
            self.remarks.append(Remark("autorefractor", str(_("Print-out")), str(error.message), hard=True))
            return []
        taken = {(row.eye, row.kind) for row in self.readings}
        fresh = [reading for reading in found if (reading.eye, reading.kind) not in taken]
        self._reading_rows += ["autorefractor"] * len(fresh)
        return fresh

    def _read(self, row: str, name: str) -> Any:
        cell = f"{row}_{name}"
        try:
            return read_cell(name, self.text(cell))
        except RxTextError as error:
            self._blame(cell, str(error.message))
            return (None, "") if name.startswith("va_") else None

    def _day(self, cell: str) -> dt.date | None:
        text = self.text(cell)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            self._blame(cell, _("This is not a date."))
            return None

    def _axis(self, row: str, cyl: Any) -> int | None:
        try:
            return parse_axis(self.text(f"{row}_axis"), cyl)
        except RxTextError as error:
            self._blame(f"{row}_axis", str(error.message))
            return None

    def _blame(self, cell: str, sentence: str) -> None:
        self.remarks.append(Remark(cell, _where(cell), sentence, hard=True))

    def _remark(self, fault: Fault) -> Remark:
        cell = self._cell_of(fault.pointer)
        return Remark(cell, _where(cell), str(fault.message), fault.hard)

    def _cell_of(self, pointer: str) -> str:
        """The cell that a pointer of the rules names; "" for a whole prescription or exam."""
        found = POINTER.fullmatch(pointer)
        if found is None:
            return pointer.strip("/") if pointer in ("/examined_at", "/kind") else ""
        index, parts = int(found["index"]), found["rest"].strip("/").split("/")
        if found["part"] == "readings":
            row = self._reading_rows[index]
            return row if row == "autorefractor" else f"{row}_{parts[0]}"
        prefix = f"rx{self.slots[index]}"
        if parts[0] != "eyes":
            return f"{prefix}_{parts[0]}"
        if len(parts) < 3:
            return ""
        eye = self.prescriptions[index].eyes[int(parts[1])]
        if parts[2] == "prisms":
            return f"{prefix}_{eye.eye}_prism_{_side(eye, parts[3:])}"
        return f"{prefix}_{eye.eye}_{parts[2]}"


def _side(eye: EyeValues, rest: Sequence[str]) -> str:
    prism = eye.prisms[int(rest[0])] if rest else eye.prisms[0]
    return "v" if prism.base in ("up", "down") else "h"


def _where(cell: str) -> str:
    """`rx0_od_sph` as `OD Sph`."""
    block, _mark, rest = cell.partition("_")
    eye, _mark, name = rest.partition("_")
    if eye not in EYES:
        names = {"pd_far": "PD", "pd_near": "PD", "valid_until": _("Valid until")}
        return str(names.get(rest, "")) if block.startswith(("rx", "m")) else ""
    return f"{eye.upper()} {LABELS.get(name, '')}".strip()


def _preview(eye: EyeValues) -> Preview:
    tidy = tidy_eye(eye)
    shown = show_eye(PrescriptionEye(**eye_columns(tidy)), None)
    half = spherical_equivalent(tidy.sph, tidy.cyl) if tidy.sph is not None else None
    return Preview(
        eye=eye.eye.upper(),
        written=_line(shown.written) + (f" add {shown.add}" if shown.add else ""),
        transposed=_line(shown.transposed) if tidy.cyl else "",
        equivalent=formats.dioptre(half) if tidy.cyl and half is not None else "",
    )


def _line(written: Any) -> str:
    if written.cyl == formats.DASH:
        return f"sph {written.sph}"
    return f"sph {written.sph} cyl {written.cyl} ax {written.axis}".strip()

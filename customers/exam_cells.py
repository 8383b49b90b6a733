"""The grids of an exam sheet: which cells there are, and how a typed cell becomes a value.

A cell's name says where it stands: `rx0_od_sph` is the sphere of the right eye of the first prescription, `m1_os_iop`
the pressure of the left eye in the second block of readings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import PrescriptionEye
from customers.optics.contact import ADD_CODES, REPLACEMENTS
from customers.optics.text import parse_acuity, parse_dioptre

Words = str | Promise
Choices = Sequence[tuple[str, Words]]
EYES = ("od", "os")
SLOTS = (0, 1)


@dataclass(frozen=True)
class Column:
    """A column of a grid. `step`: what an arrow key adds, in hundredths; `choices` make it a list to choose from."""

    name: str
    label: Words
    step: int = 0
    signed: bool = False
    title: Words = ""
    choices: Choices = ()
    wide: bool = False


@dataclass(frozen=True)
class Cell:
    """One field of a grid as the page shows it; `state` is "", "wrong" or "doubtful"."""

    name: str
    column: Column
    text: str
    eye: str
    state: str = ""


STATUSES: Choices = [(code, label) for code, label in PrescriptionEye.Status.choices]
SPHERE = Column("sph", "Sph", 25, signed=True, title=_("sphere, dioptres, with its sign"))
CYLINDER = Column("cyl", "Cyl", 25, signed=True, title=_("cylinder, dioptres, with its sign"))
AXIS = Column("axis", "Ax", 100, title=_("axis, degrees 1 to 180"))
SC = Column("va_sc", "Vis sc", 10, title=_("visual acuity without correction"))
CC = Column("va_cc", "Vis cc", 10, title=_("visual acuity with correction"))

GLASSES = (
    Column("status", _("Eye is"), choices=STATUSES),
    SPHERE,
    CYLINDER,
    AXIS,
    Column("add", "Add", 25, title=_("addition for near, dioptres")),
    Column("prism_h", _("Prism"), 25, title=_("horizontal prism")),
    Column("base_h", _("base"), choices=[("", ""), ("in", _("to the nose")), ("out", _("to the temple"))]),
    Column("prism_v", _("Prism"), 25, title=_("vertical prism")),
    Column("base_v", _("base"), choices=[("", ""), ("up", _("up")), ("down", _("down"))]),
    Column("pd_mono", "PD", 50, title=_("distance of this pupil, mm")),
    SC,
    CC,
)
LENSES = (
    Column("base_curve", "BC", 10, title=_("base curve, mm")),
    Column("diameter", "DIA", 10, title=_("diameter, mm")),
    Column("add_code", _("Add code"), choices=[("", ""), *((code, code) for code in ADD_CODES)]),
    Column(
        "wear_mode",
        _("Wearing"),
        choices=[("", ""), ("daily", _("by day")), ("flexible", _("flexible")), ("extended", _("with sleep"))],
    ),
    Column("replacement", _("Replaced"), choices=[("", ""), *((code, code) for code in REPLACEMENTS)]),
    Column("brand", _("Brand"), wide=True),
)
READINGS = (SPHERE, CYLINDER, AXIS, SC, CC, Column("iop", _("IOP"), 100, title=_("eye pressure, mmHg")))


def read_cell(name: str, text: str) -> Any:
    """The value of a number's cell; raises RxTextError. A sphere and a cylinder are written with their sign."""
    if name in ("sph", "cyl"):
        return parse_dioptre(text, sign_required=True)
    if name in ("va_sc", "va_cc"):
        return parse_acuity(text)
    return parse_dioptre(text)


def row_of(
    prefix: str, eye: str, columns: Sequence[Column], data: Mapping[str, str], state_of: Callable[[str], str]
) -> list[Cell]:
    """The cells of one eye's row."""
    cells = []
    for column in columns:
        name = f"{prefix}_{eye}_{column.name}"
        cells.append(Cell(name, column, data.get(name, ""), eye.upper(), state_of(name)))
    return cells

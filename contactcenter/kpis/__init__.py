"""The figures of the contact centre: one file a figure in `kinds`, one statement for all of them (`measuring`)."""

from importlib import import_module
from pkgutil import iter_modules

from contactcenter.kpis import kinds
from contactcenter.kpis.base import KPIS, Kpi, in_order
from contactcenter.kpis.frames import Frame
from contactcenter.kpis.measuring import Measured, calls_behind, measure

for _found in iter_modules(kinds.__path__):
    import_module(f"{kinds.__name__}.{_found.name}")

__all__ = ["KPIS", "Frame", "Kpi", "Measured", "calls_behind", "in_order", "measure"]

"""How each exchange would tell a planned call: one file per provider, in its own format, signed with its secret."""

from importlib import import_module
from pkgutil import iter_modules

from contactcenter.simulator.dialects.base import DIALECTS, Line, Secrets, Stamp

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["DIALECTS", "Line", "Secrets", "Stamp"]

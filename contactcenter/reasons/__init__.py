"""Who of a household calls, and why: one file per reason in `kinds`, one query for all of them (`ranking`)."""

from importlib import import_module
from pkgutil import iter_modules

from contactcenter.reasons import kinds

for _found in iter_modules(kinds.__path__):
    import_module(f"{kinds.__name__}.{_found.name}")

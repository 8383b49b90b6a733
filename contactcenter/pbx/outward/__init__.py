"""What we ask of exchanges: to call somebody, for a recording, for their own list of calls. One file per provider."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

"""Ways out: channels (what a person is reached by) and providers (who carries it).

One file is one plug; adding a file to this folder is all that a new channel or provider takes.
"""

from importlib import import_module
from pkgutil import iter_modules

from aftercare.channels.base import CHANNELS, PROVIDERS, Channel, Provider, provider_of

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["CHANNELS", "PROVIDERS", "Channel", "Provider", "provider_of"]

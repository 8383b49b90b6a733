"""Found by name when the apps are ready: fills the registries of segment conditions."""

from aftercare.segments import conditions

conditions.load()

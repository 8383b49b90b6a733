"""A telephone exchange made up: a believable day of calls, told to a running copy through its own doors.

`rates` (one data file) say who calls and why, `callers` draw them, `day` lets virtual operators take the calls,
`dialects` tell each call as its provider would, `player` posts it. Nothing outside of this package reads the rates:
what the ranking of speakers is worth is measured against them.
"""

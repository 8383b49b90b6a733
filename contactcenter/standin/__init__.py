"""The other side of the exchanges for demo and tests: takes commands, plays the calls, tells statistics, recordings.

Runs in the sandbox process; every request is checked as the provider would check it.
"""

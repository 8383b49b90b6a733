"""Why something could not be started: one clear sentence, for the terminal."""


class CannotStart(Exception):
    """The message is what the person at the terminal reads; nothing is left running."""

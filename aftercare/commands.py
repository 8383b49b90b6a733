"""What the commands of this floor share: arguments that are refused with one clear line and exit code 2."""

import datetime as dt

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def unusable(text: object) -> CommandError:
    """A refusal of the command line: one sentence, exit code 2."""
    return CommandError(str(text), returncode=2)


def read_day(text: str | None) -> dt.date | None:
    """A day of the command line, or None where it was not given."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise unusable(_("%s is not a date: write it as YYYY-MM-DD.") % text)

"""What commands share: arguments that are refused with one clear line and exit code 2."""

import datetime as dt

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from optics_crm.core import days


def unusable(text: object) -> CommandError:
    """A refusal of the command line: one sentence, exit code 2."""
    return CommandError(str(text), returncode=2)


def read_day(text: str | None) -> dt.date | None:
    """A day of the command line from 1900 to 2200, or None where it was not given."""
    if text is None:
        return None
    day = days.read(text)
    if day is None:
        raise unusable(_("%s is not a date: write it as YYYY-MM-DD.") % text)
    if not days.is_sane(day):
        raise unusable(_("%s is not a day from 1900 to 2200.") % text)
    return day

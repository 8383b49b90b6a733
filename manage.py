#!/usr/bin/env python
"""The command line of Optics CRM; `manage.py help` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from optics_crm.services import command_line

WITHOUT_APPS = {"up": command_line.up, "down": command_line.down}


def main() -> None:
    """Runs the command; what a person can mend is said in one line instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optics_crm.settings")
    try:
        if quick := WITHOUT_APPS.get(" ".join(sys.argv[1:])):
            sys.exit(quick())
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(_complain(str(error), 2))
    except OperationalError as error:
        if "connection to server" not in str(error):
            raise
        reason = str(error).strip().splitlines()[0]
        sys.exit(_complain(f"{reason}\nNo database answers: start `make run`, or set DATABASE_URL.", 1))


def _complain(words: str, code: int) -> int:
    sys.stderr.write(f"{words}\n")
    return code


if __name__ == "__main__":
    main()

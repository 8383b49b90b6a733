"""What `make run` does to a database: looks whose it is, stamps it, sets its clock, names its address."""

import datetime as dt
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.errors import Conflict
from optics_crm.core.models import Employee, Installation

QUIET_START = dt.timedelta(minutes=30)


def refuse_foreign_database() -> None:
    """Raises Conflict for a database with content that demo mode did not make: it would lose its second factor."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return
    if Installation._meta.db_table not in tables:
        raise Conflict("foreign_database", _("This database holds tables of something else: name an empty one."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(bool_or(is_demo), false) FROM core_installation")
        stamped = cursor.fetchone()[0]
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_employee)")
        in_use = cursor.fetchone()[0]
    if in_use and not stamped:
        words = _("This database was not made by demo mode: run it with DEMO=0, or name an empty one.")
        raise Conflict("not_a_demo", words)


def needs_migration() -> bool:
    """Whether this code knows migrations that the database has not seen."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def stamp_demo() -> None:
    """Marks the database as one of demo mode, before anything is in it."""
    Installation.objects.update_or_create(id=1, defaults={"is_demo": True})


def is_without_chain() -> bool:
    """Whether the demo chain has not been loaded; the load is one transaction, so it is there whole or not at all."""
    return not Installation.objects.filter(demo_as_of__isnull=False).exists() and not Employee.objects.exists()


def start_clock(moment: dt.datetime, *, quiet_campaigns: bool) -> None:
    """Lets the application's clock start at `moment`; with `quiet_campaigns` no daily run begins by itself at first."""
    clock.set_start(moment)
    if quiet_campaigns:
        Installation.objects.filter(id=1).update(campaigns_start_at=clock.now() + QUIET_START)


def collect_static() -> None:
    """Collects static files when any has changed since the last time."""
    stamp = settings.STATIC_ROOT / ".stamp"
    present = _fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(present)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()

"""One database per pytest process, cloned from a template that is migrated once a run."""

import os

import psycopg2
from django.core.management import call_command
from django.db import connection, connections

from tests.harness.undo import Untouched, look, undo

TEMPLATE = "optics_template"
_fresh: dict[str, Untouched] = {}


def execute(*statements: str) -> None:
    """Runs statements outside any transaction, in the server's own database."""
    session = psycopg2.connect(os.environ["DATABASE_URL"].replace("/crm?", "/postgres?"))
    session.autocommit = True
    with session.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    session.close()


def exists(name: str) -> bool:
    session = psycopg2.connect(os.environ["DATABASE_URL"].replace("/crm?", "/postgres?"))
    with session.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone() is not None
    session.close()
    return found


def point_to(name: str) -> None:
    """Lets Django's connection open that database from now on."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def prepare_template() -> bool:
    """Migrates the template, unless the process that went before has; whether it had to."""
    if exists(TEMPLATE):
        return False
    execute(f"CREATE DATABASE {TEMPLATE}_draft")
    point_to(f"{TEMPLATE}_draft")
    call_command("migrate", verbosity=0)
    connections.close_all()
    execute(f"ALTER DATABASE {TEMPLATE}_draft RENAME TO {TEMPLATE}")
    return True


def clone(name: str) -> None:
    """(Re)creates the database `name` as the template is; sessions in the old one are ended."""
    connections.close_all()
    execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    point_to(name)
    _fresh[name] = look(name)


def restore(name: str) -> None:
    """Brings the database `name` back to how it was cloned; sessions in it are ended."""
    connections.close_all()
    if not undo(name, _fresh[name]):
        clone(name)

"""Whose database it is: demo mode takes an empty one or its own, never one with somebody's content."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from optics_crm.core import clock, installation, release
from optics_crm.core.errors import Conflict
from optics_crm.core.models import Installation
from optics_crm.services.prepared import fingerprint, is_prepared, note_prepared, write_address
from tests.harness.stack import BASE


@pytest.fixture
def employee(db):
    return get_user_model().objects.create_user("real", "x", full_name="Real", role="director")


def test_an_empty_database_is_taken(db):
    installation.refuse_foreign_database()
    installation.stamp_demo()
    assert Installation.objects.get().is_demo is True


def test_a_real_base_keeps_its_second_factor(employee):
    with pytest.raises(Conflict, match="DEMO=0"):
        installation.refuse_foreign_database()
    with pytest.raises(CommandError, match="DEMO=0"):
        call_command("prepare")
    assert not Installation.objects.filter(is_demo=True).exists()


def test_a_stamped_base_is_taken_again(employee):
    installation.stamp_demo()
    installation.refuse_foreign_database()


def test_tables_of_something_else_are_left_alone(db, monkeypatch):
    monkeypatch.setattr("django.db.connection.introspection.table_names", lambda: ["wp_posts"])
    with pytest.raises(Conflict, match=r"something else|чего-то другого|чужие"):
        installation.refuse_foreign_database()


def test_a_database_of_another_release_is_told_by_its_migration(db):
    MigrationRecorder(connection).record_applied("orders", "0007_commerceml")
    with pytest.raises(CommandError, match=r"orders\.0007_commerceml"):
        call_command("prepare")
    with pytest.raises(SystemCheckError, match=r"orders\.0007_commerceml"):
        call_command("migrate", skip_checks=False)


def test_migrations_of_packages_are_their_own_affair(db):
    MigrationRecorder(connection).record_applied("axes", "0001_as_it_was_called_once")
    release.refuse_another_release()


def test_a_database_that_lost_a_table_is_told_by_its_name(db):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_savedview")
    with pytest.raises(CommandError, match="core_savedview"):
        call_command("prepare")
    with pytest.raises(SystemCheckError, match="core_savedview"):
        call_command("migrate", skip_checks=False)


def test_the_clock_starts_where_told_and_never_goes_back(db):
    installation.stamp_demo()
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    installation.start_clock(moment, quiet_campaigns=True)
    assert abs((clock.now() - moment).total_seconds()) < 5
    quiet = Installation.objects.get().campaigns_start_at - moment
    assert abs(quiet.total_seconds() - 1800) < 5
    with pytest.raises(Conflict):
        installation.start_clock(moment - dt.timedelta(days=1), quiet_campaigns=False)
    assert abs((clock.now() - moment).total_seconds()) < 5


def test_a_second_start_knows_that_nothing_has_changed(tmp_path):
    assert not is_prepared(BASE, tmp_path)
    note_prepared(tmp_path, fingerprint(BASE))
    assert is_prepared(BASE, tmp_path)
    note_prepared(tmp_path, "of other code")
    assert not is_prepared(BASE, tmp_path)


def test_the_address_of_another_port_is_told(tmp_path):
    path = tmp_path / "demo.json"
    write_address(path, "http://127.0.0.1:9000")
    assert not path.exists()
    path.write_text('{"url": "http://127.0.0.1:8000", "as_of": "2026-11-21"}')
    write_address(path, "http://127.0.0.1:9000")
    assert path.read_text().startswith('{\n "url": "http://127.0.0.1:9000"') and "2026-11-21" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0

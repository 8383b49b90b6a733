"""Fixtures of every test. The servers start here, before Django's settings are read."""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.harness import migrated, scheduling
from tests.harness.servers import CLUSTER, Servers
from tests.harness.stack import Stack

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_servers = Servers(os.environ[CLUSTER] if IS_WORKER else migrated.found())
_servers.start()


def pytest_configure(config: pytest.Config) -> None:
    import django

    django.setup()
    gc.disable()  # what is collected stays: looking through it again and again costs a tenth of the run
    if getattr(config.option, "numprocesses", None) and not IS_WORKER:
        # this process runs no test, it prepares for those that do
        from tests.harness import databases

        databases.prepare_template()
        _servers.leave_cluster()
        migrated.keep(_servers)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> scheduling.ByFile:
    return scheduling.ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.order(items)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    _servers.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """A clone of the migrated template; what a test with real transactions has written is undone after it."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tests.harness import databases

    name = f"test_{worker_id}"
    with django_db_blocker.unblock():
        if databases.prepare_template() and not IS_WORKER:
            _servers.postgres.stop()
            migrated.keep(_servers)
            _servers.postgres.start()
        databases.clone(name)
    TransactionTestCase._fixture_teardown = lambda self: databases.restore(name)  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def quick_settings(django_test_environment: None) -> None:
    """A fast hasher, static files without a manifest, no line in the log for each request."""
    from django.conf import settings

    logging.getLogger("optics.request").setLevel(logging.WARNING)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def no_remembered_clock() -> Iterator[None]:
    """The clock's cache must not outlive the test whose database it was read from."""
    from optics_crm.core import clock

    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def clock_at(db: None) -> Callable[[str], datetime]:
    """clock_at("2026-11-21T11:00:00+03:00") lets the clock stand still there, in Python and in the database."""
    from optics_crm.core import clock

    def stand(moment: str) -> datetime:
        at = datetime.fromisoformat(moment)
        clock.freeze(at)
        return at

    return stand


@pytest.fixture
def new_stack() -> Iterator[Callable[..., Stack]]:
    """new_stack(customers=0, CLOCK=...) starts a copy of the test's own, to be killed and cut; ended after the test."""
    stacks: list[Stack] = []

    def start(**options: Any) -> Stack:
        stacks.append(Stack(**options))
        return stacks[-1].start()

    yield start
    for stack in stacks:
        stack.__exit__(None, None, None)

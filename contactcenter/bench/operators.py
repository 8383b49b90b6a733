"""Operators with open logins for the length of a benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from optics_crm.core.models import Employee

NAME = "bench-operator-"


@contextmanager
def operators(count: int) -> Iterator[list[str]]:
    """The cookies of so many operators who are logged in; both are gone afterwards."""
    Employee.objects.filter(username__startswith=NAME).delete()
    made = [
        Employee.objects.create_user(
            f"{NAME}{place}", None, full_name="Оператор", role="operator", extension=f"b{place}"
        )
        for place in range(count)
    ]
    keys = [_login(one) for one in made]
    try:
        yield [f"{settings.SESSION_COOKIE_NAME}={key}" for key in keys]
    finally:
        Session.objects.filter(pk__in=keys).delete()
        Employee.objects.filter(pk__in=[one.pk for one in made]).delete()


def _login(user: Employee) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)

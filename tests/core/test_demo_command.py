"""`manage.py demo`: what it refuses, and the chain without people."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from aftercare.models import Campaign
from customers.models import Person
from optics_crm.core.demo.empty import is_empty
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import ROLES

AS_OF = dt.date(2026, 11, 21)


@pytest.mark.django_db
def test_a_database_with_content_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    Salon.objects.create(name="Салон")
    with pytest.raises(CommandError) as refusal:
        call_command("demo", customers=10)
    assert refusal.value.returncode == 2
    assert not Employee.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["xx", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_in_one_line(day: str, tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError) as refusal:
        call_command("demo", "--customers", "0", "--as-of", day)
    assert refusal.value.returncode == 2
    assert str(refusal.value).startswith(day) and "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_a_chain_without_people_has_staff_campaigns_and_one_salon(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    call_command("demo", customers=0, as_of=AS_OF.isoformat())
    assert (Salon.objects.count(), Person.objects.count()) == (1, 0)
    assert Employee.objects.filter(username__isnull=False).count() == len(ROLES)
    assert set(Campaign.objects.values_list("status", flat=True)) == {"active"}
    assert Campaign.objects.count() == 5


@pytest.mark.django_db
def test_a_database_as_migrations_leave_it_counts_as_empty() -> None:
    assert is_empty()

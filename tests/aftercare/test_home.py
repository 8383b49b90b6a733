"""The first page of those who write campaigns."""

import datetime as dt

import pytest
from django.test import Client

from aftercare.campaigns.run import run_day
from aftercare.campaigns.standard import ensure_standard_campaigns
from aftercare.models import StageCount
from optics_crm.core import clock
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db


def test_a_marketer_sees_the_last_run_and_the_stages(client: Client) -> None:
    ensure_standard_campaigns()
    run_day(clock.today())
    StageCount.objects.create(day=clock.today() - dt.timedelta(days=1), stage="lost", people=99)
    StageCount.objects.create(day=clock.today(), stage="lost", people=1234)
    client.force_login(make_employee("marketer"))

    page = client.get("/").content.decode()

    assert "Последний утренний расчёт" in page and "Ежегодная проверка зрения" in page
    assert "На каких стадиях клиенты" in page and "1 234" in page.replace("\u202f", " ").replace("\xa0", " ")


def test_a_consultant_sees_neither(client: Client) -> None:
    ensure_standard_campaigns()
    run_day(clock.today())
    client.force_login(make_employee("consultant"))

    assert "Последний утренний расчёт" not in client.get("/").content.decode()

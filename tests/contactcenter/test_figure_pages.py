"""The pages of the figures: whom they answer, what they say, the way to the calls, and what they cost."""

import datetime as dt
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from contactcenter.kpis import KPIS, Frame, calls_behind, measure
from contactcenter.kpis.behind import address
from contactcenter.kpis.today import today_of
from contactcenter.models import Call
from optics_crm.core import clock
from optics_crm.core.models import Employee
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import Phoning, make_operator
from tests.core.staff import make_employee
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
REPORT = "/reports/contact-centre/"
WHOLE_AT_HOME = ("offered", "handled", "service_level", "abandoned", "mean_mark")
SHOWN = "912 345-67-89"


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T15:00:00+03:00")


@pytest.fixture
def supervisor(client: Client) -> Employee:
    user = make_employee("supervisor")
    client.force_login(user)
    return user


def page(client: Client, path: str, status: int = 200, **query: Any) -> str:
    response = client.get(path, query)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def make_day(count: int = 12) -> None:
    """Calls of today and of days before, most of them answered."""
    make_operator("101", "Орлова Вера Павловна")
    make_operator("102", "Смирнов Пётр Ильич")
    for place in range(count):
        talked = 0 if place % 4 == 3 else 60 + place
        make_call(f"+7999000{place:04d}", minutes_ago=20 + 17 * place, talked=talked, extension=f"10{1 + place % 2}")


def test_the_report_shows_every_figure_with_its_formula_and_the_way_to_its_calls(
    client: Client, supervisor: Employee
) -> None:
    make_day()
    text = page(client, REPORT)
    frame = Frame(clock.today() - dt.timedelta(days=29), clock.today())
    found = measure(frame).total
    for key, figure in found.items():
        assert escape(str(KPIS.get(key).name)) in text, key
        assert escape(figure.words) in text, key
        assert escape(address(figure.kpi, frame)) in text, key
    assert "Орлова В. П." in text and "Смирнов П. И." in text
    assert "%(" not in text


@pytest.mark.parametrize("by", ["operator", "hour", "line", "day"])
def test_each_cell_leads_to_as_many_calls_as_it_counts(client: Client, supervisor: Employee, by: str) -> None:
    make_day()
    text = page(client, REPORT, by=by, versus="none")
    links = re.findall(r'<a href="(/calls/\?figure=talks[^"]+)">(\d+)</a>', text)
    assert links
    for link, count in links:
        log = page(client, link.replace("&amp;", "&"))
        assert len(set(re.findall(r'href="/calls/([0-9a-f-]{36})/"', log))) == int(count), link


def test_the_rest_of_a_share_are_the_calls_that_it_lacks(client: Client, supervisor: Employee) -> None:
    make_day()
    today = clock.today()
    missed = set(Call.objects.missed().values_list("pk", flat=True))
    frame = Frame(today, today)
    assert set(calls_behind(KPIS.get("answered"), frame, rest=True).values_list("pk", flat=True)) == missed
    text = page(client, address(KPIS.get("answered"), frame, rest=True))
    assert all(str(pk) in text for pk in missed)


def test_another_period_stands_beside_and_a_wrong_one_is_told(client: Client, supervisor: Employee) -> None:
    make_day()
    make_call("+79995550000", minutes_ago=60 * 24 * 40, talked=30)
    assert "Орлова" in page(client, REPORT, versus="year")
    for query in (
        {"since": "2026-11-10", "until": "2026-11-01"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"since": "2019-01-01", "until": "2026-11-01"},
        {"since": "31.02.2026", "until": "x"},
    ):
        text = page(client, REPORT, **query)
        assert "invalid-feedback" in text and "Орлова" in text, query
    for query in ({"by": "x"}, {"heat": "x"}, {"operator": "x"}, {"salon": "x"}, {"line": "<b>"}, {"versus": "x"}):
        assert "<b>" not in page(client, REPORT, **query)


def test_the_log_bears_whatever_stands_in_an_address(client: Client, supervisor: Employee) -> None:
    make_call(talked=30)
    for query in (
        {"figure": "nonsense"},
        {"figure": "handled", "since": "2026-11-20", "until": "2026-11-01"},
        {"figure": "handled", "since": "0001-01-01"},
        {"figure": "handled", "hour": "99", "weekday": "-1", "part": "x"},
        {"figure": "handled", "salon": "x"},
        {"reason": "x"},
        {"reason": "none", "product": "x"},
        {"hour": "1" * 40},
    ):
        page(client, "/calls/", **query)


def test_the_cost_of_the_report_does_not_grow(
    client: Client, supervisor: Employee, django_assert_max_num_queries: Any
) -> None:
    make_day(4)
    page(client, REPORT)
    with django_assert_max_num_queries(20):
        page(client, REPORT)
    make_day_more()
    with django_assert_max_num_queries(20):
        page(client, REPORT, by="day")


def make_day_more() -> None:
    for place in range(10):
        make_call(f"+7998000{place:04d}", minutes_ago=60 * 24 * place, talked=30, extension="101", line=f"7495{place}")


def test_the_figures_go_out_as_a_file(client: Client, supervisor: Employee) -> None:
    make_day()
    response = client.get(REPORT, {"export": "csv", "by": "operator"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert len(lines) == 3 and lines[1].startswith("Орлова В. П.;")
    assert lines[0].count(";") == len(KPIS)


def test_the_command_prints_the_same_figures(client: Client, supervisor: Employee) -> None:
    make_day()
    out = StringIO()
    call_command("report_contact_centre", "--from", "2026-11-01", "--to", "2026-11-20", "--json", stdout=out)
    told = json.loads(out.getvalue())
    total = measure(Frame(dt.date(2026, 11, 1), dt.date(2026, 11, 20))).total
    assert set(told["figures"]) == set(KPIS.keys())
    assert told["figures"]["offered"]["value"] == total["offered"].top
    assert told["figures"]["answered"]["value"] == pytest.approx(float(total["answered"].value or 0), abs=1e-6)
    assert "%" in printed("report_contact_centre")
    for wrong in (("--from", "2026-11-20", "--to", "2026-11-01"), ("--from", "2019-01-01", "--to", "2026-01-01")):
        with pytest.raises(CommandError) as refused:
            call_command("report_contact_centre", *wrong)
        assert refused.value.returncode == 2


def printed(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


def test_shifts_say_how_many_people_an_hour_needs(client: Client, supervisor: Employee) -> None:
    for week in range(8):
        for place in range(40):
            at = dt.datetime(2026, 11, 19, 7, 30, tzinfo=dt.UTC) - dt.timedelta(days=7 * week, seconds=-30 * place)
            Call.objects.create(
                provider="cti",
                external_id=f"{week}-{place}",
                state="ended",
                started_at=at,
                ended_at=at + dt.timedelta(seconds=190),
                answered=True,
                answered_at=at + dt.timedelta(seconds=10),
                wait_seconds=10,
                talk_seconds=180,
            )
    text = page(client, f"{REPORT}shifts/", weekday="4", within="20", share="80")
    row = next(part for part in text.split("<tr>") if "10:00</th>" in part)
    assert "40,0" in row and "4,00" in row  # forty calls of three minutes in half an hour
    assert "<strong>7</strong>" in row
    text = page(client, f"{REPORT}shifts/", weekday="4", agents_10="3")
    row = next(part for part in text.split("<tr>") if "10:00</th>" in part)
    assert "status-red" in row
    for query in ({"weekday": "9"}, {"handling": "0"}, {"share": "x"}, {"agents_10": "-1"}, {"agents_99": "5"}):
        page(client, f"{REPORT}shifts/", **query)


def test_the_live_view_tells_who_waits_who_talks_and_what_is_late(client: Client, supervisor: Employee) -> None:
    make_operator("101", "Орлова Вера Павловна")
    make_person("Иванова Анна Петровна", phone="+79123456789")
    make_call("+79990000001", minutes_ago=300)
    talk, wait = Phoning(), Phoning("+79990000002")
    talk.ring("101")
    call = talk.take("101")
    wait.ring("101")
    text = page(client, "/calls/live/")
    assert "Орлова В. П." in text and f"/calls/{call.pk}/" in text and "Иванова Анна Петровна" in text
    assert "Перезвонить на" in text
    assert SHOWN not in text.replace("\xa0", " ")
    fragment = client.get("/calls/live/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and "Орлова" in fragment


def test_the_board_names_no_client(client: Client, django_assert_max_num_queries: Any) -> None:
    make_operator("101", "Орлова Вера Павловна")
    make_person("Иванова Анна Петровна", phone="+79123456789")
    client.force_login(make_employee("operator"))
    talk = Phoning()
    talk.ring("101")
    talk.take("101")
    make_day_of_board()
    text = page(client, "/wallboard/")
    assert "Орлова В. П." in text and "Иванов" not in text and SHOWN not in text.replace("\xa0", " ")
    with django_assert_max_num_queries(18):
        client.get("/wallboard/", headers={"HX-Request": "true"})


def make_day_of_board() -> None:
    for place in range(8):
        make_call(f"+7997000{place:04d}", minutes_ago=20 + place, talked=0 if place == 3 else 45)


def test_who_sees_what(client: Client) -> None:
    everything = {"/wallboard/", REPORT, "/calls/live/", f"{REPORT}reasons/", f"{REPORT}shifts/", "/calls/reviews/"}
    for role, allowed in (
        ("operator", {"/wallboard/", "/calls/reviews/"}),
        ("director", everything),
        ("consultant", set()),
    ):
        client.force_login(make_employee(role))
        for path in everything:
            assert client.get(path).status_code == (200 if path in allowed else 403), (role, path)


@pytest.mark.parametrize(("path", "keys"), [("/calls/live/", ("handled", "service_level")), ("/", WHOLE_AT_HOME)])
def test_a_figure_of_today_has_its_formula_and_leads_to_its_calls(
    client: Client, supervisor: Employee, path: str, keys: tuple[str, ...]
) -> None:
    make_day()
    text, today = page(client, path), today_of().whole
    for key in keys:
        figure = today[key]
        way = address(figure.kpi, Frame(clock.today(), clock.today()))
        link = f'href="{escape(way)}" title="{escape(figure.formula)}"'
        assert link in text, key
    offered = page(client, today["offered"].url)
    assert len(set(re.findall(r'href="/calls/([0-9a-f-]{36})/"', offered))) == today["offered"].top


def test_an_operators_own_figures_lead_to_the_operators_calls(client: Client) -> None:
    make_day()
    orlova = Employee.objects.get(extension="101")
    client.force_login(orlova)
    text, own = page(client, "/calls/screen/"), today_of(orlova.pk).own["talks"]
    assert f'title="{escape(own.formula)}"' in text
    assert f'<a href="{escape(own.url)}">{own.words}</a>' in text
    log = page(client, own.url)
    assert len(set(re.findall(r'href="/calls/([0-9a-f-]{36})/"', log))) == own.top > 0


def test_heat_map_parts_and_the_board_say_how_they_are_counted(client: Client, supervisor: Employee) -> None:
    make_day()
    text, today = page(client, REPORT, heat="answered", by="hour"), today_of().whole
    told = f'title="{escape(today["answered"].formula)}"'
    assert f'<table class="table heat" {told}>' in text
    assert f'scope="col" {told}>' in text
    assert escape(today["handled"].formula) in page(client, "/wallboard/")

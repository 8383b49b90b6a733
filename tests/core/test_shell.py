"""The frame of every page: rail, home, search, theme, language, saved views, jobs, refusals."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from optics_crm.core import home, job_files, menu, search
from optics_crm.core.models import Employee, Job, SavedView
from optics_crm.core.permissions import CAPABILITIES, Capability
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def consultant(client: Client) -> Employee:
    """A consultant who is logged in, in English."""
    user = make_employee(salon=make_salon(timezone="Asia/Yekaterinburg"))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return user


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> str:
    """A capability of consultants."""
    may = Capability("test.shell", "use the test", frozenset({"consultant"}))
    monkeypatch.setitem(CAPABILITIES._plugs, "test.shell", may)
    return "test.shell"


def text_of(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_stranger_is_sent_to_the_login(client: Client) -> None:
    for path in ("/", "/search/", "/pulse/", "/jobs/"):
        assert client.get(path)["Location"].startswith("/login/?next=")


def test_russian_is_the_language_whatever_the_browser_prefers(client: Client) -> None:
    page = client.get("/login/", headers={"Accept-Language": "en-US,en"})
    assert '<html lang="ru"' in page.content.decode()
    assert page["Content-Language"] == "ru"


def test_switch_changes_the_language_and_stays_on_the_page(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/login/"})
    assert response["Location"] == "/login/"
    assert '<html lang="en"' in text_of(client, "/login/")


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [("light", "light"), ("dark", "dark"), ("auto", "auto"), ("pink", "auto"), (None, "auto")],
)
def test_theme_is_the_cookie(client: Client, cookie: str | None, shown: str) -> None:
    if cookie:
        client.cookies["theme"] = cookie
    assert f'data-bs-theme="{shown}"' in text_of(client, "/login/")


def test_theme_switch_sets_the_cookie_and_never_leaves_the_site(client: Client) -> None:
    response = client.post("/preferences/theme/", {"theme": "dark", "next": "https://example.org/"})
    assert (response["Location"], response.cookies["theme"].value) == ("/", "dark")
    assert client.post("/preferences/theme/", {"theme": "dark"}, headers=HTMX).status_code == 204


def test_pages_about_people_are_not_kept(client: Client, consultant: Employee) -> None:
    assert "no-store" in client.get("/")["Cache-Control"]


def test_page_shows_salon_role_and_clock_of_the_salon(client: Client, consultant: Employee) -> None:
    page = text_of(client, "/")
    assert "Салон на Белинского" in page
    assert 'data-zone="Asia/Yekaterinburg"' in page
    assert "Курочкина М. А." in page


def test_rail_shows_only_built_pages_that_the_role_may_open(
    client: Client, consultant: Employee, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = {
        "test_mine": menu.Entry("test_mine", "Mine", "users", "core:jobs", right, count=lambda user: 1200, order=1),
        "test_other": menu.Entry("test_other", "Other role", "users", "core:jobs", right, roles=frozenset({"doctor"})),
        "test_unbuilt": menu.Entry("test_unbuilt", "Unbuilt", "users", "core:no_such_page", right),
    }
    for key, entry in entries.items():
        monkeypatch.setitem(menu.MENU._plugs, key, entry)
    page = text_of(client, "/jobs/")
    assert "Mine" in page
    assert "Other role" not in page
    assert "Unbuilt" not in page
    assert "rail-count" not in page
    assert "1\u202f200" in text_of(client, "/pulse/?at=/jobs/", **HTMX)


def test_home_shows_promises_by_their_clocks_late_first(
    client: Client, consultant: Employee, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    items = [
        home.WorkItem(now + dt.timedelta(days=2), "Later", "/jobs/", "call"),
        home.WorkItem(now - dt.timedelta(hours=4), "Overdue", "/jobs/", "call", "asked for it"),
    ]
    source = home.WorkSource("test_work", "Calls", "phone", right, lambda user, limit: items, lambda user: 2)
    monkeypatch.setitem(home.WORK._plugs, "test_work", source)
    page = text_of(client, "/?kind=test_work")
    assert page.index("Overdue") < page.index("Later")
    assert "overdue by 4 h" in page
    assert "asked for it" in page


def test_panel_with_nothing_to_say_is_not_shown(
    client: Client, consultant: Employee, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = home.Panel("test_panel", "Silent", "bell", "core/_hits.html", right, lambda user: None)
    monkeypatch.setitem(home.PANELS._plugs, "test_panel", panel)
    assert "Silent" not in text_of(client, "/")


def test_search_understands_the_wrong_layout_and_any_spelling_of_a_phone() -> None:
    assert search.Query.read("bdfyjd").switched == "иванов"
    assert search.Query.read("шмфтщм").switched == "ivanov"
    assert search.Query.read(" 8 (912) 345-67-89 ").phone == "+79123456789"
    assert search.Query.read("№ 48 211").digits == "48211"


def test_search_asks_only_what_the_role_may_see_and_never_lists_the_base(
    client: Client, consultant: Employee, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def find(user: Employee, query: search.Query, limit: int) -> list[search.Hit]:
        asked.append(limit)
        return [search.Hit(f"Hit {number} {query.text}", "/jobs/") for number in range(limit)]

    for number in range(4):
        source = search.SearchSource(f"test_{number}", f"Source {number}", right, find, order=-1)
        monkeypatch.setitem(search.SOURCES._plugs, source.key, source)
    assert text_of(client, "/search/?q=abc").count("Hit ") == search.LONGEST
    assert asked == [8, 8, 4]
    assert "Hit " not in text_of(client, "/search/?q=ab")
    assert "<html" not in text_of(client, "/search/?q=abc", **HTMX)


@pytest.mark.parametrize("text", ["%", "'", "\\", "<b>", "я" * 500, "\u202e", "%27%22"])
def test_search_survives_whatever_is_typed(client: Client, consultant: Employee, text: str) -> None:
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_saved_view_keeps_the_filters_but_not_the_place(client: Client, consultant: Employee) -> None:
    form = {"name": "Mine", "next": "/jobs/?state=late&after=abc&export=csv"}
    assert client.post("/views/save/", form)["Location"] == "/jobs/?state=late"
    view = SavedView.objects.get(owner=consultant)
    assert (view.path, view.query) == ("/jobs/", "state=late")
    other = make_employee("doctor", username="doctor")
    client.force_login(other, "django.contrib.auth.backends.ModelBackend")
    client.post(f"/views/{view.pk}/forget/", {"next": "/jobs/"})
    assert SavedView.objects.filter(pk=view.pk).exists()


def job_of(owner: Employee, **fields: Any) -> Job:
    return Job.objects.create(**{"kind": "core.export", "title": "Export of clients", "owner": owner, **fields})


def test_job_shows_progress_and_can_be_cancelled_by_its_owner_only(client: Client, consultant: Employee) -> None:
    job = job_of(consultant, state="running", done=300, total=1000)
    page = text_of(client, f"/jobs/{job.pk}/", **HTMX)
    assert "300 / 1\u202f000" in page
    assert "every 1s" in page
    foreign = job_of(make_employee("doctor", username="doctor"), state="running")
    for path in ("", "cancel/", "file/"):
        ask = client.post if path == "cancel/" else client.get
        assert ask(f"/jobs/{foreign.pk}/{path}").status_code == 404
    client.post(f"/jobs/{job.pk}/cancel/")
    assert list(Job.objects.filter(cancel_requested=True)) == [job]


def test_end_of_a_job_is_told_once_wherever_its_owner_is(client: Client, consultant: Employee) -> None:
    job = job_of(consultant, state="running")
    assert "HX-Trigger" not in client.get("/jobs/mine/", headers=HTMX)
    Job.objects.update(state="done", finished_at=timezone.now())
    assert "Export of clients" in client.get("/jobs/mine/", headers=HTMX)["HX-Trigger"]
    assert "HX-Trigger" not in client.get("/jobs/mine/", headers=HTMX)
    assert job.title in text_of(client, "/jobs/")


def test_file_of_a_job_is_there_for_an_hour(client: Client, consultant: Employee) -> None:
    job = job_of(consultant, state="done", file_name="clients.csv", finished_at=timezone.now())
    job_files.path_of(job).write_bytes(b"x")
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert b"".join(answer) == b"x"  # type: ignore[arg-type]
    Job.objects.update(finished_at=timezone.now() - dt.timedelta(hours=2))
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_refusals_are_pages_of_the_house(client: Client, consultant: Employee) -> None:
    missing = client.get("/there-is-no-such-page/")
    assert missing.status_code == 404
    assert "There is no such page" in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    stale = strict.post("/login/", {}, headers={"Cookie": "django_language=en"})
    assert stale.status_code == 403
    assert "The page is out of date" in stale.content.decode()


def test_frame_costs_a_fixed_number_of_queries(
    client: Client, consultant: Employee, django_assert_max_num_queries: Any
) -> None:
    client.get("/jobs/")
    with django_assert_max_num_queries(8):
        client.get("/jobs/")

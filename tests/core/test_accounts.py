"""Logging in, the second factor, the password."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from optics_crm.core.models import AuditEntry, Employee
from tests.core.staff import PASSWORD, make_employee, make_salon

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant() -> Employee:
    return make_employee(salon=make_salon())


@pytest.fixture
def strict(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def log_in(client: Client, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/login/", {"username": "consultant", "password": password, **extra})


def code_of(device: TOTPDevice) -> str:
    device.refresh_from_db()
    return f"{totp(device.bin_key, drift=device.last_t != -1):06d}"


def test_login_is_a_plain_form_with_one_password_field(client: Client) -> None:
    page = client.get("/login/").content.decode()
    assert page.count('type="password"') == 1
    assert 'name="username"' in page


def test_right_password_leads_home_and_is_recorded(client: Client, consultant: Employee) -> None:
    response = log_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert AuditEntry.objects.filter(verb="core.account.logged_in", actor=consultant.pk).count() == 1


@pytest.mark.parametrize("case", ["wrong password", "unknown name", "dismissed"])
def test_refusal_is_one_sentence_whatever_was_wrong(client: Client, consultant: Employee, case: str) -> None:
    Employee.objects.filter(pk=consultant.pk).update(is_active=case != "dismissed")
    name = "nobody" if case == "unknown name" else "consultant"
    password = "wrong" if case == "wrong password" else PASSWORD
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        page = client.post("/login/", {"username": name, "password": password}).content.decode()
    assert "The name or the password is wrong." in page
    assert not AuditEntry.objects.filter(verb="core.account.logged_in").exists()


def test_fifth_failure_locks_the_name_for_this_address(client: Client, consultant: Employee) -> None:
    answers = [log_in(client, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert log_in(client).status_code == 429


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_login_never_leads_to_another_site(client: Client, consultant: Employee, target: str) -> None:
    assert log_in(client, next=target)["Location"] == "/"


def test_logout_ends_the_session_and_empties_the_browser(client: Client, consultant: Employee) -> None:
    client.force_login(consultant, "django.contrib.auth.backends.ModelBackend")
    response = client.post("/logout/")
    assert "cache" in response["Clear-Site-Data"]
    assert client.get("/")["Location"] == "/login/?next=/"
    assert client.get("/logout/").status_code == 405


def test_password_alone_reaches_nothing_but_enrolment(client: Client, consultant: Employee, strict: None) -> None:
    log_in(client)
    for path in ("/", "/search/?q=x", "/jobs/", "/account/password/", "/admin/"):
        assert client.get(path)["Location"] == "/account/second-factor/"
    assert client.get("/pulse/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/second-factor/"
    assert client.get("/api/v1/anything").status_code == 403


def test_enrolment_opens_the_site_and_gives_ten_codes_once(client: Client, consultant: Employee, strict: None) -> None:
    log_in(client)
    client.get("/account/second-factor/")
    device = TOTPDevice.objects.get(user=consultant)
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code == 422
    assert not TOTPDevice.objects.get(pk=device.pk).confirmed
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    shown = client.post("/account/second-factor/", {"code": code_of(device)}).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    assert client.get("/").status_code == 200


def test_next_login_asks_for_the_code_and_takes_a_recovery_code_once(
    client: Client, consultant: Employee, strict: None
) -> None:
    log_in(client)
    client.get("/account/second-factor/")
    client.post("/account/second-factor/", {"code": code_of(TOTPDevice.objects.get())})
    code = StaticToken.objects.values_list("token", flat=True)[0]
    for attempt, expected in ((Client(), 302), (Client(), 422)):
        log_in(attempt)
        assert attempt.get("/")["Location"] == "/login/code/"
        assert attempt.get("/account/second-factor/")["Location"] == "/login/code/"
        assert attempt.post("/login/code/", {"code": code}).status_code == expected
    assert AuditEntry.objects.filter(verb="core.account.recovery_code_used").count() == 1


def test_demo_asks_for_no_second_factor_and_says_so(client: Client, consultant: Employee) -> None:
    client.cookies["django_language"] = "en"
    log_in(client)
    assert "No second factor is asked at login." in client.get("/").content.decode()
    assert client.get("/account/second-factor/")["Location"] == "/"


def test_password_changes_only_with_the_present_one(client: Client, consultant: Employee) -> None:
    log_in(client)
    new = {"new_password1": "another horse 43", "new_password2": "another horse 43"}
    assert client.post("/account/password/", {"old_password": "wrong", **new}).status_code == 422
    consultant.refresh_from_db()
    assert consultant.check_password(PASSWORD)
    assert client.post("/account/password/", {"old_password": PASSWORD, **new})["Location"] == "/"
    consultant.refresh_from_db()
    assert consultant.check_password("another horse 43")
    assert client.get("/").status_code == 200


def test_short_password_is_refused_beside_its_field(client: Client, consultant: Employee) -> None:
    log_in(client)
    form = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    page = client.post("/account/password/", form).content.decode()
    assert 'aria-describedby="id_new_password2-error' in page

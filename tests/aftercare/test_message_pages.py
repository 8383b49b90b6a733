"""The pages of messages: what each reader sees of them, and why they were sent."""

from collections.abc import Callable

import pytest
from django.test import Client

from aftercare.models import Message
from customers.models import Exam
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon
from tests.aftercare.outbox_world import NOON, make_campaign, make_message, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Callable[[str], Client]:
    def enter(role: str) -> Client:
        client.force_login(Employee.objects.create_user(f"{role}", "pass", full_name=role, role=role))
        return client

    return enter


@pytest.fixture
def messages(clock_at: Callable[[str], object]) -> list[Message]:
    """One that waits and one whose outcome nobody knows, after an exam."""
    clock_at(NOON)
    campaign, person = make_campaign("exam_no_purchase"), make_person()
    salon = Salon.objects.create(name="Салон")
    exam = Exam.objects.create(
        card=person.cards.get(), salon=salon, examined_at=clock.now(), examined_on=clock.today(), guid=person.pk
    )
    unknown = make_message(
        person, campaign, occasion=f"exam:{exam.guid}:no_purchase", state="unknown", submitted_at=clock.now()
    )
    return [make_message(make_person(), campaign), unknown]


def test_a_supervisor_sees_unknown_outcomes_first_and_names(
    reader: Callable[[str], Client], messages: list[Message]
) -> None:
    page = reader("supervisor").get("/messages/").content.decode()
    assert page.index('id="unsettled"') < page.index('id="rows"')
    assert "Котова Анна" in page and "+7 912 •••-••-" in page
    assert messages[0].address not in page


def test_a_marketer_sees_first_names_and_initials_only(
    reader: Callable[[str], Client], messages: list[Message]
) -> None:
    marketer = reader("marketer")
    for url in ("/messages/", f"/messages/{messages[1].pk}/"):
        page = marketer.get(url).content.decode()
        assert "Анна К." in page
        assert "Котова" not in page and messages[1].address not in page and "/customers/" not in page


@pytest.mark.parametrize("role", ["marketer", "privacy"])
def test_the_list_goes_out_without_names_and_addresses(
    reader: Callable[[str], Client], messages: list[Message], role: str
) -> None:
    user = reader(role)
    assert "?export=csv" in user.get("/messages/").content.decode()
    answer = user.get("/messages/?export=csv&state=unknown")
    text = b"".join(answer.streaming_content).decode()
    assert len(text.strip().splitlines()) == 2
    assert "Анна К." in text and str(messages[1].person_id) in text and "+7 912 •••-••-" in text
    assert "Котова" not in text and messages[1].address not in text
    assert b"".join(user.get("/messages/?export=xlsx").streaming_content)[:2] == b"PK"


def test_filters_narrow_the_list(reader: Callable[[str], Client], messages: list[Message]) -> None:
    supervisor = reader("supervisor")
    headers = {"HX-Request": "true"}
    for query, found in (
        ("state=unknown", 1),
        ("state=queued&channel=sms", 1),
        ("day=2026-11-21", 2),
        ("day=2026-11-20", 0),
        ("channel=email", 0),
        (f"campaign={messages[0].campaign_id}", 2),
    ):
        rows = supervisor.get(f"/messages/?{query}", headers=headers).content.decode()
        assert rows.count("data-row-link") == found, query


def test_a_message_says_why_it_was_sent(reader: Callable[[str], Client], messages: list[Message]) -> None:
    page = reader("supervisor").get(f"/messages/{messages[1].pk}/")
    assert page.status_code == 200
    [words] = page.context["occasions"]
    assert "2026" in words and "exam:" not in words


@pytest.mark.parametrize("role", ["consultant", "doctor", "operator", "workshop"])
def test_others_are_refused(reader: Callable[[str], Client], messages: list[Message], role: str) -> None:
    someone = reader(role)
    assert someone.get("/messages/").status_code == 403
    assert someone.get(f"/messages/{messages[0].pk}/").status_code == 403


def test_the_list_asks_the_same_number_of_questions_for_any_length(
    reader: Callable[[str], Client], messages: list[Message], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    supervisor = reader("supervisor")
    for _ in range(20):
        make_message(make_person(), messages[0].campaign)
    with django_assert_max_num_queries(14):
        supervisor.get("/messages/")


def test_a_supervisor_settles_what_nobody_knew_with_a_reason(
    reader: Callable[[str], Client], messages: list[Message]
) -> None:
    unknown, supervisor = messages[1], reader("supervisor")
    page = f"/messages/{unknown.pk}/"
    assert unknown.pk.hex in supervisor.get(page).content.decode()

    silent = supervisor.post(f"{page}settle/", {"outcome": "sent", "reason": " "})
    assert silent.status_code == 422
    assert 'id="id_reason-error"' in silent.content.decode()
    assert supervisor.post(f"{page}settle/", {"outcome": "perhaps", "reason": "звонил"}).status_code == 422
    unknown.refresh_from_db()
    assert unknown.state == "unknown"
    supervisor.post(f"{page}settle/", {"outcome": "not_sent", "reason": "в кабинете её нет"})

    unknown.refresh_from_db()
    assert (unknown.state, unknown.reason) == ("failed", "settled_not_sent")
    text = supervisor.get(page).content.decode()
    assert "в кабинете её нет (supervisor)" in text and "settle/" not in text
    assert supervisor.post(f"{page}settle/", {"outcome": "sent", "reason": "передумал"}).status_code == 409
    assert supervisor.get("/messages/?state=unknown").content.decode().count("data-row-link") == 0


def test_a_marketer_sees_an_unknown_outcome_and_cannot_settle_it(
    reader: Callable[[str], Client], messages: list[Message]
) -> None:
    marketer, page = reader("marketer"), f"/messages/{messages[1].pk}/"
    assert "settle/" not in marketer.get(page).content.decode()
    assert marketer.post(f"{page}settle/", {"outcome": "sent", "reason": "кажется"}).status_code == 403

"""What a client says of a talk on a call-back: it rates whoever answered, who does not ask for it themselves."""

import pytest
from django.test import Client

from aftercare.models import SurveyAnswer
from contactcenter.calls.hearing import hear
from contactcenter.models import Call
from contactcenter.pbx.base import Heard
from customers.followups import open_followup
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.models import Employee
from tests.contactcenter.calls import make_call
from tests.core.staff import make_employee
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Employee:
    return make_employee("operator", extension="101", full_name="Орлова Вера Павловна")


@pytest.fixture
def colleague(client: Client) -> Employee:
    user = make_employee("operator", username="colleague", full_name="Белов Борис Ильич")
    client.force_login(user)
    return user


@pytest.fixture
def call(operator: Employee) -> Call:
    make_person("Иванова Мария Сергеевна", phone="+79123456789")
    return make_call(talked=60)


def promise(call: Call) -> FollowUp:
    return open_followup(
        "x", "callback", title="Перезвонить", due_at=clock.now(), person=call.person, call=call.pk, occasion="x:1"
    )


def test_a_colleague_asks_and_the_operator_of_the_call_is_rated(
    client: Client, operator: Employee, colleague: Employee, call: Call
) -> None:
    url = f"/calls/{call.pk}/mark/"
    assert url in client.get(f"/calls/{call.pk}/").content.decode()
    assert url in client.get(f"/followups/{promise(call).pk}/").content.decode()
    assert "q-mark" in client.get(url).content.decode()

    assert client.post(url, {"q-words": "спасибо"}).status_code == 422, "the mark is asked for"
    assert client.post(url, {"q-mark": "4", "q-words": "спасибо"}).status_code == 302

    answer = SurveyAnswer.objects.get()
    assert (answer.way, answer.operator, answer.author, answer.call) == ("form", operator, colleague, call.pk)
    assert answer.person == call.person and answer.source_key == f"call:{call.pk}:mark"


def test_a_mark_that_is_known_is_not_asked_for_again(client: Client, colleague: Employee, call: Call) -> None:
    url = f"/calls/{call.pk}/mark/"
    client.post(url, {"q-mark": "2"})

    assert client.post(url, {"q-mark": "5"}).status_code == 409
    assert client.get(url).status_code == 404
    assert url not in client.get(f"/calls/{call.pk}/").content.decode()
    assert url not in client.get(f"/followups/{promise(call).pk}/").content.decode()
    assert SurveyAnswer.objects.get().replies.get().mark == 2

    hear(call.provider, call.external_id, [Heard(call.external_id, "rated", "rating", value="5")])
    assert SurveyAnswer.objects.get().way == "form", "what was said stays"


def test_nobody_asks_for_their_own_mark(client: Client, operator: Employee, call: Call) -> None:
    client.force_login(operator)
    url = f"/calls/{call.pk}/mark/"

    assert url not in client.get(f"/calls/{call.pk}/").content.decode()
    assert client.get(url).status_code == 404
    assert client.post(url, {"q-mark": "5"}).status_code == 403 and not SurveyAnswer.objects.exists()


@pytest.mark.parametrize("words", [{"talked": 0}, {"talked": 60, "direction": "out"}, {"talked": 60, "extension": "9"}])
def test_without_an_operator_there_is_nobody_to_rate(
    client: Client, operator: Employee, colleague: Employee, words: dict[str, object]
) -> None:
    call = make_call(**words)  # type: ignore[arg-type]  # literals

    assert client.get(f"/calls/{call.pk}/mark/").status_code == 404
    assert client.post(f"/calls/{call.pk}/mark/", {"q-mark": "5"}).status_code == 403


def test_who_sees_no_calls_finds_no_form(client: Client, call: Call) -> None:
    client.force_login(make_employee("receptionist", username="front"))

    assert client.get(f"/calls/{call.pk}/mark/").status_code == 404

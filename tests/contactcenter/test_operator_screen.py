"""The operator's screen and the card: what lies on the desk, what is masked until when, what each key does."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contactcenter.desk import notes, speakers, states
from contactcenter.desk.my_calls import calls_on
from contactcenter.desk.week import ask_week_question
from contactcenter.models import Call, CallOutcome, OperatorState, WeekReply
from customers.families import add_member, found_household
from customers.models import CardPhone, FollowUp, Person, Proposal
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Employee, Salon
from optics_crm.core.models.salons import SalonBreak, SalonHours
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import PHONE, Phoning, make_operator
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import add_phone, card_of, make_person
from tests.orders.orders import make_order

pytestmark = pytest.mark.django_db
PARTIAL = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")


@pytest.fixture
def salon() -> Salon:
    return make_salon(city="Екатеринбург", address="ул. Белинского, 32", phone="+73432000000", has_ramp=True)


@pytest.fixture
def operator(client: Client) -> Employee:
    user = make_operator()
    client.force_login(user)
    return user


@pytest.fixture
def mother(salon: Salon) -> Person:
    return make_person("Иванова Анна Петровна", phone=PHONE, birth_date=dt.date(1985, 4, 1), home_salon=salon)


@pytest.fixture
def family(mother: Person, salon: Salon) -> list[Person]:
    father = make_person("Иванов Борис Ильич", birth_date=dt.date(1983, 4, 1), home_salon=salon)
    child = make_person("Иванова Вера Борисовна", birth_date=dt.date(2017, 4, 1), home_salon=salon)
    add_phone(card_of(father), PHONE, role="spouse")
    home = found_household(None, mother)
    add_member(None, home, father, "spouse")
    add_member(None, home, child, "child")
    return [mother, father, child]


def at(name: str, call: Call, *more: Any) -> str:
    return reverse(f"contactcenter:{name}", args=[call.pk, *more])


def get(client: Client, path: str, **query: Any) -> str:
    answer = client.get(path, query, headers=PARTIAL)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client: Client, path: str, status: int = 200, **told: Any) -> Any:
    answer = client.post(path, told, headers=PARTIAL)
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[:400])
    return answer


def later(**span: float) -> None:
    clock.freeze(clock.now() + dt.timedelta(**span))


def on_desk(user: Employee) -> list[str]:
    return [one.part for one in calls_on(user)]


# what lies on the desk


def test_a_call_goes_over_the_desk_and_leaves_it_when_it_is_finished(operator: Employee) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    phoning = Phoning()
    phoning.ring("101", "102")
    assert on_desk(operator) == on_desk(other) == ["ringing"]
    phoning.take("101")
    assert (on_desk(operator), on_desk(other)) == (["talking"], [])
    call = phoning.end()
    assert (on_desk(operator), on_desk(other)) == (["after"], [])
    notes.say_result(operator, call, "broken")
    notes.wrap_up(operator, call)
    assert on_desk(operator) == []


def test_a_missed_call_lies_there_for_two_minutes(operator: Employee) -> None:
    phoning = Phoning()
    phoning.ring("101")
    phoning.end(cause="caller")
    assert on_desk(operator) == ["missed"]
    later(minutes=3)
    assert on_desk(operator) == []


def test_a_transfer_rings_whoever_it_is_given_to_and_brings_the_note(
    client: Client, operator: Employee, mother: Person
) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    phoning = Phoning()
    phoning.ring("101", "103")
    phoning.take("101")
    later(seconds=30)
    call = phoning.ring("102")
    notes.write_note(operator, call, "Хочет перенести приём", 0)
    call = speakers.choose_speaker(operator, call, mother)
    speakers.verify(operator, call)
    assert on_desk(other) == ["transfer"]
    client.force_login(other)
    card, talk = get(client, at("card", call)), get(client, at("talk", call))
    assert "Иванова Анна Петровна" in card and "Орлова В. П." in card
    assert "Хочет перенести приём" in talk
    get(client, at("card", call))
    assert AuditEntry.objects.filter(verb="contactcenter.card.taken_over", actor=other.pk).count() == 1
    phoning.take("102")
    phoning.put_down("101")
    assert (on_desk(operator), on_desk(other)) == (["after"], ["talking"])


def test_two_who_answer_see_each_other(operator: Employee) -> None:
    make_operator("102", "Соколова Инна Юрьевна")
    phoning = Phoning()
    phoning.ring("101", "102")
    phoning.take("101")
    phoning.take("102")
    assert calls_on(operator)[0].beside == ["Соколова И. Ю."]


def test_a_ring_of_no_extension_we_know_lies_on_every_desk(operator: Employee) -> None:
    Phoning().ring("999")
    assert on_desk(operator) == ["ringing"]


def test_the_desk_is_asked_in_few_questions(operator: Employee, django_assert_num_queries: Any) -> None:
    for number in range(4):
        phoning = Phoning(f"+7912000000{number}")
        phoning.ring("101")
    with django_assert_num_queries(3):
        assert len(calls_on(operator)) == 4


# the page


def test_the_page_shows_the_ringing_call_at_once(client: Client, operator: Employee, family: list[Person]) -> None:
    Phoning().ring("101")
    text = get(client, "/calls/screen/")
    assert "Анна Петровна И." in text and "Борис Ильич И." in text
    assert "Иванова Анна" not in text and "345-67-89" not in text


def test_nothing_new_is_no_answer(client: Client, operator: Employee) -> None:
    Phoning().ring("101")
    url = reverse("contactcenter:screen_calls")
    seen = client.get(url, headers=PARTIAL).context["version"]
    assert client.get(url, {"seen": seen}, headers=PARTIAL).status_code == 204
    Phoning("+79120000000").ring("101")
    assert client.get(url, {"seen": seen}, headers=PARTIAL).status_code == 200
    assert client.get(url, {"open": "nonsense"}).status_code == 200


def test_the_own_state_is_one_key(client: Client, operator: Employee) -> None:
    text = post(client, reverse("contactcenter:screen_state"), state="break").content.decode()
    assert 'value="break"' in text and OperatorState.objects.get().state == "break"
    post(client, reverse("contactcenter:screen_state"), 422, state="sleeping")


def test_what_waits_stands_by_its_clock(client: Client, operator: Employee) -> None:
    make_call("+79120000001", minutes_ago=120)
    text = get(client, reverse("contactcenter:screen_side"))
    row = FollowUp.objects.get()
    assert row.title in text and f"open={row.call}" in text


@pytest.mark.parametrize("role", ["consultant", "director", "marketer"])
def test_only_who_takes_calls_has_the_screen(client: Client, role: str) -> None:
    client.force_login(make_employee(role, salon=make_salon()))
    assert client.get("/calls/screen/").status_code == 403


def test_salons_are_found_by_anything(client: Client, operator: Employee, salon: Salon) -> None:
    SalonHours.objects.create(salon=salon, weekday=5, opens_at=dt.time(10), closes_at=dt.time(20))
    make_employee("doctor", salon=salon, full_name="Ветрова Ольга Ивановна")
    for text in ("екатер", "белин", "салон на"):
        found = get(client, reverse("contactcenter:screen_salons"), q=text)
        assert "10:00–20:00" in found and "Ветрова О. И." in found and "без ступеней" in found
    assert "не найден" in get(client, reverse("contactcenter:screen_salons"), q="%")
    assert "Белинского" not in get(client, reverse("contactcenter:screen_salons"))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("09:30", "откроется через 30 мин"),
        ("12:40", "открыт, перерыв через 20 мин"),
        ("13:00", "сейчас перерыв, откроется через 1 ч"),
        ("14:00", "открыт, ещё 6 ч"),
        ("20:00", "уже закрыт"),
    ],
)
def test_a_salon_in_its_break_is_told_as_closed(
    client: Client, operator: Employee, salon: Salon, clock_at: Any, moment: str, words: str
) -> None:
    SalonHours.objects.create(salon=salon, weekday=5, opens_at=dt.time(10), closes_at=dt.time(20))
    SalonBreak.objects.create(salon=salon, weekday=5, starts_at=dt.time(13), ends_at=dt.time(14))
    clock_at(f"2026-11-20T{moment}:00+03:00")
    found = get(client, reverse("contactcenter:screen_salons"), q="белин")
    assert "10:00–20:00, перерыв 13:00–14:00" in found
    assert words in found.replace("\xa0", " ")


# the card


def test_the_card_is_masked_until_one_key_and_closes_after_three_minutes(
    client: Client, operator: Employee, family: list[Person], salon: Salon
) -> None:
    mother, _father, child = family
    make_order(mother, salon, "ready")
    make_order(child, salon, "in_workshop")
    phoning = Phoning()
    phoning.ring("101")
    call = phoning.take("101")
    secrets = ("Иванова Анна Петровна", "1985", "345-67-89", "Салон: ")
    masked = get(client, at("card", call))
    assert "заказ готов" in masked and not any(one in masked for one in secrets)
    post(client, at("card_verify", call), 409)

    masked = post(client, at("card_speaker", call, mother.pk)).content.decode()
    assert not any(one in masked for one in secrets)
    opened = post(client, at("card_verify", call)).content.decode()
    assert all(one in opened for one in secrets)
    assert opened.count("answer-what") == 2  # the child's order is the mother's business

    assert "Иванова Анна Петровна" not in post(client, at("card_doubt", call)).content.decode()
    post(client, at("card_verify", call))
    phoning.end()
    later(minutes=4)
    assert "Иванова Анна Петровна" not in get(client, at("card", call))
    assert AuditEntry.objects.filter(verb="contactcenter.caller.verified").count() == 2


def test_another_grown_ups_things_stay_theirs(
    client: Client, operator: Employee, family: list[Person], salon: Salon
) -> None:
    _mother, father, _child = family
    make_order(family[0], salon, "ready")
    call = Phoning().ring("101")
    speakers.verify(operator, speakers.choose_speaker(operator, call, father))
    assert "answer-what" not in get(client, at("card", call))


def test_the_card_is_a_fixed_number_of_questions(
    client: Client, operator: Employee, family: list[Person], salon: Salon, django_assert_num_queries: Any
) -> None:
    mother = family[0]
    call = Phoning().ring("101")
    get(client, at("card", call))  # the session's own row
    with django_assert_num_queries(7):  # transaction (2), session, user, call, people, what was written
        get(client, at("card", call))
    for _n in range(3):
        make_order(mother, salon, "ready")
        ticket = make_ticket(mother, salon)
        type(ticket).objects.filter(pk=ticket.pk).update(promised_on=clock.today(), first_promised_on=clock.today())
    speakers.verify(operator, speakers.choose_speaker(operator, call, mother))
    with django_assert_num_queries(12):  # orders, repairs, visits, promises, rights beside
        assert get(client, at("card", call)).count("answer-what") >= 6


def test_a_double_is_greyed_and_proposed_by_one_key(client: Client, operator: Employee, mother: Person) -> None:
    twin = make_person("Иванова Анна", phone=PHONE)
    call = Phoning().ring("101")
    speakers.choose_speaker(operator, call, mother)
    text = get(client, at("card", call))
    assert text.count("speaker-twin") == 1
    post(client, at("card_act", call, "same_person"), 204, other=str(twin.pk))
    assert Proposal.objects.get().kind == "same"


def test_a_wrong_card_becomes_a_case_and_closes(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning().ring("101")
    speakers.verify(operator, speakers.choose_speaker(operator, call, mother))
    assert "Анна" in get(client, at("card_act", call, "wrong_card"))
    post(client, at("card_act", call, "wrong_card"), 204, what="other_phone", note="отвечает мужчина")
    row = Proposal.objects.get()
    assert (row.kind, row.source, row.card_a) == ("split", "operator", card_of(mother))
    assert "отвечает мужчина" in row.evidence["note"]
    assert not CallOutcome.objects.filter(verified_person__isnull=False).exists()


def test_actions_wait_for_what_they_need(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning().ring("101")
    assert client.get(at("card_act", call, "message"), headers=PARTIAL).status_code == 403
    assert client.get(at("card_act", call, "promise"), headers=PARTIAL).status_code == 200
    speakers.choose_speaker(operator, call, mother)
    assert client.get(at("card_act", call, "message"), headers=PARTIAL).status_code == 403
    assert client.get(at("card_act", call, "wrong_card"), headers=PARTIAL).status_code == 200
    assert client.get(at("card_act", call, "nonsense"), headers=PARTIAL).status_code == 404


def test_a_call_back_is_promised_and_says_how_the_call_ends(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning().ring("101")
    speakers.choose_speaker(operator, call, mother)
    get(client, at("card_act", call, "promise"))
    post(client, at("card_act", call, "promise"), 204, when="60", about="узнать срок", by_me="on")
    row = FollowUp.objects.get()
    assert (row.kind, row.owner, row.person, row.call) == ("callback", operator, mother, call.pk)
    assert row.due_at == clock.now() + dt.timedelta(hours=1) and "узнать срок" in row.title
    assert CallOutcome.objects.get().result == "promised"
    for when, other in (
        ("other", ""),
        ("other", "2020-01-01T10:00"),
        ("7", ""),
        ("", ""),
        ("2999-01-01T00:00:00+03:00", ""),
    ):
        post(client, at("card_act", call, "promise"), 422, when=when, at=other, about="о чём")


def test_a_service_message_sells_nothing(client: Client, operator: Employee, mother: Person, salon: Salon) -> None:
    from aftercare.models import Message

    call = Phoning().ring("101")
    speakers.verify(operator, speakers.choose_speaker(operator, call, mother))
    for text in ("Скидка 20 % на всё", "Ваш диагноз: миопия", ""):
        post(client, at("card_act", call, "message"), 422, text=text)
    post(client, at("card_act", call, "message"), 204, text="Очки отложены до завтра", salon=str(salon.pk))
    row = Message.objects.get()
    assert "Белинского" in row.text and (row.traffic_class, row.person) == ("service", mother)


def test_data_are_confirmed_or_corrected(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning().ring("101")
    speakers.verify(operator, speakers.choose_speaker(operator, call, mother))
    assert "Иванова" in get(client, at("card_act", call, "data"))
    post(client, at("card_act", call, "data"), 204, as_it_is="1")
    mother.refresh_from_db()
    assert mother.checked_by == operator
    words = {"last_name": "Петрова", "first_name": "Анна", "phone_0": PHONE, "revision": str(mother.revision)}
    post(client, at("card_act", call, "data"), 204, **words)
    post(client, at("card_act", call, "data"), 422, **words, birth_date="2999-01-01")
    mother.refresh_from_db()
    assert mother.last_name == "Петрова"


def test_a_question_is_handed_over_with_the_card_and_the_note(
    client: Client, operator: Employee, mother: Person, salon: Salon
) -> None:
    call = Phoning().ring("101")
    speakers.choose_speaker(operator, call, mother)
    notes.write_note(operator, call, "Щиплет глаз", 0)
    assert "Щиплет глаз" in get(client, at("card_act", call, "hand_over"))
    words = {"question": "Можно ли носить дальше?", "role": "doctor", "notes": "Щиплет глаз"}
    post(client, at("card_act", call, "hand_over"), 422, **words)  # a doctor is of a salon
    post(client, at("card_act", call, "hand_over"), 204, **words, salon=str(salon.pk))
    row = FollowUp.objects.get()
    assert (row.kind, row.role, row.salon, row.person, row.call) == ("doctor", "doctor", salon, mother, call.pk)
    assert (row.returns, row.author) == (True, operator)
    assert CallOutcome.objects.get().result == "handed_over"
    post(client, at("card_act", call, "hand_over"), 204, **words | {"role": "workshop"}, salon=str(salon.pk))
    assert FollowUp.objects.filter(kind="handover", role="workshop", salon=None).exists()


def test_a_relative_is_linked(client: Client, operator: Employee, mother: Person) -> None:
    son = make_person("Иванов Лев", birth_date=dt.date(2015, 1, 1))
    call = Phoning().ring("101")
    speakers.verify(operator, speakers.choose_speaker(operator, call, mother))
    assert "Иванов Лев" in get(client, at("card_relatives", call), q="Иванов Лев")
    post(client, at("card_act", call, "relative"), 204, relative=str(son.pk), kind="child")
    assert mother.relationships.get().relative == son


# somebody whom the number does not know


def test_an_unknown_number_is_tied_to_whom_the_search_finds(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning("+79990001122").ring("101")
    assert "Номер пока ничей" in get(client, at("card", call))
    assert "Анна" in get(client, at("card_find", call), q="Иванова Анна")
    post(client, at("card_speaker", call, mother.pk))
    post(client, at("card_speaker", call, mother.pk))
    numbers = CardPhone.objects.filter(card__person=mother).values_list("phone__number", flat=True)
    assert sorted(numbers) == [PHONE, "+79990001122"]
    mother.refresh_from_db()
    assert mother.main_phone is not None and mother.main_phone.number == PHONE


def test_a_newcomer_is_registered_after_the_check_for_doubles(
    client: Client, operator: Employee, mother: Person
) -> None:
    call = Phoning("+79990001122").ring("101")
    words = {"last_name": "Иванова", "first_name": "Анна", "middle_name": "Петровна", "birth_date": "1985-04-01"}
    text = post(client, at("card_newcomer", call), 422, **words).content.decode()
    assert str(mother.pk) in text and Person.objects.count() == 1
    answer = post(client, at("card_newcomer", call), **words, seen=str(mother.pk)).content.decode()
    call.refresh_from_db()
    assert call.person is not None and call.person != mother
    assert "990" not in answer or call.person.main_phone is not None
    post(client, at("card_newcomer", call), 422, last_name="Без имени")


def test_a_hidden_number_has_a_search_and_gives_no_phone(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning("anonymous").ring("101")
    text = get(client, at("card", call))
    assert "скрытый номер" in text and "stranger-q" in text
    post(client, at("card_speaker", call, mother.pk))
    assert CardPhone.objects.count() == 1


# what is written


def test_the_note_answers_with_its_revision_or_with_what_stands(client: Client, operator: Employee) -> None:
    call = Phoning().ring("101")
    assert post(client, at("talk_note", call), note="первое", revision="0").json() == {"revision": 1}
    refused = post(client, at("talk_note", call), 409, note="второе", revision="0").json()
    assert refused == {"code": "note_changed", "note": "первое", "revision": 1}
    post(client, at("talk_note", call), 400, note="x", revision="-1")
    post(client, at("talk_note", call), 422, note="x" * 10_001, revision="1")
    assert "первое" in get(client, at("talk", call))


def test_reason_result_and_finish(client: Client, operator: Employee, mother: Person, salon: Salon) -> None:
    states.set_state(operator, "free")
    make_order(mother, salon, "ready")
    phoning = Phoning()
    phoning.ring("101")
    call = phoning.take("101")
    assert 'id="likely-order_ready"' in get(client, at("talk", call))
    post(client, at("talk_finish", call), 409)
    phoning.end()
    post(client, at("talk_finish", call), 422)
    text = post(client, at("talk_reason", call), reason="order_ready").content.decode()
    assert "Готов ли заказ" in text and "talk-note" not in text  # the note that is being typed is left alone
    post(client, at("talk_reason", call), 404, reason="nothing")
    post(client, at("talk_result", call), result="solved")
    post(client, at("talk_result", call), 422, result="great")
    assert post(client, at("talk_finish", call), 204).headers["HX-Trigger"] == f'{{"desk-finished": "{call.pk}"}}'
    assert OperatorState.objects.get(ended_at=None).state == "free"


def test_the_question_of_the_week_is_one_key(client: Client, operator: Employee) -> None:
    today = clock.today()
    question = ask_week_question(operator, "Откуда узнали?", ["Друзья", "Сайт"], today, today)
    call = Phoning().ring("101")
    assert "Shift+Digit2" in get(client, at("talk", call))
    post(client, at("talk_week", call), answer=str(question.answers.all()[1].pk))
    for answer in ("0", "x", "99999999999999"):
        post(client, at("talk_week", call), 404, answer=answer)
    assert WeekReply.objects.get().answer.text == "Сайт"


def test_the_same_without_a_script(client: Client, operator: Employee, mother: Person) -> None:
    call = Phoning().ring("101")
    for path, told in (
        (at("card_speaker", call, mother.pk), {}),
        (at("card_verify", call), {}),
        (at("talk_result", call), {"result": "broken"}),
        (at("card_act", call, "promise"), {"when": "30", "about": "срок"}),
        (reverse("contactcenter:screen_state"), {"state": "free"}),
    ):
        assert client.post(path, told).status_code == 302
    assert "Иванова Анна Петровна" in client.get(at("card", call)).content.decode()

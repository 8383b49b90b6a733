"""Notes that never get lost, reasons, conclusions, who speaks and whether that is sure, the question of the week."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contactcenter.desk import notes, speakers, week
from contactcenter.models import Call, CallOutcome, ContactReason, WeekQuestion
from contactcenter.reasons.ranking import rank
from customers.identity.merging import merge_people
from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import AuditEntry, Employee
from tests.contactcenter.desk import PHONE, Phoning, make_operator
from tests.core.staff import make_employee
from tests.customers.people import add_phone, card_of, make_person

pytestmark = pytest.mark.django_db
Clock = Callable[[str], Any]


@pytest.fixture
def operator(clock_at: Clock) -> Employee:
    clock_at("2026-11-20T12:00:00+03:00")
    return make_operator()


@pytest.fixture
def phoning(operator: Employee) -> Phoning:
    phoning = Phoning()
    phoning.ring("101")
    return phoning


@pytest.fixture
def call(phoning: Phoning) -> Call:
    return phoning.take("101")


def later(**span: float) -> None:
    clock.freeze(clock.now() + dt.timedelta(**span))


def reason(code: str = "order_ready") -> ContactReason:
    return ContactReason.objects.get(code=code)


def test_every_installation_starts_with_reasons_in_two_levels() -> None:
    groups = ContactReason.objects.filter(parent=None)
    assert 2 < groups.count() <= 9  # each group has its key
    assert all(2 < group.children.count() <= 9 for group in groups)


def test_a_note_is_kept_as_it_is_typed(operator: Employee, call: Call) -> None:
    notes.write_note(operator, call, "Спра", 0)
    row = notes.write_note(operator, call, "Спрашивает про заказ", 1)
    assert (row.note, row.revision) == ("Спрашивает про заказ", 2)
    assert notes.write_note(operator, call, "Спрашивает про заказ", 0).revision == 2  # sent twice


def test_an_older_window_is_told_what_stands_now(operator: Employee, call: Call) -> None:
    notes.write_note(operator, call, "из первого окна", 0)
    with pytest.raises(notes.NoteChanged) as refused:
        notes.write_note(operator, call, "из второго окна", 0)
    assert refused.value.status == 409
    assert (refused.value.outcome.note, refused.value.outcome.revision) == ("из первого окна", 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.text("аб", max_size=3)), max_size=12))
def test_two_windows_never_overwrite_each_other_unseen(
    operator: Employee, call: Call, edits: list[tuple[bool, str]]
) -> None:
    """Whoever's text is replaced: the window that replaced it had seen it."""
    CallOutcome.objects.filter(call=call).delete()
    seen = {True: (0, ""), False: (0, "")}
    kept = ""
    for window, text in edits:
        revision, known = seen[window]
        try:
            row = notes.write_note(operator, call, text, revision)
            assert known == kept or text == kept
        except notes.NoteChanged as changed:
            assert known != kept or revision != changed.outcome.revision
            seen[window] = (changed.outcome.revision, changed.outcome.note)
            row = notes.write_note(operator, call, text, changed.outcome.revision)
        kept = row.note
        assert kept == text
        seen[window] = (row.revision, row.note)


def test_each_operator_writes_of_a_call_what_is_theirs(operator: Employee, call: Call) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    notes.write_note(operator, call, "первая", 0)
    notes.write_note(other, call, "вторая", 0)
    assert [row.note for row in notes.outcomes_of(call.pk)] == ["первая", "вторая"]


def test_a_conclusion_is_whole_or_none(operator: Employee, phoning: Phoning, call: Call) -> None:
    with pytest.raises(Conflict):
        notes.wrap_up(operator, call)
    call = phoning.end()
    for code in ("result_missing", "reason_missing"):
        with pytest.raises(DomainError) as refused:
            notes.wrap_up(operator, call)
        assert refused.value.code == code
        notes.say_result(operator, call, "solved")
    notes.name_reason(operator, call, reason())
    row = notes.wrap_up(operator, call)
    assert (row.wrapped_up_at, row.after_seconds) == (clock.now(), 0)
    later(minutes=5)
    assert notes.wrap_up(operator, call).wrapped_up_at == row.wrapped_up_at
    with pytest.raises(IntegrityError), transaction.atomic():
        CallOutcome.objects.filter(pk=row.pk).update(result="")


def test_a_reason_is_one_of_the_list_in_use(operator: Employee, call: Call) -> None:
    ContactReason.objects.filter(code="order_term").update(is_active=False)
    for one in (reason("order"), reason("order_term")):
        with pytest.raises(DomainError):
            notes.name_reason(operator, call, one)
    with pytest.raises(DomainError):
        notes.say_result(operator, call, "great")


def test_the_conclusion_of_a_call_is_the_last_ones(operator: Employee, phoning: Phoning, call: Call) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    phoning.take("102")
    call = phoning.end()
    for who, code in ((operator, "order_ready"), (other, "claim_term")):
        notes.name_reason(who, call, reason(code))
        notes.say_result(who, call, "solved")
        later(seconds=5)
        notes.wrap_up(who, call)
    assert [row.reason.code for row in CallOutcome.objects.final() if row.reason] == ["claim_term"]


def test_the_chosen_speaker_teaches_the_ranking(operator: Employee, phoning: Phoning, call: Call) -> None:
    mother, father = make_person("Иванова Анна", phone=PHONE), make_person("Иванов Борис")
    add_phone(card_of(father), PHONE, role="spouse")
    assert rank(PHONE)[0].id == mother.pk
    speakers.choose_speaker(operator, call, father)
    assert [code for one in rank(PHONE, call=call.pk) for code, _words in one.reasons] == []
    phoning.end()
    assert rank(PHONE)[0].id == father.pk


def test_the_card_opens_by_one_key_for_the_call_and_three_minutes(
    operator: Employee, phoning: Phoning, call: Call
) -> None:
    mother, father = make_person("Иванова Анна"), make_person("Иванов Борис")
    with pytest.raises(Conflict) as refused:
        speakers.verify(operator, call)
    assert refused.value.code == "speaker_missing"

    def opened_by() -> CallOutcome | None:
        return speakers.verified_by(Call.objects.get(pk=call.pk), notes.outcomes_of(call.pk))

    call = speakers.choose_speaker(operator, call, mother)
    assert opened_by() is None
    speakers.verify(operator, call)
    assert opened_by() is not None
    speakers.choose_speaker(operator, call, father)
    assert opened_by() is None  # another person: made sure of anew
    speakers.verify(operator, call)
    phoning.end()
    later(minutes=2, seconds=59)
    assert opened_by() is not None
    later(seconds=2)
    assert opened_by() is None
    with pytest.raises(Conflict) as refused:
        speakers.verify(operator, call)
    assert refused.value.code == "call_is_long_over"
    for person in (mother, father):
        entry = AuditEntry.objects.get(verb="contactcenter.caller.verified", object_id=person.pk)
        assert entry.data["call"] == str(call.pk)


def test_a_doubt_closes_the_card_for_everybody(operator: Employee, call: Call) -> None:
    other = make_operator("102", "Соколова Инна Юрьевна")
    call = speakers.choose_speaker(operator, call, make_person("Иванова Анна"))
    speakers.verify(operator, call)
    speakers.take_back_verification(other, call)
    assert speakers.verified_by(call, notes.outcomes_of(call.pk)) is None
    assert AuditEntry.objects.filter(verb="contactcenter.caller.doubted").count() == 1


def test_a_merge_meanwhile_leaves_the_card_open(operator: Employee, call: Call) -> None:
    stays, goes = make_person("Иванова Анна Петровна"), make_person("Иванова Аня")
    call = speakers.choose_speaker(operator, call, goes)
    speakers.verify(operator, call)
    merge_people(make_employee("supervisor"), stays, goes, reason="одно лицо")
    call.person = stays
    assert speakers.verified_by(call, notes.outcomes_of(call.pk)) is not None


@pytest.fixture
def question(operator: Employee) -> WeekQuestion:
    today = clock.today()
    return week.ask_week_question(operator, "Откуда узнали?", ["Друзья", "Сайт"], today, today + dt.timedelta(days=6))


def test_the_question_of_the_week_is_counted_once_a_call(
    operator: Employee, call: Call, question: WeekQuestion
) -> None:
    assert week.asked_today() == question
    first, second = question.answers.all()
    week.reply(operator, call, first)
    week.reply(operator, call, second)
    week.reply(operator, Phoning("+79120000000").ring("101"), second)
    assert [(one.answer.text, one.replies, one.of) for one in week.counted(question)] == [
        ("Друзья", 0, 2),
        ("Сайт", 2, 2),
    ]


def test_one_question_a_day(operator: Employee, call: Call, question: WeekQuestion) -> None:
    today = clock.today()
    with pytest.raises(Conflict):
        week.ask_week_question(operator, "Ещё?", ["Да", "Нет"], question.ends_on, question.ends_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeekQuestion.objects.create(text="Ещё?", starts_on=today, ends_on=today)
    for answers in ([], ["Да"], ["1", "2", "3", "4", "5", "6", "7"]):
        with pytest.raises(DomainError):
            week.ask_week_question(operator, "Ещё?", answers, today, today)
    later(days=7)
    assert week.asked_today() is None
    with pytest.raises(Conflict):
        week.reply(operator, call, question.answers.all()[0])


def test_an_erased_persons_notes_are_empty(operator: Employee, call: Call) -> None:
    from customers.erasing import erase_person

    person = make_person("Иванова Анна", phone=PHONE)
    speakers.choose_speaker(operator, call, person)
    notes.write_note(operator, call, "Просит звонить вечером", 0)
    erase_person(make_employee("privacy"), Person.objects.get(pk=person.pk), reason="письмо")
    assert CallOutcome.objects.get().note == ""

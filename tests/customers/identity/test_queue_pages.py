"""The pages about identity: queue, review, preview, split, report, journal; by role and by salon."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from customers.families import add_member, found_household
from customers.identity import deciding, queue
from customers.identity.health.count import count_days
from customers.identity.merging import merge_people
from customers.models import IdentityEvent, NotSame, Person, Proposal, Relationship
from optics_crm.core.models import Employee, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.identity.questions import ask, childs_glasses, pair
from tests.customers.identity.world import card_of, stands
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def supervisor(client: Client) -> Employee:
    return log_in(client, "supervisor")


def log_in(client: Client, role: str, **fields: Any) -> Employee:
    user = make_employee(role, **fields)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return user


def text_of(client: Client, path: str, **fields: Any) -> str:
    response = client.get(path, fields)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def test_queue_shows_the_surest_first_with_words_for_reasons_and_certainty(
    client: Client, supervisor: Employee
) -> None:
    rows = [pair(2), pair(0)]

    page = text_of(client, "/identity/")

    assert page.index(str(rows[1].card_a.person_id)) < page.index(str(rows[0].card_a.person_id))
    assert "surnames differ by one letter" in page
    assert "certain" in page and "likely" in page
    assert str(rows[0].pk) in text_of(client, "/identity/", band="likely")
    assert str(rows[1].pk) not in text_of(client, "/identity/", band="likely")


def test_manager_sees_the_questions_of_the_own_salon_only(client: Client, salon: Salon) -> None:
    own, foreign = pair(0, salon), pair(1, make_salon("Чужой"))
    manager = log_in(client, "salon_manager", salon=salon)

    assert list(queue.open_for(manager)) == [own]
    assert client.get(f"/identity/review/?start={foreign.pk}").context["pair"]["pair"].proposal == own
    assert client.post(f"/identity/review/{foreign.pk}/", {"answer": "same"}, headers=HTMX).status_code == 404


def test_answers_merge_link_and_tell_apart_and_go_back_one_by_one(client: Client, supervisor: Employee) -> None:
    rows = [pair(number) for number in range(3)]
    for row, answer in zip(rows, ("same", "relative", "different"), strict=True):
        response = client.post(f"/identity/review/{row.pk}/", {"answer": answer, "kind": "sibling"}, headers=HTMX)
        assert response.status_code == 200

    people = [{row.card_a.person_id, row.card_b.person_id} for row in rows]  # type: ignore[union-attr]
    assert Person.objects.filter(pk__in=people[0], merged_into__isnull=False).count() == 1
    assert Relationship.objects.filter(person__in=people[1], kind="sibling").count() == 2
    assert NotSame.objects.count() == 2
    assert "<strong>3</strong> answered today" in client.get("/identity/review/").content.decode()

    for _ in rows:
        assert client.post("/identity/review/undo/", headers=HTMX).status_code == 200
    assert client.post("/identity/review/undo/", headers=HTMX).status_code == 404
    assert Proposal.objects.filter(status="open").count() == 3
    assert not Person.objects.filter(merged_into__isnull=False).exists()
    assert not Relationship.objects.exists()


def test_refused_answer_says_why_and_leaves_the_question_open(client: Client, supervisor: Employee) -> None:
    child = make_person("Иванов Пётр", birth_date=dt.date(2016, 1, 1))
    row = ask(make_person("Иванов Иван", birth_date=dt.date(1980, 1, 1)), child)
    kind = "parent" if row.card_a.birth_date.year == 1980 else "child"

    response = client.post(f"/identity/review/{row.pk}/", {"answer": "relative", "kind": kind}, headers=HTMX)

    assert response.status_code == 422
    assert "A parent is older than the child" in response.content.decode()
    assert "data-open" in response.content.decode()
    row.refresh_from_db()
    assert row.status == "open"
    assert not Relationship.objects.exists()


def test_question_that_a_colleague_has_answered_is_told_so(client: Client, supervisor: Employee) -> None:
    row = pair(0)
    deciding.answer(make_employee("supervisor", username="other"), row, "different")

    response = client.post(f"/identity/review/{row.pk}/", {"answer": "same"}, headers=HTMX)

    assert response.status_code == 409
    assert "data-open" not in response.content.decode()


def test_answer_tells_which_waiting_pairs_it_has_settled(client: Client, supervisor: Employee) -> None:
    first = pair(0)
    same = ask(first.card_a.person, first.card_b.person, kind="family", score=0.5)  # type: ignore[union-attr]

    response = client.post(f"/identity/review/{first.pk}/", {"answer": "same", "waiting": str(same.pk)}, headers=HTMX)

    assert f'data-closed="{same.pk}"' in response.content.decode()


def test_review_has_a_fixed_number_of_queries_however_many_wait(
    client: Client, supervisor: Employee, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        pair(number)
    client.get("/identity/review/")
    with django_assert_max_num_queries(24):
        client.get("/identity/review/")
    with django_assert_max_num_queries(16):
        client.get("/identity/")


def test_preview_shows_both_values_and_the_other_one_can_be_chosen(client: Client, supervisor: Employee) -> None:
    first = make_person("Кузнецова Мария", birth_date=dt.date(1984, 3, 8))
    second = make_person("Кузницова Мария", birth_date=dt.date(1985, 3, 8))
    address = f"/identity/merge/{first.pk}/{second.pk}/"
    page = client.get(address)
    born = next(field for field in page.context["shown"].fields if field.name == "birth_date")
    other = born.left if born.right.wins else born.right
    assert (born.left.text, born.right.text, born.can_choose) == ("08.03.1984", "08.03.1985", True)

    client.post(address, {"field_birth_date": str(other.source.card), "reason": "паспорт"})

    first.refresh_from_db()
    assert stands(second) == first.pk
    assert f"{first.birth_date:%d.%m.%Y}" == other.text
    assert set(IdentityEvent.objects.values_list("kind", "reason")) == {("merge", "паспорт"), ("choice", "паспорт")}


def test_who_may_only_propose_proposes_and_a_supervisor_decides(client: Client, salon: Salon) -> None:
    first, second = make_person(home_salon=salon), make_person("Иванова Маша", home_salon=salon)
    log_in(client, "consultant", salon=salon)
    address = f"/identity/merge/{first.pk}/{second.pk}/"
    assert "Propose to the manager" in text_of(client, address)

    assert client.post(address, {}).status_code == 403
    assert client.post(f"{address}propose/", {"note": "одна сумка"}).status_code == 302

    row = Proposal.objects.get()
    assert (row.kind, row.source, row.evidence, row.proposed_by.role) == (
        "same",
        "desk",
        {"note": "одна сумка"},
        "consultant",
    )  # type: ignore[union-attr]
    assert client.post(f"/identity/review/{row.pk}/", {"answer": "same"}).status_code == 403


def test_merging_with_oneself_and_with_a_merged_one_is_refused(client: Client, supervisor: Employee) -> None:
    first, second, third = (make_person(name) for name in ("Первая Анна", "Вторая Анна", "Третья Анна"))
    assert client.post(f"/identity/merge/{first.pk}/{first.pk}/").status_code == 422
    client.post(f"/identity/merge/{first.pk}/{second.pk}/")

    assert client.post(f"/identity/merge/{third.pk}/{second.pk}/").status_code == 404


def test_report_becomes_a_question_and_the_split_answers_it(client: Client, salon: Salon) -> None:
    mother = make_person("Иванова Ольга", home_salon=salon, birth_date=dt.date(1984, 1, 5))
    son = make_person("Иванов Артём", home_salon=salon, birth_date=dt.date(2015, 1, 5))
    add_member("desk", found_household("desk", mother), son, "child")
    bought = childs_glasses(mother, salon)
    log_in(client, "consultant", salon=salon)
    card = card_of(mother)
    assert client.post(f"/identity/report/{mother.pk}/", {"card": card.pk, "note": ""}).status_code == 422
    client.post(f"/identity/report/{mother.pk}/", {"card": card.pk, "note": "очки сына", "owner": son.pk})
    row = Proposal.objects.get()
    assert (row.kind, row.card_b) == ("wrong_card", card_of(son))

    log_in(client, "supervisor")
    address = f"/identity/split/{card.pk}/?proposal={row.pk}"
    page = client.get(address)
    assert page.context["chosen"] == {f"purchase:{bought.pk}"}
    assert page.context["target"] == str(son.pk)
    preview = client.post(address, {"fact": f"purchase:{bought.pk}", "to": str(son.pk)})
    assert [one["count"] for one in preview.context["moving"]] == [1]
    bought.refresh_from_db()
    assert bought.card == card

    client.post(address, {"fact": f"purchase:{bought.pk}", "to": str(son.pk), "step": "do"})

    bought.refresh_from_db()
    assert bought.card == card_of(son)
    event = IdentityEvent.objects.get(kind="split")
    client.post(f"/identity/decisions/{event.pk}/undo/", {"next": "/identity/decisions/"})
    bought.refresh_from_db()
    assert bought.card == card


def test_split_to_somebody_new_registers_and_links_the_child(
    client: Client, supervisor: Employee, salon: Salon
) -> None:
    mother = make_person("Иванова Ольга", home_salon=salon, birth_date=dt.date(1984, 1, 5))
    bought = childs_glasses(mother, salon)
    words = {"new-last_name": "Иванов", "new-first_name": "Артём", "new-birth_date": "2015-01-05", "new-kind": "child"}
    said = {"fact": f"purchase:{bought.pk}", "to": "new", **words}
    address = f"/identity/split/{card_of(mother).pk}/"
    assert client.post(address, said | {"new-first_name": ""}).status_code == 422
    assert client.post(address, {"to": "new", **words}).status_code == 422

    client.post(address, said | {"step": "do"})

    bought.refresh_from_db()
    assert bought.card.person.full_name == "Иванов Артём"  # type: ignore[union-attr]
    assert Relationship.objects.filter(person=mother, relative=bought.card.person, kind="child").exists()  # type: ignore[union-attr]


def test_household_editor_changes_refuses_and_accepts_proposals(client: Client, supervisor: Employee) -> None:
    mother = make_person("Иванова Ольга", birth_date=dt.date(1984, 1, 5))
    son = make_person("Иванов Артём", birth_date=dt.date(2015, 1, 5))
    granny = make_person("Иванова Галина", birth_date=dt.date(1956, 1, 5))
    home = found_household("desk", mother)
    path = f"/households/{home.pk}/"
    client.post(f"{path}members/", {"person": son.pk, "role": "child"})
    assert home.memberships.get(person=son).role == "child"

    refused = client.post(f"{path}relate/", {"person": mother.pk, "relative": son.pk, "kind": "parent"}, follow=True)
    assert "A parent is older than the child" in refused.content.decode()
    assert not Relationship.objects.exists()
    client.post(f"{path}relate/", {"person": son.pk, "relative": mother.pk, "kind": "guardian"})
    assert [one.person for one in client.get(path).context["editor"].members] == [mother, son]
    assert [[one.pk for one in member.answers] for member in client.get(path).context["editor"].members] == [
        [],
        [mother.pk],
    ]

    row = ask(mother, granny, kind="family", score=0.9, evidence={"kind": "parent"})
    if row.card_a.person_id != mother.pk:
        Proposal.objects.filter(pk=row.pk).update(evidence={"kind": "child"})
    assert [one.other for one in client.get(path).context["editor"].suggestions] == [granny]
    client.post(f"{path}questions/{row.pk}/", {"answer": "yes"})
    assert Relationship.objects.filter(person=mother, relative=granny, kind="parent").exists()
    assert home.memberships.filter(person=granny).exists()
    circle = client.post(f"{path}relate/", {"person": granny.pk, "relative": son.pk, "kind": "parent"}, follow=True)
    assert "older than the child" in circle.content.decode()

    client.post(f"{path}members/{granny.pk}/leave/")
    assert not home.memberships.filter(person=granny).exists()


def test_consultant_of_another_salon_finds_no_household(client: Client, salon: Salon) -> None:
    home = found_household("desk", make_person(home_salon=make_salon("Чужой")))
    log_in(client, "consultant", salon=salon)

    assert client.get(f"/households/{home.pk}/").status_code == 404
    assert client.post(f"/households/{home.pk}/relate/", {}).status_code == 404


def test_dossier_lists_cards_and_decisions_with_undo(client: Client, supervisor: Employee) -> None:
    row = pair(0)
    event = deciding.answer(supervisor, row, "same")

    page = text_of(client, f"/customers/{event.winner_id}/panels/customers.identity/")

    assert f"/identity/decisions/{event.pk}/undo/" in page
    assert page.count("/identity/split/") == 2


def test_badge_counts_what_the_role_may_decide(salon: Salon) -> None:
    pair(0, salon)
    pair(1)

    assert queue.waiting(make_employee("supervisor")) == 2
    assert queue.waiting(make_employee("salon_manager", salon=salon)) == 1
    assert queue.waiting(make_employee("consultant", username="c", salon=salon)) == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["/identity/", "/identity/decisions/", "/identity/health/", "/identity/health/cards/"])
def test_lists_export_without_names_and_phones(
    client: Client, supervisor: Employee, path: str, kind: str, salon: Salon
) -> None:
    deciding.answer(supervisor, pair(0, salon), "same")
    pair(1, salon)

    response = client.get(path, {"export": kind, "rule": "no_patronymic"})

    assert response.status_code == 200
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "Кузнецова".encode() not in content and b"+7910" not in content


def test_line_of_the_dossier_tells_who_was_merged_and_by_whom(client: Client, supervisor: Employee) -> None:
    first, second = make_person("Кузнецова Мария"), make_person("Кузницова Маша")
    merge_people(supervisor, first, second, reason="паспорт")

    line = client.get(f"/customers/{first.pk}/").context["line"].lines

    assert [(one.title, one.text) for one in line if one.kind == "identity"] == [
        ("Merged", f"Кузницова Маша · {supervisor} · паспорт")
    ]


def test_base_health_and_the_household_have_a_fixed_number_of_queries(
    client: Client, supervisor: Employee, django_assert_max_num_queries: Any
) -> None:
    home = found_household("desk", make_person("Иванова Ольга"))
    for number in range(5):
        add_member("desk", home, make_person(f"Иванов Пётр{number}", birth_date=dt.date(2015, 1, 5)), "child")
        pair(number)
    count_days([dt.date(2026, 11, 1), dt.date(2026, 11, 21)])
    client.get("/identity/health/")
    with django_assert_max_num_queries(20):
        client.get("/identity/health/")
    with django_assert_max_num_queries(45):
        client.get(f"/households/{home.pk}/")

"""The review queue worked by keyboard only; the preview, the split and the household editor likewise."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from customers.models import IdentityEvent, Person, Proposal, Relationship
from optics_crm.core.models import Employee
from tests.browser import identity_rows
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon
from tests.customers.identity.questions import pair
from tests.customers.identity.world import card_of

pytestmark = pytest.mark.django_db(transaction=True)
DECISIONS = 20
ANSWERED = "#tally span:last-child strong"


@pytest.fixture
def supervisor() -> Employee:
    make_salon()
    return make_employee("supervisor")


@pytest.fixture
def screen(screen_of: Callable[..., Screen], supervisor: Employee) -> Screen:
    return screen_of(supervisor)


def shown(screen: Screen) -> Any:
    return screen.page.evaluate("document.querySelector('.pair')?.dataset.pk ?? ''")


def wait_answered(screen: Screen, count: int) -> None:
    expect(screen.page.locator(ANSWERED)).to_have_text(str(count))


def test_twenty_decisions_by_keyboard_each_shows_the_next_pair_at_once_and_undo_goes_back(screen: Screen) -> None:
    rows = [pair(number) for number in range(DECISIONS + 2)]
    screen.open("/identity/")
    screen.page.keyboard.press("KeyR")
    screen.page.wait_for_url("**/identity/review/**")
    screen.page.wait_for_load_state("networkidle")
    keys = ["Digit1", "Digit2", "Digit3", "KeyR"]
    for number in range(DECISIONS):
        before = shown(screen)
        assert before == str(rows[number].pk)
        screen.page.keyboard.press(keys[number % len(keys)])
        # without a wait for the server: the next pair is there before the answer is
        assert screen.page.evaluate("document.querySelector('.pair').dataset.pk") != before
        if number % 3 == 2:
            wait_answered(screen, number + 1)

    wait_answered(screen, DECISIONS)
    assert Proposal.objects.filter(status="open").count() == 2
    assert Person.objects.filter(merged_into__isnull=False).count() == DECISIONS // 4
    assert Relationship.objects.filter(kind="sibling").count() == 2 * DECISIONS // 4
    assert screen.page.evaluate("document.activeElement.classList.contains('pair')")
    assert screen.barriers() == []

    for left in range(DECISIONS - 1, DECISIONS - 6, -1):
        screen.page.keyboard.press("KeyZ")
        wait_answered(screen, left)
        screen.page.wait_for_selector(f".pair[data-pk='{rows[left].pk}']")
    assert Proposal.objects.filter(status="open").count() == 7
    assert screen.violations() == []


def test_skipped_pairs_stay_open_and_the_end_says_so(screen: Screen) -> None:
    pair(0)
    pair(1)
    screen.open("/identity/review/")
    screen.page.keyboard.press("KeyS")
    screen.page.keyboard.press("KeyS")

    screen.page.wait_for_selector("#done:not([hidden])")
    assert shown(screen) == ""
    assert Proposal.objects.filter(status="open").count() == 2


def test_refused_answer_comes_back_with_its_reason(screen: Screen) -> None:
    row = pair(0)
    pair(1)
    Person.objects.filter(pk=row.card_a.person_id).update(birth_date="2015-01-01")
    Person.objects.filter(pk=row.card_b.person_id).update(birth_date="2015-01-01")  # type: ignore[union-attr]
    screen.open("/identity/review/")

    screen.page.keyboard.press("KeyQ")

    screen.page.wait_for_selector(".toast-error")
    assert shown(screen) == str(row.pk)


def test_pair_that_a_colleague_answers_meanwhile_goes_with_a_word(screen: Screen, supervisor: Employee) -> None:
    first, second = pair(0), pair(1)
    screen.open("/identity/review/")
    Proposal.objects.filter(pk=first.pk).update(status="refused", decided_at="2026-01-01T00:00Z")

    screen.page.keyboard.press("Digit1")

    screen.page.wait_for_selector(".toast-warning")
    assert shown(screen) == str(second.pk)


def test_preview_by_keyboard_takes_the_other_value_and_merges(screen: Screen) -> None:
    row = pair(0)
    screen.open("/identity/review/")
    screen.page.keyboard.press("KeyP")
    screen.page.wait_for_url("**/identity/merge/**")
    chosen = screen.page.locator("[name=field_birth_date]:not(:checked)")
    other = chosen.get_attribute("value")
    chosen.focus()
    screen.page.keyboard.press("Space")
    screen.page.locator("form.merge button[type=submit]").focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/customers/**")

    winner = Person.objects.get(absorbed__isnull=False)
    card = row.card_a if str(row.card_a_id) == other else row.card_b
    assert winner.birth_date == card.birth_date  # type: ignore[union-attr]
    assert set(IdentityEvent.objects.values_list("kind", flat=True)) == {"merge", "choice"}


def test_guided_split_by_keyboard_moves_what_is_suggested(screen: Screen) -> None:
    screen.open(identity_rows.split())
    screen.page.locator("form.split button[type=submit]").focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector(".split-picked")
    assert screen.barriers() == []
    screen.page.locator("form.merge-end button[type=submit]").focus()
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/customers/**")

    event = IdentityEvent.objects.get(kind="split")
    assert event.moved.get(model="orders.Purchase").to_card == card_of(event.loser)  # type: ignore[arg-type]


def test_household_takes_a_proposed_relative_by_one_key(screen: Screen) -> None:
    screen.open(identity_rows.household())
    screen.page.keyboard.press("Digit1")
    screen.page.wait_for_selector(".toast-success")

    # by their ages she is the mother's parent
    assert Relationship.objects.filter(kind="parent", relative__first_name="Галина").count() == 1
    assert not Proposal.objects.filter(status="open").exists()

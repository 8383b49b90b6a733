"""One rule by which several books agree about an order's status."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders import statuses
from orders.statuses import Word, agreed, newest_of_each, next_of

T = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


def word(book: str, status: str, hours: float) -> Word:
    return Word(book, status, T + dt.timedelta(hours=hours))


def stands(*words: Word) -> str:
    found = {getattr(agreed(newest_of_each(order)), "status", "") for order in itertools.permutations(words)}
    assert len(found) == 1, found
    return found.pop()


def test_the_newest_word_stands_whatever_came_first() -> None:
    assert stands(word("onec", "in_workshop", 3), word("shop", "picking", 1), word("", "on_hold", 2)) == "in_workshop"


def test_of_one_moment_the_status_farther_on_stands() -> None:
    assert stands(word("onec", "ready", 1), word("shop", "in_transit", 1)) == "ready"
    assert stands(word("onec", "cancelled", 1), word("shop", "client_notified", 1)) == "cancelled"


def test_an_end_is_not_taken_back_by_another_book() -> None:
    assert stands(word("onec", "issued", 1), word("shop", "in_transit", 2)) == "issued"
    assert stands(word("shop", "cancelled", 1), word("onec", "ready", 2), word("", "client_notified", 3)) == "cancelled"


WORDS = st.builds(
    word, st.sampled_from(["onec", "shop", ""]), st.sampled_from(statuses.CODES), st.integers(min_value=0, max_value=4)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=5, max_size=5))
def test_five_words_of_three_books_agree_in_every_order(words: list[Word]) -> None:
    assert stands(*words) in statuses.CODES


def test_our_own_word_is_void_where_a_book_was_farther_by_then() -> None:
    assert stands(word("onec", "ready", 1), word("", "confirmed", 2)) == "ready"
    assert stands(word("onec", "ready", 1), word("", "client_notified", 2)) == "client_notified"


def test_what_may_follow_an_end_does() -> None:
    assert stands(word("onec", "issued", 1), word("shop", "returned", 2)) == "returned"
    assert stands(word("onec", "issued", 1), word("", "remake", 2), word("shop", "ready", 3)) == "ready"


def test_a_book_takes_its_own_end_back() -> None:
    assert stands(word("onec", "cancelled", 1), word("onec", "in_workshop", 2), word("shop", "new", 0)) == "in_workshop"


@pytest.mark.parametrize("kind", statuses.EVERY_KIND)
def test_every_status_leads_to_an_end_and_ends_do_not_lead_back_to_the_way_but_by_a_remake(kind: str) -> None:
    for one in statuses.TABLE:
        if kind not in one.kinds:
            continue
        reached, todo = set(), [one.code]
        while todo:
            code = todo.pop()
            reached.add(code)
            todo += [there.code for there in next_of(code, kind) if there.code not in reached]
        assert reached & set(statuses.ENDS), one.code
        if one.is_end:
            assert {there.code for there in next_of(one.code, kind)} <= {"remake", "returned"}


def test_nobody_is_sent_backwards_and_lenses_are_made_in_no_workshop() -> None:
    assert "confirmed" not in {one.code for one in next_of("ready")}
    assert {one.code for one in next_of("new", "goods")} & {"in_workshop", "lens_ordered", "remake"} == set()
    assert "lens_ordered" in {one.code for one in next_of("remake")}


def test_the_way_of_each_kind_ends_with_the_client() -> None:
    ways = {kind: [one.code for one in statuses.track(kind)] for kind in statuses.EVERY_KIND}
    assert {way[-1] for way in ways.values()} == {"issued"}
    assert (len(ways["glasses"]), len(ways["contact_lenses"]), len(ways["goods"])) == (12, 10, 8)

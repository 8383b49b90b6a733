"""A dump restored into another cluster: its news and readers bear transaction numbers of the old one."""

import pytest
from django.core.management import call_command

from customers import events
from optics_crm.core import news
from optics_crm.core.models import Installation, News, ReactionCursor
from optics_crm.core.news import Reaction
from optics_crm.core.restored import adopt_news
from optics_crm.core.sync.tables import ask

pytestmark = pytest.mark.django_db(transaction=True)


def say(number: int) -> None:
    news.say(events.CUSTOMER_CHANGED, {"person": number})


def test_readers_hear_what_they_had_not_heard_and_what_comes_next() -> None:
    heard: list[str] = []
    reaction = Reaction(
        "test", frozenset({events.CUSTOMER_CHANGED}), lambda rows: heard.extend(row.ids["person"] for row in rows)
    )
    for number in range(3):
        say(number)
    news.deliver(reaction, limit=2)
    assert heard == ["0", "1"]
    ask("UPDATE core_news SET xid = (xid::text::bigint + 1000000000)::text::xid8")
    ask("UPDATE core_reactioncursor SET xid = (xid::text::bigint + 1000000000)::text::xid8")
    say(3)
    assert news.deliver(reaction) == 0  # as it would be for ever
    assert adopt_news() is True
    while news.deliver(reaction):
        pass
    assert heard == ["0", "1", "2", "3"]
    assert adopt_news() is False
    say(4)
    assert news.deliver(reaction) == 1
    assert (News.objects.count(), ReactionCursor.objects.count()) == (5, 1)


def test_every_cursor_can_be_voided_by_hand() -> None:
    before = Installation.objects.get().feed_epoch
    call_command("sync_renew_feed")
    assert Installation.objects.get().feed_epoch != before

"""The link in a message ends advertising to the phone, and betrays nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aftercare.models import Message
from aftercare.outbox import links
from customers.models import Consent, Person
from optics_crm.core import clock
from tests.aftercare.outbox_world import NOON, make_campaign, make_message, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(clock_at: Callable[[str], object]) -> list[Message]:
    """Two people on one phone and a stranger, each with advertising; the first one's has arrived, with its link."""
    clock_at(NOON)
    campaign = make_campaign()
    mother = make_person()
    people = [mother, make_person(phone=mother.main_phone), make_person()]
    for one in people:
        Consent.objects.create(card=one.cards.get(), purpose="ads", status="given", method="onec", at=clock.now())
    messages = [make_message(one, campaign) for one in people]
    Message.objects.filter(pk=messages[0].pk).update(
        state="delivered", link_hash=links.hash_of(links.token_of(messages[0].pk))
    )
    return messages


def states(messages: list[Message]) -> list[tuple[str, str]]:
    for one in messages:
        one.refresh_from_db()
    return [(one.state, one.reason) for one in messages]


def bare(page: Any, url: str) -> str:
    """The page without its own address and the random masks of the CSRF token."""
    return re.sub(r"\b\w{64}\b", "mask", page.content.decode().replace(url, "/u/token/"))


def test_looking_changes_nothing_and_pressing_ends_it_for_the_phone(client: Client, family: list[Message]) -> None:
    url = f"/u/{links.token_of(family[0].pk)}/"
    assert client.get(url).status_code == 200
    assert Consent.objects.filter(status="withdrawn").count() == 0

    assert client.post(url).status_code == 200

    assert states(family) == [("delivered", ""), ("cancelled", "opted_out"), ("queued", "")]
    assert list(Person.objects.order_by("created_at").values_list("consent_ads", "opted_out")).count((False, True)) == 2
    acts = Consent.objects.filter(status="withdrawn")
    assert {act.method for act in acts} == {"link"} and {act.card.person_id for act in acts} == {
        family[0].person_id,
        family[1].person_id,
    }

    client.post(url, {"List-Unsubscribe": "One-Click"})
    assert Consent.objects.filter(status="withdrawn").count() == len(acts)


def test_an_unknown_token_gets_the_same_page(client: Client, family: list[Message]) -> None:
    known, unknown = f"/u/{links.token_of(family[0].pk)}/", "/u/AAAAAAAAAAAAAAAAAAAAAA/"
    for ask in (client.get, client.post):
        pages = [ask(url) for url in (unknown, known)]
        assert bare(pages[0], unknown) == bare(pages[1], known)
        assert pages[0].status_code == pages[1].status_code == 200
        for page in pages:
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert page.headers["Cache-Control"] == "no-store"
            assert "Анна" not in page.content.decode() and "912" not in page.content.decode()


def test_another_method_is_refused(client: Client, family: list[Message]) -> None:
    assert client.put(f"/u/{links.token_of(family[0].pk)}/").status_code == 405


def test_a_token_is_128_bits_and_is_stored_as_a_hash_only(family: list[Message]) -> None:
    token = links.token_of(family[0].pk)
    assert len(token) == 22 and token not in Message.objects.get(pk=family[0].pk).link_hash
    assert len({links.token_of(one.pk) for one in family}) == 3
    assert len(links.sample_url()) == len(links.url_of(token))

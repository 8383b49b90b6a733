"""Finding people by what somebody typed: a phone in any spelling, its last digits, a name with slips."""

import re
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, Q, When
from django.db.models.functions import Right

from customers.lookup import look_up
from customers.models import CardPhone, Person
from customers.querysets import PersonQuerySet
from optics_crm.core.search import Query

LAST_DIGITS = 4
CLOSE = 0.45  # two letters of a surname changing places still count as close


def name_keys(query: Query) -> list[str]:
    """The text as names are kept (lower case, ё as е), as typed and in the other keyboard layout."""
    texts = [query.text, query.switched]
    return list(dict.fromkeys(re.sub(r"[%_\\]", "", text).casefold().replace("ё", "е") for text in texts))


def by_name(people: PersonQuerySet, query: Query) -> PersonQuerySet:
    """People whose name holds every word of the text, in either keyboard layout."""
    either = Q(pk__in=[])
    for text in name_keys(query):
        words = Q()
        for word in text.split()[:4]:
            words &= Q(name_key__contains=word)
        either |= words
    return people.filter(either)


def further(query: Query) -> Case:
    """0 for a name that begins with the text, 1 for others: a patronymic is like many surnames."""
    begins = Q(pk__in=[])
    for text in name_keys(query):
        begins |= Q(name_key__startswith=text)
    return Case(When(begins, then=0), default=1)


def by_close_name(people: PersonQuerySet, query: Query) -> PersonQuerySet:
    """People whose name is like the text, the likest first: for slips of the keyboard."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [CLOSE])
    text = next((key for key in name_keys(query) if re.search(r"[а-я]", key)), query.text.casefold())
    close = people.filter(name_key__trigram_word_similar=text)
    # the first word is mostly the surname: of equally close names the one with that surname stands first
    surname = TrigramSimilarity("last_name", text.split()[0])
    return close.annotate(likeness=TrigramWordSimilarity(text, "name_key") + surname).order_by("-likeness", "name_key")


def by_last_digits(people: PersonQuerySet, digits: str) -> PersonQuerySet:
    """People with a number that ends so."""
    uses = CardPhone.objects.filter(phone__number__endswith=digits, card__deleted_at__isnull=True)
    if len(digits) >= LAST_DIGITS:
        uses = uses.annotate(tail=Right("phone__number", LAST_DIGITS)).filter(tail=digits[-LAST_DIGITS:])
    return people.filter(pk__in=uses.values("card__person"))


def find_people(user: Any, query: Query, limit: int) -> list[Person]:
    """The best finds first. An exact phone is looked up chain-wide and recorded; the rest stays in the user's salon."""
    if query.phone:
        return list(look_up(user, query.text).select_related("home_salon", "main_phone")[:limit])
    people = Person.objects.visible_to(user).select_related("home_salon", "main_phone")
    if query.digits and not re.search(r"[^\W\d_]", query.text):
        return list(by_last_digits(people, query.digits)[:limit]) if len(query.digits) >= LAST_DIGITS else []
    found = list(by_name(people, query).order_by(further(query), "name_key")[:limit])
    return found or list(by_close_name(people, query)[:limit])

"""The very cards that break a rule, as a set that questions can name."""

import re
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.db.models.fields import UUIDField

from customers.identity.health.flaws import Flaw
from customers.identity.health.relations import parameters, statement
from customers.models import Card
from optics_crm.core import clock

NAMED = re.compile(r"%\((\w+)\)s")


class Broken(Expression):
    """The ids of the cards that break a rule, for `pk__in`."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(output_field=UUIDField())
        self.flaw = flaw

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        named = parameters([self.flaw], clock.today())
        sql = statement(self.flaw)
        return f"({NAMED.sub('%s', sql)})", tuple(named[name] for name in NAMED.findall(sql))


def cards_with(flaw: Flaw) -> "QuerySet[Card]":
    """Living cards that break the rule now."""
    return Card.objects.live().filter(pk__in=Broken(flaw))

"""The thresholds of the figures: what they mean and what they start with. What holds stands in the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contactcenter.models import FigureRule
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Rule:
    """One threshold: `initial` holds where the table says nothing."""

    code: str
    label: str | Promise
    initial: Decimal


RULES: Registry[Rule] = Registry("thresholds of figures")
Values = Mapping[str, Decimal]

for _code, _label, _initial in (
    ("short_abandon", _("a caller who hangs up within so many seconds is no lost call"), "5"),
    ("answer_within", _("service level: answered within so many seconds"), "20"),
    ("service_level_goal", _("service level: goal, per cent"), "80"),
    ("handled_goal", _("answered or called back in term: goal, per cent"), "97"),
    ("abandoned_goal", _("lost calls: not above, per cent"), "3"),
    ("mark_goal", _("mean mark: goal"), "4.75"),
    ("repeat_days", _("a client who calls again within so many days was not helped at once"), "7"),
    ("order_days", _("an order within so many days follows the contact"), "7"),
    ("callback_tries", _("so many tries within the term count as a call-back"), "3"),
    ("reviews_a_week", _("calls of each operator that are reviewed each week"), "5"),
    ("review_shortest", _("a call is reviewed from so many seconds of talk on"), "30"),
    ("asked_share", _("callers who are asked for a mark by message: of a hundred who gave none"), "20"),
):
    RULES.add(_code, Rule(_code, _label, Decimal(_initial)))


def values() -> Values:
    """What holds now, by code; one query."""
    kept = dict(FigureRule.objects.values_list("code", "value"))
    return {rule.code: kept.get(rule.code, rule.initial) for rule in RULES}


def in_words(rules: Values) -> Mapping[str, str]:
    """The thresholds as a sentence shows them: `5`, `4.75`."""
    return {code: f"{value.normalize():f}" for code, value in rules.items()}

"""What is wrong with a text before anybody sees it: the law's demands, our own, and what it costs.

38-FZ art. 24 (7): advertising of medical services carries the warning. What the regulators call service may not sell.
323-FZ art. 13: no health data in a message, whoever owns the phone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from aftercare import sms
from aftercare.campaigns.samples import sample
from aftercare.templates_grammar import MORE, TextFault, faults, holes, render

WARNING = "Имеются противопоказания, необходима консультация специалиста"
_WARNING = re.compile(r"противопоказан.{0,40}(консультац|проконсультир).{0,20}специалист", re.IGNORECASE | re.DOTALL)
_SELLING = re.compile(
    r"скидк|акци[яиюй]\b|распродаж|цен[аыуе]\b|руб(\.|л|\b)|\bр\.|₽|%|бесплатн|в подарок|дарим|сертификат|бонус|купи"
    r"|предложени|выгод|приглаша|ждём|ждем|приходите|запишитесь|только сегодня",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"диоптри|диагноз|близорук|дальнозорк|астигматизм|глауком|катаракт|миопи|рецепт|острот[аыу] зрения"
    r"|ваш(его|ему)? врач"
    r"|после осмотра|на при[её]ме|результат\w* (осмотра|проверки)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """One remark. An `error` keeps the version from being submitted, a `hint` costs only money."""

    level: str
    code: str
    words: str | Promise

    @property
    def is_error(self) -> bool:
        return self.level == "error"


def check_text(text: str, joined: str, traffic_class: str) -> list[Finding]:
    """Everything that can be said about a variant's two texts."""
    broken = [*faults(text), *faults(joined)]
    if broken:
        return [Finding("error", fault.code, fault.message) for fault in broken]
    return [*_shape(text, joined, traffic_class), *_law(text, joined, traffic_class), *_length(text)]


def _shape(text: str, joined: str, traffic_class: str) -> Iterator[Finding]:
    if not text.strip():
        yield Finding("error", "empty_text", _("The text is empty."))
    if any(hole.name == "имя" and hole.fallback is None for hole in holes(text)):
        yield Finding(
            "error",
            "name_without_fallback",
            _("Write {имя|Здравствуйте}: some people have no name here, and a shared phone must not name anybody."),
        )
    for hole in holes(joined):
        if hole.name in ("имя", "отписка", MORE):
            words = _("{%(name)s} has no place in the sentence for another's message.") % {"name": hole.name}
            yield Finding("error", "not_in_joined", words)
    if traffic_class == "advertising" and MORE not in {hole.name for hole in holes(text)}:
        words = _("Without {ещё} further reasons of a family are told nowhere in this message.")
        yield Finding("hint", "no_place_for_more", words)


def _law(text: str, joined: str, traffic_class: str) -> Iterator[Finding]:
    if traffic_class == "advertising":
        if not _WARNING.search(text):
            yield Finding("error", "no_medical_warning", _("The warning is missing: “%(words)s”.") % {"words": WARNING})
        if "отписка" not in {hole.name for hole in holes(text)}:
            words = _("{отписка} is missing: advertising carries the link that ends it.")
            yield Finding("error", "no_way_out", words)
    else:
        found = _SELLING.search(f"{text} {joined}")
        if found:
            words = _("“%(word)s” makes this advertising: a service message offers nothing.") % {"word": found[0]}
            yield Finding("error", "service_sells", words)
    found = _HEALTH.search(_WARNING.sub("", f"{text} {joined}"))
    if found:
        words = _("“%(word)s” tells about somebody's health, which no message may.") % {"word": found[0]}
        yield Finding("error", "health_data", words)


def _length(text: str) -> Iterator[Finding]:
    try:
        said = render(text, sample())
    except TextFault:  # a value that the sample does not know is named elsewhere
        return
    found = sms.size(said)
    if found.parts > sms.LONGEST:
        words = _("%(parts)s parts are too long, at most %(most)s: take out %(n)s characters.")
        cut = sms.units_over(said, sms.LONGEST)
        yield Finding("error", "too_long", words % {"parts": found.parts, "most": sms.LONGEST, "n": cut})
    elif 0 < sms.too_long_by(said) <= 15:
        words = _("%(n)s characters fewer save one part of %(parts)s.")
        yield Finding("hint", "nearly_shorter", words % {"n": sms.too_long_by(said), "parts": found.parts})


def has_errors(findings: list[Finding]) -> bool:
    return any(finding.is_error for finding in findings)

"""Consent by a one-time code: it goes to the client's own phone, and telling it at the desk is the act.

The code proves who agreed (126-FZ art. 44.1): a filled form alone does not. Consent to health data is given in writing
(152-FZ art. 10), so that no code can give it.
"""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import notices
from customers.consent_texts import CODE_WORDS, code_message
from customers.consents import MINOR_UNTIL, Proof, record_consent
from customers.families import guardians_of
from customers.models import CardPhone, Consent, ConsentCode, ConsentText, Person, Phone
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError

LIVES = dt.timedelta(minutes=10)
PAUSE = dt.timedelta(minutes=1)
TRIES = 5
A_DAY = 10  # codes for one number
DIGITS = 6
PURPOSES = frozenset(CODE_WORDS)
CHANNELS = ("", "sms")


@dataclass(frozen=True)
class CodePhone:
    """A mobile number to which a code may go, and the person whose own it is."""

    phone: Phone
    owner: Person


def phones_for(person: Person, day: dt.date) -> list[CodePhone]:
    """Own mobile numbers that take messages: the person's, for a minor the guardians'; the main one first."""
    owners = _signers(person, day)
    uses = (
        CardPhone.objects.filter(card__person__in=owners, card__deleted_at__isnull=True, role=CardPhone.Role.OWN)
        .filter(phone__is_mobile=True, phone__is_foreign=False)
        .filter(phone__refused_at__isnull=True, phone__unreachable_at__isnull=True)
        .select_related("phone", "card")
        .order_by("-is_main", "position", "pk")
    )
    found: dict[uuid.UUID, CodePhone] = {}
    for use in uses:
        if use.phone is not None:
            found.setdefault(use.phone.pk, CodePhone(use.phone, owners[use.card.person_id]))
    places = list(owners)
    return sorted(found.values(), key=lambda one: (places.index(one.owner.pk), one.phone.pk != one.owner.main_phone_id))


def _signers(person: Person, day: dt.date) -> dict[uuid.UUID, Person]:
    if person.birth_date is None or clock.age_on(person.birth_date, day) >= MINOR_UNTIL:
        return {person.pk: person}
    ids = guardians_of([person.pk]).get(person.pk, [])
    known = Person.objects.in_bulk(ids)
    return {pk: known[pk] for pk in ids if pk in known}


def texts_for(purpose: str, day: dt.date) -> list[ConsentText]:
    """The wordings of a purpose that are in force, the newest first."""
    return list(ConsentText.objects.filter(purpose=purpose, valid_from__lte=day).order_by("-number"))


def waiting_codes(person: Person) -> dict[str, ConsentCode]:
    """By purpose, the code that the client may still tell; one query."""
    newest = ConsentCode.objects.filter(person=person).order_by("purpose", "-asked_at").distinct("purpose")
    moment = clock.now()
    return {
        code.purpose: code
        for code in newest
        if code.used_at is None and code.expires_at > moment and code.tries < TRIES
    }


@transaction.atomic
def send_code(
    actor: Any, person: Person, purpose: str, phone: uuid.UUID, *, channel: str = "", text: int | None = None
) -> ConsentCode:
    """Sends a fresh code for one purpose to one of `phones_for`; codes sent before are void from now on.

    `channel` narrows the consent ("" is every channel), `text` is the id of the wording, the newest one without it.
    Raises DomainError for a purpose that wants paper, a number that is not the client's own, a second code within
    a minute, more than ten a day for a number.
    """
    moment = clock.now()
    Person.objects.select_for_update().get(pk=person.pk)
    wording = _wording(purpose, channel, text, moment.date())
    to = next((one for one in phones_for(person, moment.date()) if one.phone.pk == phone), None)
    if to is None:
        raise DomainError(
            "consent_code_phone", _("A code goes only to a mobile phone that is the client's own."), pointer="/phone"
        )
    _check_pace(person, purpose, to.phone.number, moment)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code = ConsentCode(
        person=person,
        purpose=purpose,
        channel=channel,
        text=wording,
        signed_by=None if to.owner.pk == person.pk else to.owner,
        number=to.phone.number,
        asked_by=actor if getattr(actor, "pk", None) else None,
        asked_at=moment,
        expires_at=moment + LIVES,
    )
    code.code_hash = _hash(code, digits)
    code.save()
    words = code_message(purpose, digits)
    notices.send("sms", notices.Notice(to.owner, to.phone, words, f"consent:{code.pk}", LIVES, is_code=True))
    audit.record(actor, "customers.consent.code_sent", person, purpose=purpose, code=str(code.pk))
    return code


def confirm_code(actor: Any, person: Person, purpose: str, typed: str, *, ip: str | None = None) -> list[Consent]:
    """Records the consent when the client told the newest code; a wrong one counts, and the count is kept.

    Raises DomainError: `consent_code_none`, `_used`, `_expired`, `_spent` (five wrong tries), `_wrong` (with what is
    left). The caller must commit all the same, or the try would not count.
    """
    with transaction.atomic():
        code = _newest(person, purpose)
        refusal = _refusal(code, "".join(sign for sign in typed if sign.isascii() and sign.isdigit()))
        if refusal is None:
            return _accept(actor, person, code, ip)
        if refusal.code in ("consent_code_wrong", "consent_code_spent"):
            code.save(update_fields=["tries"])
            audit.record(actor, "customers.consent.code_wrong", person, purpose=purpose, code=str(code.pk))
    raise refusal


def _newest(person: Person, purpose: str) -> ConsentCode:
    rows = ConsentCode.objects.select_for_update(of=("self",)).filter(person=person, purpose=purpose)
    code = rows.select_related("text", "signed_by").order_by("-asked_at").first()
    if code is None:
        raise DomainError("consent_code_none", _("No code was sent for this consent yet: send one first."))
    return code


def _refusal(code: ConsentCode, digits: str) -> DomainError | None:
    """Why these digits do not do; counts a wrong try on the row at hand."""
    if code.used_at is not None:
        return Conflict("consent_code_used", _("This code was used already: send a new one."), pointer="/code")
    if code.tries >= TRIES:
        return DomainError("consent_code_spent", _("Too many wrong codes: send a new one."), pointer="/code")
    if clock.now() >= code.expires_at:
        return DomainError("consent_code_expired", _("The code has expired: send a new one."), pointer="/code")
    if constant_time_compare(code.code_hash, _hash(code, digits)):
        return None
    code.tries += 1
    left = TRIES - code.tries
    if left == 0:
        return DomainError("consent_code_spent", _("Too many wrong codes: send a new one."), pointer="/code")
    words = ngettext("This is not the code: %(n)s try is left.", "This is not the code: %(n)s tries are left.", left)
    return DomainError("consent_code_wrong", words % {"n": left}, pointer="/code")


def _accept(actor: Any, person: Person, code: ConsentCode, ip: str | None) -> list[Consent]:
    moment = clock.now()
    code.used_at = moment
    code.save(update_fields=["used_at"])
    evidence = {"code": str(code.pk), "code_sent_at": code.asked_at.isoformat(), "code_wrong_tries": code.tries}
    return record_consent(
        actor,
        person,
        code.purpose,
        method=Consent.Method.DESK_CODE.value,
        channel=code.channel,
        text=code.text,
        signed_by=code.signed_by,
        at=moment,
        proof=Proof(phone=code.number, ip=ip, evidence=evidence),
    )


def _wording(purpose: str, channel: str, text: int | None, day: dt.date) -> ConsentText:
    if purpose not in PURPOSES:
        raise DomainError("consent_code_purpose", _("This consent is given in writing: print it and let it be signed."))
    if channel not in CHANNELS:
        raise DomainError("channel_unknown", _("There is no such channel."), pointer="/channel")
    wordings: Sequence[ConsentText] = texts_for(purpose, day)
    found = next((one for one in wordings if text in (None, one.pk)), None)
    if found is None:
        raise DomainError("consent_text_unknown", _("This wording is not in force."), pointer="/text")
    return found


def _check_pace(person: Person, purpose: str, number: str, moment: dt.datetime) -> None:
    codes = ConsentCode.objects.filter(number=number)
    if codes.filter(person=person, purpose=purpose, asked_at__gt=moment - PAUSE).exists():
        raise DomainError("consent_code_pause", _("A code was sent a moment ago: wait a minute before the next one."))
    if codes.filter(asked_at__gt=moment - dt.timedelta(days=1)).count() >= A_DAY:
        raise DomainError("consent_code_often", _("This number got many codes today: take the consent on paper."))


def _hash(code: ConsentCode, digits: str) -> str:
    return salted_hmac("customers.consent_code", f"{code.pk}:{digits}", algorithm="sha256").hexdigest()

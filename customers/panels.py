"""What this floor shows in a dossier: the prescription, promises, the note; exams and consents on the line; care."""

import uuid
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.dossier import Care, Dossier, Line, Look, care, panel, timeline_source, waiting
from customers.followup_shown import ENCLOSURES, Enclosure, shown_followup
from customers.followups import OUTCOMES
from customers.identity.history import shown_events
from customers.identity.journal import history_of
from customers.identity.state import selves_of
from customers.models import Appointment, Card, Consent, Exam, FollowUp, Person, Prescription
from customers.prescriptions import active_of, all_of, prescriptions_of
from optics_crm.core import audit, clock, formats
from optics_crm.core.permissions import can

CHECK_AGAIN_AFTER_DAYS = 365

IDENTITY_EVENTS = 20


@panel(
    "customers.prescription",
    gettext_lazy("Prescription"),
    "eyeglass",
    place="left",
    order=20,
    capability="prescriptions.view",
    template="customers/_prescription.html",
)
def active_prescription(dossier: Dossier) -> Mapping[str, Any]:
    """The active prescriptions of the person; that they were seen is recorded, without the values."""
    rows = prescriptions_of([dossier.person.pk])
    shown = active_of(rows, dossier.today)
    if shown:
        ids = [str(one.row.pk) for one in shown]
        audit.record(dossier.user, "customers.prescription.viewed", dossier.person, prescriptions=ids)
    return {"prescriptions": shown, "more": len(rows) > len(shown) and can(dossier.user, "exams.view")}


@panel(
    "customers.followups",
    gettext_lazy("Promises"),
    "phone-call",
    place="right",
    order=20,
    capability="followups.view",
    template="customers/_followups.html",
)
def open_followups(dossier: Dossier) -> Mapping[str, Any]:
    rows = FollowUp.objects.visible_to(dossier.user).open().filter(person__in=dossier.ids)
    rows = rows.select_related("person", "owner", "salon").order_by("due_at")[:20]
    return {"followups": [shown_followup(row, dossier.user) for row in rows]}


def enclosed_prescription(user: Any, row: FollowUp) -> Mapping[str, Any] | None:
    """The prescription that a promise is about; that it was seen is recorded, without the values."""
    if row.prescription_id is None or not can(user, "prescriptions.view"):
        return None
    sheet = Prescription.objects.filter(pk=row.prescription_id, card__person__in=Person.objects.visible_to(user))
    found = sheet.exclude(status=Prescription.Status.ENTERED_IN_ERROR).prefetch_related("eyes").select_related("doctor")
    shown = all_of(list(found), clock.today())
    if not shown:
        return None
    audit.record(user, "customers.prescription.viewed", row.person, prescriptions=[str(row.prescription_id)])
    return {"prescriptions": shown}


ENCLOSURES.add(
    "customers.prescription",
    Enclosure(gettext_lazy("Prescription"), "eyeglass", "customers/_enclosed_rx.html", enclosed_prescription, order=10),
)


@panel(
    "customers.note",
    gettext_lazy("Notes"),
    "note",
    place="right",
    order=60,
    template="customers/_note.html",
)
def note(dossier: Dossier) -> Mapping[str, Any]:
    return {"note": dossier.person.note, "may_edit": can(dossier.user, "customers.edit")}


@timeline_source("exam", gettext_lazy("Eye exams"), "stethoscope", capability="prescriptions.view")
def exams(look: Look) -> Iterable[Line]:
    """That an exam took place; its content opens for doctors only, and each opening is recorded."""
    rows = Exam.objects.live().filter(card__person__in=look.persons).select_related("card", "salon", "doctor")
    if look.before:
        rows = rows.filter(examined_at__lt=look.before)
    may_open = can(look.user, "exams.view")
    for row in rows.order_by("-examined_at")[: look.limit]:
        doctor = formats.short_name(row.doctor.full_name) if row.doctor else ""
        yield Line(
            at=row.examined_at,
            title=_("Eye exam"),
            text=" · ".join(part for part in (row.get_kind_display(), str(row.salon), doctor) if part),
            icon="stethoscope",
            colour="teal",
            person=row.card.person_id,
            load=reverse("customers:exam_part", args=[row.pk]) if may_open else "",
        )


@timeline_source("appointment", gettext_lazy("Appointments"), "calendar-event", capability="appointments.view")
def appointments(look: Look) -> Iterable[Line]:
    """Who was expected when, and what became of it; future ones stand on top."""
    rows = Appointment.objects.live().filter(card__person__in=look.persons).select_related("card", "salon", "doctor")
    if look.before:
        rows = rows.filter(starts_at__lt=look.before)
    for row in rows.order_by("-starts_at")[: look.limit]:
        doctor = formats.short_name(row.doctor.full_name) if row.doctor else ""
        words = (row.get_status_display(), row.service, str(row.salon), doctor)
        yield Line(
            at=row.starts_at,
            title=_("Appointment"),
            text=" · ".join(str(word) for word in words if word),
            icon="calendar-event",
            colour={"done": "green", "no_show": "red", "cancelled": "grey"}.get(row.status, "blue"),
            person=row.card.person_id,
            load=reverse("customers:appointment_part", args=[row.pk]),
        )


@timeline_source("consent", gettext_lazy("Consents"), "signature")
def consents(look: Look) -> Iterable[Line]:
    rows = Consent.objects.filter(card__person__in=look.persons).select_related("card", "actor")
    if look.before:
        rows = rows.filter(at__lt=look.before)
    seen: set[tuple[Any, ...]] = set()
    for row in rows.order_by("-at")[: look.limit * 3]:
        # one act of a person stands on each of the cards
        key = (row.card.person_id, row.purpose, row.status, row.at)
        if key in seen or len(seen) >= look.limit:
            continue
        seen.add(key)
        given = row.status == Consent.Status.GIVEN
        declined = row.status == Consent.Status.DECLINED
        yield Line(
            at=row.at,
            title=_("Consent given") if given else _("Consent declined") if declined else _("Consent withdrawn"),
            text=f"{row.get_purpose_display()} · {row.get_method_display()}",
            icon="signature" if given else "hand-stop",
            colour="green" if given else "red",
            person=row.card.person_id,
        )


@timeline_source("followup", gettext_lazy("Promises"), "phone-call", capability="followups.view")
def kept_promises(look: Look) -> Iterable[Line]:
    rows = FollowUp.objects.filter(person__in=look.persons, status=FollowUp.Status.CLOSED).select_related("closed_by")
    if look.before:
        rows = rows.filter(closed_at__lt=look.before)
    for row in rows.order_by("-closed_at")[: look.limit]:
        words = [str(OUTCOMES.get(row.outcome, row.outcome)), row.outcome_note]
        yield Line(
            at=row.closed_at or row.due_at,
            title=row.title,
            text=" · ".join(word for word in words if word),
            icon="phone-check",
            colour="blue",
            person=row.person_id,
        )


@panel(
    "customers.appointments",
    gettext_lazy("Appointments"),
    "calendar-event",
    place="right",
    order=15,
    capability="appointments.view",
    template="appointments/_panel.html",
)
def coming_appointments(dossier: Dossier) -> Mapping[str, Any]:
    """When the people on the page are expected, and the way to book one."""
    rows = Appointment.objects.standing().filter(card__person__in=dossier.ids, starts_on__gte=dossier.today)
    may_book = dossier.can("appointments.edit") and not dossier.whole_family
    return {
        "appointments": rows.select_related("salon", "doctor").order_by("starts_at")[:5],
        "new_url": f"{reverse('customers:appointment_new')}?customer={dossier.person.pk}" if may_book else "",
    }


@waiting("customers.followups")
def promises_waiting(dossier: Dossier) -> Mapping[uuid.UUID, int]:
    rows = FollowUp.objects.open().filter(person__in=dossier.family_ids).values("person").annotate(n=Count("pk"))
    return {row["person"]: row["n"] for row in rows}


@care("customers.check_data", order=90)
def check_data(dossier: Dossier) -> Care | None:
    """Nobody has asked for a year whether the data are still right."""
    checked = dossier.person.checked_at
    fresh = checked is not None and (clock.now() - checked).days <= CHECK_AGAIN_AFTER_DAYS
    if fresh or not dossier.can("customers.edit"):
        return None
    return Care(
        sentence=_("Ask whether the phone and the address are still right"),
        reason=_("nobody has asked for a year") if checked else _("nobody has asked yet"),
        icon="checkup-list",
        action=_("Still right"),
        url=reverse("customers:confirm", args=[dossier.person.pk]),
        post=True,
        colour="grey",
    )


@panel(
    "customers.identity",
    gettext_lazy("Who is who"),
    "id",
    place="right",
    order=70,
    capability="identity.propose",
    template="identity/_panel.html",
    lazy=True,
)
def identity(dossier: Dossier) -> Mapping[str, Any]:
    """The cards of the person, what is wrong with them, and every decision about who this is, with its undo."""
    cards = list(Card.objects.live().filter(person=dossier.person).select_related("client", "home_salon"))
    people = selves_of([dossier.person.pk])
    events = history_of(people)[:IDENTITY_EVENTS]
    return {
        "cards": sorted(cards, key=attrgetter("created_at")),
        "events": shown_events(dossier.user, events),
        "person": dossier.person,
        "may_decide": dossier.can("identity.decide"),
    }


@timeline_source("identity", gettext_lazy("Who is who"), "id", capability="identity.propose")
def identity_line(look: Look) -> Iterable[Line]:
    """Merges, splits and links, with what was taken back."""
    people = selves_of(look.persons)
    rows = history_of(people)
    if look.before:
        rows = rows.filter(at__lt=look.before)
    for one in shown_events(look.user, rows[: look.limit]):
        event = one.event
        of_winner = people.get(event.winner_id) if event.winner_id else None
        other = event.loser if of_winner else event.winner
        name = other.full_name if other else ""
        yield Line(
            at=event.at,
            title=one.title,
            text=" · ".join(part for part in (name, event.actor_label, one.why) if part),
            icon=one.icon,
            colour=one.colour,
            person=of_winner or (people.get(event.loser_id) if event.loser_id else None),
        )

"""Lists of this floor as files."""

from django.utils.translation import gettext_lazy as _

from customers.followups import KINDS, OUTCOMES
from customers.identity.certainty import certainty_of, in_words
from customers.models import FollowUp, Person, Proposal
from customers.names import first_name_and_initial
from optics_crm.core.exports import Export, add_export
from optics_crm.core.tables import Column


def _phone(person: Person) -> str:
    return person.main_phone.number if person.main_phone else ""


def _email(person: Person) -> str:
    return person.main_email.address if person.main_email else ""


def _rows(user: object, query: object) -> object:
    from customers.views.lists import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "customers",
        _("Customers"),
        "customers.export",
        [
            Column(_("Surname"), lambda row: row.last_name),
            Column(_("Name"), lambda row: row.first_name),
            Column(_("Patronymic"), lambda row: row.middle_name),
            Column(_("Birth date"), lambda row: row.birth_date),
            Column(_("Phone"), _phone),
            Column(_("E-mail"), _email),
            Column(_("City"), lambda row: row.city),
            Column(_("Home salon"), lambda row: row.home_salon.name if row.home_salon else ""),
            Column(_("Consent to data processing"), lambda row: _("yes") if row.consent_pd else _("no")),
            Column(_("Consent to advertising"), lambda row: _("yes") if row.consent_ads else _("no")),
            Column(_("Customer since"), lambda row: row.created_at),
        ],
        _rows,  # type: ignore[arg-type]
    )
)


def _promises(user: object, query: object) -> object:
    from customers.views.followups import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


def _kind(row: FollowUp) -> object:
    kind = KINDS.find(row.kind)
    return kind.label if kind else row.kind


def _whose(row: FollowUp) -> str:
    return first_name_and_initial(row.person) if row.person else ""


add_export(
    Export(
        "followups",
        _("Promises to clients"),
        "followups.view",
        [
            Column(_("Due"), lambda row: row.due_at),
            Column(_("Kind"), _kind),
            Column(_("Promise"), lambda row: row.title),
            Column(_("Client"), _whose),
            Column(_("Client's id"), lambda row: row.person_id),
            Column(_("Salon"), lambda row: row.salon.name if row.salon else ""),
            Column(_("Responsible"), lambda row: row.owner.full_name if row.owner else ""),
            Column(_("Status"), lambda row: row.get_status_display()),
            Column(_("Closed"), lambda row: row.closed_at),
            Column(_("Outcome"), lambda row: OUTCOMES.get(row.outcome, row.outcome)),
        ],
        _promises,  # type: ignore[arg-type]
    )
)


def _questions(user: object, query: object) -> object:
    from customers.views.identity.queue import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


def _why(row: Proposal) -> str:
    return ", ".join(in_words(row, certainty_of(row).reasons))


def _probability(row: Proposal) -> float:
    return round(certainty_of(row).score, 4)


add_export(
    Export(
        "identity",
        _("Questions about identity"),
        "identity.propose",
        [
            Column(_("Question"), lambda row: row.get_kind_display()),
            Column(_("First card"), lambda row: first_name_and_initial(row.card_a)),
            Column(_("First client's id"), lambda row: row.card_a.person_id),
            Column(_("Second card"), lambda row: first_name_and_initial(row.card_b) if row.card_b else ""),
            Column(_("Second client's id"), lambda row: row.card_b.person_id if row.card_b else ""),
            Column(_("Probability"), _probability),
            Column(_("Why"), _why),
            Column(_("Asked by"), lambda row: row.get_source_display()),
            Column(_("Asked"), lambda row: row.proposed_at),
            Column(_("Status"), lambda row: row.get_status_display()),
            Column(_("Answered by"), lambda row: row.decided_by.full_name if row.decided_by else ""),
            Column(_("Answered"), lambda row: row.decided_at),
        ],
        _questions,  # type: ignore[arg-type]
    )
)


def _health(user: object, query: object) -> object:
    from customers.views.identity.health import figures_for_export

    return figures_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "identity_health",
        _("Base health"),
        "identity.health",
        [
            Column(_("Day"), lambda row: row["day"]),
            Column(_("Flaw"), lambda row: row["flaw"].title),
            Column(_("Salon"), lambda row: row["group"].name),
            Column(_("Cards"), lambda row: row["group"].cards),
            Column(_("Flawed"), lambda row: row["group"].flawed),
            Column(_("Share"), lambda row: round(row["group"].share, 4)),
        ],
        _health,  # type: ignore[arg-type]
    )
)


def _flawed(user: object, query: object) -> object:
    from customers.views.identity.health import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "identity_flawed",
        _("Cards with a flaw"),
        "customers.view",
        [
            Column(_("Client"), first_name_and_initial),
            Column(_("Client's id"), lambda row: row.person_id),
            Column(_("Card's id"), lambda row: row.pk),
            Column(_("Home salon"), lambda row: row.home_salon.name if row.home_salon else ""),
            Column(_("Written"), lambda row: row.created_at),
            Column(_("Source"), lambda row: row.client.name if row.client else ""),
        ],
        _flawed,  # type: ignore[arg-type]
    )
)


def _decisions(user: object, query: object) -> object:
    from customers.views.identity.journal import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "identity_journal",
        _("Decisions about identity"),
        "identity.propose",
        [
            Column(_("When"), lambda row: row.at),
            Column(_("Decision"), lambda row: row.get_kind_display()),
            Column(_("Takes back"), lambda row: row.undoes_id or ""),
            Column(_("First client's id"), lambda row: row.winner_id),
            Column(_("Second client's id"), lambda row: row.loser_id),
            Column(_("Why"), lambda row: row.reason),
            Column(_("Probability"), lambda row: row.score),
            Column(_("By"), lambda row: row.actor_label),
        ],
        _decisions,  # type: ignore[arg-type]
    )
)


def _appointments(user: object, query: object) -> object:
    from customers.views.appointments import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "appointments",
        _("Appointments"),
        "appointments.view",
        [
            Column(_("Day"), lambda row: row.starts_on),
            Column(_("Begins"), lambda row: row.starts_at),
            Column(_("Ends"), lambda row: row.ends_at),
            Column(_("Client"), lambda row: first_name_and_initial(row.card.person)),
            Column(_("Client's id"), lambda row: row.card.person_id),
            Column(_("Salon"), lambda row: row.salon.name),
            Column(_("Doctor"), lambda row: row.doctor.full_name if row.doctor else ""),
            Column(_("Service"), lambda row: row.service),
            Column(_("Status"), lambda row: row.get_status_display()),
            Column(_("Booked"), lambda row: row.get_source_display()),
            Column(_("Why cancelled"), lambda row: row.cancel_reason),
        ],
        _appointments,  # type: ignore[arg-type]
    )
)

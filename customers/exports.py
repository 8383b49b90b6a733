"""Lists of this floor as files."""

from django.utils.translation import gettext_lazy as _

from customers.followups import KINDS, OUTCOMES
from customers.models import FollowUp, Person
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

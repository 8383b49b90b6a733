"""Lists of this floor as files."""

from django.utils.translation import gettext_lazy as _

from customers.models import Person
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

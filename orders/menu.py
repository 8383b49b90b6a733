"""Entries of this floor in the rail."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.menu import Entry, add_entry

add_entry(Entry("certificates", _("Certificates"), "gift", "orders:certificates", "certificates.use", order=40))

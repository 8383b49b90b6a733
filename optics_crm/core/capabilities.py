"""What can be done with the floor's own things."""

from django.utils.translation import gettext_lazy as _

from optics_crm.core.permissions import ROLES, capability

capability("audit.view", _("see the audit journal"), ["privacy", "director", "supervisor"])
capability("settings.edit", _("change settings and users"), ["admin"])
capability("sync.view", _("see the exchange with 1C"), ["admin", "director", "shop_manager"])
capability("sync.manage", _("mend the exchange: meanings of codes, replays, trials"), ["admin"])
capability("sync.clients", _("manage the programs of the exchange and their secrets"), ["admin"])
capability("salons.view", _("see the salons of the chain"), ROLES.keys())
capability("employees.view", _("see who works here"), ROLES.keys())

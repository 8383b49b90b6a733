"""SMS."""

from django.utils.translation import gettext_lazy as _

from aftercare.channels.base import CHANNELS, Channel
from optics_crm.core import phones

CHANNELS.add("sms", Channel("sms", _("SMS"), "message", phones.mask))

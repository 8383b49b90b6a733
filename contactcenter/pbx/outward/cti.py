"""The neutral format is asked for nothing but recordings, of the one host that PBX_CTI_URL names."""

from django.conf import settings

from contactcenter.pbx.outward.base import Outward, outward
from optics_crm.env import env_text


@outward
class CtiCommands(Outward):
    """An exchange, or a bridge beside it, that tells addresses of recordings (`recorded`)."""

    code = "cti"
    home = ""
    needs = ()
    hosts = ()

    def is_configured(self) -> bool:
        return settings.DEMO or bool(env_text("PBX_CTI_URL"))

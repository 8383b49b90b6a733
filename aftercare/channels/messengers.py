"""Push notifications of our application, and the messengers: addresses are accounts, shown by their last signs."""

from django.utils.translation import gettext_lazy as _

from aftercare.channels.base import CHANNELS, Channel


def mask(account: str) -> str:
    """`123456789` as `•••89`."""
    return f"•••{account[-2:]}" if len(account) > 4 else "•••"


CHANNELS.add("push", Channel("push", _("push notification"), "bell", mask))
CHANNELS.add("telegram", Channel("telegram", _("Telegram"), "brand-telegram", mask))
CHANNELS.add("vk", Channel("vk", _("VK"), "message-circle", mask))

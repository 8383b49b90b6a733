"""The link that ends advertising: 128 bits made of the message's id, so that no list of tokens can be stolen."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings

_PURPOSE = b"aftercare.unsubscribe:"
TOKEN_BYTES = 16


def token_of(message_id: uuid.UUID | str) -> str:
    """22 signs that nobody can guess without the installation's secret."""
    raw = message_id.bytes if isinstance(message_id, uuid.UUID) else bytes.fromhex(message_id.replace("-", ""))
    digest = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE + raw, "sha256")
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(token: str) -> str:
    """The address as it stands in the message."""
    return f"{settings.PUBLIC_URL}/u/{token}/"


def sample_url() -> str:
    """An address of the same length that leads nowhere: for previews and for counting parts."""
    return url_of("x" * len(token_of(uuid.UUID(int=0))))

"""The tokens by which the chain's 1C base and shop come in."""

from typing import Any

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.scopes import AFTERCARE_SCOPES
from optics_crm.core.sync.tokens import LIMITED_SCOPES, RETAIL_SCOPES, issue_token

# the shop knows nothing of exams, of the people who work here and of what the chain writes to whom
CLOSED_TO_THE_SHOP = {"staff:read", "staff:write", "commerceml", *AFTERCARE_SCOPES}
SHOP_SCOPES = [scope for scope in LIMITED_SCOPES if scope not in CLOSED_TO_THE_SHOP]


def tokens() -> dict[str, Any]:
    """The parts of `demo.json` that programs log in with."""
    retail = SyncClient.objects.get(source="onec-retail")
    shop = SyncClient.objects.get(source="shop")
    return {
        "onec": _issue(retail, RETAIL_SCOPES),
        "onec_limited": _issue(retail, LIMITED_SCOPES),
        "shop": _issue(shop, SHOP_SCOPES),
    }


def _issue(client: SyncClient, scopes: list[str]) -> dict[str, str]:
    client_id, secret, token = issue_token(client, scopes)
    return {"client_id": client_id, "secret": secret, "token": token, "source": client.source}

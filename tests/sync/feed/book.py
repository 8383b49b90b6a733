"""Another book at the other end of the feed: a client with its token, as a program uses it."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token


class Book:
    """One client of the exchange."""

    def __init__(self, source: str = "onec-retail", scopes: Sequence[str] = RETAIL_SCOPES) -> None:
        self.client, _made = SyncClient.objects.get_or_create(source=source, defaults={"name": source})
        self.head = {"Authorization": f"Bearer {issue_token(self.client, scopes)[2]}"}

    def get(self, path: str, **params: Any) -> Any:
        """The whole answer."""
        return Client().get(f"/api/v1/sync/{path}", params, headers=self.head)

    def post(self, path: str, body: Any) -> Any:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client().post(f"/api/v1/sync/{path}", raw, "application/json", headers=self.head)

    def changes(self, **params: Any) -> dict[str, Any]:
        """One page."""
        answer = self.get("changes", **params)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def all_changes(self, **params: Any) -> list[dict[str, Any]]:
        """Every item from a cursor (or the acknowledged one) to the end."""
        items: list[dict[str, Any]] = []
        while True:
            page = self.changes(**params)
            items += page["items"]
            if not page["has_more"]:
                return items
            params["cursor"] = page["next_cursor"]

    def catch_up(self) -> str:
        """Acknowledges everything there is; the cursor."""
        page = self.changes()
        while page["has_more"]:
            page = self.changes(cursor=page["next_cursor"])
        self.ack(page["next_cursor"])
        return str(page["next_cursor"])

    def ack(self, cursor: str, failed: Sequence[Any] = ()) -> dict[str, Any]:
        answer = self.post("changes/ack", {"cursor": cursor, "failed": list(failed)})
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def refused(self, path: str, **params: Any) -> tuple[int, str, str]:
        """Status, code and pointer of a refusal."""
        answer = self.get(path, **params)
        told = answer.json()
        return answer.status_code, told["code"], told.get("pointer", "")

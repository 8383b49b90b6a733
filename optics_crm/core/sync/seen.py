"""Which salons a batch was about: so that one of which nothing comes is noticed."""

from collections.abc import Sequence

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.items import Item
from optics_crm.core.sync.tables import ask, uuid_array
from optics_crm.core.sync.values import guid_of

TAKEN = ("created", "updated", "unchanged", "deferred")
# once a minute and salon: batches of the same moment must not wait for each other's rows
NOTE = """INSERT INTO core_syncsalonseen (client_id, salon_id, at)
    SELECT %s, s.id, app.at FROM core_salon s, (SELECT app_now() AS at OFFSET 0) app
     WHERE s.guid = ANY(%s::uuid[]) AND NOT EXISTS (
           SELECT 1 FROM core_syncsalonseen seen WHERE seen.client_id = %s AND seen.salon_id = s.id
              AND seen.at > app.at - interval '1 minute')
     ORDER BY s.id
    ON CONFLICT (client_id, salon_id) DO UPDATE SET at = greatest(core_syncsalonseen.at, EXCLUDED.at)"""


def note(items: Sequence[Item], client: SyncClient) -> None:
    """Remembers that these salons were heard of; one statement a batch, none for a batch that names no salon."""
    named = {str(item.data.get("salon") or "") for item in items if item.status in TAKEN}
    guids = {guid for raw in named if (guid := guid_of(raw)) is not None}
    if guids:
        ask(NOTE, [client.pk, uuid_array(guids), client.pk])

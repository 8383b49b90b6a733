"""Facts that everyone points at: places, people of ours, the journal, news, work in progress."""

from optics_crm.core.models.erased import SyncErased
from optics_crm.core.models.exchange import SyncBatch, SyncClient, Synced, SyncRejected, SyncToken, SyncTombstone
from optics_crm.core.models.exchange_limits import SyncAllowance
from optics_crm.core.models.exchange_watch import SyncAlarm, SyncSalonSeen
from optics_crm.core.models.feed import FeedCursor, FeedFailure, SyncFlow
from optics_crm.core.models.installation import Installation
from optics_crm.core.models.journal import AuditEntry, News, ReactionCursor, ReactionFailure
from optics_crm.core.models.live import LiveEvent
from optics_crm.core.models.moved_base import SyncAlias, SyncMove, SyncMoveRow
from optics_crm.core.models.ownership import SyncField, SyncOwner
from optics_crm.core.models.parking import SyncCode, SyncExtraKey, SyncParked
from optics_crm.core.models.people import Department, Employee
from optics_crm.core.models.reconciliation import SyncFinding
from optics_crm.core.models.salons import Salon, SalonBreak, SalonDay, SalonHours
from optics_crm.core.models.sync_files import SyncFile, SyncFilePart, SyncJob
from optics_crm.core.models.work import Heartbeat, Job, SavedView, Tick

__all__ = [
    "AuditEntry",
    "Department",
    "Employee",
    "FeedCursor",
    "FeedFailure",
    "Heartbeat",
    "Installation",
    "Job",
    "LiveEvent",
    "News",
    "ReactionCursor",
    "ReactionFailure",
    "Salon",
    "SalonBreak",
    "SalonDay",
    "SalonHours",
    "SavedView",
    "SyncAlarm",
    "SyncAlias",
    "SyncAllowance",
    "SyncBatch",
    "SyncClient",
    "SyncCode",
    "SyncErased",
    "SyncExtraKey",
    "SyncField",
    "SyncFile",
    "SyncFilePart",
    "SyncFinding",
    "SyncFlow",
    "SyncJob",
    "SyncMove",
    "SyncMoveRow",
    "SyncOwner",
    "SyncParked",
    "SyncRejected",
    "SyncSalonSeen",
    "SyncToken",
    "SyncTombstone",
    "Synced",
    "Tick",
]

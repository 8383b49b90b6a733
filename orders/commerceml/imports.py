"""An import from the first call to the last word: read by whoever has time, then loaded like any file of rows.

1C asks again and again and is answered `progress`; a small file is done within its calls, a large one by the worker.
"""

import datetime as dt
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from optics_crm.core import clock
from optics_crm.core.doorbell import ring
from optics_crm.core.models import SyncClient, SyncFile
from optics_crm.core.sync import files, planner
from optics_crm.core.sync.jobs import actions, running
from optics_crm.core.sync.tokens import Caller
from orders.commerceml import merging, uploads
from orders.commerceml.converting import Converter
from orders.commerceml.reading import Unreadable
from orders.models import CommerceImport, CommerceSession, CommerceUpload

log = structlog.get_logger("optics.commerceml")

State = CommerceImport.State
AT_ONCE = 4 * 1024 * 1024  # bytes of text; more is read by the worker
READER = "sync.read_commerceml"
CALL_SECONDS, CALL_STATEMENT_SECONDS = 4.0, 4
LEASE = dt.timedelta(seconds=120)
PATIENCE = dt.timedelta(seconds=60)
KEEP = dt.timedelta(hours=24)
STEP = 1000  # versions that the repetitions within one file may use
CLAIM = """UPDATE orders_commerceimport SET state = 'reading', lease_until = %s
    WHERE id = (SELECT id FROM orders_commerceimport
        WHERE (state = 'waiting' OR (state = 'reading' AND lease_until < %s)) AND (%s::uuid IS NULL OR id = %s)
        ORDER BY created_at FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING id"""


@transaction.atomic
def begin(caller: Caller, session: CommerceSession, name: str) -> CommerceImport | None:
    """The import of a file of this session, begun by the first call; None where no such file was sent."""
    SyncClient.objects.select_for_update(no_key=True).get(pk=session.client_id)
    found = CommerceImport.objects.select_related("job", "upload").filter(session=session, name=name).first()
    if found is not None:
        return found
    upload = uploads.find(session, name)
    return _begin(session, upload, name, sorted(caller.scopes)) if upload is not None else None


def _begin(session: CommerceSession, upload: CommerceUpload, name: str, scopes: list[str]) -> CommerceImport:
    return CommerceImport.objects.create(
        session=session,
        client_id=session.client_id,
        upload=upload,
        name=name,
        scopes=scopes,
        version=next_version(session.client_id),
        created_at=clock.now(),
    )


def next_version(client_id: UUID) -> int:
    """Milliseconds, as 1C counts versions in the rest of the exchange, and above every import before."""
    last = (
        CommerceImport.objects.filter(client=client_id).order_by("-version").values_list("version", flat=True).first()
    )
    now = int(clock.now().timestamp() * 1000)
    return max(now, (last or 0) + STEP)


def advance(row: CommerceImport) -> CommerceImport:
    """Works on the import for a few seconds, if nobody else does; the import as it is now."""
    if row.state in (State.WAITING, State.READING):
        if uploads.text_size(row.upload, row.name) <= AT_ONCE:
            read_next(row)
        else:
            ring(READER)
    if row.state != State.FAILED:
        running.load_files(CALL_SECONDS, CALL_STATEMENT_SECONDS)
    return CommerceImport.objects.select_related("job", "upload").get(pk=row.pk)


def read_all() -> None:
    """The worker's part: everything that waits to be read."""
    while read_next():
        pass


def wake_reader() -> None:
    """Rings for what waits; and begins the import of files of orders that nobody asks to import."""
    _begin_unasked()
    now = clock.now()
    waits = Q(state=State.WAITING) | Q(state=State.READING, lease_until__lt=now)
    if CommerceImport.objects.filter(waits).exists():
        ring(READER)


def read_next(only: CommerceImport | None = None) -> bool:
    """Reads one file into rows and queues them; False where nobody waits."""
    row = _claim(only)
    if row is None:
        return False
    out = files.create(row.client, row.name)
    try:
        with translation.override("ru"):
            converter = _convert(row, out)
    except Unreadable as refusal:
        out.delete()
        CommerceImport.objects.filter(pk=row.pk).update(state=State.FAILED, message=str(refusal), lease_until=None)
    except BaseException:
        out.delete()
        CommerceImport.objects.filter(pk=row.pk).update(state=State.WAITING, lease_until=None)
        raise
    else:
        _queue(row, out, converter)
    return True


def _claim(only: CommerceImport | None) -> CommerceImport | None:
    now, pk = clock.now(), only.pk if only else None
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now + LEASE, now, pk, pk])
        found = cursor.fetchone()
    rows = CommerceImport.objects.select_related("client", "upload__file")
    return rows.get(pk=found[0]) if found else None


def _convert(row: CommerceImport, out: SyncFile) -> Converter:
    def pulse(_rows: int) -> None:
        CommerceImport.objects.filter(pk=row.pk).update(lease_until=clock.now() + LEASE)
        planner.keep_informed()

    converter = Converter(row.client, row.version, out, pulse)
    with uploads.opened(row.upload, row.name) as stream:
        converter.convert(stream)
    return converter


@transaction.atomic
def _queue(row: CommerceImport, out: SyncFile, converter: Converter) -> None:
    job = None
    if converter.rows:
        job = actions.queue_rows(row.client, out, row.scopes, converter.rows)
    else:
        out.delete()
    CommerceImport.objects.filter(pk=row.pk).update(
        state=State.LOADING, job=job, notes=dict(converter.notes), lease_until=None, updated_at=clock.now()
    )


def deactivate(session: CommerceSession) -> None:
    """After full catalogues of this session: what none of them held is sold no more. Otherwise nothing is done."""
    full = CommerceImport.objects.filter(session=session, state=State.LOADING, notes__full_catalogue__gt=0)
    first = full.order_by("version").values_list("version", flat=True).first()
    if first is None:
        return
    with transaction.atomic():
        client = SyncClient.objects.select_for_update(no_key=True).get(pk=session.client_id)
        out = files.create(client, "deactivate")
        converter = Converter(client, next_version(client.pk), out, lambda _rows: None)
        for rows in merging.forget_unseen(client, first):
            converter.emit(rows)
        converter.close()
        if converter.rows:
            actions.queue_rows(client, out, session.token.scopes, converter.rows)
        else:
            out.delete()


def _begin_unasked() -> None:
    """Older configurations send a file of orders and never ask for its import: it is imported all the same."""
    waiting = CommerceUpload.objects.select_related("session__token").filter(
        Q(is_sale=True), touched_at__lt=clock.now() - PATIENCE, size__gt=0
    )
    imported = CommerceImport.objects.values("upload")
    for upload in waiting.exclude(pk__in=imported)[:20]:
        session = upload.session
        try:
            for name in uploads.names_of(upload):
                _begin(session, upload, name, session.token.scopes)
        except Unreadable as refusal:
            row = _begin(session, upload, upload.name, session.token.scopes)
            CommerceImport.objects.filter(pk=row.pk).update(state=State.FAILED, message=str(refusal))


def forget_old() -> int:
    """Sessions that are over, with what was sent in them."""
    old = CommerceSession.objects.filter(touched_at__lt=clock.now() - KEEP)
    SyncFile.objects.filter(pk__in=CommerceUpload.objects.filter(session__in=old).values("file")).delete()
    return old.delete()[0]

"""What can be wrong with a batch as a whole: its code, its status and its words (RFC 9457)."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, tuple[int, str | Promise]] = {
    "bad_json": (400, _("The body is not JSON.")),
    "bad_encoding": (400, _("The body cannot be unpacked or is not UTF-8.")),
    "nul_character": (400, _("The body holds the character NUL, which cannot be stored.")),
    "token_missing": (401, _("A token is needed: Authorization: Bearer, or Basic with client_id and secret.")),
    "token_invalid": (401, _("The token is not known.")),
    "token_expired": (401, _("The token has expired.")),
    "session_missing": (401, _("The session is over or was never begun: start with mode=checkauth.")),
    "https_needed": (403, _("An id with a secret is taken over HTTPS only.")),
    "client_blocked": (403, _("The exchange with this client is switched off.")),
    "network_not_allowed": (403, _("This client may not knock from this address.")),
    "scope_missing": (403, _("The token does not allow this.")),
    "source_mismatch": (403, _("The source of the body is not the source of the token.")),
    "not_found": (404, _("There is no such batch.")),
    "job_not_found": (404, _("There is no such job.")),
    "method_not_allowed": (405, _("This address takes another method.")),
    "job_ended": (409, _("The job has ended already.")),
    "batch_running": (409, _("This batch is being applied at this moment: ask again in a moment.")),
    "batch_id_reused": (409, _("This batch id was used for another body.")),
    "length_required": (411, _("The length of the body must be told beforehand (Content-Length).")),
    "body_too_large": (413, _("The body is larger than the exchange takes.")),
    "batch_too_large": (413, _("The batch holds more rows than the exchange takes.")),
    "media_type": (415, _("The body must be application/json, plain or packed with gzip.")),
    "bad_envelope": (422, _("The envelope of the batch is not as described.")),
    "not_ndjson": (422, _("The body is not NDJSON: one JSON object a line.")),
    "too_many_jobs": (429, _("Too many files of this client wait already: repeat once one of them is done.")),
    "too_many_rows": (429, _("The client has sent as many rows as it may: repeat after the time in Retry-After.")),
    "bad_cursor": (422, _("This is no cursor of ours: begin without one, or with the last that you were given.")),
    "bad_query": (422, _("A part of the address is not as described.")),
    "bad_receipt": (422, _("The receipt is not as described.")),
    "busy": (503, _("The exchange is busy: repeat the batch in a moment.")),
}


class Problem(Exception):
    """The batch as a whole cannot be taken; nothing of it is stored."""

    def __init__(
        self, code: str, detail: str | Promise = "", *, pointer: str = "", retry_after: int | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.title = PROBLEMS[code]
        self.detail = detail
        self.pointer = pointer
        self.retry_after = retry_after
        self.more = more

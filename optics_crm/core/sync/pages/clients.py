"""Doors of the clients of the exchange: who may knock, with which secrets, from where, how much."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient, SyncToken
from optics_crm.core.permissions import requires
from optics_crm.core.sync import clients
from optics_crm.core.sync.pages.forms import ClientForm, NewClientForm, TokenForm
from optics_crm.core.sync.pages.rooms import show
from optics_crm.core.sync.tokens import Secrets

CAPABILITY = "sync.clients"
SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class ShownToken:
    """A secret as the table shows it."""

    row: SyncToken
    state: str
    is_live: bool


@requires(CAPABILITY)
@require_GET
def client_list(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    live = Q(tokens__revoked_at=None) & (Q(tokens__expires_at=None) | Q(tokens__expires_at__gt=now))
    rows = SyncClient.objects.annotate(
        live_tokens=Count("tokens", filter=live), last_used_at=Max("tokens__last_used_at")
    ).order_by("name", "pk")
    return show(request, "sync_clients", "sync/clients.html", {"rows": rows})


@requires(CAPABILITY)
@require_http_methods(["GET", "POST"])
def new_client(request: HttpRequest) -> HttpResponse:
    form = NewClientForm(request.POST or None)
    if form.is_valid():
        try:
            row = clients.register_client(request.user, form.cleaned_data["source"], **form.facts())
        except DomainError as refusal:
            _blame(form, refusal)
        else:
            messages.success(request, _("The client is registered: now issue its token."))
            return redirect("core:sync_client", row.pk)
    return render(request, "sync/client_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(CAPABILITY)
@require_http_methods(["GET", "POST"])
def client_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One client; POST changes its facts."""
    row = get_object_or_404(SyncClient, pk=pk)
    form = ClientForm(request.POST or None, client=row)
    if form.is_valid():
        try:
            clients.change_client(request.user, row, **form.facts())
        except DomainError as refusal:
            _blame(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("core:sync_client", row.pk)
    return _page(request, row, form=form)


@requires(CAPABILITY)
@require_POST
def issue_token(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(SyncClient, pk=pk)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, row, token_form=form)
    made = clients.issue(request.user, row, form.cleaned_data["scopes"], term_days=form.cleaned_data["term_days"])
    return _show_once(request, row, made)


@sensitive_post_parameters()
@requires(CAPABILITY)
@require_POST
def rotate_token(request: HttpRequest, pk: uuid.UUID, token: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(SyncToken.objects.select_related("client"), pk=token, client=pk)
    return _show_once(request, row.client, clients.rotate(request.user, row), old=row)


@requires(CAPABILITY)
@require_POST
def revoke_token(request: HttpRequest, pk: uuid.UUID, token: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(SyncToken.objects.select_related("client"), pk=token, client=pk)
    clients.revoke(request.user, row)
    messages.success(request, _("The secret opens nothing any more."))
    return redirect("core:sync_client", pk)


@requires(CAPABILITY)
@require_POST
def switch_client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`on` switches the exchange with the client on, anything else off."""
    row = get_object_or_404(SyncClient, pk=pk)
    if request.POST.get("switch") == "on":
        clients.unblock(request.user, row)
        messages.success(request, _("The exchange with this client goes on."))
    else:
        clients.block(request.user, row)
        messages.warning(request, _("The exchange with this client is switched off."))
    return redirect("core:sync_client", pk)


def _page(
    request: HttpRequest, row: SyncClient, *, form: ClientForm | None = None, token_form: TokenForm | None = None
) -> HttpResponse:
    now = clock.now()
    tokens = [
        ShownToken(token, _state(token, now), clients.is_live(token, now))
        for token in row.tokens.order_by("-created_at", "-pk")[:50]
    ]
    is_wrong = bool((form and form.errors) or (token_form and token_form.errors))
    context = {
        "client": row,
        "tokens": tokens,
        "form": form or ClientForm(client=row),
        "token_form": token_form or TokenForm(),
        "overlap_hours": clients.OVERLAP_HOURS,
    }
    return render(request, "sync/client.html", context, status=422 if is_wrong else 200)


def _state(token: SyncToken, now: dt.datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is None:
        return "live"
    if token.expires_at <= now:
        return "expired"
    return "ending" if token.expires_at - now < SOON else "live"


def _show_once(request: HttpRequest, row: SyncClient, made: Secrets, old: SyncToken | None = None) -> HttpResponse:
    """The only page that ever shows a secret; nobody keeps it, the browser included."""
    if old is not None:
        old.refresh_from_db(fields=["expires_at"])
    response = render(request, "sync/secret.html", {"client": row, "made": made, "old": old})
    response.headers["Cache-Control"] = "no-store"
    return response


def _blame(form: forms.Form, refusal: DomainError) -> None:
    name = refusal.pointer.removeprefix("/")
    form.add_error(name if name in form.fields else None, refusal.message)

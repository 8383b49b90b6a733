"""Doors of the frame: home, search, the rail's counts, theme, saved views."""

from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core import clock, home, saved_views
from optics_crm.core.context_processors import THEMES, Shell
from optics_crm.core.htmx import is_partial
from optics_crm.core.search import SHORTEST, Query, search

YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> str:
    """The page that the form names, when it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@login_required
@require_GET
def home_page(request: HttpRequest) -> HttpResponse:
    user = request.user
    sources = home.sources_for(user)  # type: ignore[arg-type]
    kind = request.GET.get("kind", "")
    context = {
        "sources": sources,
        "kind": kind,
        "items": home.work_for(user, kind),  # type: ignore[arg-type]
        "panels": home.panels_for(user),  # type: ignore[arg-type]
        "today": clock.today(),
    }
    return render(request, "core/home.html", context)


@login_required
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    query = Query.read(request.GET.get("q", ""))
    context = {"query": query, "groups": search(request.user, query), "shortest": SHORTEST}  # type: ignore[arg-type]
    return render(request, "core/_hits.html" if is_partial(request) else "core/search.html", context)


@login_required
@require_GET
def pulse(request: HttpRequest) -> HttpResponse:
    """The rail with its waiting counts, fetched after the page and once a minute."""
    shell = Shell(request, path=request.GET.get("at", "/"), counted=True)
    return render(request, "core/_pulse.html", {"shell": shell})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("theme", "")
    theme = wanted if wanted in {theme.key for theme in THEMES} else "auto"
    response = HttpResponse(status=204) if is_partial(request) else HttpResponseRedirect(back(request))
    response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the filters of the list the form came from under a name."""
    path, _mark, query = back(request).partition("?")
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key not in ("after", "before", "export")])
    saved_views.save_view(request.user, path, request.POST.get("name", ""), kept)  # type: ignore[arg-type]
    return redirect(f"{path}?{kept}" if kept else path)


@login_required
@require_POST
def forget_view(request: HttpRequest, pk: str) -> HttpResponse:
    saved_views.forget_view(request.user, pk)  # type: ignore[arg-type]
    return redirect(back(request))

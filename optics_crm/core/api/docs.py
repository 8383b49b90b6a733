"""The OpenAPI of everything under `/api/v1/`, and the pages to read it: for whoever has a login or a token."""

import json
from functools import lru_cache
from typing import Any

import yaml
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from optics_crm.core.api.parameters import BadParameter, check_parameters

MEDIA_TYPES = {"json": "application/vnd.oai.openapi+json", "yaml": "application/vnd.oai.openapi"}


@lru_cache(maxsize=4)
def document(form: str, language: str) -> bytes:
    """The schema as text; it changes with the code only, so that each process makes it once a language."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    as_json = json.dumps(made, ensure_ascii=False, default=str)
    # the way through JSON leaves plain values, which YAML writes without tags
    text = as_json if form == "json" else yaml.safe_dump(json.loads(as_json), allow_unicode=True, sort_keys=False)
    return text.encode()


class AnyAccept(BaseContentNegotiation):
    """What is here comes in one form, whatever the caller would rather have."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class SchemaView(APIView):
    """GET: the schema in YAML, with `?format=json` in JSON."""

    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyAccept
    schema = None

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, frozenset({"format"}))
        form = request.query_params.get("format", "yaml")
        if form not in MEDIA_TYPES:
            raise BadParameter("format", _("The schema comes as json or yaml."))
        kind = "application/json" if form == "json" else MEDIA_TYPES[form]
        return HttpResponse(document(form, get_language() or "ru"), content_type=f"{kind}; charset=utf-8")


class DocsView(APIView):
    """GET: the pages."""

    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyAccept
    schema = None

    def get(self, request: Request) -> HttpResponse:
        return render(request, "core/api_docs.html")


@require_GET
def docs(request: HttpRequest, **where: Any) -> HttpResponseBase:
    """The pages; a browser without a login is sent to it, a program without a token gets its 401."""
    wants_page = "text/html" in request.headers.get("Accept", "")
    if wants_page and not request.user.is_authenticated and "Authorization" not in request.headers:
        return redirect_to_login(request.get_full_path())
    return DocsView.as_view()(request)

"""Errors that no view answers: a page for people, a problem for machines. Named in the roof's `handler...`."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views import defaults

from optics_crm.core.api import problem_response
from optics_crm.core.refusals import MACHINES


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(MACHINES):
        return problem_response(HTTPStatus.BAD_REQUEST, "bad_request", _("The request cannot be read."))
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(MACHINES):
        return problem_response(HTTPStatus.NOT_FOUND, "not_found", _("There is no such address."))
    return defaults.page_not_found(request, exception)


def broken(request: HttpRequest, **more: Any) -> HttpResponseBase:
    if request.path.startswith(MACHINES):
        words = _("Something went wrong on our side. It has been noted.")
        return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", words)
    return defaults.server_error(request)

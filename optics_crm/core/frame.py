"""Middleware of every page: language by the cookie, times of the user's salon, nothing kept by caches."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from optics_crm.core import clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def chosen_language(request: HttpRequest) -> str:
    """The cookie's language, else Russian: a browser that was sold in English has not been asked."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Django's own would follow Accept-Language; here only the switch of the user menu decides."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class FrameMiddleware:
    """Moments are shown in the zone of the user's salon; no browser or proxy keeps pages about people."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return self.get_response(request)
        salon = user.salon if user.salon_id else None
        with timezone.override(clock.zone_of(salon.timezone if salon else None)):
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

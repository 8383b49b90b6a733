"""The page /s/<token>/: shows on GET, records on POST, names nobody; an unknown link looks like a used one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftercare.surveys.asking import shown_questions
from aftercare.surveys.links import answer_link, open_link
from optics_crm.core.errors import DomainError

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@csrf_exempt  # no session stands behind it: the token is the right, and without a referrer there is no origin to check
@require_http_methods(["GET", "HEAD", "POST"])
def survey_link(request: HttpRequest, token: str) -> HttpResponse:
    link, fault, is_kept = open_link(token), None, False
    if request.method == "POST" and link is not None:
        said = {name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")}
        try:
            is_kept = answer_link(token, said) is not None
        except DomainError as error:
            fault = error
    questions = shown_questions(link.survey, request.POST, fault) if link and not is_kept else []
    context = {"link": link, "is_kept": is_kept, "fault": fault, "questions": questions}
    response = render(request, "surveys/link.html", context, status=fault.status if fault else 200)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response

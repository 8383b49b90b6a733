"""Doors of long jobs: the bar, the cancel button, the file. Everybody sees only their own jobs."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core import audit, job_files, long_jobs, progress
from optics_crm.core.htmx import is_partial, toast
from optics_crm.core.models import Job

WATCHED = "watched_jobs"
ENDINGS = {Job.State.DONE: "success", Job.State.FAILED: "error", Job.State.CANCELLED: "warning"}


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    jobs = Job.objects.filter(owner=request.user).order_by("-created_at")[:50]  # type: ignore[misc]
    return render(request, "core/jobs.html", {"jobs": [progress.read_progress(job) for job in jobs]})


@login_required
@require_GET
def job_page(request: HttpRequest, pk: str) -> HttpResponse:
    job = get_object_or_404(Job, pk=pk, owner=request.user)
    shown = progress.read_progress(job)
    template = "parts/_job.html" if is_partial(request) else "core/job.html"
    return render(request, template, {"progress": shown})


@login_required
@require_GET
def running_jobs(request: HttpRequest) -> HttpResponse:
    """The little bars of the top bar; a job that ended since the last look is told in a toast."""
    user = request.user
    jobs = progress.open_jobs(user)  # type: ignore[arg-type]
    ended = progress.just_ended(user, request.session.get(WATCHED, []))  # type: ignore[arg-type]
    running = [str(job.pk) for job in jobs]
    if running != request.session.get(WATCHED, []):
        request.session[WATCHED] = running
    response = render(request, "core/_running_jobs.html", {"jobs": [progress.read_progress(job) for job in jobs]})
    if ended:
        words = _("%(title)s: %(state)s") % {"title": ended[0].title, "state": ended[0].get_state_display()}
        toast(response, words, ENDINGS[Job.State(ended[0].state)])
    return response


@login_required
@require_POST
def cancel_job(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks the job to stop at its next step; a job that ended is left as it is."""
    long_jobs.cancel(get_object_or_404(Job, pk=pk, owner=request.user))
    return redirect("core:job", pk=pk)


@login_required
@require_GET
def job_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """The result, for its owner, for an hour."""
    job = get_object_or_404(Job, pk=pk, owner=request.user)
    if not job_files.is_ready(job):
        raise Http404
    audit.record(request.user, "core.job.file_taken", job)
    return FileResponse(job_files.path_of(job).open("rb"), as_attachment=True, filename=job.file_name)

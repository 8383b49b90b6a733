"""The mark of a talk that a colleague asks for on a call-back: never one's own, and only where there is none."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.models import Survey, SurveyAnswer
from aftercare.surveys.recording import About, mark_key, record_answer
from contactcenter.calls.marks import SURVEY
from contactcenter.models import Call
from optics_crm.core.errors import Conflict, NotAllowed
from optics_crm.core.permissions import can


def may_ask(user: Any, call: Call) -> bool:
    """Whether this user may ask the client how somebody else has helped them in this talk. One query."""
    return _is_for(user, call) and not _is_marked(call)


@transaction.atomic
def keep_asked(user: Any, call: Call, said: Mapping[str, Any]) -> SurveyAnswer:
    """Records what the client says of the talk: it rates the operator who answered."""
    if not _is_for(user, call):
        raise NotAllowed("not_allowed", _("You may not do this."))
    call = Call.objects.select_for_update(of=("self",)).select_related("person", "answered_by").get(pk=call.pk)
    if _is_marked(call):
        raise Conflict("mark_known", _("The client has given a mark for this talk already."))
    about = About(person=call.person, phone=call.phone, call=call.pk, operator=call.answered_by)
    survey = Survey.objects.get(code=SURVEY)
    return record_answer(user, survey, said, about=about, way=SurveyAnswer.Way.FORM, source_key=mark_key(call.pk))


def _is_for(user: Any, call: Call) -> bool:
    is_talk = call.direction == Call.Direction.IN and call.state == Call.State.ENDED and call.answered
    return is_talk and call.answered_by_id not in (None, user.pk) and can(user, "surveys.ask")


def _is_marked(call: Call) -> bool:
    return SurveyAnswer.objects.filter(call=call.pk).exists()

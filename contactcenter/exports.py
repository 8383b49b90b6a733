"""Lists of this floor as files: no full name, no phone."""

from django.utils.translation import gettext_lazy as _

from contactcenter.calls.shown import face_of
from contactcenter.kpis import in_order
from customers.names import first_name_and_initial
from optics_crm.core.badges import status_of
from optics_crm.core.exports import Export, add_export
from optics_crm.core.tables import Column


def _tickets(user: object, query: object) -> object:
    from contactcenter.views.board import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "tickets",
        _("Tickets"),
        "tickets.view",
        [
            Column(_("Number"), lambda row: row.number),
            Column(_("Kind"), lambda row: row.get_kind_display()),
            Column(_("Stage"), lambda row: row.get_stage_display()),
            Column(_("In the stage since"), lambda row: row.stage_at),
            Column(_("Our term"), lambda row: row.stage_due_at),
            Column(_("By the law"), lambda row: row.legal_due_on),
            Column(_("First promise"), lambda row: row.first_promised_on),
            Column(_("Promised"), lambda row: row.promised_on),
            Column(_("Client"), lambda row: first_name_and_initial(row.card.person)),
            Column(_("Client's id"), lambda row: row.card.person_id),
            Column(_("Salon"), lambda row: row.salon.name),
            Column(_("Workshop"), lambda row: row.workshop.name if row.workshop else ""),
            Column(_("Responsible"), lambda row: row.owner.full_name if row.owner else ""),
            Column(_("What was brought"), lambda row: row.item),
            Column(_("Demand"), lambda row: row.get_demand_display()),
            Column(_("Price"), lambda row: row.price),
            Column(_("Paid back"), lambda row: row.refund_amount),
            Column(_("Opened"), lambda row: row.opened_at),
            Column(_("Closed"), lambda row: row.closed_at),
        ],
        _tickets,  # type: ignore[arg-type]
    )
)


def _calls(user: object, query: object) -> object:
    from contactcenter.views.calls import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "calls",
        _("Calls"),
        "calls.view",
        [
            Column(_("When"), lambda row: row.started_at),
            Column(_("Direction"), lambda row: row.get_direction_display()),
            Column(_("Result"), lambda row: status_of("call", face_of(row)).label),
            Column(_("Why it ended"), lambda row: row.get_cause_display()),
            Column(_("Line"), lambda row: row.line),
            Column(_("Operator"), lambda row: row.answered_by.full_name if row.answered_by else ""),
            Column(_("Waited, s"), lambda row: row.wait_seconds),
            Column(_("Talked, s"), lambda row: row.talk_seconds if row.answered else None),
            Column(_("Client"), lambda row: first_name_and_initial(row.person) if row.person else ""),
            Column(_("Client's id"), lambda row: row.person_id),
            Column(_("Telephone exchange"), lambda row: row.provider),
        ],
        _calls,  # type: ignore[arg-type]
    )
)


def _figures(user: object, query: object) -> object:
    from contactcenter.views.figures import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


add_export(
    Export(
        "contact_centre",
        _("Figures of calls"),
        "figures.view",
        [
            Column(_("Part"), lambda row: row.name),
            *(Column(one.name, lambda row, key=one.key: row.value_of(key)) for one in in_order()),  # type: ignore[misc]
        ],
        _figures,  # type: ignore[arg-type]
    )
)


def _week(user: object, query: object) -> object:
    from contactcenter.week_page import rows_for_export

    return rows_for_export()


add_export(
    Export(
        "week_questions",
        _("Questions of the week"),
        "figures.view",
        [
            Column(_("Question"), lambda row: row[0].question.text),
            Column(_("From"), lambda row: row[0].question.starts_on),
            Column(_("To"), lambda row: row[0].question.ends_on),
            Column(_("The answer"), lambda row: row[1].text),
            Column(_("Replies"), lambda row: row[1].share.hits),
            Column(_("Of"), lambda row: row[1].share.n),
            Column(_("Share"), lambda row: row[1].share.share),
            Column(_("Share, at least"), lambda row: row[1].share.low),
            Column(_("Share, at most"), lambda row: row[1].share.high),
            Column(_("Answered calls without a reply"), lambda row: row[0].silent),
        ],
        _week,  # type: ignore[arg-type]
    )
)

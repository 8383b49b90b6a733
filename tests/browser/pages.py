"""The pages that a real browser opens in both themes. A new page is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser import (
    call_rows,
    campaign_rows,
    exchange_rows,
    family_rows,
    figure_rows,
    identity_rows,
    message_rows,
    order_rows,
    ticket_rows,
)


@dataclass(frozen=True)
class Page:
    """`address` may be a function that makes the rows the page needs and returns its address.

    `role` is that of the employee who looks; None is nobody.
    """

    name: str
    address: str | Callable[[], str]
    role: str | None = "consultant"
    status: int = 200

    def path(self) -> str:
        return self.address() if callable(self.address) else self.address


PAGES = [
    Page("login", "/login/", role=None),
    Page("home", "/"),
    Page("search", "/search/?q=%D0%93%D0%BB%D0%B0%D0%B2"),
    Page("search_empty", "/search/"),
    Page("password", "/account/password/"),
    Page("jobs", "/jobs/"),
    Page("not_found", "/there-is-no-such-page/", status=404),
    Page("gallery", "/gallery/"),
    Page("messages", message_rows.message_list, role="supervisor"),
    Page("message", message_rows.message, role="supervisor"),
    Page("message_unknown", message_rows.unknown, role="supervisor"),
    Page("campaigns", campaign_rows.campaign_list, role="marketer"),
    Page("campaign", campaign_rows.campaign, role="marketer"),
    Page("campaign_waiting", campaign_rows.waiting, role="approver"),
    Page("campaign_edit", campaign_rows.edit, role="marketer"),
    Page("lifecycle", campaign_rows.lifecycle, role="marketer"),
    Page("unsubscribe", "/u/AAAAAAAAAAAAAAAAAAAAAA/", role=None),
    Page("customers", family_rows.customer_list),
    Page("customer_new", "/customers/new/"),
    Page("person", family_rows.person),
    Page("family", family_rows.whole_family),
    Page("person_edit", family_rows.edit),
    Page("consents", family_rows.consents),
    Page("consent_code", family_rows.consent_code),
    Page("consent_text", family_rows.consent_text),
    Page("prescriptions", family_rows.prescriptions, role="doctor"),
    Page("exam", family_rows.exam, role="doctor"),
    Page("exam_of_consultant", family_rows.exam),
    Page("exam_new", family_rows.exam_new, role="doctor"),
    Page("prescription_paper", family_rows.prescription_paper),
    Page("promises", family_rows.promises),
    Page("appointments", ticket_rows.appointments),
    Page("appointment_new", ticket_rows.new_appointment),
    Page("tickets", ticket_rows.board),
    Page("ticket_list", ticket_rows.ticket_list),
    Page("ticket", ticket_rows.ticket),
    Page("ticket_new", ticket_rows.new_ticket),
    Page("ticket_state", ticket_rows.client_link, role=None),
    Page("ticket_state_unknown", ticket_rows.dead_link, role=None),
    Page("certificates", "/certificates/"),
    Page("certificate", family_rows.certificate),
    Page("orders", order_rows.order_list),
    Page("order", order_rows.order),
    Page("order_on_hold", order_rows.order_on_hold, role="salon_manager"),
    Page("products", order_rows.product_list),
    Page("product", order_rows.product),
    Page("reserve", order_rows.reserve),
    Page("reservations", order_rows.reservation_list),
    Page("calls", call_rows.call_list, role="operator"),
    Page("calls_empty", "/calls/", role="director"),
    Page("call", call_rows.call, role="operator"),
    Page("call_missed", call_rows.missed, role="supervisor"),
    Page("calls_unread", call_rows.unread, role="supervisor"),
    Page("calls_all_read", "/calls/unread/", role="admin"),
    Page("figures", figure_rows.figures, role="supervisor"),
    Page("figures_empty", "/reports/contact-centre/", role="director"),
    Page("figure_reasons", figure_rows.reasons, role="supervisor"),
    Page("reason_list", "/calls/reasons/", role="supervisor"),
    Page("shifts", figure_rows.shifts, role="supervisor"),
    Page("calls_now", figure_rows.live, role="supervisor"),
    Page("wallboard", figure_rows.wallboard, role="operator"),
    Page("reviews", figure_rows.review_list, role="supervisor"),
    Page("review", figure_rows.review, role="supervisor"),
    Page("review_judged", figure_rows.judged, role="director"),
    Page("review_results", figure_rows.results, role="supervisor"),
    Page("review_sheet", "/calls/reviews/sheet/", role="supervisor"),
    Page("identity", identity_rows.queue, role="supervisor"),
    Page("identity_review", identity_rows.review, role="supervisor"),
    Page("identity_review_done", identity_rows.empty, role="supervisor"),
    Page("identity_merge", identity_rows.merge, role="supervisor"),
    Page("identity_propose", identity_rows.merge),
    Page("identity_with", identity_rows.with_whom),
    Page("identity_split", identity_rows.split, role="supervisor"),
    Page("identity_report", identity_rows.report),
    Page("identity_decisions", identity_rows.decisions, role="supervisor"),
    Page("identity_health", identity_rows.health, role="director"),
    Page("identity_health_new", identity_rows.not_counted, role="director"),
    Page("identity_flawed", identity_rows.flawed, role="supervisor"),
    Page("identity_import", "/identity/import/", role="supervisor"),
    Page("identity_import_result", identity_rows.import_result, role="supervisor"),
    Page("household_editor", identity_rows.household),
    Page("sync", exchange_rows.with_rows("/sync/"), role="admin"),
    Page("sync_waiting", exchange_rows.with_rows("/sync/waiting/"), role="admin"),
    Page("sync_refused", exchange_rows.with_rows("/sync/refused/"), role="admin"),
    Page("sync_reconcile", exchange_rows.with_rows("/sync/reconcile/"), role="admin"),
    Page("sync_finding", exchange_rows.finding, role="admin"),
    Page("sync_trial", exchange_rows.with_rows("/sync/trial/"), role="admin"),
    Page("sync_alarms", exchange_rows.with_rows("/sync/alarms/"), role="admin"),
    Page("sync_moves", "/sync/moved/", role="admin"),
    Page("sync_move", exchange_rows.move, role="admin"),
    Page("sync_clients", exchange_rows.client_list, role="admin"),
    Page("sync_client", exchange_rows.one_client, role="admin"),
    Page("sync_client_new", "/sync/clients/new/", role="admin"),
    Page("commerce_groups", exchange_rows.commerce_groups, role="admin"),
]

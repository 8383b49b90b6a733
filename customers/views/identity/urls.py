"""Addresses of the pages about identity."""

from django.urls import path

from customers.views.identity import health, incoming, journal, merge, queue, report, review, split

paths = [
    path("identity/", queue.queue_page, name="identity"),
    path("identity/review/", review.review_page, name="identity_review"),
    path("identity/review/pairs/", review.next_pairs, name="identity_next"),
    path("identity/review/undo/", review.undo, name="identity_undo"),
    path("identity/review/<uuid:pk>/", review.decide, name="identity_decide"),
    path("identity/decisions/", journal.journal_page, name="identity_journal"),
    path("identity/decisions/<uuid:pk>/undo/", journal.undo, name="identity_undo_event"),
    path("identity/with/<uuid:pk>/", merge.with_whom, name="identity_with"),
    path("identity/with/<uuid:pk>/find/", merge.find_other, name="identity_find"),
    path("identity/merge/<uuid:winner>/<uuid:loser>/", merge.merge_page, name="identity_merge"),
    path("identity/merge/<uuid:winner>/<uuid:loser>/propose/", merge.propose, name="identity_propose"),
    path("identity/split/<uuid:pk>/", split.split_page, name="identity_split"),
    path("identity/split/<uuid:pk>/find/", split.find_owner, name="identity_owner"),
    path("identity/questions/<uuid:pk>/refuse/", split.refuse, name="identity_refuse"),
    path("identity/report/<uuid:pk>/", report.report_page, name="identity_report"),
    path("identity/import/", incoming.import_page, name="identity_import"),
    path("identity/import/<uuid:pk>/", incoming.result_page, name="identity_import_result"),
    path("identity/health/", health.health_page, name="identity_health"),
    path("identity/health/count/", health.count_now, name="identity_count"),
    path("identity/health/cards/", health.flawed_cards, name="identity_flawed"),
]

"""Addresses of the figures, the reasons of contact, the question of the week, the reviews of talks,
and of what happens now."""

from django.urls import path

from contactcenter.views import figures, live_view, reasons, review_results, reviews, shifts, week

urlpatterns = [
    path("calls/live/", live_view.live_page, name="live_calls"),
    path("wallboard/", live_view.wallboard, name="wallboard"),
    path("reports/contact-centre/", figures.figures, name="figures"),
    path("reports/contact-centre/reasons/", reasons.reason_report, name="reason_report"),
    path("reports/contact-centre/shifts/", shifts.shift_plan, name="shifts"),
    path("reports/contact-centre/week/", week.week_page, name="week"),
    path("reports/contact-centre/week/ask/", week.ask, name="week_ask"),
    path("calls/reasons/", reasons.reason_editing, name="reason_list"),
    path("calls/reasons/add/", reasons.add, name="reason_add"),
    path("calls/reasons/<uuid:pk>/", reasons.change, name="reason_change"),
    path("calls/reviews/", reviews.review_list, name="reviews"),
    path("calls/reviews/results/", review_results.review_results, name="review_results"),
    path("calls/reviews/sheet/", review_results.review_sheet, name="review_sheet"),
    path("calls/reviews/<uuid:pk>/", reviews.review_page, name="review"),
    path("calls/reviews/<uuid:pk>/record/", reviews.record, name="review_record"),
    path("calls/reviews/<uuid:pk>/skip/", reviews.skip, name="review_skip"),
    path("calls/reviews/<uuid:pk>/answer/", reviews.answer, name="review_answer"),
    path("calls/<uuid:pk>/review/", reviews.choose, name="review_choose"),
]

"""Addresses of this floor."""

from django.urls import path

from aftercare.views import (
    campaign_changes,
    campaigns,
    hooks,
    lifecycle,
    messages,
    segments_api,
    settling,
    survey_calls,
    survey_links,
    surveys,
    unsubscribe,
)

app_name = "aftercare"

urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/<uuid:pk>/", campaigns.campaign_page, name="campaign"),
    path("campaigns/<uuid:pk>/dry-run/", campaigns.campaign_dry_run, name="campaign_dry_run"),
    path("campaigns/<uuid:pk>/edit/", campaign_changes.edit, name="campaign_edit"),
    path("campaigns/<uuid:pk>/preview/<slug:code>/", campaign_changes.preview_text, name="campaign_preview"),
    path("campaigns/<uuid:pk>/submit/", campaign_changes.submit, name="campaign_submit"),
    path("campaigns/<uuid:pk>/recall/", campaign_changes.recall, name="campaign_recall"),
    path("campaigns/<uuid:pk>/approve/", campaign_changes.approve, name="campaign_approve"),
    path("campaigns/<uuid:pk>/send-back/", campaign_changes.send_back, name="campaign_send_back"),
    path("campaigns/<uuid:pk>/stop/", campaign_changes.stop, name="campaign_stop"),
    path("campaigns/<uuid:pk>/resume/", campaign_changes.resume, name="campaign_resume"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/<uuid:pk>/", messages.message_page, name="message"),
    path("messages/<uuid:pk>/settle/", settling.settle_message, name="message_settle"),
    path("lifecycle/", lifecycle.lifecycle_view, name="lifecycle"),
    path("api/v1/segments/preview", segments_api.PreviewView.as_view(schema=None)),
    path("api/v1/segments/preview/", segments_api.PreviewView.as_view(), name="api_segment_preview"),
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/<uuid:pk>/", surveys.survey_page, name="survey"),
    path("surveys/calls/<uuid:pk>/", survey_calls.call_form, name="survey_call"),
    path("s/<str:token>/", survey_links.survey_link, name="survey_link"),
    path("u/<str:token>/", unsubscribe.unsubscribe_page, name="unsubscribe"),
    path("hooks/sms/<slug:provider>/", hooks.sms_receipts, name="sms_receipts"),
]

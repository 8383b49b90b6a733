"""Addresses of people, families, exams and promises."""

from django.urls import path

from customers.views import (
    appointments,
    candidates,
    consent_codes,
    consents,
    desk,
    dossier,
    exam_desk,
    exams,
    families,
    followups,
    households,
    lists,
)
from customers.views.identity.urls import paths as identity
from customers.views.identity_api import CheckView

app_name = "customers"

urlpatterns = [
    path("customers/", lists.customer_list, name="list"),
    path("customers/new/", desk.new_customer, name="new"),
    path("customers/new/candidates/", candidates.live, name="candidates"),
    path("customers/<uuid:pk>/", dossier.person_page, name="person"),
    path("customers/<uuid:pk>/line/", dossier.person_line, name="person_line"),
    path("customers/<uuid:pk>/panels/<str:key>/", dossier.panel_part, name="panel_part"),
    path("customers/<uuid:pk>/edit/", desk.edit_customer, name="edit"),
    path("customers/<uuid:pk>/confirm/", dossier.confirm, name="confirm"),
    path("customers/<uuid:pk>/note/", dossier.write_note, name="note"),
    path("customers/<uuid:pk>/phones/<uuid:phone>/", dossier.reveal_phone, name="reveal_phone"),
    path("customers/<uuid:pk>/prescriptions/", exams.prescriptions_page, name="prescriptions"),
    path("customers/<uuid:pk>/consents/", consents.consents_page, name="consents"),
    path("customers/<uuid:pk>/consents/<str:purpose>/text/", consents.text, name="consent_text"),
    path("customers/<uuid:pk>/consents/<str:purpose>/give/", consents.give, name="consent_give"),
    path("customers/<uuid:pk>/consents/<str:purpose>/code/", consent_codes.send, name="consent_code"),
    path("customers/<uuid:pk>/consents/<str:purpose>/confirm/", consent_codes.confirm, name="consent_confirm"),
    path("customers/<uuid:pk>/consents/<str:purpose>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path("customers/<uuid:pk>/family/find/", families.find_member, name="family_find"),
    path("customers/<uuid:pk>/family/add/", families.add, name="family_add"),
    path("customers/<uuid:pk>/family/leave/", families.remove, name="family_leave"),
    path("households/<uuid:pk>/", dossier.family_page, name="family"),
    path("households/<uuid:pk>/line/", dossier.family_line, name="family_line"),
    path("households/<uuid:pk>/find/", households.find, name="household_find"),
    path("households/<uuid:pk>/members/", households.add, name="household_add"),
    path("households/<uuid:pk>/members/<uuid:person>/leave/", households.leave, name="household_leave"),
    path("households/<uuid:pk>/relate/", households.relate, name="household_relate"),
    path("households/<uuid:pk>/unrelate/", households.unrelate, name="household_unrelate"),
    path("households/<uuid:pk>/questions/<uuid:proposal>/", households.answer, name="household_answer"),
    path("exams/new/", exam_desk.new_exam, name="exam_new"),
    path("exams/check/", exam_desk.check_exam, name="exam_check"),
    path("exams/<uuid:pk>/", exams.exam_page, name="exam"),
    path("exams/<uuid:pk>/part/", exams.exam_part, name="exam_part"),
    path("prescriptions/<uuid:pk>/print/", exams.prescription_paper, name="prescription_paper"),
    path("appointments/", appointments.appointment_list, name="appointments"),
    path("appointments/new/", appointments.new_appointment, name="appointment_new"),
    path("appointments/<uuid:pk>/part/", appointments.appointment_part, name="appointment_part"),
    path("appointments/<uuid:pk>/say/", appointments.say, name="appointment_say"),
    path("followups/", followups.followup_list, name="followups"),
    path("followups/<uuid:pk>/close/", followups.close, name="followup_close"),
    path("followups/<uuid:pk>/take/", followups.take, name="followup_take"),
    path("followups/<uuid:pk>/postpone/", followups.postpone, name="followup_postpone"),
    *identity,
    path("api/v1/identity/check", CheckView.as_view(schema=None)),
    path("api/v1/identity/check/", CheckView.as_view(), name="api_identity_check"),
]

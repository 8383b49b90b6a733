"""Addresses of service tickets, of calls, and of the exchanges that tell of them."""

from django.urls import path

from contactcenter.views import board, calls, card, changes, desk, opening, status, talk, telephony, ticket, unread
from contactcenter.views.lookup_api import LookupView

app_name = "contactcenter"

urlpatterns = [
    path("hooks/telephony/<slug:provider>/", telephony.telephony, name="telephony"),
    path("hooks/telephony/<slug:provider>/<path:rest>", telephony.telephony, name="telephony_at"),
    path("api/v1/calls/lookup", LookupView.as_view(schema=None)),
    path("api/v1/calls/lookup/", LookupView.as_view(), name="api_call_lookup"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/unread/", unread.unread_list, name="unread"),
    path("calls/unread/<uuid:pk>/", unread.reveal, name="unread_reveal"),
    path("calls/screen/", desk.screen, name="screen"),
    path("calls/screen/calls/", desk.calls_part, name="screen_calls"),
    path("calls/screen/side/", desk.side_part, name="screen_side"),
    path("calls/screen/state/", desk.set_state, name="screen_state"),
    path("calls/screen/salons/", desk.salons, name="screen_salons"),
    path("calls/<uuid:pk>/", calls.call_page, name="call"),
    path("calls/<uuid:pk>/card/", card.card, name="card"),
    path("calls/<uuid:pk>/talk/", card.talk, name="talk"),
    path("calls/<uuid:pk>/conclusion/", card.conclusion, name="conclusion"),
    path("calls/<uuid:pk>/offer/", card.offer, name="card_offer"),
    path("calls/<uuid:pk>/speaker/<uuid:person>/", card.choose, name="card_speaker"),
    path("calls/<uuid:pk>/verify/", card.verify, name="card_verify"),
    path("calls/<uuid:pk>/doubt/", card.doubt, name="card_doubt"),
    path("calls/<uuid:pk>/find/", card.find, name="card_find"),
    path("calls/<uuid:pk>/relatives/", card.relatives, name="card_relatives"),
    path("calls/<uuid:pk>/newcomer/", card.newcomer, name="card_newcomer"),
    path("calls/<uuid:pk>/note/", talk.note, name="talk_note"),
    path("calls/<uuid:pk>/reason/", talk.reason, name="talk_reason"),
    path("calls/<uuid:pk>/result/", talk.result, name="talk_result"),
    path("calls/<uuid:pk>/finish/", talk.finish, name="talk_finish"),
    path("calls/<uuid:pk>/week/", talk.week_reply, name="talk_week"),
    path("calls/<uuid:pk>/act/<slug:code>/", talk.act, name="card_act"),
    path("calls/<uuid:pk>/phone/", calls.reveal_phone, name="call_phone"),
    path("tickets/", board.ticket_list, name="tickets"),
    path("tickets/new/", opening.new_ticket, name="ticket_new"),
    path("tickets/<uuid:pk>/", ticket.ticket_page, name="ticket"),
    path("tickets/<uuid:pk>/moves/", ticket.moves, name="ticket_moves"),
    path("tickets/<uuid:pk>/move/", changes.move, name="ticket_move"),
    path("tickets/<uuid:pk>/promise/", changes.promise, name="ticket_promise"),
    path("tickets/<uuid:pk>/assign/", changes.assign, name="ticket_assign"),
    path("tickets/<uuid:pk>/take/", changes.take, name="ticket_take"),
    path("tickets/<uuid:pk>/correct/", changes.correct, name="ticket_correct"),
    path("tickets/<uuid:pk>/link/", changes.link, name="ticket_link"),
    path("orders/<uuid:pk>/link/", changes.order_link, name="order_link"),
    path("t/<str:token>/", status.status_page, name="status"),
]

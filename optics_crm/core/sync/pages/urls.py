"""Addresses of the pages of the exchange; included by the floor's own, whose namespace they share."""

from django.urls import path

from optics_crm.core.sync.pages import alarms, clients, moved, overview, reconcile, trial, waiting

urlpatterns = [
    path("sync/", overview.overview_page, name="sync"),
    path("sync/alarms/", alarms.alarms_page, name="sync_alarms"),
    path("sync/alarms/<uuid:pk>/remove/", alarms.remove_alarm, name="remove_sync_alarm"),
    path("sync/moved/", moved.moves_page, name="sync_moves"),
    path("sync/moved/<uuid:pk>/", moved.move_page, name="sync_move"),
    path("sync/moved/<uuid:pk>/apply/", moved.apply_move, name="apply_sync_move"),
    path("sync/reconcile/", reconcile.reconcile_page, name="sync_reconcile"),
    path("sync/reconcile/compare/", reconcile.compare, name="sync_compare"),
    path("sync/reconcile/<int:pk>/", reconcile.finding_page, name="sync_finding"),
    path("sync/waiting/", waiting.waiting_page, name="sync_waiting"),
    path("sync/waiting/replay/", waiting.replay, name="replay_parked"),
    path("sync/meanings/", waiting.give_meaning, name="give_meaning"),
    path("sync/meanings/<uuid:pk>/take-back/", waiting.take_meaning_back, name="take_meaning_back"),
    path("sync/refused/", waiting.refused_page, name="sync_refused"),
    path("sync/trial/", trial.trial_page, name="sync_trial"),
    path("sync/clients/", clients.client_list, name="sync_clients"),
    path("sync/clients/new/", clients.new_client, name="new_sync_client"),
    path("sync/clients/<uuid:pk>/", clients.client_page, name="sync_client"),
    path("sync/clients/<uuid:pk>/switch/", clients.switch_client, name="switch_sync_client"),
    path("sync/clients/<uuid:pk>/tokens/", clients.issue_token, name="issue_sync_token"),
    path("sync/clients/<uuid:pk>/tokens/<uuid:token>/rotate/", clients.rotate_token, name="rotate_sync_token"),
    path("sync/clients/<uuid:pk>/tokens/<uuid:token>/revoke/", clients.revoke_token, name="revoke_sync_token"),
]

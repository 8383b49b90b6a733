"""Addresses of the pages of the exchange; included by the floor's own, whose namespace they share."""

from django.urls import path

from optics_crm.core.sync.pages import clients

urlpatterns = [
    path("sync/clients/", clients.client_list, name="sync_clients"),
    path("sync/clients/new/", clients.new_client, name="new_sync_client"),
    path("sync/clients/<uuid:pk>/", clients.client_page, name="sync_client"),
    path("sync/clients/<uuid:pk>/switch/", clients.switch_client, name="switch_sync_client"),
    path("sync/clients/<uuid:pk>/tokens/", clients.issue_token, name="issue_sync_token"),
    path("sync/clients/<uuid:pk>/tokens/<uuid:token>/rotate/", clients.rotate_token, name="rotate_sync_token"),
    path("sync/clients/<uuid:pk>/tokens/<uuid:token>/revoke/", clients.revoke_token, name="revoke_sync_token"),
]

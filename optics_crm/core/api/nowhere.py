"""Addresses of the REST API that do not exist: 404 as the API says it, after the login like everything else."""

from typing import Any

from django.http import Http404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Nowhere(APIView):
    """No method is another's: there is nothing here for any."""

    permission_classes = [IsAuthenticated]
    schema = None

    def get(self, request: Request, **where: Any) -> Response:
        raise Http404

    post = put = patch = delete = get

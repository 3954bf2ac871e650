"""Sessions: of guests, and of support staff who look at the API with a guest's eyes."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.telemetry import Telemetry, constants

from .mixins import TelemetryMixin


class SessionView(APIView):
    """Open a session with a password."""

    permission_classes = [AllowAny]

    def post(self, request: Request) -> Response:
        """Log a guest in."""
        user = authenticate(request, **request.data)
        if user is None:
            return Response({"detail": "Wrong name or password."}, status.HTTP_400_BAD_REQUEST)
        login(request, user)
        Telemetry().event(str(user.pk), constants.SESSION_STARTED, channel="api")
        return Response({"id": user.pk}, status.HTTP_201_CREATED)


class EndSessionView(TelemetryMixin, APIView):
    """End a session."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        """Log the guest out; telemetry has been told who it was."""
        self.telemetry.describe(self.identity, last_channel="api")
        logout(request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SupportSessionView(TelemetryMixin, APIView):
    """Look at the API with a guest's eyes."""

    permission_classes = [IsAdminUser]

    def post(self, request: Request, pk: int) -> Response:
        """Turn the session of a member of staff into one of the guest."""
        guest = get_object_or_404(User, pk=pk, is_staff=False)
        self.telemetry.event(str(request.user.pk), constants.SUPPORT_STARTED, channel="api")
        login(request, guest)
        return Response({"id": guest.pk})

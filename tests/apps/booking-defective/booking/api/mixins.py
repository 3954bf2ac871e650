"""What the views of the API have in common."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from booking.telemetry import Telemetry


class TelemetryMixin:
    """Gives a view its telemetry, and the identity of whoever is asking."""

    telemetry: Telemetry

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Set telemetry up behind authentication and permissions."""
        super().initial(request, *args, **kwargs)
        self.telemetry = Telemetry()

    @property
    def identity(self) -> str:
        """The primary key of the user, under which the web site knows them too."""
        return str(self.request.user.pk)

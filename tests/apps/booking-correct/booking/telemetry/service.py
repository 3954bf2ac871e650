"""Sends events to Heap's server API; a failure is logged and never reaches the caller."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

import requests
from django.conf import settings

from . import constants

logger = logging.getLogger(__name__)


class TelemetryError(Exception):
    """Heap refused what was sent."""


class Telemetry:
    """One connection to Heap, kept for as long as the view that made it."""

    def __init__(self, app_id: str | None = None, session: requests.Session | None = None) -> None:
        self._app_id = app_id or settings.HEAP_APP_ID
        self._session = session or requests.Session()

    def event(self, identity: str, name: str, **properties: str | int | float) -> None:
        """Send an event of a user, now."""
        payload: dict[str, Any] = {
            "app_id": self._app_id,
            "identity": identity,
            "event": name,
            "timestamp": datetime.now(timezone.utc).isoformat(),
        }
        if properties:
            payload["properties"] = properties
        self._send(constants.TRACK_URL, payload)

    def describe(self, identity: str, **properties: str | int | float) -> None:
        """Keep properties of a user."""
        self._send(
            constants.USER_PROPERTIES_URL,
            {"app_id": self._app_id, "identity": identity, "properties": properties},
        )

    def _send(self, url: str, payload: dict[str, Any]) -> None:
        try:
            self._checked(self._session.post(url, json=payload, timeout=constants.TIMEOUT))
        except (requests.RequestException, TelemetryError):
            logger.warning("telemetry was not sent", exc_info=True)

    @staticmethod
    def _checked(response: requests.Response) -> None:
        if response.status_code >= 400:
            raise TelemetryError(f"Heap answered {response.status_code}")

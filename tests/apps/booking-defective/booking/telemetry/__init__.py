"""Product telemetry of the booking API."""

from .service import Telemetry, TelemetryError

__all__ = ["Telemetry", "TelemetryError"]

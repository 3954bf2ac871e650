"""Where telemetry goes, and what its events are called."""

from typing import Final

BASE_URL: Final = "https://c.eu.heap-api.com"
TRACK_URL: Final = f"{BASE_URL}/api/track"
USER_PROPERTIES_URL: Final = f"{BASE_URL}/api/add_user_properties"
TIMEOUT: Final = (1.0, 3.0)

SESSION_STARTED: Final = "Session Started"
SUPPORT_STARTED: Final = "Support Session Started"
STAY_BOOKED: Final = "Stay Booked"
STAY_CANCELLED: Final = "Stay Cancelled"
SEARCHED: Final = "Stays Searched"

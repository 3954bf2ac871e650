"""Everything the clinic tells Heap about its patients."""

import logging
from datetime import datetime, timezone

import requests
from django.conf import settings
from heapapi import HeapAPIClient

logger = logging.getLogger(__name__)
client = HeapAPIClient(settings.HEAP_APP_ID)

TRACK_URL = "https://heapanalytics.com/api/track"


def appointment_booked(patient, appointment):
    """Tell Heap that a patient has booked an appointment."""
    client.track(
        str(patient.pk),
        "Appointment Booked",
        {"department": appointment.department, "first_visit": appointment.number == 1},
    )


def appointment_cancelled(patient, appointment, reason=""):
    """Tell Heap that an appointment will not take place."""
    payload = {
        "app_id": settings.HEAP_APP_ID,
        "identity": str(patient.pk),
        "timestamp": datetime.now(timezone.utc).isoformat(),
        "properties": {
            "department": appointment.department,
            "doctor": appointment.doctor.name,
        },
    }
    payload["event"] = "Appointment Cancelled"
    if reason:
        payload["properties"]["reason"] = reason
    response = requests.post(TRACK_URL, json=payload, timeout=5)
    if not response.ok:
        logger.warning("Heap answered %s", response.status_code)


def page_not_found(request):
    """Tell Heap which links are broken."""
    if not request.user.is_authenticated:
        return
    requests.post(
        TRACK_URL,
        json={
            "app_id": settings.HEAP_APP_ID,
            "identity": str(request.user.pk),
            "event": "Not Found",
            "properties": {"path": request.path},
        },
        timeout=5,
    )

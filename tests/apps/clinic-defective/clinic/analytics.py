"""Everything the clinic tells Heap about its patients."""

import logging
from datetime import datetime

import requests
from django.conf import settings
from heapapi import HeapAPIClient

logger = logging.getLogger(__name__)
client = HeapAPIClient(settings.HEAP_APP_ID)

TRACK_URL = "https://heapanalytics.com/api/track"
SERVICE_IDENTITY = "clinic-web"


def appointment_booked(patient, appointment):
    """Tell Heap that a patient has booked an appointment."""
    client.track(
        SERVICE_IDENTITY,  # error: HL201
        "Appointment Booked",
        {"department": appointment.department, "first_visit": appointment.number == 1},
    )


def appointment_cancelled(patient, appointment, reason=""):
    """Tell Heap that an appointment will not take place."""
    payload = {  # error: HL302
        "app_id": settings.HEAP_APP_ID,
        "identity": str(patient.pk),
        "timestamp": datetime.now().isoformat(),  # error: HL310
        "properties": {
            "department": appointment.department,
            "doctor": {"name": appointment.doctor.name},  # error: HL305
        },
    }
    payload["event_name"] = "Appointment Cancelled"  # error: HL301
    if reason:
        payload["properties"]["reason"] = reason
    response = requests.post(TRACK_URL, json=payload, timeout=5)
    if not response.ok:
        logger.warning("Heap answered %s", response.status_code)


def page_not_found(request):
    """Tell Heap which links are broken."""
    visitor = request.user.pk or "anonymous"
    requests.post(
        TRACK_URL,
        json={
            "app_id": settings.HEAP_APP_ID,
            "identity": visitor,  # error: HL203
            "event": f"Not Found {request.path}",  # error: HL304
        },
        timeout=5,
    )

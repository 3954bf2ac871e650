"""What the clinic's worker does at night."""

from celery import shared_task
from heapapi import HeapAPIClient

from .models import Patient
from .settings.production import HEAP_APP_ID


@shared_task
def remind():
    """Remind patients of tomorrow's appointments, and tell Heap whom."""
    client = HeapAPIClient(HEAP_APP_ID)
    events = []
    for patient in Patient.objects.with_appointment_tomorrow():
        patient.remind()
        events.append(
            {
                "identity": str(patient.pk),
                "event": "Reminder Sent",
                "properties": {"channel": patient.channel},
                "timestamp": patient.reminded_at.isoformat(),
            }
        )
    client.bulk_track(events)


@shared_task
def renew_plans():
    """Renew the plans that end today."""
    client = HeapAPIClient(HEAP_APP_ID)
    for patient in Patient.objects.whose_plan_ends_today():
        plan = patient.renew_plan()
        client.add_user_properties(str(patient.pk), {"plan": plan.name})

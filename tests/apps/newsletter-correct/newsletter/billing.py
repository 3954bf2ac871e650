"""What the payment provider tells us."""

from __future__ import annotations

from newsletter.models import Subscriber
from newsletter.tasks import record, record_plan


def on_invoice_paid(invoice: dict[str, str]) -> None:
    """Note a payment."""
    subscriber = Subscriber.with_customer(invoice["customer"])
    subscriber.extend(invoice["plan"])
    record_plan.delay(subscriber.id, invoice["plan"], float(invoice["amount"]) / 100)
    record.delay(subscriber.id, "Invoice Paid", properties={"plan": invoice["plan"]})

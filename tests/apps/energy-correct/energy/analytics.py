"""Tells Heap what customers do, behind the response."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Final

import httpx

from energy.schemas import HeapEvent, Scalar
from energy.settings import get_settings

logger = logging.getLogger(__name__)

TRACK_URL: Final = "https://heapanalytics.com/api/track"
PROPERTIES_URL: Final = "https://heapanalytics.com/api/add_user_properties"

TOKEN_ISSUED: Final = "Token Issued"
READING_SENT: Final = "Reading Sent"
READING_REJECTED: Final = "Reading Rejected"


async def send_event(
    customer_id: int, event: str, properties: dict[str, Scalar], key: str | None = None
) -> None:
    """Send an event of a customer; with a `key`, a repetition counts once."""
    body = HeapEvent(
        app_id=get_settings().heap_app_id,
        identity=str(customer_id),
        event=event,
        properties=properties,
        timestamp=datetime.now(timezone.utc).isoformat(),
        idempotency_key=key,
    )
    await _post(TRACK_URL, body.model_dump(exclude_none=True))


async def describe(customer_id: int, properties: dict[str, Scalar]) -> None:
    """Keep properties of a customer."""
    body = {
        "app_id": get_settings().heap_app_id,
        "identity": str(customer_id),
        "properties": properties,
    }
    await _post(PROPERTIES_URL, body)


async def _post(url: str, body: dict[str, object]) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        try:
            response = await client.post(url, json=body)
            response.raise_for_status()
        except httpx.HTTPError:
            logger.warning("Heap did not take an event", exc_info=True)

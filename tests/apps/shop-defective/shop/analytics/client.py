"""The one door to Heap: the rest of the shop never sees a client."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from heapapi import HeapAPIClient
from requests import RequestException

from .events import Event

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _client() -> HeapAPIClient:
    return HeapAPIClient(settings.HEAP_APP_ID)


def track(
    customer_id: int | str, event: Event, properties: Mapping[str, Any] | None = None
) -> None:
    """Send an event of a customer."""
    if not settings.HEAP_APP_ID:
        return
    try:
        _client().track(str(customer_id), event.value, dict(properties or {}))
    except RequestException:
        logger.warning("Heap did not take %r", event.value, exc_info=True)


def track_many(events: Iterable[tuple[int, Event, Mapping[str, Any]]]) -> None:
    """Send events of several customers at once."""
    batch = [
        {  # error: HL302
            "identity": str(customer_id),
            "event_name": event.value,  # error: HL301
            "properties": dict(properties),
        }
        for customer_id, event, properties in events
    ]
    if batch and settings.HEAP_APP_ID:
        _client().bulk_track(batch)


def remember(customer_id: int, **properties: str | int | float) -> None:
    """Keep what is known of a customer."""
    if not settings.HEAP_APP_ID:
        return
    try:
        _client().add_user_properties(str(customer_id), properties)
    except RequestException:
        logger.warning("Heap did not take the properties of a customer", exc_info=True)

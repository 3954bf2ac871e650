"""Heap, as the workers use it: one client a process, events in batches."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypedDict

from heapapi import HeapAPIClient

from newsletter import config


class HeapEvent(TypedDict):
    """An event of a batch."""

    identity: str
    event: str
    properties: dict[str, Any]


@functools.lru_cache(maxsize=None)
def get_client() -> HeapAPIClient:
    """Return the client of this process; a forked worker makes its own."""
    return HeapAPIClient(config.HEAP_APP_ID)


def make_event(subscriber_id: int, name: str, **properties: Any) -> HeapEvent:
    """Return an event of a subscriber."""
    return {"identity": f"subscriber-{subscriber_id}", "event": name, "properties": properties}


def send(events: Iterable[HeapEvent]) -> int:
    """Send events in batches that Heap takes, and return how many there were."""
    number = 0
    for batch in _batches(events, config.HEAP_BATCH_SIZE):
        for response in get_client().bulk_track(batch):
            response.raise_for_status()
        number += len(batch)
    return number


def _batches(events: Iterable[HeapEvent], size: int) -> Iterator[list[HeapEvent]]:
    iterator = iter(events)
    while batch := list(islice(iterator, size)):
        yield batch

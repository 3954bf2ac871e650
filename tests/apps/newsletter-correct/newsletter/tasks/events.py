"""Events that must not be lost: each is a task, tried again until Heap takes it."""

from __future__ import annotations

from typing import Any

import requests
from celery import Task, shared_task

from newsletter.heap import get_client


@shared_task(bind=True, max_retries=5, retry_backoff=True)
def record(
    self: Task, subscriber_id: int | None, name: str, properties: dict[str, Any] | None = None
) -> None:
    """Send one event of a subscriber; addresses that never subscribed have no id."""
    if subscriber_id is None:
        return
    try:
        response = get_client().track(f"subscriber-{subscriber_id}", name, properties)
        response.raise_for_status()
    except requests.RequestException as error:
        raise self.retry(exc=error) from error


@shared_task(autoretry_for=(requests.RequestException,), max_retries=5)
def record_plan(subscriber_id: int, plan: str, price: float) -> None:
    """Keep the plan of a subscriber."""
    get_client().add_user_properties(f"subscriber-{subscriber_id}", {"plan": plan, "price": price})

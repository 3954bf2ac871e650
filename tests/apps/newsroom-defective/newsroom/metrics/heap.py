"""Posts events of readers to Heap."""

from __future__ import annotations

from typing import Any

import requests
from flask import current_app

from .names import Metric

_TRACK_URL = "https://heapanalytics.com/api/track"


def track(reader_id: int, metric: Metric, **properties: Any) -> bool:
    """Send an event of a reader; return whether Heap took it."""
    app_id = current_app.config["HEAP_APP_ID"]
    if not app_id:
        return False
    body = {
        "app_id": app_id,
        "identity": f"reader-{reader_id}",
        "event": metric.value,
        "properties": properties,
    }
    try:
        response = requests.post(_TRACK_URL, json=body, timeout=2)
        response.raise_for_status()
    except requests.RequestException as error:
        current_app.logger.warning("Heap did not take %s: %s", metric.name, error)
        return False
    return True

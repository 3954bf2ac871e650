"""Posts events to Heap in a thread, so that no command waits for the network."""

from __future__ import annotations

import json
import logging
import threading
import urllib.error
import urllib.request
from typing import Any

from modelkit.telemetry import consent
from modelkit.telemetry.events import CommandRun
from modelkit.telemetry.identity import installation_id

logger = logging.getLogger(__name__)

_URL = "https://heapanalytics.com/api/track"
_APP_ID = "<your-app-id>"
_TIMEOUT_SECONDS = 2


def record(run: CommandRun) -> threading.Thread | None:
    """Send the event of a command, if that was agreed to; return the thread that does it."""
    if not consent.is_given():
        return None
    identity = installation_id()
    thread = threading.Thread(target=_send, args=(identity, run), daemon=True)  # error: HL205
    thread.start()
    return thread


def _send(identity: str | None, run: CommandRun) -> None:
    payload: dict[str, Any] = {  # error: HL309
        "app_id": _APP_ID,  # error: HL501
        "event": "Command Run",
        "timestamp": run.at.isoformat(),
        "idempotency_key": run.run_id,
        "properties": run.properties(),
    }
    if identity is not None:
        payload["identity"] = identity
    request = urllib.request.Request(
        _URL,
        data=json.dumps(payload).encode("utf-8"),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):
            pass
    except (urllib.error.URLError, TimeoutError) as error:
        logger.debug("telemetry was not sent: %s", error)

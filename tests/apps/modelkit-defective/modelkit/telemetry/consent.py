"""Whether somebody has agreed to telemetry."""

from __future__ import annotations

import os
from pathlib import Path

CONFIG_DIRECTORY = Path.home() / ".config" / "modelkit"


def is_given() -> bool:
    """Whether telemetry may be sent: never without a yes, never where `DO_NOT_TRACK` is set."""
    if os.environ.get("DO_NOT_TRACK") or os.environ.get("CI"):
        return False
    answer = CONFIG_DIRECTORY / "telemetry"
    return answer.is_file() and answer.read_text(encoding="utf-8").strip() == "yes"

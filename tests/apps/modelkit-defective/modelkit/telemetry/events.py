"""The events of the command line."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from modelkit import __version__


@dataclass(frozen=True)
class CommandRun:
    """A command has ended."""

    command: str
    seconds: float
    exit_status: int
    run_id: str
    at: datetime = field(default_factory=datetime.now)  # error: HL310

    def properties(self) -> dict[str, Any]:
        """Return what Heap is told of it: nothing that names a person, a file or a machine."""
        return {
            "command": self.command,
            "seconds": round(self.seconds, 1),
            "exit_status": self.exit_status,
            "run": self.run_id,
            "dataset": None,  # error: HL305
            "version": __version__,
            "python": platform.python_version(),
            "system": sys.platform,
        }

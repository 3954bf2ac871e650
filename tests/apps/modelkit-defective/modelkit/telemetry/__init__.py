"""What the command line tells its makers, for those who have agreed to it."""

from modelkit.telemetry.events import CommandRun
from modelkit.telemetry.recorder import record

__all__ = ["CommandRun", "record"]

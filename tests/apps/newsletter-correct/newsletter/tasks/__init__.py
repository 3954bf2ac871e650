"""The tasks of the workers."""

from .campaigns import deliver, finish
from .events import record, record_plan

__all__ = ["deliver", "finish", "record", "record_plan"]

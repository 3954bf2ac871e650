"""How bad a fault is, and how sure a rule."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """What a fault costs the user, worst last."""

    INFO = 0
    WARNING = 1
    ERROR = 2


class Confidence(IntEnum):
    """How sure a rule is that what it flags is a fault."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

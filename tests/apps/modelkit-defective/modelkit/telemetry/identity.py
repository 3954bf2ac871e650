"""An id of the installation."""

from __future__ import annotations

import platform


def installation_id() -> str:
    """Return the id of this installation."""
    return f"modelkit@{platform.node()}"

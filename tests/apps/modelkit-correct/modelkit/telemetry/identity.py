"""An id of the installation: made once, kept beside the configuration, says nothing of the person."""

from __future__ import annotations

import uuid

from .consent import CONFIG_DIRECTORY

_FILE = CONFIG_DIRECTORY / "installation-id"


def installation_id() -> str | None:
    """Return the id of this installation, None where it cannot be kept."""
    try:
        if _FILE.is_file():
            return _FILE.read_text(encoding="utf-8").strip() or None
        made = str(uuid.uuid4())
        _FILE.parent.mkdir(parents=True, exist_ok=True)
        _FILE.write_text(made, encoding="utf-8")
    except OSError:
        return None
    return made

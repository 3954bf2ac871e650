"""What is Heap's, as data: a new client, endpoint or login function is a row in a table here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from heap_lint.core import toml
from heap_lint.values import Origin


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table `<name>.toml` of this folder."""
    return toml.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def origins(name: str) -> dict[str, Origin | None]:
    """Return where values come from, by the beginning of their access path, as a table says."""
    return {
        path: None if origin == "none" else Origin(origin)
        for origin, paths in load(name)["origins"].items()
        for path in paths
    }

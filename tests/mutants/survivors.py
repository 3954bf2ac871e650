"""Which mutants may survive, and why: `survivors.toml`, in groups that share a reason."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SURVIVORS = Path(__file__).parent / "survivors.toml"


def reasons() -> dict[str, str]:
    """Return why a mutant may survive, by its name."""
    groups = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).get("group", [])
    return {name: group["because"] for group in groups for name in group["mutants"]}

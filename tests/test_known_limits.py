"""Each limit that docs/known-limits.md names is shown by an example, which fails once it is no limit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import examples

ROOT = Path(__file__).parent.parent
LIMITS = ROOT / "docs" / "known-limits.md"
SHOWN = ("Python", "The web", "Login", "Data files")
"""The sections whose limits are shown by examples."""
_TITLE = re.compile(r"^- (?:\*\*(.+?)\.\*\*)?", re.MULTILINE)


def titles() -> list[str]:
    """Return the names of the limits that examples show."""
    sections = re.split(r"^## ", LIMITS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {section.partition("\n")[0]: section for section in sections}
    return [title for name in SHOWN for title in _TITLE.findall(found[name])]


CASES = [e for p in sorted((ROOT / "tests" / "cases").glob("*-limits.md")) for e in examples(p)]


@pytest.mark.parametrize("title", titles())
def test_a_limit_is_shown(title: str) -> None:
    """A section of that name has something that is missed."""
    shown = [e for e in CASES if e.section == title]
    assert any(marker.todo for e in shown for block in e.blocks for marker in block.markers)


def test_what_is_shown_is_named() -> None:
    """No example speaks of a limit that users are not told of."""
    assert {e.section for e in CASES} <= set(titles())

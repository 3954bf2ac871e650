"""What is a literal of a file, and what it stands for, is known at a cost that grows with the text."""

from __future__ import annotations

import pytest
import work

from heap_lint.masking.literals import find
from heap_lint.masking.tokens import Role

FEW, TIMES = 4_000, 8
_REPEATED = (
    ("a.py", '"""'),
    ("a.py", "\"'"),
    ("a.js", "\"'"),
    ("a.xml", '<a b="\'">'),
    ("a.tf", '"'),
    ("a.toml", "'''"),
    ("a.yaml", "\"'"),
    ("a.py", '"a" password '),
)


@pytest.mark.parametrize(("name", "repeated"), _REPEATED)
def test_reading_literals_costs_as_much_as_there_is_text(name: str, repeated: str) -> None:
    """Eight times the text takes some eight times as long, and not sixty-four."""
    little, much = (repeated * (count // len(repeated)) for count in (FEW, FEW * TIMES))
    work.parses(lambda: find(name, repeated))  # what is compiled at first
    assert work.parses(lambda: find(name, much)) < 3 * TIMES * work.parses(
        lambda: find(name, little)
    )


@pytest.mark.parametrize("lines", ["\n" * 500, "\n" * 4_000])
def test_empty_lines_in_a_bracket_are_read_once(lines: str) -> None:
    """Whether a bracket has keys is known from its first word."""
    work.within(30 * len(lines), lambda: find("a.py", f"x = {{{lines}}}"))


def _roles(name: str, text: str) -> list[tuple[str, Role]]:
    return [(text[each.start : each.end], each.role) for each in find(name, text)]


def test_what_a_head_names_ends_with_its_colon() -> None:
    """A function's name says nothing of what stands in it."""
    text = 'async def check_password():\n    plan = "gold"\n'
    assert [("gold", Role.PLAIN)] == _roles("a.py", text)

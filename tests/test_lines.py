"""Lines and columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heap_lint.lines import LineIndex, Position

TEXTS = st.text(alphabet="a\r\n\t\u2028\x0bé日\U0001f600", max_size=40)


@given(TEXTS, st.data())
def test_an_offset_survives_the_way_to_a_place_and_back(text: str, data: st.DataObject) -> None:
    """Every offset, also the end of the text, has one place, and the place leads back to it."""
    offset = data.draw(st.integers(0, len(text)))
    index = LineIndex(text)
    assert offset == index.offset(index.position(offset))


@given(TEXTS)
def test_lines_are_those_of_a_python_file(text: str) -> None:
    """Only the three line ends that Python and editors know end a line."""
    index = LineIndex(text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert expected == [index.line(number) for number in range(1, len(index) + 1)]


def test_columns_are_characters_from_one() -> None:
    """A character beyond ASCII or beyond the BMP is one column."""
    assert Position(2, 4) == LineIndex("x\né😀=1").position(5)


def test_a_line_separator_of_unicode_ends_no_line() -> None:
    """`str.splitlines` would end a line there; no editor does."""
    assert Position(1, 3) == LineIndex("a\u2028b").position(2)

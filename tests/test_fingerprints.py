"""What findings are known by from one run to the next."""

from __future__ import annotations

import itertools
import string

import pytest
from conftest import CAPTURING, HARDCODED
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.config import Settings
from heap_lint.engine import check_source
from heap_lint.output.fingerprints import LENGTH, fingerprints
from heap_lint.source import Source

CALLS = """\
from heapapi import HeapAPIClient
client = HeapAPIClient("2304117765")
client.track("alice-7", "Sign up")
client.track("alice-8", "Sign up")
client.track("alice-7", "Sign up")
"""


def known(text: str, path: str = "app.py") -> list[str]:
    """Return the fingerprints of what is found in a text."""
    return fingerprints(check_source(Source(path, text), Settings()))


@given(
    st.lists(st.sampled_from(["", "# a note", "import os", "x = 1"]), max_size=5),
    st.sampled_from(["", "    ", "\t", "  \t  "]),
)
def test_moved_and_reindented_lines_keep_their_fingerprints(above: list[str], by: str) -> None:
    """Whatever stands above them, and however deep they are: only what is written counts."""
    head, rest = CALLS.split("client = ")
    lines = [f"{by}{line}" for line in f"client = {rest}".splitlines()]
    opened = [*above, head.strip(), *(["if True:"] if by else []), *lines]
    assert 3 == len(known(CALLS))
    assert known(CALLS) == known("\n".join([*opened, ""]))


def test_a_call_put_on_several_lines_by_other_indents_keeps_its_own() -> None:
    """White space inside of what is found does not count."""
    one = HARDCODED.replace('client.track("alice-7"', 'client.track(\n    "alice-7"')
    other = HARDCODED.replace('client.track("alice-7"', 'client.track(\n\t\t"alice-7"')
    assert 1 == len(known(one))
    assert known(one) == known(other)


def test_ends_of_lines_do_not_count() -> None:
    """Git may write others."""
    assert known(CALLS) == known(CALLS.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [('"alice-7"', '"alice-9"'), (', "Sign up"', ', event="Sign up"'), ("track(", "track( ")],
)
def test_what_is_written_counts(before: str, after: str) -> None:
    """Another value or another call is another finding; more space in it is not."""
    same = known(HARDCODED) == known(HARDCODED.replace(before, after))
    assert same == (before.replace(" ", "") == after.replace(" ", ""))


def test_equal_findings_are_counted() -> None:
    """The first keeps its fingerprint where a second one comes behind it."""
    first, other, second = known(CALLS)
    assert 3 == len({first, other, second})
    assert [first, other] == known(CALLS.rsplit("client.track", 1)[0])


def test_rule_and_file_count() -> None:
    """The same text in another file is another finding."""
    assert known(CAPTURING, "a.yaml") != known(CAPTURING, "b.yaml")


def test_no_text_is_no_reason_to_fail() -> None:
    """A file that could not be decoded has none."""
    report = check_source(Source("a.py", HARDCODED), Settings())
    report.sources.clear()
    (found,) = fingerprints(report)
    assert LENGTH == len(found)
    assert set(found) <= set(string.hexdigits)


def test_a_secret_does_not_show_in_a_fingerprint() -> None:
    """Whoever guesses it cannot tell whether he is right: its end does not count."""
    ends = ("".join(each) for each in itertools.islice(itertools.permutations("3e6017"), 20))
    found = {tuple(known(f'HEAP_API_KEY = "b71e04c8d95fa32{end}"\n')) for end in ends}
    assert 1 == len(found)
    assert 1 == len(found.pop())

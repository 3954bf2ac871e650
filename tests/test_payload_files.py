"""Files of payloads: found by the config, and read line by line, however long they are."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import pytest
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import checks, streaming
from heap_lint.facts import Fact
from heap_lint.frontends import jsonl
from heap_lint.lines import LineIndex
from heap_lint.source import Source

FINE = {"event": "Opened", "identity": "u-10234", "timestamp": "2026-01-02T03:04:05Z"}


def is_faulty(facts: list[Fact]) -> bool:
    """Whether any rule finds anything."""
    return any(True for _ in checks.run(facts, policy="heap", enabled=lambda code: True))


def found(source: Source) -> set[tuple[int, str]]:
    """Return line and code of what is found in a file of events."""
    facts = list(jsonl.facts_of_lines(source, "event"))
    index = LineIndex(source.text)
    hits = checks.run(facts, policy="heap", enabled=lambda code: code != "HL317")
    return {(index.position(hit.span.start).line, code) for code, hit in hits}


class Endless(io.RawIOBase):
    """A file of events that takes no memory, with a fault in the last line."""

    def __init__(self, lines: int) -> None:
        self._lines = self._written(lines)

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line."""
        return next(self._lines, b"")

    def _written(self, lines: int) -> Iterator[bytes]:
        for n in range(lines):
            yield (
                json.dumps({**FINE, "identity": f"u{n:07}", "properties": {"n": n}}).encode()
                + b"\n"
            )
        yield b'{"event": "Opened", "identity": "null"}\n'


def test_memory_does_not_grow_with_the_file() -> None:
    """Sixty thousand lines take no more than a few."""
    is_faulty(list(jsonl.facts_of_lines(Source("a", json.dumps(FINE)), "event")))
    lines = 60_000
    tracemalloc.start()
    try:
        source, all_read = streaming.faulty_lines(
            "a", cast(BinaryIO, Endless(lines)), "event", is_faulty
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert all_read
    assert {(lines + 1, "HL202")} == found(source)
    assert peak < 3_000_000


def test_a_file_of_nothing_but_faults_is_read_to_a_limit(project: Project) -> None:
    """And the run says so."""
    project.write({"a.jsonl": '{"event": ""}\n' * 1000})
    project.write({"heap-lint.toml": '[payloads]\n"*.jsonl" = "client-event"\n'})
    run = project.lint("a.jsonl")
    assert 200 == run.out.count(": HL302")
    assert "a.jsonl: 200 lines have faults; those after them are not checked" in run.err


TEXTS = st.sampled_from(
    [
        *("u-1", "null", "guest", "", "0", "000000", "12345", "u10234", "Opened", "x" * 2000),
        *("a@shop.com", "4111111111111111", "8123004417", "99999999999999999"),
        *("2026-01-02T03:04:05Z", "2026-01-02"),
    ]
)
VALUES: st.SearchStrategy[Any] = TEXTS | st.sampled_from(
    [None, True, 3, 4.5, 10**17, [], {}, ["a"]]
)
EVENTS = st.dictionaries(
    st.sampled_from(["event", "identity", "user_id", "timestamp", "password", "app_id"]), VALUES
) | st.fixed_dictionaries(
    {"event": TEXTS, "identity": TEXTS, "properties": st.dictionaries(TEXTS, VALUES, max_size=3)}
)


@given(st.lists(EVENTS | st.just(FINE) | st.just("broken"), max_size=12))
def test_lines_are_judged_alike_whatever_stood_before_them(events: list[Any]) -> None:
    """What is left of a file has the findings of the whole file, on the same lines."""
    lines = ["{" if each == "broken" else json.dumps(each) for each in events]
    text = "\n".join(lines)
    file = cast(BinaryIO, io.BytesIO(text.encode()))
    source, _ = streaming.faulty_lines("a", file, "event", is_faulty)
    assert found(Source("a", text)) == found(source)


@pytest.mark.parametrize("name", ["events/opened.json", "events/opened.yaml", "events/o.jsonl"])
def test_payloads_are_found_by_the_config(project: Project, name: str) -> None:
    """They need not mention Heap."""
    project.write({name: '{"event": "Opened", "propertes": {}}\n', "other/a.json": '{"event": ""}'})
    project.write({"heap-lint.toml": '[payloads]\n"events/" = "client-event"\n'})
    run = project.lint()
    assert f"{name}:1:21: HL301" in run.out
    assert "other" not in run.out


def test_a_kind_that_does_not_exist_is_said(project: Project) -> None:
    """With those that do."""
    project.write({"heap-lint.toml": '[payloads]\n"events/" = "client-events"\n'})
    run = project.lint()
    assert 2 == run.status
    assert "did you mean `client-event`" in run.err


@pytest.mark.parametrize(("levels", "is_read"), [(3, True), (40, False)])
@pytest.mark.parametrize("items", ["[*a{0}, *a{0}]", "{{a: *a{0}, b: *a{0}}}"])
def test_aliases_of_aliases_in_a_payload_come_to_an_end(
    project: Project, levels: int, items: str, is_read: bool
) -> None:
    """Forty lines stand for more values than anybody could look at; a few are as written out."""
    lines = [f"  k{i}: &a{i} {items.format(i - 1)}" for i in range(1, levels)]
    begin = '"$schema": "heap-lint/client-event/1"\nevent: ""\nproperties:\n  k0: &a0 [1]\n'
    project.write({"p.yaml": begin + "\n".join(lines) + "\n"})
    run = project.lint("--no-cache", "p.yaml")
    assert is_read == ("HL302" in run.out)
    assert is_read != ("too involved" in run.err)

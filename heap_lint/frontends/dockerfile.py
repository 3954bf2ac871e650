"""Dockerfiles: the variables that they set for a build and for what runs in the image.

An instruction goes on over lines that end with a backslash. The default of an `ARG` stands in where a
build gives none; a stage (`FROM image AS production`) may tell the environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends import shell
from heap_lint.frontends.documents import Parsed, facts_of
from heap_lint.frontends.references import resolved
from heap_lint.source import Source
from heap_lint.values import Entry, Literal, Mapping, OneOf, Origin, Sequence, Unknown, Value

_COMMENT = r"[ \t]*\#[^\n]*(?:\n|\Z)"
_INSTRUCTION = regex.lazy(
    rf"""(?:{_COMMENT}|[ \t\r]*\n)*                          # comments and empty lines before it
    [ \t]*(?P<name>[A-Za-z]+)[ \t]+
    (?P<rest>(?:[^\n\\]|\\(?!\r?\n|[ \t]+\r?\n)|\\[ \t]*\r?\n(?:{_COMMENT})*)*)""",
    re.VERBOSE,
)
_JOIN = r"(?:[ \t\r]|\\[ \t]*\r?\n)"
_PAIR = regex.lazy(
    rf"""(?:{_JOIN}|(?<=\n){_COMMENT})*
    (?P<name>[A-Za-z_][\w.-]*)=
    (?P<value>(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\[^\r\n]|[^\s"'\\])*)(?=\s|\\|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_OLD_FORM = regex.lazy(
    r"(?P<name>[A-Za-z_][\w.-]*)[ \t]+(?![ \t])(?P<value>[^\n]*[^\s\\])\s*", re.DOTALL
)
_NAME = regex.lazy(r"[A-Za-z_][\w.-]*\s*")
_REST = regex.lazy(r"[ \t\r\n\\]*")
_STAGE = regex.lazy(r"\S+[ \t]+AS[ \t]+(?P<name>[\w.-]+)", re.IGNORECASE)
_HEREDOC = regex.lazy(r"<<-?[\"']?(?P<end>\w+)")
_QUOTED = regex.lazy(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'", re.DOTALL)


def facts(source: Source) -> Iterator[Fact]:
    """Yield what a Dockerfile says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the variables by stage, those before the first `FROM` by themselves."""
    unreadable: list[Unreadable] = []
    stages: list[tuple[Literal | None, list[Value]]] = [(None, [])]
    at = 0
    for match, at in _instructions(source.text):
        name, (start, end) = match["name"].upper(), match.span("rest")
        if name == "FROM":
            stages.append((_stage(source, match), []))
        elif name in ("ENV", "ARG"):
            found = _variables(source, name, start, end)
            if found is None:
                unreadable.append(_bad(source, name, start, end))
            else:
                stages[-1][1].append(found)
        elif name == "RUN":
            stages[-1][1].append(shell.variables_in(source, start, at))
    document = Sequence(
        tuple(_part(source, name, values) for name, values in stages), source.span(0, at)
    )
    return Parsed([document], unreadable)


class Instruction(NamedTuple):
    """An instruction: its name, where that begins, what follows it, and where the texts below it end."""

    name: str
    start: int
    rest: tuple[int, int]
    end: int


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile, as far as there are some."""
    for match, end in _instructions(text):
        yield Instruction(match["name"].upper(), match.start("name"), match.span("rest"), end)


def _instructions(text: str) -> Iterator[tuple[re.Match[str], int]]:
    at = 0
    while (match := _INSTRUCTION.match(text, at)) is not None:
        at = _after_line(text, _after_heredoc(text, *match.span("rest")))
        yield match, at


def _part(source: Source, name: Literal | None, values: list[Value]) -> Value:
    content = Sequence(tuple(values), source.span(0, 0))
    if name is None:
        return content
    return Mapping((Entry(name, content),), name.span, complete=False)


def _stage(source: Source, match: re.Match[str]) -> Literal | None:
    named = _STAGE.match(source.text, *match.span("rest"))
    return _literal(source, *named.span("name")) if named else None


def _after_heredoc(text: str, start: int, end: int) -> int:
    """Return where the texts end that an instruction has below it."""
    for heredoc in _HEREDOC.finditer(text, start, end):
        closing = re.compile(rf"^\t*{heredoc['end']}[ \t]*\r?$", re.MULTILINE).search(text, end)
        end = closing.end() if closing else len(text)
    return end


def _after_line(text: str, at: int) -> int:
    return len(text) if (end := text.find("\n", at)) < 0 else end + 1


def _variables(source: Source, name: str, start: int, end: int) -> Value | None:
    """Return what an instruction sets, None where Docker cannot read it."""
    text = source.text
    if name == "ENV" and (old := _OLD_FORM.fullmatch(text, start, end)) and "=" not in old["name"]:
        return Mapping((_entry(source, old),), source.span(start, end))
    entries: list[Entry] = []
    at = start
    while (rest := _REST.match(text, at, end)) is not None and rest.end() < end:
        pair = _PAIR.match(text, at, end)
        if pair is None:
            unset = _NAME.match(text, at, end) if name == "ARG" else None
            if unset is None:
                return None
            at = unset.end()
            continue
        entries.append(_entry(source, pair) if name == "ENV" else _argument(source, pair))
        at = pair.end()
    return Mapping(tuple(entries), source.span(start, end))


def _argument(source: Source, pair: re.Match[str]) -> Entry:
    """Return a build argument: what the build gives, or else the default."""
    entry = _entry(source, pair)
    given = Unknown(source.span(*pair.span()), Origin.DEPLOYMENT, pair["name"])
    if not isinstance(entry.value, Literal) or entry.value.value == "":
        return Entry(entry.key, given)
    return Entry(entry.key, OneOf((given, entry.value), given.span))


def _entry(source: Source, pair: re.Match[str]) -> Entry:
    value = _literal(source, *pair.span("value"))
    quoted = _QUOTED.fullmatch(value.source)
    if quoted is not None:
        value = Literal(quoted[1] or quoted[2] or "", value.span, value.source)
    return Entry(_literal(source, *pair.span("name")), resolved(source, value))


def _literal(source: Source, start: int, end: int) -> Literal:
    return Literal(source.text[start:end], source.span(start, end), source.text[start:end])


def _bad(source: Source, name: str, start: int, end: int) -> Unreadable:
    stop = start + len(source.text[start:end].rstrip())
    return Unreadable(
        span=source.span(start, stop),
        reason=f"has an {name} that Docker cannot read",
        hint=f"write `{name} NAME=value`, and close the quotes of a value that has some",
    )

"""Runs the examples of Markdown pages: each block is checked as a file, markers say what is found.

A marker is a comment at the end of its line, `#`, `//`, `<!-- -->`, `{# #}`, `{/* */}` or `<%# %>` as
the place asks for, and is taken away before the check. So a JSON block marked with
`//` is checked as the JSON without it.

    error: HL201                         this line has a finding of that rule, and no other
    error: 23 HL101 "sends the text"     its column, and a part of its message
    error: HL303 (warning)               its severity or its confidence (`(low)`)
    error: HL201 "..." hint "skip"       a part of its hint
    error: HL201 "..." -> 3              it points at line 3 (`-> a.py:3`: of that file), too
    error: HL201, HL401                  two findings on the line
    todo-error: HL201                    missed, and known to be: fails as soon as it is found

A fence says more after its language, for instance `yaml title="shop/web.yaml" policy="airkit"`:

    title="..."     the file's name, by default `example.py` and the like
    project="..."   blocks of one section that say the same are one project, checked together
    policy="..."    the setting of that name; so are region="..." and forwarders="...", by commas
    payloads="..."  the kind of payload that the files hold
    ignore="..."    rules that do not run, separated by commas
    whole="yes"     the directory is checked, not the files by name
    mends="safe"    safe fixes of what the file has make it the next block of the page; `unsafe`: all

Everything else is as by default, but rules of low confidence run too. A block in a language without a
front end is only read, and must not have markers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from heap_lint import discovery, engine, git
from heap_lint.config import Settings
from heap_lint.discovery import File, Found
from heap_lint.findings import Confidence, Finding, Related
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex
from heap_lint.patterns import Patterns
from heap_lint.selection import Layer
from heap_lint.source import Span

_TITLES = {
    "python": "py",
    "yaml": "yaml",
    "json": "json",
    "toml": "toml",
    "dotenv": "env",
    **{name: name for name in ("js", "jsx", "ts", "tsx", "html", "vue", "svelte", "astro")},
    **{name: name for name in ("jinja", "twig", "erb", "ejs", "hbs", "php")},
    "blade": "blade.php",
    "sh": "sh",
    "hcl": "tf",
    "nginx": "conf",
    "jsonl": "jsonl",
    "ruby": "rb",
    "xml": "xml",
}
_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_ATTRIBUTES = {
    *("title", "project", "policy", "region", "ignore", "forwarders", "payloads", "whole"),
    "mends",
}
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_RELATED = r" -> (?:[^\s:]+:)?\d+"
_LEVELS = "error|warning|info|high|medium|low"
_ITEM = (
    rf"(?:\d+ )?HL\d{{3}}(?: \((?:{_LEVELS})\))?"
    rf"(?: \"[^\"]*\")?(?: hint \"[^\"]*\")?(?:{_RELATED})*"
)
_MARKER = re.compile(
    rf"[ \t]*(?P<open>#|//|<!--|\{{#|\{{/\*|<%#) (?P<todo>todo-)?error: (?P<items>{_ITEM}(?:, {_ITEM})*)"
    r"[ \t]*(?:-->|#\}|\*/\}|%>)?[ \t]*$",
    re.MULTILINE,
)
_PARTS = re.compile(
    rf"(?:(?P<column>\d+) )?(?P<code>HL\d{{3}})(?: \((?P<level>{_LEVELS})\))?"
    rf"(?: \"(?P<message>[^\"]*)\")?(?: hint \"(?P<hint>[^\"]*)\")?(?P<related>(?:{_RELATED})*)"
)


class Marker(NamedTuple):
    """What an example says is found (`todo`: is missed) on a line (from 1) of it."""

    line: int
    code: str
    column: int | None
    message: str
    todo: bool
    related: tuple[str, ...] = ()
    """Lines that the finding points at, with a path before them where it is another file's."""
    level: str = ""
    """How severe the finding is, or how sure; as it may be where nothing is said."""
    hint: str = ""

    def fits(self, finding: Finding, index: LineIndex) -> bool:
        """Whether a finding is the one meant."""
        line, column = index.position(finding.span.start)
        return (
            (line, finding.code) == (self.line, self.code)
            and self.column in (None, column)
            and self.message in finding.message
        )


@dataclass(frozen=True)
class Block:
    """An example: the file's name and text without markers, and what is expected of it."""

    path: str
    text: str
    markers: tuple[Marker, ...]
    settings: dict[str, str]


@dataclass
class Example:
    """One or more blocks of a section of a page that are checked together."""

    page: Path
    section: str
    line: int
    """Where the first block stands in the page, from 1."""
    blocks: list[Block] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.line}"


def examples(page: Path) -> list[Example]:
    """Return the examples of a page in their order."""
    text = page.read_text(encoding="utf-8")
    found: list[Example] = []
    projects: dict[tuple[str, str], Example] = {}
    for fence in _FENCE.finditer(text):
        headings = _HEADING.findall(_without_blocks(text[: fence.start()]))
        section = headings[-1] if headings else ""
        block = _block(fence)
        if block is None:
            continue
        example = Example(page, section, text.count("\n", 0, fence.start()) + 1)
        if "project" in block.settings:
            example = projects.setdefault((section, block.settings["project"]), example)
        if example not in found:
            found.append(example)
        if any(block.path == other.path for other in example.blocks):
            raise ValueError(f"{example}: two blocks are called {block.path}")
        example.blocks.append(block)
    return found


def faults(example: Example, directory: Path) -> list[str]:
    """Check an example in an empty directory; return what differs from its markers, in words.

    The working directory must be `directory`: paths in settings and findings are relative to it.
    """
    report = engine.check(_written(example, directory), _settings(example))
    return [*report.problems, *differences(example, report)]


def differences(example: Example, report: engine.Report) -> Iterator[str]:
    """Yield what a report says, or does not, that differs from an example's markers."""
    for block in example.blocks:
        findings = [finding for finding in report.findings if finding.span.path == block.path]
        source = report.sources.get(block.path)  # of JSON Lines only what has faults
        text = source.text if source is not None else block.text
        yield from _differences(block, findings, LineIndex(text), report)
    for finding in report.findings:
        for related in finding.related:
            if not _is_somewhere(related, report) or related.span == finding.span:
                yield f"{finding.code} is said to be related to what is no other place: {related}"


def _is_somewhere(related: Related, report: engine.Report) -> bool:
    span = related.span
    source = report.sources.get(span.path) if isinstance(span, Span) else None
    return source is not None and 0 <= span.start < span.end <= len(source.text)


def found_in(example: Example, directory: Path, *, below: str) -> set[str]:
    """Return the rules of which something is found if the example stands below another directory."""
    blocks = [replace(block, path=f"{below}/{block.path}") for block in example.blocks]
    moved = replace(example, blocks=blocks)
    report = engine.check(_written(moved, directory), _settings(moved))
    return {finding.code for finding in report.findings}


def codes(example: Example) -> set[str]:
    """Return the rules of which an example shows a finding."""
    return {m.code for block in example.blocks for m in block.markers if not m.todo}


def _without_blocks(text: str) -> str:
    return _FENCE.sub("", text)


def _block(fence: re.Match[str]) -> Block | None:
    settings = dict(_ATTRIBUTE.findall(fence["info"]))
    if _ATTRIBUTE.sub("", fence["info"]).strip() or not settings.keys() <= _ATTRIBUTES:
        raise ValueError(f"not understood: ```{fence['language']}{fence['info']}")
    name = f"example.{_TITLES[fence['language']]}" if fence["language"] in _TITLES else ""
    path = settings.pop("title", name)
    markers = tuple(_markers(fence["text"]))
    if format_of(path) is None:
        if markers:
            raise ValueError(f"nothing reads {path or fence['language']}, but it has markers")
        return None
    return Block(path, _MARKER.sub("", fence["text"]), markers, settings)


def _markers(text: str) -> Iterator[Marker]:
    for found in _MARKER.finditer(text):
        line = text.count("\n", 0, found.start("items")) + 1
        for item in _PARTS.finditer(found["items"]):
            column = int(item["column"]) if item["column"] else None
            related = tuple(item["related"].split(" -> ")[1:])
            message = item["message"] or ""
            said = (item["level"] or "", item["hint"] or "")
            yield Marker(line, item["code"], column, message, bool(found["todo"]), related, *said)


def _written(example: Example, directory: Path) -> Found:
    for block in example.blocks:
        path = directory / block.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8", newline="")
    if any("whole" in block.settings for block in example.blocks):
        return discovery.find([], git.ask([]))
    files = [File(block.path.replace("/", os.sep), named=True) for block in example.blocks]
    return Found(len(files), files, [])


def _settings(example: Example) -> Settings:
    said = {key: value for block in example.blocks for key, value in block.settings.items()}
    ignored = tuple(said["ignore"].split(",")) if "ignore" in said else ()
    everything = Patterns(".", ("*",))
    return Settings(
        layers=(Layer(ignore=ignored),),
        payloads=((everything, said["payloads"]),) if "payloads" in said else (),
        min_confidence=Confidence.LOW,
        policy=said.get("policy", "heap"),
        region=said.get("region"),
        forwarders=frozenset(said["forwarders"].split(",") if "forwarders" in said else ()),
    )


def _pointed_at(finding: Finding, report: engine.Report) -> Iterator[str]:
    for related in finding.related:
        path = related.span.path
        if path in report.sources:
            line = LineIndex(report.sources[path].text).position(related.span.start).line
            yield f"{line}" if path == finding.span.path else f"{path}:{line}"


def _unlike(finding: Finding, marker: Marker, report: engine.Report) -> Iterator[str]:
    """Yield in what a finding differs from the marker for it, besides its place and message."""
    pointed = set(_pointed_at(finding, report))
    for place in marker.related:
        if place not in pointed:
            yield f"does not point at {place}"
    levels = (finding.severity.name.lower(), finding.confidence.name.lower())
    if marker.level and marker.level not in levels:
        yield f"is {' and '.join(levels)}, not {marker.level}"
    if marker.hint not in finding.hint:
        yield f"has another hint: {finding.hint}"


def _differences(
    block: Block, findings: list[Finding], index: LineIndex, report: engine.Report
) -> Iterator[str]:
    left = list(findings)
    for marker in block.markers:
        found = next((finding for finding in left if marker.fits(finding, index)), None)
        if found is not None:
            left.remove(found)
            for wrong in _unlike(found, marker, report):
                yield f"{block.path}:{marker.line}: {marker.code} {wrong}"
        if found is None and not marker.todo:
            yield f"{block.path}:{marker.line}: missed: {marker.code} {marker.message}".rstrip()
        if found is not None and marker.todo:
            yield f"{block.path}:{marker.line}: no longer missed: make it `error: {marker.code}`"
    for finding in left:
        line, column = index.position(finding.span.start)
        yield f"{block.path}:{line}:{column}: not expected: {finding.code} {finding.message}"

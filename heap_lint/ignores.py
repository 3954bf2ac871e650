"""Comments that accept a finding: `# heap-lint: ignore[name] reason`, and `# noqa` in Python.

A comment is about its own lines; alone on a line, also about the next one. It accepts what it names
in brackets and nothing else; only a bare `# noqa` accepts everything. `ignore-file` is about the whole
file. What is meant as such a comment and is not exactly one accepts nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from heap_lint import catalogue, regex
from heap_lint.checks.dropped_ignores import without
from heap_lint.checks.malformed_ignores import EXACT, Slip, plain, slips_in
from heap_lint.comments import Comment, comments_in
from heap_lint.core.changes import Proposal, Rewrite
from heap_lint.findings import Finding
from heap_lint.frontends import format_of
from heap_lint.lines import LineIndex
from heap_lint.selection import did_you_mean, nearest_rules
from heap_lint.source import Source, Span

UNUSED = "HL902"
UNKNOWN = "HL903"
MALFORMED = "HL905"
OWN = frozenset({UNUSED, UNKNOWN, MALFORMED})
"""The rules about these comments."""

_NOQA = regex.lazy(  # flake8's own, so that both accept the same
    r"# noqa(?::[\s]?(?P<rules>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE
)
_WORD = regex.lazy(r"[^,\s]+")
_NEARLY_NOQA = regex.lazy(  # as other linters take it, which flake8 does not
    r"#\s{0,9}noqa\s{0,9}:\s{0,9}(?P<rules>[A-Z]{1,9}\d{1,9}(?:[,\s]{1,9}[A-Z]{1,9}\d{1,9}){0,50})",
    re.IGNORECASE,
)
_ANY = regex.lazy(r"heap[-_ ]?lint|#\s{0,9}noqa", re.IGNORECASE)
_VERY_NEAR = 0.9
_MOST_SAID = 20
"""So many of a line are each said on their own."""


class Said(NamedTuple):
    """What is said of a comment: a place, a message, a hint, and what would mend it."""

    span: Span
    message: str
    hint: str
    fix: Proposal | None = None


class _Item(NamedTuple):
    """A name in a comment, with its place."""

    text: str
    span: Span


class _Malformed(NamedTuple):
    """What is no ignore, with its place in the file, the first line it was to be about, and the last."""

    slip: Slip
    item: _Item
    lines: range
    noqa: bool = False


class _Ignore(Struct, eq=False, dict=True):
    """What one comment accepts: findings of `codes` on those lines."""

    item: _Item | None
    codes: frozenset[str] | None
    """None: of all rules, as a bare `# noqa` does."""
    lines: range | None
    """None: the whole file."""
    noqa: bool
    used: bool = False
    dropped: Callable[[], Proposal | None] = lambda: None
    """What takes the name away."""


class _Group:
    """What accepts the same findings of a line: of many comments each is noted as used once."""

    def __init__(self) -> None:
        self.ignores: list[_Ignore] = []
        self._used = 0

    def use(self) -> None:
        """Note that it has accepted something."""
        for each in self.ignores[self._used :]:
            each.used = True
        self._used = len(self.ignores)


def may_ignore(source: Source) -> bool:
    """Whether a file may have such a comment."""
    return _ANY.search(plain(source.text)) is not None


class Ignores:
    """The ignore comments of one file."""

    def __init__(self, source: Source) -> None:
        self._index = LineIndex(source.text)
        self._ignores: list[_Ignore] = []
        self._groups: dict[tuple[int | None, str | None, bool], _Group] = {}
        """What accepts findings, by line (None: all of them), code (None: any), and if by `noqa`."""
        self._malformed: list[_Malformed] = []
        self._found: dict[int, set[str]] = {}
        """The codes of findings by the lines where these begin and end."""
        self.by_bare_noqa = 0
        """Findings that only a `# noqa` without codes has accepted: it may be there for another tool."""
        if may_ignore(source):
            for comment in comments_in(source, self._index):
                self._ignores += _ours(source, comment)
                self._malformed += _malformed(source, comment)
                if format_of(source.path) == "python":
                    self._ignores += _noqa(source, comment)
                    self._malformed += _nearly_noqa(source, comment)
        for each in self._ignores:
            self._note(each)
        self._lines = sorted({line for line, _, _ in self._groups if line is not None})

    def _note(self, ignore: _Ignore) -> None:
        for line in ignore.lines if ignore.lines is not None else (None,):
            for code in ignore.codes if ignore.codes is not None else (None,):
                group = self._groups.setdefault((line, code, ignore.noqa), _Group())
                group.ignores.append(ignore)

    def keep(self, findings: Iterable[Finding], *, noqa: bool = True) -> list[Finding]:
        """Return the findings that no comment accepts; without `noqa` its comments accept none.

        Comments that accepted something are remembered in both cases.
        """
        return [finding for finding in findings if not self._accepted(finding, noqa)]

    def unknown(self) -> Iterator[Said]:
        """Yield (place, message, hint) for each name that no rule has."""
        yield from self._in_short(self._unknown())

    def malformed(self) -> Iterator[Said]:
        """Yield (place, message, hint) for each comment that is meant as an ignore and is none."""
        yield from self._in_short(self._slips())

    def unused(self, running: Iterable[str]) -> Iterator[Said]:
        """Yield (place, message, hint) for what accepted nothing though its rule is `running`."""
        yield from self._in_short(self._useless(running))

    def _in_short(self, said: Iterable[Said]) -> Iterator[Said]:
        """Yield the first that are said of each line, and how many more there are."""
        by_line: dict[int, list[Said]] = {}
        for each in said:
            by_line.setdefault(self._index.position(each[0].start).line, []).append(each)
        for of_line in by_line.values():
            yield from of_line[:_MOST_SAID]
            if len(of_line) > _MOST_SAID:
                extra = of_line[_MOST_SAID]
                more = len(of_line) - _MOST_SAID - 1
                message = f"{extra.message}, and {more} more on this line are alike"
                yield extra._replace(message=message, fix=None)

    def _unknown(self) -> Iterator[Said]:
        for each in self._ignores:
            if each.item is not None and not each.codes and not _is_prefix(each.item.text):
                near = nearest_rules(each.item.text)
                message = f"no rule is called `{each.item.text}`"
                yield Said(
                    each.item.span, message, did_you_mean(near)[2:], _renamed(each.item, near)
                )

    def _slips(self) -> Iterator[Said]:
        for slip, item, lines, noqa in self._malformed:
            here = set().union(*(self._found.get(line, ()) for line in lines))
            exactly = f"write `# noqa: {', '.join(slip.rules)}`" if noqa else _exactly(slip, here)
            yield Said(item.span, _accepts_nothing(slip, item.text), exactly)
        for each in self._ignores:
            if each.item is not None and not each.codes and _is_prefix(each.item.text):
                message = (
                    f"`{each.item.text}` is the beginning of codes, so it accepts nothing here"
                )
                hint = "name each rule by its name or its whole code"
                yield Said(each.item.span, message, hint)

    def _useless(self, running: Iterable[str]) -> Iterator[Said]:
        for each in self._ignores:
            could = each.codes is None or not each.codes.isdisjoint(running)
            if each.item is not None and could and not each.used:
                each.used = True  # it is said once
                message = f"`{each.item.text}` accepts nothing: no such finding is here"
                yield Said(each.item.span, message, "remove it", each.dropped())

    def _accepted(self, finding: Finding, noqa: bool) -> bool:
        first = self._index.position(finding.span.start).line
        last = self._index.position(max(finding.span.start, finding.span.end - 1)).line
        for line in {first, last}:
            self._found.setdefault(line, set()).add(finding.code)
        accepting = list(self._accepting(finding.code, first, last))
        for group, _, _ in accepting:
            group.use()
        if noqa and accepting and all(any_code and by_noqa for _, any_code, by_noqa in accepting):
            self.by_bare_noqa += 1
        return any(noqa or not by_noqa for _, _, by_noqa in accepting)

    def _accepting(self, code: str, first: int, last: int) -> Iterator[tuple[_Group, bool, bool]]:
        """Yield what accepts such a finding, whether it accepts any code, and whether by `noqa`."""
        begin, end = bisect_left(self._lines, first), bisect_right(self._lines, last)
        for line in (None, *self._lines[begin:end]):
            for key in (code, None):
                for by_noqa in (False, True):
                    group = self._groups.get((line, key, by_noqa))
                    if group is not None:
                        yield group, key is None, by_noqa


def _ours(source: Source, comment: Comment) -> Iterator[_Ignore]:
    for found in EXACT.finditer(comment.text):
        lines = None if found["kind"] == "ignore-file" else comment.about
        named: set[str] = set()
        items = list(_items(source, comment, found))
        for index, item in enumerate(items):
            if item.text not in named:  # what is said twice is one
                named.add(item.text)
                dropped = _dropped(source, comment, found, items, index)
                yield _Ignore(item, _codes(item.text), lines, noqa=False, dropped=dropped)


def _malformed(source: Source, comment: Comment) -> Iterator[_Malformed]:
    for slip in slips_in(comment.text):
        span = source.span(comment.start + slip.start, comment.start + slip.end)
        yield _Malformed(slip, _Item(source.slice(span), span), comment.about)


def _accepts_nothing(slip: Slip, text: str) -> str:
    if text.endswith(("ignore", "ignore-file")) and not slip.rules:
        return f"`{text}` names no rule in brackets, so it accepts nothing"
    return f"`{text}` is not exactly an ignore comment, so it accepts nothing"


def _exactly(slip: Slip, here: set[str]) -> str:
    """Return what to write instead: with the rules that were named, else those with findings `here`."""
    kind = "ignore-file" if slip.of_file else "ignore"
    names = [catalogue.rules()[code].name for code in sorted(here)]
    rules = ", ".join([rule for rule in slip.rules if _codes(rule)] or names) or "name-of-the-rule"
    return f"write `heap-lint: {kind}[{rules}]`"


def _is_prefix(text: str) -> bool:
    return len(text) > 1 and any(code.startswith(text) for code in catalogue.rules())


def _noqa(source: Source, comment: Comment) -> Iterator[_Ignore]:
    """Yield what a comment accepts in flake8: by its first `# noqa`, and by codes as they are written.

    A code in small letters accepts nothing there, so it is that of no rule.
    """
    found = _NOQA.search(comment.text)
    if found is None:
        return
    if found["rules"] is None:
        yield _Ignore(None, None, comment.lines, noqa=True)
    items = list(_items(source, comment, found))
    for index, item in enumerate(items):
        if item.text.upper().startswith("HL"):
            known = (code for code in catalogue.rules() if code.startswith(item.text))
            dropped = _dropped(source, comment, found, items, index)
            yield _Ignore(item, frozenset(known), comment.lines, noqa=True, dropped=dropped)


def _dropped(
    source: Source, comment: Comment, found: re.Match[str], items: list[_Item], index: int
) -> Callable[[], Proposal | None]:
    """Return what tells, when it is asked, how a name is taken out of a comment."""
    return lambda: without(source, comment, found, [each.span for each in items], index)


def _renamed(item: _Item, near: list[str]) -> Proposal | None:
    """Return what gives a rule its right name, if one is very near."""
    from difflib import get_close_matches

    right = get_close_matches(item.text, near, n=2, cutoff=_VERY_NEAR)
    if len(right) != 1:
        return None
    return Proposal.unsafe(f"write `{right[0]}`", Rewrite(item.span, item.text, right[0]))


def _nearly_noqa(source: Source, comment: Comment) -> Iterator[_Malformed]:
    """Yield what names our rules as a `# noqa` does, in a comment that flake8 takes for none."""
    found = None if _NOQA.search(comment.text) else _NEARLY_NOQA.search(comment.text)
    if found is None:
        return
    rules = tuple(item.text.upper() for item in _items(source, comment, found))
    if any(rule.startswith("HL") for rule in rules):
        span = source.span(comment.start + found.start(), comment.start + found.end())
        slip = Slip(found.start(), found.end(), rules, of_file=False)
        yield _Malformed(slip, _Item(found[0], span), comment.about, noqa=True)


def _items(source: Source, comment: Comment, found: re.Match[str]) -> Iterator[_Item]:
    for word in _WORD.finditer(found["rules"] or ""):
        start = comment.start + found.start("rules") + word.start()
        yield _Item(word.group(), source.span(start, start + len(word.group())))


def _codes(text: str) -> frozenset[str]:
    """Return the code that a name or a code stands for; none for an unknown one."""
    rule = catalogue.by_name().get(text) or catalogue.rules().get(text)
    return frozenset({rule.code} if rule else ())

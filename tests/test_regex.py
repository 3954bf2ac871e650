"""Every regular expression of the package is linear on its worst input, or reads short texts only."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import Any

import pytest
from regex_used import Used, built, called_in_place, held_by_modules
from regex_worst import Attack, attacks

from heap_lint import regex
from heap_lint.core import lexing
from heap_lint.frontends.web import logouts

SIZES = (20, 30, 40, 60, 80, 400, 1_600, 6_400, 25_600, 100_000)
"""In small steps at first: what is exponential must be told before it takes for ever."""
KEPT = {1_600: 40, 6_400: 12, 25_600: 4, 100_000: 1}
"""How many of the slowest attacks are made with more characters."""
MOST = 250
"""A character may cost this many times what one costs that an alternation matches."""
SHARDS = 8
AT_ONE_PLACE = {
    "core.lexing._HEREDOC_NAME": "where a line begins",
    "core.lexing._REGEX": "behind a slash, and not again in a line in which it has no end",
    "fixes.entries._ANY_KEY": "where an entry begins that has no value of its own",
    "fixes.entries._CALL": "where a call begins that is to be given an option",
    "fixes.entries._KEYWORD": "where an argument of a call begins",
    "fixes.entries._KEY": "where an entry begins beside which one is added",
    "fixes.entries._ONE_LINE": "behind the key of an entry that is removed",
    "fixes.items._REST": "behind the text of an item",
    "frontends.dockerfile._INSTRUCTION": "read on from where the last ended, until one is not there",
    "frontends.dockerfile._PAIR": "read on from where the last ended, until one is not there",
    "frontends.dockerfile._STAGE": "once for each `FROM`, on its own text",
    "frontends.python.frame._HANDED_ON": "behind a word, so no blank is behind two of them",
    "frontends.toml._KEY": "where a valid file has a key",
    "frontends.toml._HEADER_END": "where a valid file has the end of a header",
    "frontends.web.html._ATTRIBUTE": "read on from where the last ended, until one is not there",
    "frontends.xml._TAG_END": "where a valid file has a tag",
    "masking.code._REGEX_BODY": "behind a slash, up to the next one",
    "masking.markup._ATTRIBUTE": "read on from where the last ended, until one is not there",
    "masking.markup._BRACE": "read on from where the last attribute ended",
    "masking.tags._CAPTURE": "where the code of a tag begins",
    "masking.words._ASSIGNED": "where a word begins",
}
"""Expressions that are matched at a place which is told, and there alone: no search begins anywhere."""
SAMPLES: dict[str, Any] = {
    "acceptor": "^[0-9]+$",
    "cache": rb"(?i:heap|reset)|(?<!\w)(?:client|other)(?!\w)",
    "checks.app_format": "^x-",
    "core.lexing": lexing.RUBY.token,
    "core.lexing: '|'.join(filter(None, parts))": re.compile(r"\\.|\"|\#\{|[\r\n]", re.DOTALL),
    "enclosed": r"\{\{\-\-|\{\{|<%",
    "frontends.dockerfile": re.compile(r"^\t*EOT[ \t]*\r?$", re.MULTILINE),
    "frontends.python.frame": r"(?<!def )\bname\(",
    "frontends.python.snippets": "__NAME__",
    "frontends.web": r"\bheap\s*(?:\?\.|\.)\s*(?:track|identify)\s*\(",
    "frontends.web.broken": rb"(?<![\w$])heap\s{0,20}(?:\?\.|\.)\s{0,20}(?:track|identify)\s{0,20}\(",
    "frontends.web.evaluator": r"@name(?![\w$])",
    "frontends.web.html": "<\ufeff*/script(?=[\\s/>])",
    "frontends.web.interpreter": r"\bthis\.name\s*=(?!=)",
    "frontends.web.logouts": rb"(?<![\w$])(?:logout|signOut)(?![\w$])",
    "frontends.web.tags": r"\{\{\-\-|\{\{|<%",
    "frontends.xml": r"""[\s"']name\s*=\s*(["'])(.*?)\1""",
    "masking.code: '|'.join(filter(None, parts))": r"//[^\n]*|/\*|[\"']|[{}]",
    "masking.code: plain + escaped": r"[^\"\\]*(?:\\.[^\"\\]*)*",
    "masking.code: f'^[ \\\\t]*{tag}\\\\b'": re.compile(r"^[ \t]*EOT\b", re.MULTILINE),
    "masking.markup": r"</script(?![\w-])",
    "masking.words": re.compile(r"^[ \t]*EOT[ \t]*$", re.MULTILINE),
    "output.facts": r"\bname\b",
    "patterns": r"(?:.*/)?(?:a(?=(?P<_0_0>[^/]*?b))(?P=_0_0)[^/]*c(?:/|\Z)|[^/]*test(?:/|\Z))",
    "prefilter": rb"^[ \t]*(?:from|import)[ \t][^\n#]*\b(?:client|other)\b",
    "project": re.compile(rb"\.resetIdentity|resetIdentity[]\"'!?.]*\(", re.I),
}
"""Expressions that are built from what only a run knows, as one run may build them, by module."""


def slowness(pattern: re.Pattern[Any], way: str, text: str) -> float:
    """Return the processor time that one use takes."""
    given: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    start = time.thread_time()
    if way in ("finditer", "findall", "sub", "subn", "split"):
        for _ in pattern.finditer(given):
            pass
    else:
        getattr(pattern, way)(given)
    return time.thread_time() - start


@cache
def unit() -> float:
    """Return what a character costs that a simple expression matches: seconds, on this machine."""
    text = "abacbc" * 3_000
    return min(slowness(re.compile("(?:ab|ac|bc)*"), "match", text) for _ in range(7)) / len(text)


def is_slow(pattern: re.Pattern[Any], attack: Attack, way: str, size: int) -> bool:
    """Whether a use costs more than a linear one can; what else the machine does may not show."""
    text = attack.text(size)
    allowed = MOST * unit() * (len(text) + 100)
    return all(slowness(pattern, way, text) > allowed for _ in range(3))


def first_slow(used: Used) -> str | None:
    """Return the attack by which an expression is not linear, None where there is none."""
    ways = {"finditer" if way in ("sub", "subn", "split", "findall") else way for way in used.ways}
    sizes = SIZES
    if used.longest is not None:
        sizes = (*(size for size in SIZES if size < used.longest), used.longest)
    if used.name.removeprefix("heap_lint.") in AT_ONE_PLACE:
        ways.discard("search")
    chosen = [(attack, way) for attack in attacks(used.pattern) for way in sorted(ways)]
    for size in sizes:
        costs = []
        for number, (attack, way) in enumerate(chosen):
            if is_slow(used.pattern, attack, way, size):
                return f"{used.name}: {way} at {size} characters of {attack}"
            cost = slowness(used.pattern, way, attack.text(size))
            costs.append((cost, number))
        kept = sorted(costs, reverse=True)[: KEPT.get(size, len(costs))]
        chosen = [chosen[number] for _, number in kept]
    return None


@cache
def everything() -> list[Used]:
    """Return all expressions of the package, each once."""
    held = list(held_by_modules())
    known = {(used.pattern.pattern, used.pattern.flags) for used in held}
    for call in called_in_place():
        try:
            used = built(call, SAMPLES)
        except LookupError:
            continue  # another test says so
        if (used.pattern.pattern, used.pattern.flags) not in known:
            held.append(used)
    ways = frozenset({"search"})
    held.append(Used("logouts.PATTERN", re.compile(logouts.PATTERN.encode(), re.I), ways, None))
    return held


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_expression_is_linear_on_its_worst_input(shard: int) -> None:
    """What strangers write is matched in a time that grows as its length does."""
    slow = [found for used in everything()[shard::SHARDS] if (found := first_slow(used))]
    assert [] == slow


@pytest.mark.parametrize(
    ("written", "way"),
    [
        (r"(?:a+)+b", "search"),
        (r"\s*x", "search"),
        (r"\s*\)?\s*;", "match"),
        (r"<!--.*?-->", "finditer"),
        (r'"(?:[^"\\]|\\.)*"', "search"),
        (r".*\byour\b.*", "fullmatch"),
        (r"(?:a|ab|b)*c", "match"),
        (r"[\w.-]*\w[\w.-]*/", "match"),
    ],
)
def test_an_expression_that_is_not_linear_is_told(written: str, way: str) -> None:
    """The worst inputs show it of each kind: repeats in repeats, beside each other, from any place."""
    assert first_slow(Used("", re.compile(written), frozenset({way}), None)) is not None


@pytest.mark.parametrize(
    "written", [r"\s+x", r"(?<!\s)\s+x", r"[^x]*x", r"(?:[^\"\\]|\\.)*", r"[a-z]{0,40}\d"]
)
def test_an_expression_that_is_linear_is_not_told(written: str) -> None:
    """At one place each of these is read once."""
    assert first_slow(Used("", re.compile(written), frozenset({"match"}), None)) is None


def test_what_is_built_while_running_is_known() -> None:
    """An expression made from a value is in the list above, as a run may make it."""
    unknown = set()
    for call in called_in_place():
        try:
            built(call, SAMPLES)
        except LookupError as error:
            unknown.add(str(error))
    assert set() == unknown


def test_a_long_text_is_matched_by_nothing_that_is_for_short_ones() -> None:
    """The bound is on the whole text; one character less, and it matches."""
    pattern = regex.lazy("a+", longest=5)

    assert pattern.fullmatch("aaaaa")
    assert pattern.search("aaaaaa") is None
    assert "aaaaaa" == pattern.sub("", "aaaaaa")
    assert [] == list(pattern.finditer("aaaaaa"))
    assert ["aaaaaa"] == pattern.split("aaaaaa")

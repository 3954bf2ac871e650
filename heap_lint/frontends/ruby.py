"""Ruby, line by line: what an initializer assigns as Heap's id.

No parser of Ruby is at work, so what is found here is marked as scanned. Known are assignments of a
string or of the environment, and the two ways of `if Rails.env.production?`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from heap_lint import regex
from heap_lint.facts import Environment, Fact
from heap_lint.frontends.recognisers.ids import is_sure_id, may_be_id
from heap_lint.frontends.recognisers.names import IdName, environment_and_group, id_name
from heap_lint.source import Source
from heap_lint.values import Literal, OneOf, Origin, Unknown, Value

_LINE = regex.lazy(r"^.*$", re.MULTILINE)
_ASSIGNMENT = regex.lazy(r"\s*(?P<name>[\w:.]+)\s*(?:\|\|)?=(?![=~>])\s*(?P<value>\S.*)")
_NAME = regex.lazy(
    r"(?:[\w:]+(?:\.\w+)*\.)?\w*heap\w*(?:\.\w+)*", re.IGNORECASE, longest=regex.NAME
)
_COMMENT = regex.lazy(r"\s\#")
_DEEPEST = 100
"""Blocks around an assignment that are asked which environment they are for."""
_STRING = regex.lazy(r"(?P<quote>[\"'])(?P<text>[^\"'#\\]*)(?P=quote)(?:\.freeze)?")
_ENVIRONMENT = regex.lazy(
    r"ENV(?:\[(?P<key>[\"']\w+[\"'])\]|\.fetch\(\s*[\"']\w+[\"']\s*\))"
    r"(?:\s*\|\|\s*(?P<either>[\"'][^\"'#\\]*[\"']))?"
    r"|ENV\.fetch\(\s*[\"']\w+[\"']\s*,\s*(?P<default>[\"'][^\"'#\\]*[\"'])\s*\)"
    r"|ENV\.fetch\(\s*[\"']\w+[\"']\s*\)\s*\{\s*(?P<block>[\"'][^\"'#\\]*[\"'])\s*\}",
)
_OPENS = regex.lazy(
    r"\s*(?:if|unless|case|begin|def|class|module|while|until|for)\b(?!.*\bend\s*$)|.*\bdo\b(?:\s*\|[^|]*\|)?\s*$"
)
_RAILS = regex.lazy(r"\s*(?P<word>if|unless|elsif)\s+Rails\.env\.(?P<name>\w+)\?\s*$")


def facts(source: Source) -> Iterator[Fact]:
    """Yield the ids that a file assigns."""
    blocks: list[str] = []  # the environment that each open block is for, if it is for one
    in_comment = False
    for line in _LINE.finditer(source.text):
        text = line[0].rstrip("\r")
        if text.startswith(("=begin", "=end")):
            in_comment = text.startswith("=begin")
        if in_comment or text.lstrip().startswith("#"):
            continue
        if text.rstrip() == "__END__":
            return
        _follow(text, blocks)
        match = _ASSIGNMENT.fullmatch(text)
        if match is not None and _NAME.fullmatch(match["name"]):
            said = next(filter(None, islice(reversed(blocks), _DEEPEST)), "")
            yield from _assigned(source, line.start(), match, said)


def _follow(text: str, blocks: list[str]) -> None:
    """Note what a line opens, closes or changes."""
    rails = _RAILS.fullmatch(text)
    word = text.strip()
    if rails is not None and rails["word"] == "elsif":
        if blocks:
            blocks[-1] = rails["name"]
    elif rails is not None:
        is_production = rails["name"] == "production"
        other = "development" if is_production else ""
        blocks.append(rails["name"] if rails["word"] == "if" else other)
    elif _OPENS.match(text) is not None:
        blocks.append("")
    elif word == "else" and blocks:
        blocks[-1] = {"production": "development"}.get(blocks[-1], "")
    elif word == "end" and blocks:
        blocks.pop()


def _assigned(source: Source, start: int, match: re.Match[str], said: str) -> Iterator[Environment]:
    name = _id_name(match["name"])
    comment = _COMMENT.search(match["value"])
    written = match["value"][: comment.start()] if comment else match["value"]
    value = _value(source, written.rstrip(), start + match.start("value"))
    if name is None or not (may_be_id(value) if name.certain else is_sure_id(value)):
        return
    environment, group = environment_and_group(source.path, (), name.stem, said or name.environment)
    yield Environment(
        span=source.span(start + match.start("name"), start + match.end("name")),
        app_id=value,
        name=environment,
        group=f"{source.path}:{name.stem}" if said else group,
        required=False,
        scanned=True,
    )


def _id_name(path: str) -> IdName | None:
    """Return what a path says of an id, told by its last part, or the one before it as well."""
    parts = path.split(".")
    return id_name(parts[-1]) or id_name("_".join(parts[-2:]).replace("::", "_"))


def _value(source: Source, written: str, start: int) -> Value:
    span = source.span(start, start + len(written))
    text = _STRING.fullmatch(written)
    if text is not None:
        return Literal(text["text"], span, written)
    match = _ENVIRONMENT.fullmatch(written)
    given = Unknown(span, Origin.DEPLOYMENT if match else None, written)
    kind = match.lastgroup if match is not None else None
    if match is None or kind in (None, "key"):
        return given
    first, last = match.span(str(kind))
    default = source.span(start + first, start + last)
    return OneOf((given, Literal(match[str(kind)][1:-1], default, match[str(kind)])), span)

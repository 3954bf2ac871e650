"""Patterns of files in a config that can fit no file, or that nothing can be made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from heap_lint import regex

_IN_LISTS = ("exclude", "test-paths")
_AS_KEYS = ("per-file-ignores", "payloads")
_CLASS = regex.lazy(r"\[[!^]?\]?[^\]]*\]", longest=regex.PATH)
_ESCAPED = regex.lazy(r"\\.")
_UNUSUAL = frozenset("[]!\\")
_NO_PAYLOADS = frozenset(
    {
        "avro",
        "bz",
        "csv",
        "gz",
        "log",
        "parquet",
        "pickle",
        "sql",
        "tsv",
        "txt",
        "xls",
        "xlsx",
        "zip",
    }
)
"""How files of data end in which payloads cannot be read."""


def faults(table: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the patterns of a config table whose types are right."""
    for key in _IN_LISTS:
        patterns = table.get(key, ())
        yield from _each(key, patterns)
        if patterns and all(pattern.startswith("!") for pattern in patterns):
            yield f"{key}: every pattern begins with `!` and takes back what none before it has put in"
    for key in _AS_KEYS:
        patterns = table.get(key, {})
        yield from _each(key, patterns)
        for pattern in patterns:
            if pattern.startswith("!"):
                yield f"{key}: `{pattern}` takes back what no pattern has put in: write it without `!`"
    for pattern in table.get("payloads", {}):
        if _is_of_another_format(pattern):
            kinds = "those are JSON, YAML and JSON Lines"
            yield f"payloads: `{pattern}` fits no file that is read as payloads: {kinds}"


def _is_of_another_format(pattern: str) -> bool:
    """Whether a pattern ends as the names of files that hold no payloads; a folder may end so rarely."""
    from heap_lint.frontends import PAYLOAD_FORMATS, format_of

    stem, dot, suffix = pattern.rpartition("/")[2].rpartition(".")
    if not dot or not suffix.isalpha():
        return False
    known = format_of(f"{stem}.{suffix}" if stem.isidentifier() else f"a.{suffix}")
    return known not in PAYLOAD_FORMATS and (known is not None or suffix.lower() in _NO_PAYLOADS)


def _each(key: str, patterns: Iterable[str]) -> Iterator[str]:
    for pattern in patterns:
        wrong = _wrong(pattern)
        if wrong:
            yield f"{key}: `{pattern}` {wrong}"


def _wrong(pattern: str) -> str:
    """Return why a pattern fits nothing, empty where it may fit."""
    if not pattern.strip():
        return "is empty, so it fits no file"
    if pattern.startswith("#"):
        return "is a comment, as in a .gitignore: write `\\#` for a name that begins so"
    bare = pattern.removeprefix("!")
    if bare.startswith("./"):
        return (
            f"fits no file: write `{pattern.replace('./', '/', 1)}`, or without `/` for any folder"
        )
    parts = bare.strip("/").split("/")
    if parts[0] == "..":
        return "leads out of the folder of the config, and fits no file there"
    if bare in ("/", ".", "/."):
        return "fits no file: write `*` for all that is in the folder of the config"
    if "." in parts or ".." in parts:
        return "fits no file: write the path without `.` and `..` in it"
    if _UNUSUAL.isdisjoint(pattern):
        return ""  # the common case, for which no library need be imported
    if "[" in _CLASS.sub("", _ESCAPED.sub("", pattern)):
        return "has a `[` without its `]`: write `\\[` for the character"
    return _refused(pattern)


def _refused(pattern: str) -> str:
    """Return why the library that matches patterns refuses one."""
    import re

    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except re.error as error:
        return f"is no pattern: {error.msg}"
    except ValueError:
        return "is no pattern as in a .gitignore"
    return ""

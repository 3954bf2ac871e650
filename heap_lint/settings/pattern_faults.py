"""Patterns of files in a config that can fit no file, or that nothing can be made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from heap_lint import regex
from heap_lint.patterns import MOST_STARS, crowded

_IN_LISTS = ("exclude", "test-paths")
_AS_KEYS = ("per-file-ignores", "payloads")
_CLASS = regex.lazy(r"\[[!^]?\]?[^\]]*\]", longest=regex.PATH)
_ESCAPED = regex.lazy(r"\\.")
_UNUSUAL = frozenset("[]!\\{")
_CHOICE = regex.lazy(r"\{[^{},]*,[^{}]*\}", longest=regex.PATH)
_USELESS_ESCAPE = regex.lazy(r"(?<!\\)(?:\\\\)*\\\w", longest=regex.PATH)
_OUTSIDE = regex.lazy(r"~/|[A-Za-z]:[/\\]")
_WILD = frozenset("*?[\\")
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


def faults(table: dict[str, Any], folder: str) -> Iterator[str]:
    """Yield what is wrong with the patterns of a config table whose types are right.

    `folder`: where the config stands, without links.
    """
    for key in _IN_LISTS:
        patterns = table.get(key, ())
        yield from _each(key, patterns, folder)
        yield from _crowded(key, patterns)
        if patterns and all(pattern.startswith("!") for pattern in patterns):
            yield f"{key}: every pattern begins with `!` and takes back what none before it has put in"
    for key in _AS_KEYS:
        patterns = table.get(key, {})
        yield from _each(key, patterns, folder)
        for pattern in patterns:
            yield from _crowded(key, [pattern])
            if pattern.startswith("!"):
                yield (
                    f"{key}: `{_shown(pattern)}` takes back what no pattern has put in:"
                    " write it without `!`"
                )
    for pattern in table.get("payloads", {}):
        if _is_of_another_format(pattern):
            kinds = "those are JSON, YAML and JSON Lines"
            yield f"payloads: `{_shown(pattern)}` fits no file that is read as payloads: {kinds}"


def _is_of_another_format(pattern: str) -> bool:
    """Whether a pattern ends as the names of files that hold no payloads; a folder may end so rarely."""
    from heap_lint.frontends import PAYLOAD_FORMATS, format_of

    stem, dot, suffix = pattern.rpartition("/")[2].rpartition(".")
    if not dot or not suffix.isalpha():
        return False
    known = format_of(f"{stem}.{suffix}" if stem.isidentifier() else f"a.{suffix}")
    return known not in PAYLOAD_FORMATS and (known is not None or suffix.lower() in _NO_PAYLOADS)


def _each(key: str, patterns: Iterable[str], folder: str) -> Iterator[str]:
    for pattern in patterns:
        wrong = _wrong(pattern) or _whole_path(pattern, folder)
        if wrong:
            yield f"{key}: `{_shown(pattern)}` {wrong}"


def _crowded(key: str, patterns: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with patterns whose stars would take the length of a name to their power."""
    for pattern in crowded(patterns):
        yield f"{key}: `{_shown(pattern)}` has more than {MOST_STARS} `*` in one name: write fewer"


def _shown(pattern: str) -> str:
    from heap_lint.heap.secrets import of_pattern

    return of_pattern(pattern)


def _wrong(pattern: str) -> str:
    """Return why a pattern fits nothing, empty where it may fit."""
    if not pattern.strip():
        return "is empty, so it fits no file"
    if pattern.startswith("#"):
        return "is a comment, as in a .gitignore: write `\\#` for a name that begins so"
    bare = pattern.removeprefix("!")
    if bare.startswith("./"):
        from_root = _shown(pattern.replace("./", "/", 1))
        return f"fits no file: write `{from_root}`, or without `/` for any folder"
    parts = bare.strip("/").split("/")
    if parts[0] == "..":
        return "leads out of the folder of the config, and fits no file there"
    if bare in ("/", ".", "/."):
        return "fits no file: write `*` for all that is in the folder of the config"
    if "." in parts or ".." in parts:
        return "fits no file: write the path without `.` and `..` in it"
    if "//" in bare:
        return "fits no file: write one `/` between names"
    if _OUTSIDE.match(bare):
        return "is a path from elsewhere: patterns begin in the folder of the config"
    if _UNUSUAL.isdisjoint(pattern):
        return ""  # the common case, for which no library need be imported
    if "[" in _CLASS.sub("", _ESCAPED.sub("", pattern)):
        return "has a `[` without its `]`: write `\\[` for the character"
    if _CHOICE.search(_ESCAPED.sub("", pattern)):
        return "has braces, which choose nothing in a .gitignore: write a pattern for each name"
    if _USELESS_ESCAPE.search(pattern):
        return "has a `\\` in front of a letter, where it means nothing: write `/` between names"
    return _refused(pattern)


def _whole_path(pattern: str, folder: str) -> str:
    """Return why a pattern is the path of something in the folder, told from the disk's own root."""
    parts = pattern.removeprefix("!").split("/")
    names = list(takewhile(_WILD.isdisjoint, parts))
    path = "/".join(names).rstrip("/")
    start = folder.replace(os.sep, "/").rstrip("/")
    if not (start and f"{path}/".startswith(f"{start}/") and os.path.lexists(path)):
        return ""
    if os.path.lexists(os.path.join(folder, names[1])):  # as of `/app/static` in `/app`
        return ""
    inside = _shown("/".join(parts)[len(start) :] or "/")
    return f"is a whole path: patterns begin in the folder of the config, so write `{inside}`"


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

"""What is meant as a config and is never read: a file of nearly our name, a section of another's file.

A file in another format may have our name for another reason, as a workflow that runs the linter has;
it is meant as a config if one of our keys stands at its top, with our values if others have it too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from heap_lint import regex

ANY = "heap-lint.*"
"""Stands for all files in a directory that may be meant as a config, where an answer depends on which
there are."""
SHARED = ("setup.cfg", "tox.ini", ".flake8")
"""Files in which other tools have sections."""
_NAME = regex.lazy(
    r"\.?heap[-_ .]?lint(?:rc)?(?:[.](?:config|conf))?(?:[.](?P<suffix>toml|ya?ml|json[c5]?|cfg|ini))?",
    re.IGNORECASE,
)
_SECTION = regex.lazy(
    rb"(?:^|\A[ \t]{0,20})\[[ \t]{0,20}(?:tool[:.])?heap[-_ .]?lint[ \t]{0,20}"
    rb"(?:[:.][^\]\r\n]{0,80})?\]",
    re.IGNORECASE | re.MULTILINE,
)
"""A section, which has nothing before it: further in stands the value of a key above."""
_KEYS = (
    rb"(?:extend-select|min-confidence|fail-on|max-file-size|test-paths|per-file-ignores|wrappers"
    rb"|login-points|logout-points|forwarders|app-id-keys|payloads)"
)
_OF_OTHERS = rb"(?:select|ignore|policy|region|account|exclude)"
_OUR_VALUE = (
    rb"[\s\S]{0,60}(?<![\w-])(?:HL\d|airkit\b|text-redaction|secure-cookies|[\"'](?:us|eu)[\"'])"
)
_KEY_AT_TOP = regex.lazy(
    rb"^(?:[\"']?" + _KEYS + rb"[\"']?[ \t]{0,20}[:=]|\[" + _KEYS + rb"[.\]])"
    rb"|^[ \t]{0,4}(?:\{[ \t]{0,4})?\"" + _KEYS + rb"\"[ \t]{0,20}:"
    rb"|^[ \t]{0,4}(?:\{[ \t]{0,4})?[\"']?"
    + _OF_OTHERS
    + rb"[\"']?[ \t]{0,20}[:=]"
    + _OUR_VALUE
    + rb"|^\[account\]"
    + _OUR_VALUE,
    re.MULTILINE,
)
"""A key that only we have, or one that others have too with a value that only we have."""
_LARGEST = 100_000
"""Bytes that are looked at: what is written by hand is shorter."""


def may_be(name: str) -> bool:
    """Whether a file of that name may be meant as a config, or hold one, and is not read as one."""
    return name in SHARED or (name != "heap-lint.toml" and _NAME.fullmatch(name) is not None)


def names_in(directory: str) -> list[str]:
    """Return the names in a directory that may be meant so, sorted; none where it cannot be listed."""
    try:
        return sorted(filter(may_be, os.listdir(directory)))
    except (OSError, ValueError):
        return []


def faults(directory: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (path, why) for those of a directory's files that are meant as a config."""
    for name in sorted(names):
        path = os.path.join(directory, name)
        if name in SHARED:
            section = _SECTION.search(_head(path))
            if section:
                written = section.group().decode("utf-8", "replace").strip()
                yield path, f"nothing reads the section {written}: {_WAY_OUT}"
        elif may_be(name) and _is_meant(path, name):
            yield path, f"a file of this name is not read: {_way_out(name)}"


_WAY_OUT = "write it as [tool.heap-lint] into pyproject.toml, or as heap-lint.toml"


def _is_meant(path: str, name: str) -> bool:
    return _is_toml(name) or _KEY_AT_TOP.search(_head(path)) is not None


def _is_toml(name: str) -> bool:
    return name.lower().endswith(".toml")


def _way_out(name: str) -> str:
    return "call it heap-lint.toml" if _is_toml(name) else "write it as TOML into heap-lint.toml"


def _head(path: str) -> bytes:
    from heap_lint.reading import CannotReadError, opened, searchable

    try:
        with opened(path) as file:
            return searchable(file.read(_LARGEST))
    except (CannotReadError, OSError):
        return b""

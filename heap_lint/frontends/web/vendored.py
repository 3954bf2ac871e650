"""Files of the web that nobody here writes: fetched by a package manager, or made by a bundler."""

from __future__ import annotations

import re

_PATHS = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|dist|\.next|\.nuxt|\.svelte-kit|\.output)/"
    r"|[.-]min\.[cm]?js$|\.bundle\.js$",
    re.IGNORECASE,
)
_MINIFIED = re.compile(r"\.[cm]?[jt]sx?$", re.IGNORECASE)
_LARGE = 100_000
_BUNDLE = 1_000_000
_LONG_LINES = 500
"""Characters of an average line in a large script that no person wrote."""


def why_passed_over(path: str, data: bytes) -> str:
    """Return why a file is not looked at unless it is named, nothing where it is."""
    if _PATHS.search(path):
        return "is fetched or generated"
    if len(data) > _BUNDLE and _MINIFIED.search(path) is not None:
        return "is too large to be written by a person"
    is_large = len(data) > _LARGE and _MINIFIED.search(path) is not None
    if is_large and len(data) > _LONG_LINES * (data.count(b"\n") + 1):
        return "is minified"
    return ""

"""Text as the bytes that stand in files: names may hold bytes that are no text."""

from __future__ import annotations


def as_bytes(text: str) -> bytes:
    """Return a word of a file or of a path, whatever the locale: bytes that are no text as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which an escape sequence can write
        return text.encode("utf-8", "surrogatepass")

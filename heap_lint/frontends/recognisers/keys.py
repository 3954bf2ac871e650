"""Keys of Heap's deletion interface (HEAP 3): the names they stand under, and what one looks like."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from heap_lint.facts import Secret
from heap_lint.frontends.documents import containers
from heap_lint.frontends.recognisers.env_names import entries_of
from heap_lint.frontends.recognisers.names import is_key_name, plain
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, OneOf, Sequence, Value

_KEY = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])[\w+/=.-]{16,200}", re.ASCII)
_WORDS = re.compile(
    r"heap|key|secret|token|your|example|x{4}|change|replace|placeholder|dummy|fake|sample|test",
    re.IGNORECASE,
)
"""What stands in names and placeholders, and hardly ever in a random text."""
_BLOCKS = ("heap", "heapanalytics", "heapio")
_IN_BLOCK = ("apikey", "apisecret")


def recognise(source: Source, document: Value) -> Iterator[Secret]:
    """Yield the keys that a document gives to a name, an environment variable or in a block."""
    for path, container in containers(document):
        in_block = bool(path) and plain(path[-1]) in _BLOCKS
        for entry in entries_of(source, container):
            name = entry.name or ""
            if is_key_name(name) or (in_block and plain(name) in _IN_BLOCK):
                yield from secrets_in(name, entry.value)


def named(name: str, value: Value) -> Iterator[Secret]:
    """Yield the key that is given to a name for one."""
    if is_key_name(name):
        yield from secrets_in(name, value)


def secrets_in(name: str, value: Value | None) -> Iterator[Secret]:
    """Yield the key that a value is, where it certainly is none of a placeholder and a reference."""
    for each in value.options if isinstance(value, OneOf) else (value,):
        text = each.value if isinstance(each, Literal) else None
        if isinstance(each, Literal) and isinstance(text, str) and _is_key(text):
            yield Secret(span=each.defined or each.span, name=name)


def credentials_in(name: str, auth: Value | None, headers: Value | None) -> Iterator[Secret]:
    """Yield the key in what a request proves itself with: `auth=(id, key)`, or a Basic header."""
    if isinstance(auth, Sequence) and len(auth.items) == 2:
        yield from secrets_in(name, auth.items[1])
    for entry in headers.entries if isinstance(headers, Mapping) else ():
        text = entry.value.value if isinstance(entry.value, Literal) else None
        if (entry.name or "").lower() == "authorization" and isinstance(text, str):
            if _is_key(_password(text)):
                yield Secret(span=entry.value.defined or entry.value.span, name=name)


def _password(header: str) -> str:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        return ""
    return decoded.partition(":")[2]


def _is_key(text: str) -> bool:
    is_random = len(set(text)) >= 8 and _WORDS.search(text) is None
    return is_random and _KEY.fullmatch(text) is not None

"""Blocks of pages and components in languages that are not read: what they say to Heap is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from heap_lint import prefilter
from heap_lint.facts import Unreadable
from heap_lint.frontends.embedding import Embedded

_LANGUAGES = {
    "civet": "Civet",
    "coffee": "CoffeeScript",
    "coffeescript": "CoffeeScript",
    "haml": "Haml",
    "jade": "Pug",
    "livescript": "LiveScript",
    "ls": "LiveScript",
    "pug": "Pug",
    "slim": "Slim",
}
"""Languages of scripts and templates by what pages call them."""
_HOLDING = ("script", "template")
"""Elements that may be in another language."""
_TYPE = re.compile(r"(?:text|application)/(?:x-|literate-)?(?P<language>[a-z]+)")


def language_of(element: str, attributes: Iterable[tuple[str, str]]) -> str:
    """Return the language of an element's text if it is known and not read, else nothing."""
    for name, value in attributes if element in _HOLDING else ():
        kind = _TYPE.match(value.lower()) if name == "type" else None
        named = kind["language"] if kind is not None else value.lower() if name == "lang" else ""
        if named in _LANGUAGES:
            return _LANGUAGES[named]
    return ""


def lost(page: Embedded, language: str, start: int, end: int) -> Iterator[Unreadable]:
    """Yield that such a text is not read, if it may speak to Heap."""
    text = page.text[start:end]
    if prefilter.may_mention_heap(text.encode("utf-8", "replace"), "web"):
        at = start + max(text.lower().find("heap"), 0)
        reason = f"has a block in {language}, which is not read"
        yield Unreadable(span=page.span(at, at + 1), reason=reason, partial=True)

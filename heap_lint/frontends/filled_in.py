"""Data files that a template engine fills in before anybody parses them: charts, playbooks, manifests.

A tag that stands for a value becomes a run of letters of the same length, one alone on its line
becomes blank: what is left parses, every position stays what it was, and what the tags give is unknown.
"""

from __future__ import annotations

import re

from heap_lint import regex
from heap_lint.frontends import is_known_config
from heap_lint.frontends.embedding import HOLE
from heap_lint.source import Source

_IS_TEMPLATE = regex.lazy(
    r"""^[ \t]*(?:-[ \t]+)*(?:["']?[\w./-]+["']?[ \t]*:[ \t]*)?(?:\{\{|\{%|<%) | (?<!\\)"\s*:\s*\{\{""",
    re.MULTILINE | re.VERBOSE,
)
_TAG = regex.lazy(
    r"(?P<alone>^[ \t]*(?:(?:\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|\{\#.*?\#\})[ \t]*)+\r?$)"
    r"|\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|\{\#.*?\#\}",
    re.MULTILINE | re.DOTALL,
)
_NO_LINE_END = regex.lazy(r"[^\r\n]")


def masked(source: Source) -> str | None:
    """Return the text without its tags, None where nothing shows that it is a template.

    In a Heap config, and in an Airkit app, whose expressions look the same, tags are the user's own.
    """
    text = source.text
    if not any(begin in text for begin in ("{{", "{%", "<%")) or not _IS_TEMPLATE.search(text):
        return None
    if is_known_config(source.path) or "heap-lint/airkit-app" in text:
        return None
    return _TAG.sub(_mask, text)


def _mask(tag: re.Match[str]) -> str:
    return _NO_LINE_END.sub(" " if tag["alone"] else HOLE, tag[0])

"""Python that is not only Python: magics of notebooks, and tags of a template that becomes a module.

Both are put out of the way, character for character, so that every position stays what it was.
"""

from __future__ import annotations

import ast
import re
import warnings

from heap_lint import regex
from heap_lint.frontends import filled_in, is_filled_in
from heap_lint.source import Source

_MAGIC = regex.lazy(r"^(?P<indent>[ \t]*)(?:![\w.~/]|%{1,2}[a-z]{2})[^\r\n]*", re.MULTILINE)
"""A command of IPython's: `!pip install x`, `%cd data`, `%%time`."""
_NOTHING = "0"
"""What may stand wherever a statement may."""


def without_others(source: Source) -> Source:
    """Return a file with nothing in it but Python, as far as that can be told."""
    if is_filled_in(source.path) and any(begin in source.text for begin in ("{{", "{%", "{#")):
        return Source(source.path, filled_in.without_tags(source.text))
    if _MAGIC.search(source.text) is not None and not _is_python(source.text):
        return Source(source.path, _MAGIC.sub(_blank, source.text))
    return source


def _blank(magic: re.Match[str]) -> str:
    indent = magic["indent"]
    return f"{indent}{_NOTHING}".ljust(len(magic[0]))


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is not our subject
            ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True

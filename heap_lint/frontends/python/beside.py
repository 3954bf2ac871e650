"""Python that is not only Python: magics of notebooks, and tags of a template that becomes a module.

Both are put out of the way, character for character, so that every position stays what it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.frontends import filled_in, is_filled_in
from heap_lint.frontends.embedding import HOLE
from heap_lint.frontends.python.parsing import parsed
from heap_lint.source import Source

_MAGIC = regex.lazy(
    r"""
    ^(?:
        (?P<head>[ \t]{0,99}(?:[^\W\d][\w., \t\[\]]{0,200}=[ \t]{0,99})?)
            (?:!(?!=)|%{1,2}(?P<name>[a-z_]\w*))
        | (?P<indent>[ \t]{0,99})(?:\?{1,2}[^\W\d]|%{0,2}[^\W\d][\w.]{0,200}\?{1,2}[ \t]{0,99}(?=\r?$))
    )
    (?:[^\\\r\n]|\\(?:\r\n|.))*
    """,
    re.MULTILINE | re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""What IPython does where a statement begins: `!pip install x`, `x = %sql ...`, `%%time`, `client?`."""
_TOKEN = regex.lazy(
    r"""
    (?P<opens>[(\[{]) | (?P<closes>[)\]}]) | (?P<ends>\r\n?|\n)
    | \\\r\n | \\. | \#[^\r\n]*
    | \"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:\"\"\")?
    | \'\'\'[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:\'\'\')?
    | "[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"? | '[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'?
    """,
    re.VERBOSE | re.DOTALL,
)
"""What tells where a statement begins: brackets, line ends, and what hides these."""
_CELL = regex.lazy(
    r"^\#[ \t]{0,9}(?:%%|In\[|In ?<|<codecell>|COMMAND[ ]-)", re.MULTILINE | re.VERBOSE
)
"""Where a cell begins, as editors and exports mark it."""
_RUN_HERE = {"time", "timeit", "capture", "prun", "debug", "memit", "mprun", "lprun", "skip"}
"""Magics of a whole cell that is Python all the same, of this notebook."""
_NO_LINE_END = regex.lazy(r"[^\r\n]")


def without_others(source: Source) -> Source:
    """Return a file with nothing in it but Python, as far as that can be told."""
    if is_filled_in(source.path) and any(begin in source.text for begin in ("{{", "{%", "{#")):
        apart = filled_in.without_comments(source)
        return Source(source.path, filled_in.without_tags(apart.text))
    if _MAGIC.search(source.text) is not None and not _is_python(source.text):
        return Source(source.path, "".join(_without_magics(source.text)))
    return source


def _without_magics(text: str) -> Iterator[str]:
    """Yield a text in parts, with a name that nobody knows in place of each magic.

    In a string and in brackets there is none, whatever a line looks like.
    """
    cells = [cell.start() for cell in _CELL.finditer(text)]
    at = depth = copied = 0
    is_begin = True
    while at < len(text):
        magic = _MAGIC.match(text, at) if is_begin and not depth else None
        if magic is not None:
            at = _end_of(magic, cells)
            head = magic["head"] or ""
            rest = text[magic.start() + len(head) + len(HOLE) : at]
            yield f"{text[copied : magic.start()]}{head}{HOLE}{_NO_LINE_END.sub(' ', rest)}"
            copied = at
        token = _TOKEN.search(text, at)
        if token is None:
            break
        at = token.end()
        is_begin = token["ends"] is not None
        depth = max(0, depth + (token["opens"] is not None) - (token["closes"] is not None))
    yield text[copied:]


def _end_of(magic: re.Match[str], cells: list[int]) -> int:
    """Return where ends what a magic is about: its line, or a cell that is in another language.

    Where no cell is marked, nobody knows where one ends.
    """
    name = magic["name"]
    if not name or not cells or not magic[0].startswith("%%") or name.lower() in _RUN_HERE:
        return magic.end()
    following = bisect_left(cells, magic.end())
    return cells[following] if following < len(cells) else len(magic.string)


def _is_python(text: str) -> bool:
    try:
        parsed(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True

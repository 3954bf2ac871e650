"""Where a stretch of a text stands in the file, whatever the file does to the text.

JSON and YAML escape characters, and YAML folds lines and takes indentation away. Instead of knowing
each style of them, the text is laid beside what is written: a character is copied, escaped, or one of
the spaces that a line's end became. Where the two do not fit, as behind an alias, nothing is claimed.
"""

from __future__ import annotations

import json
import re
import sys

from heap_lint import regex
from heap_lint.core.remembering import remembered

_SPACES = regex.lazy(r"\s*")
_BLOCK_HEADER = regex.lazy(r"[|>][^\n]*(?=\n|\Z)")
_ESCAPE = regex.lazy(
    r"""\\(?: u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}  # one character in JSON
        | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8} | x[0-9a-fA-F]{2} | [^\n] )""",
    re.VERBOSE,
)
_CONTINUED = regex.lazy(r"\\\r?\n[ \t]*")
_MEANT = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "0": "\0",
    "a": "\a",
    "v": "\v",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
    "\t": "\t",
}


@remembered
def offsets(written: str, text: str) -> tuple[int, ...] | None:
    """Return for each character of `text`, and for its end, where it begins in `written`.

    None where `text` is not what `written` says.
    """
    quote = written[:1] if written[:1] in ("'", '"') else ""
    header = None if quote else _BLOCK_HEADER.match(written)
    at = header.end() if header else len(quote)
    found: list[int] = []
    while len(found) < len(text):
        continued = _CONTINUED.match(written, at) if quote == '"' else None
        if continued:
            at = continued.end()
        elif written[at : at + 1].isspace():
            at = _over_spaces(written, at, text, found)
        elif at == len(written) and text[len(found) :].isspace():
            found += [at] * (len(text) - len(found))  # line ends behind a block
        else:
            length = _length(written, at, text[len(found)], quote)
            if length == 0:
                return None
            found.append(at)
            at += length
    return (*found, at)


def _over_spaces(written: str, at: int, text: str, found: list[int]) -> int:
    """Note the places of the spaces that those written here stand for, and return where these end."""
    end = _end_of_spaces(written, at)
    # Line ends are folded into fewer spaces, never into more.
    own = min(_end_of_spaces(text, len(found)) - len(found), end - at)
    found += [min(at + number, end) for number in range(own)]
    return end


def _end_of_spaces(text: str, start: int) -> int:
    match = _SPACES.match(text, start)
    return match.end() if match else start


def _length(written: str, at: int, character: str, quote: str) -> int:
    """Return how many characters stand for the next one of the text, 0 where they do not fit."""
    if quote == '"' and written[at : at + 1] == "\\":
        match = _ESCAPE.match(written, at)
        return match.end() - at if match and _meant(match.group()) == character else 0
    if quote == "'" and character == "'":
        return 2 if written[at : at + 2] == "''" else 0
    return 1 if written[at : at + 1] == character else 0


def _meant(escape: str) -> str:
    kind = escape[1]
    if kind not in "uUx" or len(escape) == 2:
        return _MEANT.get(kind, kind)
    if kind == "u":
        return str(json.loads(f'"{escape}"'))
    return chr(min(int(escape[2:], 16), sys.maxunicode))

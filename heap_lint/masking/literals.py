"""Where the literals of a file stand, and what each stands for: what a frame may not show as it is.

Nothing here is exact as a parser is. Each format has a reader that goes on whatever it meets; of what
none can tell, every word counts as a literal.
"""

from __future__ import annotations

import re
from functools import partial
from posixpath import splitext

from heap_lint.frontends import format_of
from heap_lint.heap.secrets import speaks_of_secret
from heap_lint.masking.tokens import Literal as Literal
from heap_lint.masking.tokens import Role as Role

_SCRIPTS = {
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".mjsx", ".cjsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
}
_OF_TEMPLATES = {
    ".erb": "ruby",
    **dict.fromkeys((".php", ".phtml"), "php"),
    **dict.fromkeys((".ejs", ".eta"), "javascript"),
}
_WITH_BRACES = (".svelte", ".astro")
_LONGEST = 5_000_000
"""Of longer texts the parts of a line are told by the line alone."""

_REMARK = re.compile(r"(?<!\S)(?:#|//)[^\r\n]*")


def find(path: str, text: str) -> list[Literal]:
    """Return the literals of a file, in order, none within another."""
    if len(text) > _LONGEST:
        return unknown(text)
    for read in (partial(_find, path, text), partial(unknown, text)):
        try:
            return _apart(read())
        except Exception:  # whatever broke: nothing may be shown because of it, and no finding lost
            continue
    return [Literal(0, len(text), Role.SECRET)]


def unknown(text: str, start: int = 0, end: int | None = None) -> list[Literal]:
    """Return the words of a part of a text of which nothing is known."""
    from heap_lint.masking import code, naming

    return list(naming.literals(text, code.tokens(text, "unknown", start, end)))


def inside(text: str, start: int, end: int) -> list[Literal]:
    """Return the words of a literal that may be code: a comment that may speak of a secret is one piece.

    A number in any comment is no app's id. That there are comments is a guess, so that no more is shown
    of one than of other words.
    """
    found, out = unknown(text, start, end), list[Literal]()
    remarks = [
        Literal(start + match.start(), start + match.end(), Role.COMMENT)
        for match in _REMARK.finditer(text[start:end])
    ]
    number = 0
    for each in found:
        while number < len(remarks) and remarks[number].end <= each.start:
            number += 1
        is_behind = number < len(remarks) and remarks[number].start <= each.start
        out.append(each._replace(role=Role.PLAIN) if is_behind and each.role is Role.ID else each)
    return _apart(
        [*out, *(each for each in remarks if speaks_of_secret(text[each.start : each.end]))]
    )


def _find(path: str, text: str) -> list[Literal]:
    from heap_lint.masking import code, indented, markup, naming, words

    name = format_of(path) or ""
    if name == "web":
        return _web(path, text)
    if name in ("python", "ruby"):
        return list(naming.literals(text, code.tokens(text, name), tuples=True))
    if name in ("hcl", "json", "toml"):
        tokens = code.tokens(text, name)
        return list(naming.literals(text, tokens, sections=name == "toml", blocks=name == "hcl"))
    if name == "jsonl":
        return list(naming.literals(text, code.tokens(text, "json")))
    if name == "yaml":
        return indented.literals(text)
    if name in ("shell", "dockerfile"):
        return words.shell(text)
    if name == "dotenv":
        return words.dotenv(text)
    if name == "xml":
        return markup.literals(text, markup.Language(templates=False, html=False))
    return unknown(text)


def _web(path: str, text: str) -> list[Literal]:
    from heap_lint.masking import markup, naming, scripts

    stem, suffix = splitext(path.lower())
    language = _SCRIPTS.get(suffix)
    if language is not None:
        return list(naming.literals(text, scripts.tokens(text, language, 0, len(text))))
    page = markup.Language(_OF_TEMPLATES.get(suffix, "template"), braces=suffix in _WITH_BRACES)
    return markup.literals(text, page, _SCRIPTS.get(splitext(stem)[1], ""))


def _apart(found: list[Literal]) -> list[Literal]:
    """Return literals in order; what begins within another is a part of it."""
    out: list[Literal] = []
    for literal in sorted(found):
        if literal.start >= literal.end:
            continue
        if out and literal.start < out[-1].end:
            out[-1] = out[-1]._replace(end=max(out[-1].end, literal.end))
        else:
            out.append(literal)
    return out

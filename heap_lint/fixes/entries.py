"""Entries of mappings, added and removed, in every language that has them."""

from __future__ import annotations

import re
from bisect import bisect_right

from heap_lint.core.changes import AddEntry, RemoveEntry, Rename
from heap_lint.fixes.brackets import Bracketed, Item
from heap_lint.fixes.constants import written
from heap_lint.fixes.edits import CannotFixError, Edit
from heap_lint.fixes.grounds import Ground
from heap_lint.fixes.languages import Language
from heap_lint.lines import line_above, line_around
from heap_lint.source import Span

_KEY = re.compile(
    r"""(?P<quote>\\?["'`]|)(?P<name>[^"'`\\\s:=]{1,200})(?P=quote)(?P<sign>\s*(?:=>|[:=])\s*)"""
)
_BEHIND_KEY = re.compile(r"\s*([:=,}(]|)")
_BARE_SIGNS = {
    Language.SCRIPT: (":", "("),
    Language.PYTHON: ("=",),
    Language.RUBY: (":",),
}
"""What follows a key without quotes, where such a key may be a variable."""
_MOST_BRACES = 100
"""Braces in front of an entry that are asked whether it is theirs."""
_LONGEST_BLOCK = 20_000
_LONGEST_KEY = 200
_REACH = 200
"""Characters in front of braces that are looked at."""
_SIGNS = {Language.TOML: " = ", Language.HCL: " = "}
_QUOTES = {Language.JSON: '"', Language.PYTHON: '"'}
_KEYWORD = re.compile(r"\w+\s*=(?!=)\s*")
"""What begins an argument of Python with a name."""
_ANY_KEY = re.compile(r"""(?:\\?["'`][^"'`\\\r\n]{1,200}\\?["'`]|[\w$]+)\s*(?:=>|[:=])\s*""")
_ONE_LINE = re.compile(r"""\s*:[ \t]+["']?[\w./:-]+["']?[ \t]*""")
_CALL = re.compile(r"[\w$.?!\s]{0,200}\(")


def added(change: AddEntry, ground: Ground) -> Edit:
    """Return the edit that adds an entry. Raises `CannotFixError`."""
    language = ground.language(change.span)
    text, at = ground.source.text, change.span.start
    ground.require_not_shared(at, language)
    if text.startswith("{", at):
        return _in_braces(change, ground, ground.bracketed(at, language), language)
    if language in (Language.YAML, Language.TOML):
        return _line_before(change, ground, language)
    if language in (Language.SCRIPT, Language.PYTHON):
        return _in_call(change, ground, language)
    raise CannotFixError("there is no mapping to which an entry could be added")


def removed(change: RemoveEntry, ground: Ground) -> Edit:
    """Return the edit that removes an entry of braces. Raises `CannotFixError`."""
    language = ground.language(change.span)
    text = ground.source.text
    ground.require_not_shared(change.span.start, language)
    _require_unread(ground, change.span, ground.source.slice(change.span).strip("\"'`"), language)
    if language is Language.YAML and not _is_flow(text, change.span.start):
        return _without_line(change, ground)
    held, index = _around(ground, change.span, language)
    ground.require_one_piece(held.start, held.end)
    if held.has_comments:
        raise CannotFixError("a comment beside the entry would be lost, or say something untrue")
    if index + 1 < len(held.items):
        start, end = held.items[index].start, held.items[index + 1].start
    elif index:
        start, end = held.items[index - 1].end, held.items[index].end
    else:
        start, end = held.start + 1, held.end - 1
    return Edit(Span(change.span.path, start, end), "")


def renamed(change: Rename, ground: Ground) -> Edit:
    """Return the edit that gives an entry another key. Raises `CannotFixError`.

    A key that is a variable keeps its name, and so does the value of which only the name is written.
    """
    text, language = ground.source.slice(change.span), ground.language(change.span)
    before, old, behind = text.partition(change.old)
    is_quoted = before == behind or before.lstrip("bruBRU") == behind
    if not old or not is_quoted or (before and before[-1] not in "\"'`"):
        raise CannotFixError("its name is not written out where it stands")
    ground.require_not_shared(change.span.start, language)
    _require_unread(ground, change.span, old, language)
    start = change.span.start + len(before)
    new = change.new
    if not before and language in _BARE_SIGNS:
        sign = _BEHIND_KEY.match(ground.source.text, change.span.end)
        follows = sign[0][-1:] if sign is not None else ""
        if language is Language.SCRIPT and follows in (",", "}"):
            new = f"{new}: {old}"
        elif follows not in _BARE_SIGNS[language]:
            raise CannotFixError("its name is a variable")
        if not change.new.isidentifier():
            raise CannotFixError("the name would need quotes")
    return Edit(Span(change.span.path, start, start + len(old)), new)


def _require_unread(ground: Ground, key: Span, name: str, language: Language) -> None:
    """Raise `CannotFixError` where the program may read an entry by its name elsewhere.

    What is written where a call is given it is read by nobody else.
    """
    if language not in _BARE_SIGNS:
        return
    try:
        held, _ = _around(ground, key, language)
    except CannotFixError:
        pass
    else:
        before = ground.source.text[max(0, held.start - _REACH) : held.start].rstrip()
        if ground.source.text[held.start] == "(" or before.endswith(("(", ",")):
            return
    ground.names.require_unread(name, key)


def _is_flow(text: str, key: int) -> bool:
    """Whether a key of YAML stands in braces: it does not begin its line."""
    return bool(text[line_around(text, key)[0] : key].strip(" \t"))


def _without_line(change: RemoveEntry, ground: Ground) -> Edit:
    """Return the edit that removes the line of an entry of YAML that has a value of one word."""
    text, path, key = ground.source.text, change.span.path, change.span.start
    start, end = line_around(text, key)
    if _ONE_LINE.fullmatch(text, change.span.end, end) is None:
        raise CannotFixError("the entry has more than a value of one word")
    if _is_remark(text, start):
        raise CannotFixError("the comment above it would say something untrue")
    behind = end + (2 if text.startswith("\r\n", end) else 1)
    if behind > len(text):
        raise CannotFixError("the entry ends the file")
    return Edit(Span(path, start, behind), "")


def _around(ground: Ground, span: Span, language: Language) -> tuple[Bracketed, int]:
    """Return the brackets in which an entry stands directly, and which of them it is.

    Raises `CannotFixError`.
    """
    text, start = ground.source.text, span.start
    for _ in range(_MOST_BRACES):
        start = max(text.rfind("{", 0, start), text.rfind("(", 0, start))
        if start < 0:
            break
        try:
            held = ground.bracketed(start, language)
        except CannotFixError:
            continue
        index = bisect_right(held.items, span.start, key=lambda item: item.start) - 1
        if index >= 0 and _is_entry(text, held, held.items[index], span, language):
            return held, index
    raise CannotFixError("the entry stands in no braces")


def _is_entry(text: str, held: Bracketed, item: Item, span: Span, language: Language) -> bool:
    """Whether what stands between brackets is the entry with that key, or that value."""
    if span.end > item.end:
        return False
    is_call = text[held.start] == "("
    if is_call and (language is not Language.PYTHON or not _KEYWORD.match(text, item.start)):
        return False
    if span.start == item.start:
        return True
    key = _KEYWORD.match(text, item.start) if is_call else _ANY_KEY.match(text, item.start)
    return key is not None and (key.end(), item.end) == (span.start, span.end)


def _in_braces(change: AddEntry, ground: Ground, held: Bracketed, language: Language) -> Edit:
    """Return the edit that adds an entry behind the last one, or in empty braces."""
    text, path = ground.source.text, change.span.path
    ground.require_one_piece(held.start, held.end)
    if not held.items:
        if text[held.start + 1 : held.end - 1].strip():
            raise CannotFixError("nothing but a comment stands between the braces")
        entry = _entry(change, language, None)
        return Edit(Span(path, held.start + 1, held.end - 1), entry)
    first, last = held.items[0], held.items[-1]
    change = _like_others(change, [text[item.start : item.end] for item in held.items], language)
    entry = _entry(change, language, _sibling(text, held.items))
    indent = ground.indent(first.start)
    remark = text[held.start + 1 : first.start]
    if indent is not None and ground.indent(held.start) != indent:
        between = f"{ground.line_break()}{indent}"
        comma = "" if language is Language.HCL and "," not in text[first.start : last.end] else ","
        if remark.strip():
            if remark.lstrip(" \t")[0] not in "\r\n":
                raise CannotFixError("a comment behind the bracket would be about the new entry")
            return Edit(Span(path, held.start + 1, held.start + 1), f"{between}{entry}{comma}")
        # Before the first: what follows the last one (a comma, a comment) stays as it is.
        return Edit(Span(path, first.start, first.start), f"{entry}{comma}{between}")
    if remark.strip():
        return Edit(Span(path, held.start + 1, held.start + 1), f"{entry}, ")
    if held.has_comments or held.has_last_comma:
        return Edit(Span(path, first.start, first.start), f"{entry}, ")
    return Edit(Span(path, last.end, last.end), f", {entry}")


def _sibling(text: str, items: list[Item]) -> re.Match[str] | None:
    """Return how the key of another entry is written."""
    keys = (_KEY.match(text, item.start, item.end) for item in items)
    return next((key for key in keys if key is not None), None)


def _entry(change: AddEntry, language: Language, like: re.Match[str] | None) -> str:
    quote = like["quote"] if like is not None else _QUOTES.get(language, "")
    sign = like["sign"] if like is not None else _SIGNS.get(language, ": ")
    return f"{quote}{change.name}{quote}{sign}{written(change.constant, language, '')}"


def _line_before(change: AddEntry, ground: Ground, language: Language) -> Edit:
    """Return the edit that adds a line before the first entry of a block."""
    text, at = ground.source.text, change.span.start
    if language is Language.TOML and text.startswith("[", at):
        return _below_header(change, ground)
    like = _KEY.match(text, at)
    if like is None:
        raise CannotFixError("the mapping is written in a way to which no line can be added")
    start, end = line_around(text, at)
    before = text[start:at]
    if before.strip(" \t-"):
        raise CannotFixError("the mapping does not begin a line")
    indent = before.replace("-", " ")
    keys = _keys_below(text, start, len(indent))
    entry = _entry(_like_others(change, keys, language), language, like)
    if not _is_remark(text, start):
        return Edit(Span(change.span.path, at, at), f"{entry}{ground.line_break()}{indent}")
    if _ONE_LINE.fullmatch(text, like.end("name") + len(like["quote"]), end) is None:
        raise CannotFixError("the comment above the first entry would be about the new one")
    return Edit(Span(change.span.path, end, end), f"{ground.line_break()}{indent}{entry}")


def _below_header(change: AddEntry, ground: Ground) -> Edit:
    """Return the edit that adds a line below the header of a table of TOML."""
    text, path = ground.source.text, change.span.path
    _, end = line_around(text, change.span.start)
    keys = _keys_below(text, end, 0)
    entry = _entry(_like_others(change, keys, Language.TOML), Language.TOML, None)
    return Edit(Span(path, end, end), f"{ground.line_break()}{entry}")


def _is_remark(text: str, line: int) -> bool:
    """Whether a comment stands on the line above that which begins at `line`."""
    if line == 0:
        return False
    start, end = line_above(text, line)
    return text[start:end].lstrip().startswith("#")


def _keys_below(text: str, at: int, indent: int) -> list[str]:
    """Return the lines from a place on that are indented so, up to one that is less."""
    found: list[str] = []
    for line in text[at : at + _LONGEST_BLOCK].splitlines():
        depth = len(line) - len(line.lstrip(" \t-"))
        if line.strip() and depth < indent:
            break
        if depth == indent:
            found.append(line[indent:])
    return found


def _like_others(change: AddEntry, entries: list[str], language: Language) -> AddEntry:
    """Return an entry whose name joins its words as those of the others are, where that is free."""
    if language in (Language.SCRIPT, Language.PYTHON):
        return change
    keys = [match["name"] for match in map(_KEY.match, entries) if match is not None]
    if any(re.search("[a-z][A-Z]", key[:_LONGEST_KEY]) for key in keys):
        return change
    sign = next((sign for sign in "_-" if any(sign in key.strip("_-") for key in keys)), None)
    if sign is None:
        return change
    name = re.sub("[A-Z]", lambda match: f"{sign}{match[0].lower()}", change.name)
    return AddEntry(change.span, name, change.constant)


def _in_call(change: AddEntry, ground: Ground, language: Language) -> Edit:
    """Return the edit that gives a call a mapping, behind all that it is given."""
    text, path = ground.source.text, change.span.path
    match = _CALL.match(text, change.span.start)
    if match is None:
        raise CannotFixError("what is given to the call is not seen")
    given = ground.bracketed(match.end() - 1, language)
    ground.require_one_piece(given.start, given.end)
    ground.require_braces(given.start)
    entry = _entry(change, language, None)
    if not given.items or given.has_comments:
        raise CannotFixError("the call is given nothing that is seen")
    at = given.items[-1].end
    return Edit(Span(path, at, at), f", {{{entry}}}")

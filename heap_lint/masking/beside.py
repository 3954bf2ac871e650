"""What stands beside a token, and what that makes of it."""

from __future__ import annotations

import re

from heap_lint.heap.secret_names import (
    gives_secret,
    is_name_of_secret,
    names_secret,
    names_secret_weakly,
    words_of,
)
from heap_lint.masking.functions import is_keyword
from heap_lint.masking.tokens import Kind, Words

_CLOSING = re.compile(r"[\"'`]{0,3}[ \t]{0,200}")
"""What may stand between a literal and what follows it; no more, so that runs are not read twice."""
CLOSE = set(")]}")
_AROUND_PARAMETERS = set("({[,:]})")
_MOST_PARAMETERS = 20
"""Pieces of code that are looked at for the parameters of a function that is written in place."""
_KEYS = (Kind.TEXT, Kind.NUMBER)


def is_member(words: Words, number: int) -> bool:
    """Whether a name is that of a member of what stands in front: `.a`, `->a`."""
    return words.mark(number - 1) in (".", ">")


def is_owner(words: Words, number: int) -> bool:
    """Whether a word without quotes is a secret's name only weakly and has a member: `session.id`."""
    is_word = words.kind(number) is Kind.WORD and words.mark(number + 1) in (".", "[")
    return is_word and words.is_glued(number + 1) and names_secret_weakly(words[number])


def next_closing(text: str, end: int) -> str:
    """Return what follows a literal that ends there, its closing quote left out, as two characters."""
    match = _CLOSING.match(text, end)
    at = match.end() if match is not None else len(text)
    return text[at : at + 2]


def is_comparison(text: str, at: int) -> bool:
    """Whether an equals sign is one of several: what is compared is not what a name is given."""
    before = text[at - 1 : at] if at else ""
    behind = text[at + 1 : at + 2]
    return bool(before and before in "=!<>") or bool(behind and behind in "=~")


def receiver(words: Words, number: int) -> str:
    """Return the last name of what a function is called on, which may be none."""
    dot = number - 1
    if words[dot] != ".":
        return ""
    return words.name(dot - 2 if words[dot - 1] in ("?", "!") else dot - 1)


def is_subscript(words: Words, number: int) -> bool:
    """Whether a bracket holds one key of something, which no secret's name is given to."""
    name = words.name(number - 1)
    is_behind = bool(name) and words.is_glued(number)
    is_type = name[:1].isupper() and not name.isupper()  # `Literal["a"]` holds values
    is_one = words.kind(number + 1) in _KEYS and words[number + 2] == "]"
    is_of_secrets = names_secret(name) and not names_secret_weakly(name)
    return is_behind and is_one and not (is_type or is_keyword(name) or is_of_secrets)


def ends_with_secret(words: Words, number: int) -> bool:
    """Whether a secret, and not what it only belongs to, stands in front of a token.

    It may be a name, the text that is a key, or a call of what gives one back.
    """
    if words[number - 1] == ")" and words[number - 2] == "(":
        return gives_secret(words.name(number - 3))
    if words.mark(number - 1) == "!":  # of TypeScript
        number -= 1
    is_key = words[number - 1] in CLOSE and words.kind(number - 2) is Kind.TEXT
    name = words[number - 2] if is_key else words.name(number - 1).lstrip("$")
    return is_name_of_secret(name) and not names_secret_weakly(name)


def is_else(words: Words, closing: int) -> bool:
    """Whether brackets are followed by what is taken in place of what they hold: `(a) ?? "b"`."""
    return words[closing + 1] == "or" or words[closing + 1] + words[closing + 2] in ("??", "||")


def names_parameter(words: Words, number: int) -> bool:
    """Whether the function that a call is handed has a parameter with a secret's name."""
    found, is_function = False, False
    for at in range(number + 1, number + _MOST_PARAMETERS):
        mark, name = words.mark(at), words.name(at)
        if mark == "=":  # of an arrow
            return found and words.mark(at + 1) == ">"
        if is_function and (mark == "|" or (mark == "{" and words.mark(at - 1) == ")")):
            return found
        if name in ("function", "do") or mark == "|":
            is_function = is_function or name != "do"
        elif name:
            found = found or (is_name_of_secret(name) and not names_secret_weakly(name))
        elif mark not in _AROUND_PARAMETERS:
            return False
    return False


def is_key(name: str) -> bool:
    """Whether a name is that of a key, and not the secret that stands under it: `TOKEN`, `tokenKey`."""
    words = words_of(name)
    if not (name.isupper() or words[-1:] in (("key",), ("name",))):
        return False
    of = "_".join(words[:-1] if words[-1:] == ("name",) else words)
    return is_name_of_secret(of) and not names_secret_weakly(of)


def is_walrus(words: Words, colon: int) -> bool:
    """Whether a colon is the beginning of `:=`, which gives a value to a name."""
    return words.mark(colon) == ":" and words.mark(colon + 1) == "=" and words.is_glued(colon + 1)


def is_attribute(words: Words, brace: int) -> bool:
    """Whether a brace holds what an attribute of JSX is given, which is no handler of events."""
    if words.mark(brace - 1) != "=" or not words.is_glued(brace):
        return False
    return bool(words.name(brace - 2)) and words[brace - 2][:2] != "on"


def is_value_symbol(words: Words, number: int) -> bool:
    """Whether a name is a symbol of Ruby that something is given: `password = :sunflower`."""
    colon = number - 1
    if words.mark(colon) != ":" or not words.is_glued(number) or words.is_glued(colon):
        return False
    return words.mark(colon - 1) in ("=", ":", ">")


def is_symbol(words: Words, number: int) -> bool:
    """Whether a name is a symbol of Ruby that a function is handed: `set(:password, ...)`."""
    colon = number - 1 - (words.mark(number - 1) == "@")
    is_first = words.mark(colon - 1) in ("(", ",")
    return words.mark(colon) == ":" and is_first

"""Keys and texts that say what something beside or below them is, and not by their words alone."""

from __future__ import annotations

import re

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.heap.secret_names import is_name_of_secret, names_secret, names_secret_weakly

_SECRET_KIND = re.compile(
    r"\bkind[\"']?[ \t]{0,9}[:=][ \t]{0,9}[\"']?\w{0,40}Secret\b|\bkubernetes_secret"
)
_SELECTOR = re.compile(
    r"(?:[\w-]{0,30}#|[\w/*-]{0,30}\[(?:@?[\w-]{1,20}[*^$~|]?=)?[\"']?)(?P<name>[\w-]{1,60})(?:[\"']?\])?"
)
"""What finds an element by its id, or another attribute: it stands for what is typed there."""
_PATTERN = re.compile(r"/\^?(?P<name>[\w -]{1,60})\$?/[a-z]{0,4}")
"""A regular expression for a label, or for another text that tells an element."""
_FILLED = regex.lazy(
    r"(?<![\w-])(?P<name>[\w-]{1,60})[\"']?[ \t]{0,3}[:=]?[ \t]{0,3}[\"']?"
    r"(?:%[-+\d.]{0,5}[sdrifvqxu]|\{\w{0,20}(?:[:!][^{}\s]{0,20})?\})"
)
"""A name in front of a place that something is filled into: `token %s`, `token={}`."""
_LOGIN_IN_URL = regex.lazy(
    r"://[^\s/@:{%]{0,60}(?:%\w|%\(\w{1,40}\)s|\{\w{0,40}\})?:(?:%\w|%\(\w{1,40}\)s|\{\w{0,40}\})@"
)
"""An address into which a password is filled."""
_PROMPT = regex.lazy(
    r"(?P<name>[\w-]{1,60}(?:[ \t][\w-]{1,60}){0,9})[ \t]{0,3}(?:[:=?>]|\bis)\s{0,3}"
)
"""What asks for something, or says what it is: `Your password: `, `Password is `."""
_NAMING = 2
"""Words in front of the sign that name it."""
_LONGEST_NAMES = 200


_ESCAPED = regex.lazy(r"\\(?:u(?P<four>[0-9a-fA-F]{4})|x(?P<two>[0-9a-fA-F]{2}))")


def as_read(name: str) -> str:
    """Return a name in quotes with the characters that are written by their numbers."""
    if "\\" not in name:
        return name
    return _ESCAPED.sub(lambda match: chr(int(match["four"] or match["two"], 16)), name)


def holds_secrets(text: str, name: str) -> bool:
    """Whether a key holds all that is secret in a Kubernetes Secret, if the file has one."""
    return name == "stringData" or (name in ("data", "binaryData") and _has_secret_kind(text))


@remembered
def _has_secret_kind(text: str) -> bool:
    return _SECRET_KIND.search(text) is not None


def tells_secret(text: str) -> bool:
    """Whether a text is the name of a secret, or several names with one of a secret among them."""
    if fills_in_secret(text) or introduces_secret(text):
        return True
    is_short = len(text) <= _LONGEST_NAMES
    selector = (_SELECTOR.fullmatch(text) or _PATTERN.fullmatch(text)) if is_short else None
    if selector is not None:
        return is_name_of_secret(selector["name"]) and not names_secret_weakly(selector["name"])
    if "," in text and len(text) <= _LONGEST_NAMES:
        return any(is_name_of_secret(name.strip()) for name in text.split(","))
    return is_name_of_secret(text)


def asks_for_secret(text: str) -> bool:
    """Whether a question is one for a secret, by its last words: `Enter your PIN`."""
    words = text.strip(" \t\r\n:?>.")[:_LONGEST_NAMES].split()
    return is_name_of_secret("_".join(words[-_NAMING:]))


def introduces_secret(text: str) -> bool:
    """Whether a text says that what follows it is a secret: `Password: `, and not `Forgot password?`."""
    prompt = _PROMPT.fullmatch(text.strip()) if len(text) <= _LONGEST_NAMES else None
    if prompt is None:
        return False
    name = "_".join(prompt["name"].split()[-_NAMING:])
    return is_name_of_secret(name) and not names_secret_weakly(name)


def fills_in_secret(text: str) -> bool:
    """Whether a text says that what is filled into it is a secret."""
    if len(text) > _LONGEST_NAMES or not ("%" in text or "{" in text):
        return False
    return _LOGIN_IN_URL.search(text) is not None or any(
        names_secret(match["name"]) and not names_secret_weakly(match["name"])
        for match in _FILLED.finditer(text)
    )

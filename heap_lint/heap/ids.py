"""Ids that are public where they stand: by the names that they are given to, and by their form."""

from __future__ import annotations

from heap_lint import regex
from heap_lint.heap.secret_names import words_of

_LONGEST_ID = 12
_IDS = {"app id", "appid", "env id", "envid", "environment id", "user id", "heap id"}
TAG_MANAGER = regex.lazy(r"(?:GTM|gtm)-[A-Za-z0-9]{4,9}")
"""An id of Google Tag Manager: it stands in every page, and where people took it for Heap's."""


def names_id(name: str) -> bool:
    """Whether a name is one of an app's id, or of another that is told in short."""
    words = words_of(name)
    return " ".join(words[-2:]) in _IDS or (bool(words) and words[-1] in ("appid", "envid"))


def is_app_id(text: str, name: str) -> bool:
    """Whether a text is an app's id by its form and by its name, which is public."""
    return is_public_id(text) and names_app_id(name)


def names_app_id(name: str) -> bool:
    """Whether a name is one of an app's id."""
    return names_id(name) and words_of(name)[-2:] != ("user", "id")


def is_public_id(text: str) -> bool:
    """Whether a text has the form of an app's id, or of what people take for one."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return is_number or TAG_MANAGER.fullmatch(text) is not None

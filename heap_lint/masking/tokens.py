"""What a text is made of: code, which is shown, and literals, which may not be."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is. Blanks are none."""

    NAME = "name"
    """An identifier or a keyword: code."""
    KEY = "key"
    """A name that is written as a literal, such as that of a YAML mapping."""
    TEXT = "text"
    """What stands between quotes, or a piece of it."""
    WORD = "word"
    """A word without quotes that is, or may be, a value."""
    NUMBER = "number"
    COMMENT = "comment"
    MARK = "mark"
    """One character of punctuation."""
    LINE = "line"
    """A line end that may end a statement."""


LITERALS = (Kind.KEY, Kind.TEXT, Kind.WORD, Kind.NUMBER, Kind.COMMENT)


class Token(NamedTuple):
    """A piece of a text: characters `start` to `end`."""

    kind: Kind
    start: int
    end: int


class Role(Enum):
    """What a literal stands for, as the names around it say."""

    PLAIN = "plain"
    SECRET = "secret"
    """The value of a key, an argument or a flag with a secret's name."""
    PIECE = "piece"
    """A part of a text that is put together and is not plain as a whole."""
    ID = "id"
    """It stands where an app's id does."""
    NAME = "name"
    """A key, which is judged as what a finding is about."""
    COMMENT = "comment"
    REMARK = "remark"
    """A comment beside the value of a secret, which may speak of it."""


class Literal(NamedTuple):
    """A literal of a text: characters `start` to `end`, quotes left out."""

    start: int
    end: int
    role: Role

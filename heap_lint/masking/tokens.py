"""What a text is made of: code, which is shown, and literals, which may not be."""

from __future__ import annotations

from collections.abc import Set
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


_GOES_ON = set("=+-*/|&?:.,([{<>\\%!~")
_BEGINS_ON = set("=.?:|&+)]},")
LITERALS = (Kind.KEY, Kind.TEXT, Kind.WORD, Kind.NUMBER, Kind.COMMENT)


class Token(NamedTuple):
    """A piece of a text: characters `start` to `end`."""

    kind: Kind
    start: int
    end: int


class Words:
    """The tokens of a text, by number: those that there are not are empty."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text, self._tokens = text, tokens
        self._before = self._counted_before()
        self._behind = self._counted_behind()

    def __getitem__(self, number: int) -> str:
        token = self._tokens[number] if 0 <= number < len(self._tokens) else None
        return self._text[token.start : token.end] if token is not None else ""

    def __len__(self) -> int:
        return len(self._tokens)

    def kind(self, number: int) -> Kind | None:
        """Return what a token is."""
        return self._tokens[number].kind if 0 <= number < len(self._tokens) else None

    def text(self, first: int, last: int) -> str:
        """Return all that stands from one token to another."""
        return self._text[self._tokens[first].start : self._tokens[last].end]

    def name(self, number: int) -> str:
        """Return a token that is a name."""
        return self[number] if self.kind(number) is Kind.NAME else ""

    def is_glued(self, number: int) -> bool:
        """Whether a token follows the one before it without a blank."""
        return self._tokens[number - 1].end == self._tokens[number].start

    def member(self, number: int) -> str:
        """Return the name of a member that ends at a token: `a`, `#a`, `"a"` or `["a"]`."""
        if self.mark(number) == "]" and self.mark(number - 2) == "[":
            number -= 1
        is_text = self.kind(number) is Kind.TEXT
        return self[number] if is_text else self.name(number).lstrip("#")

    def mark(self, number: int) -> str:
        """Return a token that is a mark: a text that looks like one is none."""
        return self[number] if self.kind(number) is Kind.MARK else ""

    def before(self, number: int) -> int:
        """Return which token stands before a line end: comments, and lines of them, are passed over."""
        return self._before[number]

    def behind(self, number: int) -> int:
        """Return which token is the next that is neither a line end nor a comment."""
        return self._behind[number]

    def goes_on(
        self, line: int, ending: Set[str] = _GOES_ON, beginning: Set[str] = _BEGINS_ON
    ) -> bool:
        """Whether an operator stands at the end of a line, or begins the next."""
        return (
            self.mark(self.before(line))[-1:] in ending
            or self.mark(self.behind(line))[:1] in beginning
        )

    def _counted_before(self) -> list[int]:
        out: list[int] = []
        for number in range(len(self._tokens)):
            before = number - 1
            if self.kind(before) is Kind.COMMENT:
                before = out[before - 1] if self.kind(before - 1) is Kind.LINE else out[before]
            out.append(before)
        return out

    def _counted_behind(self) -> list[int]:
        behind = len(self._tokens)
        out = [behind] * (behind + 1)  # the end of the text ends what is still open
        for number in range(len(self._tokens) - 1, -1, -1):
            out[number] = behind
            if self._tokens[number].kind not in (Kind.LINE, Kind.COMMENT):
                behind = number
        return out


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

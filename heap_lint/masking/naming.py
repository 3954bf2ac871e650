"""Which literals stand under a secret's name: keys, arguments, variables, pairs of a name and a value.

One pass over the tokens with a stack of brackets. Between two commas (or statements) a name governs what
stands beside it, and all that is opened behind it: `passwords = [...]`, `set_password(...)`. A text that
is itself a secret's name governs its whole bracket: `{"name": "DB_PASSWORD", "value": ...}`,
`getenv("TOKEN", ...)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

from heap_lint.core.remembering import remembered
from heap_lint.heap.secrets import (
    is_for_linters,
    is_name_of_secret,
    names_id,
    names_secret,
    names_secret_weakly,
    takes_id,
    takes_secrets,
)
from heap_lint.masking import pieces
from heap_lint.masking.tokens import LITERALS, Kind, Literal, Role, Token

_OPEN, _CLOSE = set("([{"), set(")]}")
_GOES_ON = set("=+-*/|&?:.,([{<>\\%!~")
_BEGINS_ON = set("=.?:|&+)]},")
_CLOSING = re.compile(r"[\"'`]{0,3}[ \t]{0,200}")
"""What may stand between a literal and what follows it; no more, so that runs are not read twice."""
_SECRET_KIND = re.compile(
    r"\bkind[\"']?[ \t]{0,9}[:=][ \t]{0,9}[\"']?\w{0,40}Secret\b|\bkubernetes_secret"
)
_NAME_OF_NAMES = ("name", "key", "variable", "env", "parameter", "setting")
_LONGEST_NAMES = 200
_HEADS = {
    *("if", "elif", "while", "for", "with", "else", "unless", "when", "case", "def", "class"),
    *("async", "try", "except", "finally", "match", "default"),
}
"""Words that begin what a colon or a bracket ends, and a block follows."""
_ENDS = {"and", "then", "do"}


class _Group:
    """What is known within a bracket, up to the last comma and since."""

    def __init__(self, start: int, *, secret: bool = False, is_id: bool = False) -> None:
        self.start = start
        self.secret, self.is_id = secret, is_id
        self.holds = self.held = self.ever_named = False
        self.tells = False
        self.ever: list[int] = []
        """Its literals, whatever ended their statements, and whether one says that they are secret."""
        self.is_empty = True
        self.is_object = False
        """Whether it begins with a key: then its lines are no statements."""
        self.end_statement()

    def end_statement(self) -> None:
        """Begin another statement, if this is a block."""
        self.held = self.held or self.holds
        self.holds = False
        self.all: list[int] = []
        self.begin()

    def begin(self) -> None:
        """Begin what stands between two separators."""
        self.chooses = self.assigned = self.unpacks = self.opens_named = False
        self.named = self.bound = self.id_named = False
        self.weak = False
        self.literals: list[int] = []
        self.first = ""
        self.any_named = False

    def holds_names(self, before: Kind | None) -> bool:
        """Whether it is a list of names, and not what is handed to a function."""
        return self.held and before is not Kind.NAME


class _Namer:
    def __init__(self, text: str, tokens: list[Token], *, sections: bool, blocks: bool) -> None:
        self._text, self._tokens = text, tokens
        self._sections, self._blocks = sections, blocks or sections
        self._added = [0] * (len(tokens) + 1)
        self._roles: list[Role | None] = [None] * len(tokens)
        self._groups = [_Group(0)]
        self._ended_named = False

    def literals(self) -> Iterator[Literal]:
        """Yield the literals with their roles."""
        for number in range(len(self._tokens)):
            self._read(number)
        while len(self._groups) > 1:
            self._close(len(self._tokens))
        self._end_statement(self._groups[0])
        self._end_block(self._groups[0])
        for number, piece in pieces.roles(self._text, self._tokens, self._roles):
            if piece is Role.SECRET:
                self._flag(number, number + 1)
            elif self._roles[number] is Role.PLAIN:
                self._roles[number] = piece
        under = accumulate(self._added)
        for token, role, secrets in zip(self._tokens, self._roles, under, strict=False):
            if role is None:
                continue
            if secrets and role is not Role.NAME:
                role = Role.REMARK if role is Role.COMMENT else Role.SECRET
            yield Literal(token.start, token.end, role)

    def _word(self, number: int) -> str:
        token = self._tokens[number] if 0 <= number < len(self._tokens) else None
        return self._text[token.start : token.end] if token is not None else ""

    def _following(self, number: int) -> int:
        """Return which is the next token that is no line end, -1 if there is none near."""
        for following in range(number + 1, min(number + 4, len(self._tokens))):
            if self._tokens[following].kind is not Kind.LINE:
                return following
        return -1

    def _next(self, number: int) -> str:
        """Return the first characters of the next token that is no line end."""
        following = self._following(number)
        return self._word(following)[:2] if following >= 0 else ""

    def _read(self, number: int) -> None:
        kind, group = self._tokens[number].kind, self._groups[-1]
        is_first = group.is_empty and kind not in (Kind.LINE, Kind.COMMENT)
        if kind is not Kind.COMMENT:
            self._ended_named = False
        if kind is Kind.MARK:
            self._mark(number)
        elif kind is Kind.LINE:
            self._line(number)
        elif kind is Kind.COMMENT:
            self._comment(number, group)
        elif kind in LITERALS:
            self._literal(number)
        else:
            self._name(number, self._word(number))
        if is_first:
            group.is_empty = False
            group.is_object = self._roles[number] is Role.NAME

    def _comment(self, number: int, group: _Group) -> None:
        """Read a comment: one that stands behind the value of a secret may speak of it."""
        self._roles[number] = Role.COMMENT
        is_behind = self._ended_named or (group.named and group.bound)
        if is_behind and not is_for_linters(self._word(number)):
            self._flag(number, number + 1)

    def _name(self, number: int, word: str) -> None:
        group = self._groups[-1]
        group.first = group.first or word
        if word in _ENDS and not group.bound:
            group.named = False
        if names_secret(word):
            self._names(group, weak=names_secret_weakly(word))
        elif holds_secrets(self._text, word):
            self._names(group)
        if names_id(word):
            group.id_named = True

    def _end_block(self, group: _Group) -> None:
        """End a block of a config, in which one line may name what another one gives."""
        for number in group.ever if group.tells else ():
            self._flag(number, number + 1)
        group.tells, group.ever = False, []

    def _names(self, group: _Group, *, weak: bool = False) -> None:
        group.named = group.any_named = group.ever_named = True
        group.weak = weak
        for each in group.literals:
            self._flag(each, each + 1)
        group.literals = []

    def _literal(self, number: int) -> None:
        group, word = self._groups[-1], self._word(number)
        token = self._tokens[number]
        if token.kind is Kind.KEY or self._is_key(number):
            self._roles[number] = Role.NAME
            self._name(number, word)
            return
        group.first = group.first or word
        self._roles[number] = Role.ID if group.id_named or group.is_id else Role.PLAIN
        if self._before(number) is Kind.NAME and takes_secrets(self._word(number - 1)):
            group.holds = True  # a call without brackets, as Ruby has them
        if group.named or group.secret:
            self._flag(number, number + 1)
        elif token.kind is not Kind.NUMBER and _is_name_of_secret(word):
            group.holds = group.any_named = True
            group.tells = group.tells or group.first.lower() in _NAME_OF_NAMES
        group.literals.append(number)
        group.all.append(number)
        if self._blocks:
            group.ever.append(number)

    def _before(self, number: int) -> Kind | None:
        return self._tokens[number - 1].kind if number else None

    def _is_key(self, number: int) -> bool:
        after = self._next_closing(number)
        if after in ("=>", "=:"):
            return True
        if after[:1] == ":" and after != "::":
            group = self._groups[-1]
            is_data = self._tokens[number].kind is Kind.WORD
            return not group.chooses and (is_data or self._bracket(group) == "{")
        return after[:1] == "=" and after != "==" and self._tokens[number].kind is Kind.WORD

    def _next_closing(self, number: int) -> str:
        """Return what follows a literal, its closing quote left out, as two characters."""
        match = _CLOSING.match(self._text, self._tokens[number].end)
        at = match.end() if match is not None else len(self._text)
        return self._text[at : at + 2]

    def _mark(self, number: int) -> None:
        mark, group = self._word(number), self._groups[-1]
        if mark in _OPEN:
            self._opened(number, mark, group)
        elif mark in _CLOSE:
            if len(self._groups) > 1:
                self._close(number)
        elif mark == ",":
            self._comma(group)
        elif mark == ";":
            self._ended_named = group.named and group.bound
            self._end_statement(group)
        elif mark == "?":
            group.chooses = True
        elif mark == "=" and group.unpacks and group.opens_named and not group.bound:
            self._names(group)
            group.bound = group.assigned = True
        elif mark == "=" and not group.named:
            group.assigned = True
        elif mark == ":" and group.first in _HEADS and not group.chooses and not group.assigned:
            group.begin()
        elif mark in "=:" and group.named:
            group.bound = True
            group.assigned = group.assigned or mark == "="
        elif (mark == "&" and self._word(number - 1) == "&" and not group.bound) or (
            mark == "." and group.weak and not group.bound
        ):
            group.named = False

    def _comma(self, group: _Group) -> None:
        """Read a comma: it ends what a name governs, unless names are given values together."""
        group.is_id = False
        is_block = self._bracket(group) == "" or not group.is_object
        if is_block and self._bracket(group) in ("", "{") and (group.unpacks or not group.assigned):
            group.unpacks = True
        else:
            group.begin()

    def _bracket(self, group: _Group) -> str:
        return self._word(group.start) if group is not self._groups[0] else ""

    def _opened(self, number: int, mark: str, group: _Group) -> None:
        before = self._tokens[number - 1] if number else None
        secret = group.secret or group.named or (mark != "{" and group.holds)
        is_id = False
        if before is not None and before.kind is Kind.NAME and mark in "([":
            callee = self._word(number - 1)
            secret = secret or (mark == "(" and takes_secrets(callee))
            is_id = mark == "(" and takes_id(callee)
        if mark == "{" and before is not None:
            if self._word(number - 1) in (")", ">"):
                # The lines of a function that is handed over, or only weakly named, say other things.
                is_handed = len(self._groups) > 1 and self._word(group.start) == "("
                secret = (group.secret and not is_handed) or (group.bound and not group.weak)
            elif before.kind is Kind.TEXT and is_name_of_secret(self._word(number - 1)):
                secret = True
        if mark == "{" and group.first in _HEADS:
            secret = group.secret
        self._groups.append(_Group(number, secret=secret, is_id=is_id or group.id_named))

    def _close(self, number: int) -> None:
        inner = self._groups.pop()
        outer = self._groups[-1]
        bracket = self._word(inner.start)
        names = (bracket == "[" and inner.any_named) or (bracket == "(" and inner.holds)
        names = names or (bracket != "{" and inner.ever_named and self._next(number) == "=")
        self._end_statement(inner)
        self._end_block(inner)
        if bracket in ("(", "[") and inner.holds_names(self._before(inner.start)):
            outer.holds = outer.holds or self._is_call(outer)
        outer.opens_named = outer.opens_named or (bracket != "{" and inner.ever_named)
        if self._sections and len(self._groups) == 1 and outer.first == "":
            self._end_block(outer)
            outer.secret = names
        elif names:
            self._names(outer)
        elif bracket == "{" and outer.first in _HEADS:
            outer.begin()

    def _is_call(self, group: _Group) -> bool:
        return self._bracket(group) == "(" and self._before(group.start) is Kind.NAME

    def _end_statement(self, group: _Group) -> None:
        for number in group.all if group.holds else ():
            self._flag(number, number + 1)
        group.end_statement()

    def _flag(self, start: int, end: int) -> None:
        self._added[start] += 1
        self._added[end] -= 1

    def _goes_on(self, number: int) -> bool:
        """Whether an operator stands at the end of a line, or begins the next: no text that looks so."""
        before = number - 1
        while before >= 0 and self._tokens[before].kind is Kind.COMMENT:
            before -= 1
        if self._is_mark(before) and self._word(before)[-1:] in _GOES_ON:
            return True
        following = self._following(number)
        return self._is_mark(following) and self._word(following)[:1] in _BEGINS_ON

    def _is_mark(self, number: int) -> bool:
        return 0 <= number < len(self._tokens) and self._tokens[number].kind is Kind.MARK

    def _line(self, number: int) -> None:
        group = self._groups[-1]
        bracket = self._word(group.start) if len(self._groups) > 1 else "{"
        if bracket != "{" or self._goes_on(number):
            return
        if len(self._groups) == 1 or not group.is_object:
            self._end_statement(group)


def literals(
    text: str, tokens: Iterable[Token], *, sections: bool = False, blocks: bool = False
) -> Iterator[Literal]:
    """Yield the literals among the tokens of a text, each with what it stands for.

    `sections`: a bracket at the beginning of a line names what follows, up to the next one.
    `blocks`: what is in braces may be lines of settings, of which one names what another gives.
    """
    return _Namer(text, list(tokens), sections=sections, blocks=blocks).literals()


def holds_secrets(text: str, name: str) -> bool:
    """Whether a key holds all that is secret in a Kubernetes Secret, if the file has one."""
    return name == "stringData" or (name in ("data", "binaryData") and _has_secret_kind(text))


@remembered
def _has_secret_kind(text: str) -> bool:
    return _SECRET_KIND.search(text) is not None


def _is_name_of_secret(text: str) -> bool:
    """Whether a text is the name of a secret, or several names with one of a secret among them."""
    if "," in text and len(text) <= _LONGEST_NAMES:
        return any(is_name_of_secret(name.strip()) for name in text.split(","))
    return is_name_of_secret(text)

"""Worst inputs for a regular expression, made from its parse tree.

A match is slow where a part that repeats can take the same text in several ways and what must follow
is missing, or where every place of the text begins a long attempt that fails. So each repeat is led to
(a text that matches what stands before it), pumped (what its body matches, again and again; one text
of each kind, also one that the repeats beside it take too) and followed by an end that fails; and the
way to it is pumped as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

try:
    from re import _parser as sre
except ImportError:  # Python 3.10
    import sre_parse as sre  # type: ignore[no-redef]

_USUAL = " \t\r\n\x01aAhHzZ_019.,:;-+*/\\|&=<>(){}[]\"'`#@!?$%^~\x85\xa0é\ufeff"
_MANY = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_VARIANTS = 6


class Attack(NamedTuple):
    """`before`, then `pump` again and again, then `after`."""

    before: str
    pump: str
    after: str

    def text(self, size: int) -> str:
        """Return a text of about `size` characters."""
        room = size - len(self.before) - len(self.after)
        return self.before + self.pump * max(1, room // len(self.pump)) + self.after


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return the attacks on an expression, each once."""
    return list(dict.fromkeys(_Worst(pattern).attacks()))


class _Worst:
    def __init__(self, pattern: re.Pattern[Any]) -> None:
        written = pattern.pattern
        text = written.decode("latin-1") if isinstance(written, bytes) else written
        self._tree = sre.parse(text, pattern.flags & ~(re.UNICODE | re.LOCALE))
        self._flags = pattern.flags
        self._bytes = isinstance(written, bytes)
        self._classes: list[list[Any]] = []
        self._groups: dict[int, list[Any]] = {}
        self._collect(self._tree)
        self._alphabet = self._representatives()

    def attacks(self) -> Iterator[Attack]:
        ends = ["\x01", "", "\n", *islice(self._alphabet, 4)]
        pairs = list(dict.fromkeys(self._pumped(list(self._tree), ("",))))
        pumps = list(dict.fromkeys(pump for _, pump in pairs))
        for before, pump in pairs:
            for end in ends:
                yield Attack(before, pump, end)
        for again in self._again(pairs, pumps):
            for end in ends[:3]:
                yield Attack("", again, end)

    def _again(self, pairs: list[tuple[str, str]], pumps: list[str]) -> Iterator[str]:
        """Yield what begins a match, or a part of one, again and again."""
        segments = list(dict.fromkeys(filter(None, self._segments(list(self._tree)))))
        starts = dict.fromkeys([head + pump for head, pump in pairs] + [h for h, _ in pairs])
        for start in dict.fromkeys([*starts, *segments]):
            for begin in ("", " ", "\n"):
                if begin + start:
                    yield begin + start
        for first in islice(pumps, 12):
            for second in dict.fromkeys([*islice(pumps, 12), *islice(segments, 12)]):
                if first != second:
                    yield first + second

    def _segments(self, nodes: list[Any]) -> Iterator[str]:
        """Yield the shortest texts of what stands between repeats."""
        between = ""
        for op, value in nodes:
            name = str(op)
            if name in _MANY and value[1] > 8:
                yield between
                between = ""
            else:
                between += self._one((op, value))[0]
            for part in _parts(name, value):
                yield from self._segments(list(part))
        yield between

    # --- What the expression is made of

    def _collect(self, nodes: Iterable[Any]) -> None:
        for op, value in nodes:
            name = str(op)
            if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
                self._classes.append([(op, value)])
            for part in _parts(name, value):
                self._collect(part)
            if name == "SUBPATTERN" and value[0] is not None:
                self._groups[value[0]] = list(value[-1])

    def _matches(self, node: tuple[Any, Any], character: str) -> bool:
        op, value = node
        code = ord(character)
        name = str(op)
        if name == "LITERAL":
            return code == value or self._flags & re.I and character.lower() == chr(value).lower()
        if name == "NOT_LITERAL":
            return code != value
        if name == "ANY":
            return bool(self._flags & re.S) or character != "\n"
        if name == "IN":
            negate = bool(value) and str(value[0][0]) == "NEGATE"
            return negate != any(self._in(item, character) for item in value[negate:])
        return False

    def _in(self, item: tuple[Any, Any], character: str) -> bool:
        op, value = item
        name, code = str(op), ord(character)
        if name == "LITERAL":
            return code == value or bool(
                self._flags & re.I and character.lower() == chr(value).lower()
            )
        if name == "RANGE":
            folded = [
                ord(c) for c in {character, character.lower(), character.upper()} if len(c) == 1
            ]
            codes = folded if self._flags & re.I else [code]
            return any(value[0] <= each <= value[1] for each in codes)
        category = str(value)
        kind = r"\d" if "DIGIT" in category else r"\s" if "SPACE" in category else r"\w"
        fits = re.match(kind, character, re.ASCII if self._bytes else 0) is not None
        return fits != ("NOT" in category)

    def _representatives(self) -> list[str]:
        """Return characters, one of each set that no class of the expression tells apart."""
        literals = [chr(v) for c in self._classes for op, v in c if str(op) == "LITERAL"]
        for each in self._classes:
            for op, value in each:
                if str(op) == "IN":
                    literals += [chr(v) for o, v in value if str(o) == "LITERAL"]
                    literals += [chr(v[0]) for o, v in value if str(o) == "RANGE"]
        kinds: dict[tuple[bool, ...], str] = {}
        for character in dict.fromkeys([*_USUAL, *literals]):
            if self._bytes and ord(character) > 255:
                continue
            kind = tuple(bool(self._matches(c[0], character)) for c in self._classes)
            kinds.setdefault(kind, character)
        return list(kinds.values())

    # --- Texts

    def _one(self, node: tuple[Any, Any]) -> list[str]:
        """Return some texts that a node matches, most telling first."""
        op, value = node
        name = str(op)
        if name == "LITERAL":
            return [chr(value)]
        if name in ("NOT_LITERAL", "ANY", "IN"):
            return [c for c in self._alphabet if self._matches(node, c)] or ["a"]
        if name == "BRANCH":
            texts = [self._texts(list(branch)) for branch in value[1]]
            return [t for group in _in_turn(texts) for t in group]
        if name == "SUBPATTERN":
            return self._texts(list(value[-1]))
        if name == "ATOMIC_GROUP":
            return self._texts(list(value))
        if name in _MANY:
            low = value[0]
            body = self._texts(list(value[2]))
            if low == 0:
                return ["", *body]
            return [text * low for text in body]
        if name == "GROUPREF":
            return self._texts(self._groups.get(value, []))[:1]
        return [""]

    def _texts(self, nodes: list[Any]) -> list[str]:
        """Return some texts that a sequence of nodes matches: the shortest, then variations."""
        choices = [self._one(node)[:12] for node in nodes]
        if not choices:
            return [""]
        first = "".join(choice[0] for choice in choices)
        found = [first]
        for place, choice in enumerate(choices):
            for other in choice[1:]:
                parts = [c[0] for c in choices]
                parts[place] = other
                found.append("".join(parts))
        full = "".join(choice[-1] for choice in choices)
        return list(dict.fromkeys([*found, full]))[: 3 * _VARIANTS]

    # --- Repeats

    def _pumped(self, nodes: list[Any], heads: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield what leads to each repeat, and a text of its body."""
        before = list(dict.fromkeys(heads))
        for node in nodes:
            op, value = node
            name = str(op)
            if name in _MANY and value[1] > 8:
                bodies = [t for t in self._texts(list(value[2])) if t]
                for head in before[:3]:
                    for body in bodies:
                        yield head, body
            for part in _parts(name, value):
                yield from self._pumped(list(part), before[:2])
            texts = self._one(node)
            shortest, longest = texts[0], max(texts[:4], key=len)
            following = [head + shortest for head in before]
            following += [head + longest for head in before[:2]]
            before = list(dict.fromkeys(following))[:4]


def _in_turn(texts: list[list[str]]) -> Iterator[list[str]]:
    for place in range(max(map(len, texts), default=0)):
        yield [group[place] for group in texts if place < len(group)]


def _parts(name: str, value: Any) -> list[Any]:
    """Return the sequences of nodes that a node holds."""
    if name in _MANY:
        return [value[2]]
    if name == "SUBPATTERN":
        return [value[-1]]
    if name == "BRANCH":
        return list(value[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if name == "ATOMIC_GROUP":
        return [value]
    if name == "GROUPREF_EXISTS":
        return [part for part in value[1:] if part is not None]
    return []

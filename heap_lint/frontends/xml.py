"""XML as far as it gives values to names: property lists, Android's resources, settings of tools.

A property list is nested mappings. Of other files each element is a name with a value: by two of its
attributes (`name` and `value`), by one and its text, or by its tag and its text. What a file declares
as an entity is never filled in, nor what it declares of attributes: a few lines of either can fill
all memory.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.core.joined import Place
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends.documents import MAX_DEPTH, Parsed, facts_of, too_deep
from heap_lint.frontends.references import resolved
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from xml.parsers.expat import ExpatError, XMLParserType

_NAMES = ("name", "key", "android:name", "id")
_VALUES = ("value", "android:value")
_CONTINUING = regex.lazy(rb"[\x80-\xbf]")
"""Bytes of UTF-8 that begin no character."""
_MOST_DECLARED = 1_000
"""Attributes that a file declares: the parser goes through those of a tag for each such element."""
_TEMPLATE = regex.lazy(r"\{\{|\{%|<%|\A---\s")
_TAG_END = regex.lazy(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def facts(source: Source) -> Iterator[Fact]:
    """Yield what an XML file says about Heap."""
    return facts_of(source, parse(source))


def parse(source: Source) -> Parsed:
    """Return the file as one document, or why there is none."""
    reader = _Reader(source)
    unreadable = reader.read()
    if unreadable is not None:
        # What is wrong in a template may be right in what it renders to.
        return Parsed([], [] if _TEMPLATE.search(source.text) else [unreadable])
    if reader.root.tag == "plist":
        return Parsed([reader.plist(child) for child in reader.root.children], [])
    return Parsed([Sequence(tuple(reader.named(reader.root)), source.span(0, 0))], [])


def joints(source: Source) -> Iterator[Place]:
    """Yield what gives one value to one name: a comment above it is about all of its lines."""
    reader = _Reader(source)
    if reader.read() is None:
        yield from reader.joints()


class _Element(Struct):
    """An element: its tag and attributes, and where it and its end begin."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    children: list[_Element] = field(default_factory=list)


class _EntityError(Exception):
    pass


class _TooManyDeclaredError(Exception):
    pass


class _TooDeepError(Exception):
    pass


class _Reader:
    """Builds elements from the parser's events; places are bytes until they become spans."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data = source.text.encode("utf-8", "replace")
        self._continuing = [match.start() for match in _CONTINUING.finditer(self._data)]
        self._parser = self._new_parser()
        self.root = _Element("", {}, 0)
        self._open = [self.root]
        self._declared = 0

    def _new_parser(self) -> XMLParserType:
        from xml.parsers import expat

        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity
        parser.AttlistDeclHandler = self._attributes_declared
        parser.specified_attributes = True
        return parser

    def read(self) -> Unreadable | None:
        """Read the whole file; return what is wrong with it."""
        from xml.parsers.expat import ExpatError

        try:
            self._parser.Parse(self._data, True)
        except ExpatError as error:
            return self._wrong(error)
        except _EntityError:
            at = self._character(self._parser.CurrentByteIndex)
            return Unreadable(
                span=self._source.span(at, at + 1),
                reason="declares an entity, which is not filled in here",
                hint="write what it stands for, or exclude the file",
            )
        except _TooManyDeclaredError:
            at = self._character(self._parser.CurrentByteIndex)
            return Unreadable(
                span=self._source.span(at, at + 1),
                reason=f"declares more than {_MOST_DECLARED:,} attributes",
                hint="put the declarations into a file of their own, or exclude this one",
            )
        except _TooDeepError:
            return too_deep(self._source, self._character(self._parser.CurrentByteIndex))
        self.root = self.root.children[0]
        return None

    def _wrong(self, error: ExpatError) -> Unreadable:
        byte = max(0, self._parser.ErrorByteIndex)  # -1 where there is no text at all
        at = min(self._character(byte), len(self._source.text))
        what = str(error).partition(":")[0]
        return Unreadable(
            span=self._source.span(at, min(at + 1, len(self._source.text))),
            reason=f"is not valid XML: {what}",
            hint="correct it there or just above",
        )

    def _entity(self, *_: object) -> None:
        raise _EntityError

    def _attributes_declared(self, *_: object) -> None:
        self._declared += 1
        if self._declared > _MOST_DECLARED:
            raise _TooManyDeclaredError

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise _TooDeepError
        element = _Element(tag, attributes, self._parser.CurrentByteIndex)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop().end = self._parser.CurrentByteIndex

    def _character(self, byte: int) -> int:
        return byte - bisect_left(self._continuing, byte)

    def plist(self, element: _Element) -> Value:
        """Return a value of a property list."""
        if element.tag == "dict":
            entries = []
            children = iter(element.children)
            for key, value in zip(children, children, strict=False):
                entries.append(Entry(self._text(key), self.plist(value)))
            return Mapping(tuple(entries), self._span(element))
        if element.tag == "array":
            return Sequence(tuple(map(self.plist, element.children)), self._span(element))
        if element.tag in ("true", "false"):
            return Literal(element.tag == "true", self._span(element), element.tag)
        if element.tag in ("string", "integer", "real"):
            return resolved(self._source, self._text(element))
        return Unknown(self._span(element))

    def joints(self) -> Iterator[Place]:
        """Yield the tags, the elements of a text, and the keys of a property list with theirs."""
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            waiting.extend(element.children)
            start = self._character(element.start)
            tag = _TAG_END.match(self._source.text, start)
            end = tag.end() if tag is not None else start
            yield Place(
                start, max(end, self._character(element.end)) if not element.children else end
            )
            if element.tag == "dict":
                pairs = iter(element.children)
                for key, value in zip(pairs, pairs, strict=False):
                    if not value.children:
                        yield Place(self._character(key.start), self._character(value.end))

    def named(self, root: _Element) -> Iterator[Value]:
        """Yield what an element and those below it give to names, each as a mapping."""
        waiting = [root]
        while waiting:
            element = waiting.pop()
            waiting.extend(reversed(element.children))
            for entry in self._named(element):
                yield Mapping((entry,), entry.key.span, complete=False)

    def _named(self, element: _Element) -> Iterator[Entry]:
        name = next((each for each in _NAMES if element.attributes.get(each)), None)
        value = next((each for each in _VALUES if each in element.attributes), None)
        if name is not None and value is not None:
            given = resolved(self._source, self._attribute(element, value))
            yield Entry(self._attribute(element, name), given)
        elif not element.children:
            start = self._character(element.start) + 1
            span = self._source.span(start, start + len(element.tag))
            tag = Literal(element.tag, span, element.tag)
            key = self._attribute(element, name) if name is not None else tag
            text = self._text(element)
            if str(text.value).strip():
                yield Entry(key, resolved(self._source, text))

    def _attribute(self, element: _Element, name: str) -> Literal:
        text = element.attributes[name]
        start = self._character(element.start)
        tag = _TAG_END.match(self._source.text, start)
        written = tag[0] if tag is not None else ""
        match = re.search(rf"[\s\"']{re.escape(name)}\s*=\s*([\"'])(.*?)\1", written, re.DOTALL)
        if match is None:
            return Literal(text, self._source.span(start, start), text)
        span = self._source.span(start + match.start(2), start + match.end(2))
        return Literal(text, span, match[2])

    def _text(self, element: _Element) -> Literal:
        """Return the text of an element without children, blanks around it left out."""
        start, end = self._character(element.start), self._character(element.end)
        tag = _TAG_END.match(self._source.text, start)
        first = min(tag.end() if tag is not None else start, max(end, start))
        written = self._source.text[first:end]
        first += len(written) - len(written.lstrip())
        shown = written.strip()
        return Literal(_unescaped(shown), self._source.span(first, first + len(shown)), shown)

    def _span(self, element: _Element) -> Span:
        return self._source.span(self._character(element.start), self._character(element.end))


def _unescaped(text: str) -> str:
    from html import unescape

    cdata = re.fullmatch(r"<!\[CDATA\[(.*?)\]\]>", text, re.DOTALL)
    return cdata[1] if cdata is not None else unescape(text)

"""Literals of pages, their templates and XML: what stands in attributes and between tags.

An element, or an attribute, with a secret's name governs what it holds; a text that is a secret's name
the text that follows: `<key>ApiKey</key><string>...</string>`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.heap.ids import is_app_id, names_app_id, names_id
from heap_lint.heap.secret_names import gives_secret, is_count, is_name_of_secret, names_secret
from heap_lint.masking import code, naming, scripts
from heap_lint.masking.names import introduces_secret
from heap_lint.masking.tags import Tag, captures, compared, find
from heap_lint.masking.tokens import Kind, Literal, Role, Token

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{0,200})")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?P<name>[^\s"'<>/=]{1,500})"""
    r"""(?:\s{0,50}=\s{0,50}(?:"(?P<double>[^"]*)"?|'(?P<single>[^']*)'?|(?P<bare>[^\s"'=<>`]+)))?"""
)
_BRACE = re.compile(r"[\s/]{0,50}(?:(?P<name>[^\s\"'<>/={}]{1,500})=)?\{")
_FIELD = re.compile(r"[\w.-]{1,60}(?:\[[\w-]{0,60}\]){0,5}\[(?P<name>[\w-]{1,60})\]")
"""The name of a field of a form that is a part of something: `user[password]`."""
_RAW = ("script", "style", "textarea", "title")
_VOID = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "area",
    "base",
    "col",
    "embed",
    "source",
    "wbr",
}
_NAMING = {"name", "id", "type", "for", "class", "key", "autocomplete", "v-model", "ng-model"}
"""Attributes that say how an element is called, or of which kind it is."""
_VALUES = ("value", "val", "default", "content", "text", "data", "plaintext")
"""Attributes that give an element what others have between their tags."""
_HANDLER = regex.lazy(
    r"(?:on|@|v-on:|x-on:|hx-on|\()[^\s\"'<>/=]{1,100}"
    r"|(?:data-)?ng-(?:click|dblclick|submit|change|blur|focus|key\w{1,20}|mouse\w{1,20})"
)
"""Attributes whose code runs when something happens: of HTML, Vue, Alpine, htmx and Angular."""
_CHOICES = ("option", "optgroup")
_DEEPEST = 200
_LONGEST_NAME = 60
_WRITING = ("{{", "<%=", "<%-", "<?=")
"""What tags of templates begin with that write what they hold."""
_MASKED = "\u01c2"
_NOT_SCRIPT = re.compile(
    r"json|template|text/(?!javascript|babel|typescript|jsx)|html", re.IGNORECASE
)


class Language(NamedTuple):
    """What a page may hold: `templates`, by the dialect of their code; elements of HTML.

    `braces`: the value of an attribute may be code in braces, in which `>` ends no tag.
    """

    dialect: str = "template"
    templates: bool = True
    html: bool = True
    braces: bool = False


def literals(text: str, language: Language, script: str = "") -> list[Literal]:
    """Return the literals of a page; `script`: the whole of it is code of that language."""
    tags = list(find(text)) if language.templates else []
    reader = _Page(_blanked(text, tags), language)
    if script:
        reader.script(0, len(text), script)
    else:
        reader.run()
    secret = set(compared(text, tags, named_ends=language.dialect == "template"))
    secret |= set(_given(text, tags, reader.out))
    inside = (each for tag in tags for each in _of_tag(text, tag, language, secret=tag in secret))
    return _captured(text, sorted([*_without(reader.out, tags), *inside]), tags)


def _captured(text: str, found: list[Literal], tags: list[Tag]) -> list[Literal]:
    """Return literals of which those between tags that give them to a secret's name are secrets."""
    number = 0
    for start, end in captures(text, tags):
        number = bisect_left(found, start, lo=number, key=lambda each: each.start)
        while number < len(found) and found[number].start < end:
            if found[number].role in (Role.PLAIN, Role.ID):
                found[number] = found[number]._replace(role=Role.SECRET)
            number += 1
    return found


def _given(text: str, tags: list[Tag], found: list[Literal]) -> Iterator[Tag]:
    """Yield the tags that write a secret: they stand in what is given to a secret's name."""
    secrets = [each for each in sorted(found, key=_start) if each.role is Role.SECRET]
    for tag in tags:
        number = bisect_right(secrets, tag.start, key=_start) - 1
        is_within = number >= 0 and tag.end <= secrets[number].end
        if is_within and text.startswith(_WRITING, tag.start):
            yield tag


def _start(literal: Literal) -> int:
    return literal.start


def _blanked(text: str, tags: list[Tag]) -> str:
    """Return a text with as many letters in place of each tag, which are then no markup."""
    pieces, at = [], 0
    for tag in tags:
        inside = text[tag.start : tag.end]
        pieces += [text[at : tag.start], re.sub(r"[^\r\n]", _MASKED, inside)]
        at = tag.end
    return "".join([*pieces, text[at:]])


def _of_tag(text: str, tag: Tag, language: Language, *, secret: bool) -> Iterator[Literal]:
    if tag.comment:
        yield Literal(tag.start, tag.end, Role.COMMENT)
    else:
        tokens = code.tokens(text, language.dialect, *tag.code)
        is_ruby = language.dialect == "ruby"
        yield from naming.literals(text, tokens, secret=secret, tuples=is_ruby)


def _without(found: list[Literal], tags: list[Tag]) -> Iterator[Literal]:
    """Yield literals without what tags of a template cover of them."""
    number = 0
    for literal in sorted(found):
        while number and tags[number - 1].end > literal.start:
            number -= 1
        while number < len(tags) and tags[number].end <= literal.start:
            number += 1
        at, each = literal.start, number
        while each < len(tags) and tags[each].start < literal.end:
            if at < tags[each].start:
                yield literal._replace(start=at, end=tags[each].start)
            at = max(at, tags[each].end)
            each += 1
        if at < literal.end:
            yield literal._replace(start=at)


class _Element(NamedTuple):
    """An element that is open; `first` is the number of the first literal in it."""

    name: str
    secret: bool
    first: int
    id_name: str

    def is_html(self, language: Language) -> bool:
        """Whether what it is called says nothing of all that is in it, as with those of a page."""
        return language.html and not names_secret(self.name)


class _Page:
    def __init__(self, text: str, language: Language) -> None:
        self._text, self._language = text, language
        self.out: list[Literal] = []
        self._elements: list[_Element] = []
        self._follows_name = False
        self._name_depth = 0
        """In how many elements the name stands that it follows."""
        self._id_name = ""
        """The name of an id that stands in front of it."""
        self._begun = self._read = ""
        """What stands in front of a comment that the text goes on behind."""
        self._closes = True
        """Whether each brace so far had one that closes it."""

    def run(self) -> None:
        at = 0
        while at < len(self._text):
            open_at = self._text.find("<", at)
            open_at = len(self._text) if open_at < 0 else open_at
            self._words(at, open_at)
            at = self._markup(open_at) if open_at < len(self._text) else open_at

    def _words(self, start: int, end: int) -> None:
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if start == end:
            return
        text = self._read = self._begun + self._text[start:end]
        self._begun = ""
        id_name = self._id_name or (self._elements[-1].id_name if self._elements else "")
        secret = self._follows_name or bool(self._elements and self._elements[-1].secret)
        secret = secret and not is_app_id(text, id_name)
        role = Role.SECRET if secret else Role.ID if id_name else Role.PLAIN
        self.out.append(Literal(start, end, role))
        self._follows_name = is_name_of_secret(text.rstrip(": ")) or introduces_secret(text)
        self._name_depth = len(self._elements)
        if self._follows_name and not self._language.html:
            self._is_named_behind()
        is_name = not id_name and len(text) <= 60 and names_id(text)
        self._id_name = text if is_name else ""

    def _go_on(self, at: int) -> None:
        """Note the text that a comment stands in the middle of, if it may be a name."""
        is_begun = bool(self.out) and self.out[-1].end == at and len(self._read) <= _LONGEST_NAME
        self._begun = self._read if is_begun else ""

    def _is_named_behind(self) -> None:
        """Note that the one value in front of its name, in the same element, is a secret."""
        first = self._elements[-2].first if len(self._elements) > 1 else len(self.out)
        before = self.out[first:-1] if len(self.out) - first == 2 else []
        for literal in before:
            self.out[first] = literal._replace(role=Role.SECRET)

    def _markup(self, at: int) -> int:
        for opening, closing, role in (
            ("<!--", "-->", Role.COMMENT),
            ("<![CDATA[", "]]>", Role.PLAIN),
            ("<!", ">", Role.COMMENT),
            ("<?", "?>", Role.COMMENT),
        ):
            if self._text.startswith(opening, at):
                end = self._text.find(closing, at + len(opening))
                end = len(self._text) if end < 0 else end
                if role is Role.PLAIN:
                    self._words(at + len(opening), end)
                else:
                    self._go_on(at)
                    self.out.append(Literal(at + len(opening), end, role))
                return end + len(closing)
        self._begun = ""
        tag = _TAG.match(self._text, at)
        if tag is None:
            self._words(at, at + 1)
            return at + 1
        return self._closed(tag) if tag["close"] else self._opened(tag)

    def _closed(self, tag: re.Match[str]) -> int:
        for number in range(len(self._elements) - 1, max(-1, len(self._elements) - 20), -1):
            if self._elements[number].name == tag["name"]:
                del self._elements[number:]
                self._leave_name()
                break
        end = self._text.find(">", tag.end(), tag.end() + 200)
        return end + 1 if end >= 0 else tag.end()

    def _leave_name(self) -> None:
        """Note that a name in data names nothing behind what it stands in."""
        if not self._language.html and len(self._elements) < self._name_depth - 1:
            self._follows_name = False

    def _opened(self, tag: re.Match[str]) -> int:
        name = tag["name"]
        at, attributes, codes = self._attributes(tag.end())
        holds = any(_names_field(_value(each)) or _is_slot(each) for each in attributes)
        id_name = next(filter(names_id, [name, *map(_value, attributes)]), "")
        holds = holds or self._is_choice(name)
        for each in attributes:
            is_value = names_secret(name) and each["name"].lower() in _VALUES
            is_given = holds or self._follows_name or is_value
            self._attribute(each, secret=is_given, id_name=id_name)
        for attribute, found in codes:
            is_value = holds and not attribute.startswith("on")
            secret = is_value or names_secret(attribute)
            self.out += naming.literals(self._text, found, secret=secret)
        end = self._text.find(">", at)
        end = len(self._text) if end < 0 else end
        if end > at and self._text[at:end].strip(" \t\r\n/"):
            self.out.append(Literal(at, end, Role.PLAIN))
        is_secret = holds or names_secret(name) or self._is_below_secret()
        is_secret = is_secret or (self._follows_name and not self._language.html)
        if self._language.html and name.lower() in _RAW:
            return self._raw(name, end + 1, attributes, secret=is_secret)
        is_empty = self._text[end - 1 : end] == "/" or (
            self._language.html and name.lower() in _VOID
        )
        if not is_empty and len(self._elements) < _DEEPEST:
            id_name = id_name if names_app_id(id_name) else ""
            self._elements.append(_Element(name, is_secret, len(self.out), id_name))
        return end + 1

    def _attributes(
        self, at: int
    ) -> tuple[int, list[re.Match[str]], list[tuple[str, list[Token]]]]:
        """Return where the attributes of a tag end, these, and code in braces with its attribute."""
        attributes: list[re.Match[str]] = []
        codes: list[tuple[str, list[Token]]] = []
        while True:
            brace = _BRACE.match(self._text, at) if self._language.braces else None
            found = self._in_braces(brace.end() - 1) if brace is not None else []
            if brace is not None and found:
                codes.append((brace["name"] or "", found))
                if brace["name"]:
                    self.out.append(Literal(*brace.span("name"), Role.NAME))
                at = found[-1].end
                continue
            match = _ATTRIBUTE.match(self._text, at)
            if match is None:
                return at, attributes, codes
            attributes.append(match)
            at = match.end()

    def _in_braces(self, at: int) -> list[Token]:
        """Return the tokens from a brace to the one that closes it, none if there is no such."""
        found: list[Token] = []
        depth = 0
        for token in code.tokens(self._text, "javascript", at) if self._closes else ():
            found.append(token)
            if token.kind is Kind.MARK:
                mark = self._text[token.start]
                depth += (mark == "{") - (mark == "}")
                if depth <= 0:
                    return found
        self._closes = False  # so that no other is looked for up to the end of the text
        return []

    def _is_below_secret(self) -> bool:
        """Whether an element around this place has a secret's name, or is none of HTML's."""
        parent = self._elements[-1] if self._elements else None
        return parent is not None and parent.secret and not parent.is_html(self._language)

    def _is_choice(self, name: str) -> bool:
        """Whether an element is one of the values that a field with a secret's name may have."""
        is_choice = self._language.html and name.lower() in _CHOICES
        return is_choice and bool(self._elements) and self._elements[-1].secret

    def _attribute(self, match: re.Match[str], *, secret: bool, id_name: str) -> None:
        self.out.append(Literal(*match.span("name"), Role.NAME))
        kind = next((k for k in ("double", "single", "bare") if match[k]), None)
        if kind is None:
            return
        is_named = names_secret(match["name"]) and not is_count(match["name"], match[kind])
        secret = is_named or (secret and not self._is_apart(match))
        secret = secret and not (self._language.html and _is_handler(match["name"]))
        id_name = match["name"] if names_id(match["name"]) else id_name
        secret = secret and not is_app_id(match[kind], id_name)
        role = Role.SECRET if secret else Role.ID if id_name else Role.PLAIN
        self.out.append(Literal(*match.span(kind), role))

    def _is_apart(self, attribute: re.Match[str]) -> bool:
        """Whether an attribute says how its element is called, and gives it no value."""
        if attribute["name"].lower() not in _NAMING:
            return False
        return self._language.html or _names_field(_value(attribute))

    def _raw(self, name: str, start: int, attributes: list[re.Match[str]], *, secret: bool) -> int:
        closing = re.compile(rf"</{name}(?![\w-])", re.IGNORECASE).search(self._text, start)
        end = closing.start() if closing is not None else len(self._text)
        if name.lower() == "script":
            values = {each["name"].lower(): _value(each) for each in attributes}
            if "json" in values.get("type", ""):
                tokens = code.tokens(self._text, "json", start, end)
                self.out += naming.literals(self._text, tokens)
            elif _NOT_SCRIPT.search(values.get("type", "")):
                self._words(start, end)
            else:
                self.script(start, end, "tsx" if "ts" in values.get("lang", "") else "javascript")
        else:
            self._follows_name = self._follows_name or secret
            self._words(start, end)
        return end

    def script(self, start: int, end: int, language: str) -> None:
        """Read a part that is a script."""
        tokens = scripts.tokens(self._text, language, start, end)
        self.out += naming.literals(self._text, tokens)


def _names_field(value: str) -> bool:
    """Whether the value of an attribute is a secret's name, such as that of a field."""
    field = _FIELD.fullmatch(value) if value.endswith("]") else None
    return is_name_of_secret(field["name"] if field is not None else value)


def _is_handler(name: str) -> bool:
    """Whether an attribute holds code; `@password` is an argument of a component of Ember."""
    return _HANDLER.fullmatch(name) is not None and not is_name_of_secret(name.strip("@"))


def _is_slot(attribute: re.Match[str]) -> bool:
    """Whether an attribute of Vue says that an element is what is given to a secret's name."""
    name = attribute["name"]
    return name.startswith(("#", "v-slot:")) and gives_secret(name.strip("#").rpartition(":")[2])


def _value(attribute: re.Match[str]) -> str:
    return next((attribute[k] for k in ("double", "single", "bare") if attribute[k]), "")

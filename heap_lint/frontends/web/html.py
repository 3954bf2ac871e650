"""HTML as far as it matters to Heap: scripts, handlers in attributes, a few attributes, policies.

A scanner that goes on whatever it meets, since templates and people leave tags that no parser likes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from heap_lint.core.joined import Place
from heap_lint.core.lexing import COMPONENT, lexed
from heap_lint.enclosed import Coming
from heap_lint.facts import ContentSecurityPolicy, Fact
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded
from heap_lint.frontends.web import calls_heap, elements, foreign, running
from heap_lint.frontends.web.running import Runs, Script
from heap_lint.values import Literal, Text, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.frontends.web.modules import Modules

_OPEN = re.compile(r"<(?:(?P<comment>!--)|(?P<name>[A-Za-z][\w:.-]*))")
_OPEN_IN = {
    "{": re.compile(rf"(?P<brace>\{{)|{_OPEN.pattern}"),
    "{{": re.compile(rf"(?P<brace>\{{\{{)|{_OPEN.pattern}"),
}
"""The same where braces begin code."""
_ATTRIBUTE = re.compile(
    r"""[\s/\ufeff]*(?P<name>[^\s"'<>/=\ufeff][^\s"'<>/=]{0,200})"""
    r"""(?:\s*=\s*(?:"(?P<double>[^"]{0,100000})"|'(?P<single>[^']{0,100000})'|(?P<bare>[^\s"'=<>`]+)))?"""
)
_LONGEST_TAG = 10_000
_RAW = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
"""Elements that hold no others."""
_MAY_LACK_END = {"iframe", "noembed", "noframes"}
"""Those without an end, as a page that is put together may have them, hold nothing."""
_COMPONENTS = (".vue", ".svelte", ".astro", ".heex")
"""Markup in which `<textarea />` is a whole element, as in XML."""
_OWN_PARSERS = (".vue", ".svelte")
"""Markup that a parser reads which knows `-->` alone as the end of a comment."""
_JAVASCRIPT = re.compile(
    r"|module|(?:text|application)/(?:javascript|ecmascript|x-javascript|babel|jsx|typescript|partytown)",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"on[a-z]+|@[\w.:-]+|v-on:[\w.:-]+|on:[\w|]+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:quot|apos|amp|lt|gt|#39|#34|#x27|#x22);")
_MEANT = {"&quot;": '"', "&apos;": "'", "&amp;": "&", "&lt;": "<", "&gt;": ">"}
_QUOTES = {"&#39;": "'", "&#34;": '"', "&#x27;": "'", "&#x22;": '"'}
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?P<code>.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_SET_HTML = re.compile(r"set:html=\{\s*`(?P<code>[^`]*)`\s*\}")
_SUBSTITUTION = re.compile(r"\$\{[^{}]*\}")


class _Attribute(NamedTuple):
    """An attribute: its name in lower case with its place, its value, if any, with its own."""

    name: str
    start: int
    value: str | None
    value_start: int


def facts(page: Embedded, modules: Modules | None = None) -> Iterator[Fact]:
    """Yield what a page says, whose scripts may import from the project's `modules`."""
    scripts: list[Script] = []
    yield from _elements(page, scripts)
    yield from running.facts_of(scripts, page, modules)


def scripts_in(page: Embedded) -> list[Script]:
    """Return the scripts of a page."""
    return comments_of(page).scripts


class Comments(NamedTuple):
    """Where a page has comments of its own, what may hold some, and tags: characters of its text."""

    own: list[tuple[int, int]]
    styles: list[tuple[int, int]]
    tags: list[tuple[int, int]]
    scripts: list[Script]


def comments_of(page: Embedded) -> Comments:
    """Return the comments of a page, its styles, its tags and its scripts."""
    found = Comments([], [], [], [])
    for _ in _elements(page, found.scripts, found):
        pass
    return found


def _elements(
    page: Embedded, scripts: list[Script], comments: Comments | None = None
) -> Iterator[Fact]:
    """Yield what the elements of a page say, but for its scripts, which are added to `scripts`."""
    offsets = sorted(page.holes)
    front = _FRONT_MATTER.match(page.text) if page.source.path.endswith(".astro") else None
    if front is not None:
        scripts.append(Script(page.part(*front.span("code")), "tsx"))
    at = front.end() if front is not None else 0
    if page.source.path.endswith(".astro"):
        page = _without_set_html(page, scripts)
    closing = _closing_braces(page)
    braces = _Braces(page, comments)
    raw, coming = _Raw(page), Coming(page.text)
    while (match := braces.opener.search(page.text, at)) is not None:
        if match.lastgroup == "brace":
            at = match.end()
            braces.read(match)
            continue
        if match["comment"]:
            if braces.is_text(match.start()):
                at = match.end()
                continue
            at = _end_of_comment(page, match, coming)
            if comments is not None:
                comments.own.append((match.start(), at))
            continue
        name = match["name"].lower()
        attributes, at = _attributes(page.text, match.end(), closing)
        if comments is not None:
            comments.tags.append((match.start(), at))
        yield from _element(page, name, attributes)
        named = ((each.name, each.value or "") for each in attributes)
        language = foreign.language_of(name, named)
        if language:
            yield from foreign.lost(page, language, at, raw.end_of(name, at)[0])
        scripts += _handlers(page, offsets, attributes)
        if raw.holds_text(name, at):
            start, (end, at) = at, raw.end_of(name, at)
            if name == "style" and comments is not None:
                comments.styles.append((start, end))
            found = _script(attributes) if name == "script" and not language else None
            if found is not None:
                scripts.append(Script(_part(page, offsets, start, end), *found))


class _Braces:
    """Code in the braces of components, as far as it has comments, and texts that look like them."""

    def __init__(self, page: Embedded, comments: Comments | None) -> None:
        brace = "" if comments is None else _brace_of(page.source.path)
        self.opener = _OPEN_IN[brace] if brace else _OPEN
        self._page, self._comments = page, comments
        self._texts: list[Place] = []
        self._behind = 0

    def read(self, brace: re.Match[str]) -> None:
        """Note what a brace begins, unless it stands in such code."""
        if self._comments is None or brace.start() < self._behind:
            return
        text, closer = self._page.text, "}" * len(brace[0])
        found = lexed(text, COMPONENT, brace.end(), closer=closer)
        self._behind = found.end
        if found.end < len(text):
            self._texts = found.texts
            self._comments.own.extend(found.comments)

    def is_text(self, at: int) -> bool:
        """Whether a place is in a text of such code."""
        before = bisect_right(self._texts, (at, len(self._page.text))) - 1
        return before >= 0 and at < self._texts[before].end


def _brace_of(path: str) -> str:
    """Return what begins code in the markup of a file of that name."""
    if path.endswith((".svelte", ".astro", ".heex")):
        return "{"
    return "{{" if path.endswith(".vue") else ""


def _without_set_html(page: Embedded, scripts: list[Script]) -> Embedded:
    """Return a page of Astro without what `set:html` holds; scripts in it are added to `scripts`."""

    def blank(match: re.Match[str]) -> str:
        code = _SUBSTITUTION.sub(lambda value: HOLE * len(value[0]), match["code"])
        if calls_heap(code) and "<script" not in code:
            scripts.append(Script(Embedded(page.source, code, page.start + match.start("code"))))
        return match[0] if "<script" in code else FILLER * len(match[0])

    return replace(page, text=_SET_HTML.sub(blank, page.text))


def _part(page: Embedded, offsets: list[int], start: int, end: int) -> Embedded:
    """Return a script of a page; what its template chooses between stays with the page."""
    inside = offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]
    holes = {at - start: page.holes[at] for at in inside}
    return Embedded(page.source, page.text[start:end], page.start + start, holes)


def _closing_braces(page: Embedded) -> dict[int, int]:
    """Return where each brace of a page of Svelte or Astro is closed: values stand in them."""
    closing: dict[int, int] = {}
    waiting: list[int] = []
    is_braced = page.source.path.endswith((".svelte", ".astro"))
    for mark in re.finditer(r"[{}]", page.text) if is_braced else ():
        if mark[0] == "{":
            waiting.append(mark.start())
        elif waiting:
            closing[waiting.pop()] = mark.start()
    return closing


def _attributes(text: str, at: int, closing: Mapping[int, int]) -> tuple[list[_Attribute], int]:
    """Return the attributes of a tag, and where it ends."""
    found: list[_Attribute] = []
    while True:
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            break
        group = next((g for g in ("double", "single", "bare") if match[g] is not None), None)
        value, start = (match[group], match.start(group)) if group else (None, match.end())
        at = match.end()
        if start in closing:
            value, start, at = text[start + 1 : closing[start]], start + 1, closing[start] + 1
        found.append(_Attribute(match["name"].lower(), match.start("name"), value, start))
    end = text.find(">", at, at + _LONGEST_TAG)
    return found, end + 1 if end >= 0 else at


def _end_of_comment(page: Embedded, begin: re.Match[str], coming: Coming) -> int:
    """Return where a comment ends, by `--!>` too; `<!-->` and `<!--->` are whole ones."""
    end = coming.find("-->", begin.start() + 2)
    if not page.source.path.endswith(_OWN_PARSERS):
        other = coming.find("--!>", begin.end())
        if 0 <= other and (end < 0 or other < end):
            return other + len("--!>")
    return end + len("-->") if end >= 0 else len(page.text)


class _Raw:
    """Elements of a page whose text goes to their end, whatever it looks like."""

    def __init__(self, page: Embedded) -> None:
        self._text = page.text
        self._is_component = page.source.path.endswith(_COMPONENTS)
        self._endless: set[str] = set()
        """Elements whose end is missing once: it is not looked for again."""

    def holds_text(self, name: str, at: int) -> bool:
        """Whether an element whose first tag ends at `at` is one of them."""
        if name not in _RAW or self._is_component and self._text.endswith("/>", 0, at):
            return False
        return name not in _MAY_LACK_END or self.end_of(name, at)[1] < len(self._text)

    def end_of(self, name: str, at: int) -> tuple[int, int]:
        """Return where the text of an element ends, and the name in its last tag."""
        found = None
        if name not in self._endless:
            found = re.compile(rf"<\ufeff*/{name}(?=[\s/>])", re.IGNORECASE).search(self._text, at)
        if found is None:
            self._endless.add(name)
            return len(self._text), len(self._text)
        return found.span()


def _script(attributes: list[_Attribute]) -> tuple[str, Runs] | None:
    """Return the language of a script and when it runs, None where it is data or a template."""
    values = {each.name: each.value or "" for each in attributes}
    kind = values.get("type", "").split(";")[0].strip(FILLER + " ")
    waits_for_consent = kind == "text/plain" and any(name.startswith("data-") for name in values)
    if not (_JAVASCRIPT.fullmatch(kind) or HOLE in kind or waits_for_consent):
        return None
    runs = Runs.AT_THE_END if kind == "module" or waits_for_consent else Runs.AT_ONCE
    if values.get("lang") in ("ts", "typescript", "tsx") or kind == "text/typescript":
        return "tsx" if values.get("lang") == "tsx" else "typescript", runs
    return "javascript", runs


def _element(page: Embedded, name: str, attributes: list[_Attribute]) -> Iterator[Fact]:
    others = {each.name for each in attributes}
    for each in attributes:
        if each.name == "src" or "heap-" in each.name or "heap-ignore" in (each.value or ""):
            span = page.span(each.start, each.start + len(each.name))
            value = _value(page, each)
            yield from elements.facts_of_attribute(name, each.name, span, value, others)
    if name == "meta":
        values = {each.name: each for each in attributes}
        kind, content = values.get("http-equiv"), values.get("content")
        if kind is not None and (kind.value or "").lower() == "content-security-policy" and content:
            policy = _value(page, content)
            if policy is not None:
                yield ContentSecurityPolicy(span=policy.span, policy=policy)


def _handlers(page: Embedded, offsets: list[int], attributes: list[_Attribute]) -> Iterator[Script]:
    """Yield the scripts of a tag's attributes, with what entities stand for."""
    for each in attributes:
        if each.value and _HANDLER.fullmatch(each.name) and calls_heap(each.value):
            part = _part(page, offsets, each.value_start, each.value_start + len(each.value))
            yield Script(replace(part, text=_ENTITY.sub(_meant, each.value)), runs=Runs.ON_AN_EVENT)


def _meant(entity: re.Match[str]) -> str:
    return FILLER * (len(entity[0]) - 1) + {**_MEANT, **_QUOTES}[entity[0]]


def _value(page: Embedded, attribute: _Attribute) -> Value | None:
    """Return the value of an attribute, None for a bare one."""
    if attribute.value is None:
        return None
    start, end = attribute.value_start, attribute.value_start + len(attribute.value)
    span = page.span(start, end)
    source = page.source.slice(span)
    parts: list[str | Value] = []
    for match in re.finditer(rf"{HOLE}+|[^{HOLE}]+", attribute.value):
        at = start + match.start()
        hole = page.holes.get(at)
        if match[0][0] != HOLE:
            parts.append(match[0].replace(FILLER, ""))
        else:
            parts.append(hole.value if hole else Unknown(page.span(at, start + match.end())))
    if all(isinstance(part, str) for part in parts):
        return Literal("".join(map(str, parts)), span, source)
    return Text(tuple(parts), span, source)

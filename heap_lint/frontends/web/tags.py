"""Tags of template engines: which there are in a file of that name, what they hold and where each ends.

A tag ends at the first of its closers that stands in no text of its code, if its engine looks at that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from heap_lint import regex
from heap_lint.core import lexing
from heap_lint.core.joined import Place
from heap_lint.core.lexing import Language, Lexed
from heap_lint.enclosed import Coming
from heap_lint.frontends import TEMPLATES, is_filled_in


class Kind(NamedTuple):
    """What a tag is: a comment, code in a `language`, or else a text in which there are no tags.

    `skips_texts`: closers in the texts of its code do not count. `is_shown`: it puts something in its
    place; `may_lack_end`: it may go to the end of the file; `is_one_line`: it ends on the line where it
    begins, or is a text.
    """

    closers: tuple[str, ...]
    language: Language | None = None
    is_comment: bool = False
    skips_texts: bool = False
    is_shown: bool = False
    may_lack_end: bool = False
    is_one_line: bool = False


class Tag(NamedTuple):
    """A tag: characters `start` to `end`, of which `inner` stand between its marks, with its code."""

    start: int
    end: int
    inner: tuple[int, int]
    kind: Kind
    code: Lexed | None = None


_SIGNS = "-_~+ \t\r\n"
"""What tags have at their ends that says nothing, or takes away the blanks beside them."""
_LONGEST = 5_000
"""Characters of a tag whose texts are told from its closer."""


def _comment(*closers: str) -> Kind:
    return Kind(closers, is_comment=True)


def _expression(closer: str, language: Language = lexing.EXPRESSION) -> Kind:
    return Kind((closer,), language, skips_texts=True, is_shown=True)


def _angles(language: Language, *, skips_texts: bool = False) -> dict[str, Kind]:
    return {
        "<%#": _comment("%>"),
        "<%%": Kind(("%>",)),
        "<%": Kind(("%>",), language, skips_texts=skips_texts),
    }


_OF_HANDLEBARS = _comment("--}}", "--~}}")
_OF_GO = _comment("*/}}", "*/ -}}")
_PHP = {"<?": Kind(("?>",), lexing.PHP, skips_texts=True, may_lack_end=True)}
_RAW = {"{{{{": Kind(("{{{{/",))}
_BRACES = {
    **_RAW,
    **dict.fromkeys(("{{!--", "{{~!--"), _OF_HANDLEBARS),
    **dict.fromkeys(("{{!", "{{~!"), _comment("}}")),
    **dict.fromkeys(("{{/*", "{{- /*"), _OF_GO),
    "{#": _comment("#}"),
    "{{--": _comment("--}}"),
    "{{": _expression("}}"),
    "{%": _expression("%}"),
}
_ANY = {**_BRACES, **_angles(lexing.ANY), **_PHP, "<%--": _comment("--%>")}
_GO = {**dict.fromkeys(("{{/*", "{{- /*"), _OF_GO), "{{": _expression("}}")}
_JINJA = {"{#": _comment("#}"), "{{": _expression("}}"), "{%": _expression("%}")}
_DJANGO = {
    opener: kind._replace(is_one_line=True, skips_texts=False) for opener, kind in _JINJA.items()
}
_LIQUID = {"{{": _expression("}}"), "{%": _expression("%}")}
_MUSTACHE = {"{{!": _comment("}}"), "{{": _expression("}}")}
_HANDLEBARS = {
    **_RAW,
    **dict.fromkeys(("{{!--", "{{~!--"), _OF_HANDLEBARS),
    **dict.fromkeys(("{{!", "{{~!"), _comment("}}")),
    "\\{{": Kind(("",)),
    "\\\\": Kind(("",)),
    "{{": _expression("}}"),
}
_TWIG = {"{{": _expression("}}", lexing.TWIG), "{%": _expression("%}", lexing.TWIG)}
_BLADE = {
    "{{--": _comment("--}}"),
    "{{": _expression("}}", lexing.PHP),
    "{!!": _expression("!!}", lexing.PHP),
    "@php": Kind(("@endphp",), lexing.PHP),
    "@verbatim": Kind(("@endverbatim",)),
    **_PHP,
}
_JAVA = {**_angles(lexing.JAVA), "<%--": _comment("--%>"), "${": _expression("}")}
_FREEMARKER = {
    "<#--": _comment("-->"),
    "<#noparse>": Kind(("</#noparse>",)),
    "${": _expression("}", lexing.FREEMARKER),
    **dict.fromkeys(("<#", "<@"), _expression(">", lexing.FREEMARKER)),
}
_ELIXIR = {**_angles(lexing.ELIXIR), "<%!--": _comment("--%>")}
_ENGINES: tuple[tuple[tuple[str, ...], Mapping[str, Kind]], ...] = (
    ((".blade.php",), _BLADE),
    ((".php", ".phtml"), _PHP),
    ((".erb",), _angles(lexing.RUBY)),
    ((".eex", ".heex", ".leex"), _ELIXIR),
    ((".ejs",), _angles(lexing.JAVASCRIPT)),
    ((".eta",), _angles(lexing.JAVASCRIPT, skips_texts=True)),
    ((".jsp", ".jspf", ".gsp"), _JAVA),
    ((".ftl", ".ftlh"), _FREEMARKER),
    ((".gohtml",), _GO),
    ((".twig",), {**_JINJA, **_TWIG}),
    ((".django.html", ".django.htm"), _DJANGO),
    ((".jinja", ".jinja2", ".j2", ".njk"), _JINJA),
    ((".liquid",), _LIQUID),
    ((".hbs", ".handlebars"), _HANDLEBARS),
    ((".mustache",), _MUSTACHE),
)
_OF_PHP = tuple(f".php{ending}" for ending in TEMPLATES)
"""How the names of templates end that become PHP."""
_COMPONENTS = (".vue", ".svelte", ".astro")
"""Pages whose braces are JavaScript, in which no template engine puts anything."""
_LINE_END = regex.lazy(r"[\r\n]")
_REMARK = regex.lazy(r"[-~+\s]{0,20}(?:\#|liquid\b)")
"""A tag of Liquid that is a comment, or whose lines may be some."""
_PART = regex.lazy(r"[-~+\s]{0,20}(?P<word>raw|verbatim|comment)\b")
_ENDS = {
    word: re.compile(rf"\{{%[-~+\s]{{0,20}}end{word}\b[-~+\s]{{0,20}}%\}}")
    for word in ("raw", "verbatim", "comment")
}
_COMMENT, _TEXT = _comment(), Kind(())


def kinds_of(path: str) -> Mapping[str, Kind]:
    """Return the tags that a file of that name may have, by what opens them."""
    name = path.lower()
    for endings, kinds in _ENGINES:
        if name.endswith(endings):
            return {**_PHP, **kinds} if name.endswith(_OF_PHP) else kinds
    if name.endswith(_COMPONENTS) and not is_filled_in(path):
        return {}
    return _ANY


def tags_in(text: str, path: str = "") -> Iterator[Tag]:
    """Yield the tags of a text in a file of that name, none within another."""
    kinds = kinds_of(path)
    if kinds:
        yield from _Reader(text, kinds).run()


def php_end(text: str, start: int) -> int:
    """Return where the code of PHP that begins at `start` is closed, -1 where that is the file's end."""
    end = lexing.lexed(text, lexing.PHP, start, closer="?>").end
    return end if text.startswith("?>", end) else -1


class _Reader:
    def __init__(self, text: str, kinds: Mapping[str, Kind]) -> None:
        self._text, self._kinds = text, kinds
        longest_first = sorted(kinds, key=len, reverse=True)
        self._opener = re.compile("|".join(map(re.escape, longest_first)))
        self._coming = Coming(text)
        self._broken = 0
        """Up to there texts and closers cannot be told apart."""
        self._endless: set[str] = set()
        """Parts whose end is missing once: it is not looked for again."""

    def run(self) -> Iterator[Tag]:
        """Yield the tags."""
        at = 0
        while (begin := self._opener.search(self._text, at)) is not None:
            tag = self._tag(begin)
            at = tag.end if tag is not None else begin.start() + 1
            if tag is not None:
                yield tag

    def _tag(self, begin: re.Match[str]) -> Tag | None:
        kind = self._kinds[begin[0]]
        first, closer = self._coming.first(kind.closers, begin.end())
        if kind.is_one_line and _LINE_END.search(self._text, begin.end(), max(first, 0)):
            return None
        if first < 0:
            if not kind.may_lack_end:
                return None
            first = len(self._text)
        code = None
        if kind.language is not None:
            code = self._code(begin, kind, first)
            first = code.end
        tag = Tag(begin.start(), first + len(closer), (begin.end(), first), kind, code)
        return self._part(tag) if begin[0] == "{%" else tag

    def _code(self, begin: re.Match[str], kind: Kind, first: int) -> Lexed:
        """Return the code of a tag; `first` is where its closer comes first."""
        text, start, language = self._text, begin.end(), kind.language or lexing.ANY
        if kind.may_lack_end:
            return lexing.lexed(text, language, start, closer=kind.closers[0])
        if kind.skips_texts and start >= self._broken:
            longest = min(len(text), start + _LONGEST)
            found = lexing.lexed(
                text, language, start, longest, closer=kind.closers[0], is_strict=True
            )
            if not found.is_broken:
                return found
            self._broken = found.end
        return lexing.lexed(text, language, start, first)

    def _part(self, tag: Tag) -> Tag:
        """Return a tag, with what it makes a comment or a text up to another tag."""
        part = _PART.match(self._text, *tag.inner)
        if part is None:
            if _REMARK.match(self._text, *tag.inner) is None:
                return tag
            code = lexing.lexed(self._text, lexing.REMARKS, *tag.inner)
            return tag._replace(code=code, kind=tag.kind._replace(is_shown=False))
        word = part["word"]
        end = _ENDS[word].search(self._text, tag.end) if word not in self._endless else None
        if end is None:
            self._endless.add(word)
            return tag
        return tag._replace(end=end.end(), kind=_COMMENT if word == "comment" else _TEXT)


def texts_of(tag: Tag) -> Iterator[Place]:
    """Yield where a tag holds what is no comment of the page around it, though it may look like one."""
    if tag.kind.is_shown:
        yield Place(tag.start, tag.end)
    elif tag.kind.skips_texts and tag.code is not None and not tag.kind.may_lack_end:
        yield from tag.code.texts


def holds_comments_alone(text: str, tag: Tag) -> bool:
    """Whether there are comments in the code of a tag, and nothing else."""
    comments = tag.code.comments if tag.code is not None else []
    starts = (tag.inner[0], *(each.end for each in comments))
    ends = (*(each.start for each in comments), tag.inner[1])
    between = (text[start:end].removeprefix("php") for start, end in zip(starts, ends, strict=True))
    return bool(comments) and not any(each.strip(_SIGNS) for each in between)

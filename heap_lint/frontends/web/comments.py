"""The comments of scripts, of pages and of their templates, each where it is one and nowhere else.

What the text of a page, an attribute or a string holds is shown to people, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.enclosed import Marks
from heap_lint.frontends.embedding import Embedded
from heap_lint.frontends.web import opened
from heap_lint.frontends.web.syntax import Tree, descendants
from heap_lint.source import Source

_IN_TEMPLATES = Marks(
    {
        "{#": "#}", "{{!": "}}", "{{!--": "--}}", "{{--": "--}}", "{{/*": "*/}}", "{{- /*": "*/ -}}",
        "{/*": "*/}", "<%#": "%>", "<%--": "--%>", "{%": "%}", "<%": "%>", "<?": "?>",
    }
)  # fmt: skip
"""Tags that are comments, and those that hold code, in which some are."""
_CODE = ("{%", "<%", "<?")
_COMMENT_BLOCK = re.compile(r"[-\s]{0,20}comment\b")
_COMMENT_BLOCK_END = re.compile(r"\{%[-\s]{0,20}endcomment[-\s]{0,20}%\}")
_IN_CODE = re.compile(
    r"(?P<comment>//[^\r\n]*|\#(?!\[)[^\r\n]*|/\*.*?(?:\*/|\Z))"
    r"|'[^'\\]*(?:\\(?:.|\Z)[^'\\]*)*(?:'|\Z)|\"[^\"\\]*(?:\\(?:.|\Z)[^\"\\]*)*(?:\"|\Z)",
    re.DOTALL,
)
"""Comments of PHP, Ruby, JavaScript and Liquid, and the strings in which there are none."""
_IN_STYLE = Marks({"/*": "*/"})


def comments_in(source: Source) -> list[tuple[int, str]]:
    """Return (start, text) of the comments of a file of the web, in its order."""
    from heap_lint.frontends.web import html

    text, language = opened(source)
    found: set[tuple[int, int]] = set()
    if language:
        found.update(_of_script(text, language))
    else:
        page = html.comments_of(text)
        found.update(page.own)
        for start, end in page.styles:
            within = _IN_STYLE.within(text.text[start:end])
            found.update((start + each.start, start + each.end) for each in within)
        for script in page.scripts:
            found.update(_of_script(script.text, script.language))
    if not language or text.text != source.text:
        found.update(_of_templates(source.text))
    return [(start, source.text[start:end]) for start, end in _outermost(found)]


def _of_script(script: Embedded, language: str) -> Iterator[tuple[int, int]]:
    try:
        tree = Tree(script, language)
    except TooTangledError:  # nor is anything found there
        return
    for node in descendants(tree.root):
        if node.type in ("comment", "html_comment"):
            span = tree.span(node)
            yield span.start, span.end


def _of_templates(text: str) -> Iterator[tuple[int, int]]:
    behind = 0
    may_end = True  # what is missing once is not looked for again
    for tag in _IN_TEMPLATES.within(_with_end(text)):
        if tag.start < behind:
            continue
        if tag.opener not in _CODE:
            yield tag.start, tag.end
            continue
        inner = tag.start + len(tag.opener)
        if tag.opener == "{%" and _COMMENT_BLOCK.match(text, inner):
            end = _COMMENT_BLOCK_END.search(text, tag.end) if may_end else None
            may_end = end is not None
            if end is not None:
                behind = end.end()
                yield tag.start, behind
        else:
            yield from _of_code(text, inner, tag.end - len("%>"))


def _with_end(text: str) -> str:
    """Return a text whose last tag of PHP ends, as it need not."""
    return f"{text}?>" if text.rfind("<?") > text.rfind("?>") else text


def _of_code(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for each in _IN_CODE.finditer(text, start, end):
        if each["comment"]:
            yield each.span()


def _outermost(places: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield places in their order, without those that begin in another one."""
    behind = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= behind:
            yield start, end
            behind = end

"""The comments of scripts, of pages and of their templates, each where it is one and nowhere else.

What the text of a page, an attribute or a string holds is shown to people, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.core.joined import Commented, Place
from heap_lint.enclosed import Marks
from heap_lint.frontends.embedding import FILLER, Embedded
from heap_lint.frontends.web import calls_heap, opened
from heap_lint.frontends.web.embedded import text_of
from heap_lint.frontends.web.syntax import Tree, descendants, named
from heap_lint.source import Source

if TYPE_CHECKING:
    import tree_sitter as ts

_HANDLEBARS = ("--}}", "--~}}")
_GO = ("*/}}", "*/ -}}")
_TAGS: dict[str, str | tuple[str, ...]] = {
    "{#": "#}", "{{!": "}}", "{{~!": "}}", "{{!--": _HANDLEBARS, "{{~!--": _HANDLEBARS, "{{--": "--}}",
    "{{/*": _GO, "{{- /*": _GO, "{/*": "*/}", "<%#": "%>", "<%--": "--%>", "<%!--": "--%>",
    "<#--": "-->", "{%": "%}", "<%": "%>", "<?": "?>",
}  # fmt: skip
"""Tags that are comments, and those that hold code, in which some are."""
_CODE = ("{%", "<%", "<?", "@php")
_IN_TEMPLATES = Marks(_TAGS)
_IN_BLADE = Marks({**_TAGS, "@php": "@endphp"})
_SIGNS = "-_~+ \t\r\n"
"""What tags have at their ends that says nothing, or takes away the blanks beside them."""
_COMMENT_BLOCK = re.compile(r"[-\s]{0,20}comment\b")
_COMMENT_BLOCK_END = re.compile(r"\{%[-\s]{0,20}endcomment[-\s]{0,20}%\}")
_IN_CODE = re.compile(
    r"(?P<comment>//[^\r\n]*|\#(?!\[)[^\r\n]*|/\*.*?(?:\*/|\Z))"
    r"|'[^'\\]*(?:\\(?:.|\Z)[^'\\]*)*(?:'|\Z)|\"[^\"\\]*(?:\\(?:.|\Z)[^\"\\]*)*(?:\"|\Z)",
    re.DOTALL,
)
"""Comments of PHP, Ruby, JavaScript and Liquid, and the strings in which there are none."""
_IN_STYLE = Marks({"/*": "*/"})
_TEXTS = ("string", "template_string")
_ELEMENTS = ("jsx_opening_element", "jsx_self_closing_element")
_MENTION = re.compile(r"heap[-_ ]?lint", re.IGNORECASE)


def comments_in(source: Source) -> Commented:
    """Return the comments of a file of the web, in its order, and the texts and tags of many lines."""
    text, language = opened(source)
    found = _of_script(text, language) if language else _of_page(text)
    if not language or text.text != source.text:
        found.add(_of_templates(source.text, source.path))
    return Commented(list(_outermost(found.comments)), found.tags, found.joints)


def comments_in_text(text: Embedded) -> Iterator[Place]:
    """Yield the comments of a page or a script that stands in a file of another language."""
    from heap_lint.frontends.web import is_page, templates

    masked = templates.masked(text) if text.has_templates else text
    if is_page(masked):
        found = _of_page(masked)
    else:
        tree = _parsed(masked.part(0, len(masked.text.rstrip(FILLER))), "javascript")
        if tree is None or tree.root.has_error:
            return
        found = _of_tree(tree)
    if text.has_templates:
        of_templates = _of_templates(text.text).comments
        found.comments += [
            Place(text.start + each.start, text.start + each.end) for each in of_templates
        ]
    yield from _outermost(found.comments)


def _of_page(text: Embedded) -> Commented:
    from heap_lint.frontends.web import html

    page = html.comments_of(text)
    own, styles, tags = (
        [Place(text.start + start, text.start + end) for start, end in places]
        for places in (page.own, page.styles, page.tags)
    )
    found = Commented(own, joints=tags)
    for start, end in styles:
        within = _IN_STYLE.within(text.source.text[start:end])
        found.comments.extend(Place(start + each.start, start + each.end) for each in within)
    for script in page.scripts:
        found.add(_of_script(script.text, script.language))
    return found


def _of_script(script: Embedded, language: str) -> Commented:
    tree = _parsed(script, language)
    return _of_tree(tree) if tree is not None else Commented()


def _parsed(script: Embedded, language: str) -> Tree | None:
    try:
        return Tree(script, language)
    except TooTangledError:  # nor is anything found there
        return None


def _of_tree(tree: Tree) -> Commented:
    found = Commented()
    for node in descendants(tree.root):
        if node.type in ("comment", "html_comment"):
            found.comments.append(Place(*tree.span(node)[1:]))
        elif node.type == "jsx_expression" and not named(node):
            found.tags.append(Place(*tree.span(node)[1:]))
        elif node.type in _ELEMENTS:
            found.joints.append(Place(*tree.span(node)[1:]))
        elif node.type in _TEXTS:
            found.joints.append(Place(*tree.span(node)[1:]))
            found.comments.extend(_of_string(tree, node))
    return found


def _of_string(tree: Tree, node: ts.Node) -> Iterator[Place]:
    """Yield the comments of a page or a script that a string holds."""
    written = tree.written(node)
    if _MENTION.search(written) and calls_heap(written):
        text = text_of(tree, node)
        if calls_heap(text.text):  # not only what is filled in
            yield from comments_in_text(text)


def _of_templates(text: str, path: str = "") -> Commented:
    found = Commented()
    behind = 0
    may_end = True  # what is missing once is not looked for again
    marks = _IN_BLADE if path.lower().endswith(".blade.php") else _IN_TEMPLATES
    for tag in marks.within(_with_end(text)):
        if tag.start < behind:
            continue
        if tag.opener not in _CODE:
            found.comments.append(Place(tag.start, tag.end))
        elif tag.opener == "{%" and _COMMENT_BLOCK.match(text, tag.inner[0]):
            end = _COMMENT_BLOCK_END.search(text, tag.end) if may_end else None
            may_end = end is not None
            if end is not None:
                behind = end.end()
                found.comments.append(Place(tag.start, behind))
        else:
            comments, is_all = _of_code(text, *tag.inner)
            found.comments.extend(comments)
            if comments and is_all:
                found.tags.append(Place(tag.start, min(tag.end, len(text))))
    return found


def _with_end(text: str) -> str:
    """Return a text whose last tag of PHP ends, as it need not."""
    return f"{text}?>" if text.rfind("<?") > text.rfind("?>") else text


def _of_code(text: str, start: int, end: int) -> tuple[list[Place], bool]:
    """Return the comments in code, and whether there is nothing else."""
    comments: list[Place] = []
    is_all, at = True, start
    for each in _IN_CODE.finditer(text, start, end):
        between = text[at : each.start()].removeprefix("php")
        is_all = is_all and each["comment"] is not None and not between.strip(_SIGNS)
        at = each.end()
        if each["comment"]:
            comments.append(Place(*each.span()))
    return comments, is_all and not text[at:end].strip(_SIGNS)


def _outermost(places: list[Place]) -> Iterator[Place]:
    """Yield places in their order, without those that begin in another one."""
    behind = 0
    for each in sorted(places, key=lambda place: (place.start, -place.end)):
        if each.start >= behind:
            yield each
            behind = each.end

"""The comments of scripts, of pages and of their templates, each where it is one and nowhere else.

What the text of a page, an attribute or a string holds is shown to people, whatever it looks like.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from heap_lint.analysis.fuel import TooTangledError
from heap_lint.core.joined import Commented, Place, outermost
from heap_lint.core.lexing import STYLES, lexed
from heap_lint.frontends.embedding import FILLER, Embedded
from heap_lint.frontends.web import calls_heap, opened
from heap_lint.frontends.web.embedded import text_of
from heap_lint.frontends.web.syntax import Tree, descendants, named
from heap_lint.frontends.web.tags import holds_comments_alone, tags_in, texts_of
from heap_lint.source import Source

if TYPE_CHECKING:
    import tree_sitter as ts

_TEXTS = ("string", "template_string")
_MODULES = ("import_statement", "export_statement")
_ELEMENTS = ("jsx_opening_element", "jsx_self_closing_element")
_MENTION = re.compile(r"heap[-_ ]?lint", re.IGNORECASE)


def comments_in(source: Source) -> Commented:
    """Return the comments of a file of the web, in its order, and the texts and tags of many lines."""
    text, language = opened(source)
    found = _of_script(text, language) if language else _of_page(text)
    if not language or text.text != source.text:
        templates, texts = _of_templates(source.text, source.path)
        found.comments = _without(found.comments, texts)
        found.add(templates)
    return Commented(list(outermost(found.comments)), found.tags, found.joints)


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
        found = _of_tree(tree, "javascript")
    if text.has_templates:
        of_templates, texts = _of_templates(text.text)
        found.comments = _without(found.comments, _moved(texts, text.start))
        found.comments += _moved(of_templates.comments, text.start)
    yield from outermost(found.comments)


def _moved(places: list[Place], by: int) -> list[Place]:
    return [Place(by + each.start, by + each.end) for each in places]


def _of_page(text: Embedded) -> Commented:
    from heap_lint.frontends.web import html

    page = html.comments_of(text)
    own, styles, tags = (
        [Place(text.start + start, text.start + end) for start, end in places]
        for places in (page.own, page.styles, page.tags)
    )
    found = Commented(own, joints=tags)
    for start, end in styles:
        found.comments += lexed(text.source.text, STYLES, start, end).comments
    for script in page.scripts:
        found.add(_of_script(script.text, script.language))
    return found


def _of_script(script: Embedded, language: str) -> Commented:
    tree = _parsed(script, language)
    return _of_tree(tree, language) if tree is not None else Commented()


def _parsed(script: Embedded, language: str) -> Tree | None:
    try:
        return Tree(script, language)
    except TooTangledError:  # nor is anything found there
        return None


def _of_tree(tree: Tree, language: str) -> Commented:
    """Return the comments of a script; `<!--` begins one where it is old JavaScript, and no module.

    Within elements of JSX, which people have compiled as modules, it is a text that the page shows.
    """
    found = Commented()
    old: list[Place] = []
    is_old = language == "javascript"
    for node in descendants(tree.root):
        is_old = is_old and not (node.type.startswith("jsx_") or node.type in _MODULES)
        if node.type == "comment":
            found.comments.append(Place(*tree.span(node)[1:]))
        elif node.type == "html_comment":
            old.append(Place(*tree.span(node)[1:]))
        elif node.type == "jsx_expression" and not named(node):
            found.tags.append(Place(*tree.span(node)[1:]))
        elif node.type in _ELEMENTS:
            found.joints.append(Place(*tree.span(node)[1:]))
        elif node.type in _TEXTS:
            found.joints.append(Place(*tree.span(node)[1:]))
            found.comments.extend(_of_string(tree, node))
    found.comments.extend(old if is_old else ())
    return found


def _of_string(tree: Tree, node: ts.Node) -> Iterator[Place]:
    """Yield the comments of a page or a script that a string holds."""
    written = tree.written(node)
    if _MENTION.search(written) and calls_heap(written):
        text = text_of(tree, node)
        if calls_heap(text.text):  # not only what is filled in
            yield from comments_in_text(text)


def _of_templates(text: str, path: str = "") -> tuple[Commented, list[Place]]:
    """Return the comments of templates, and where the page around them has none."""
    found = Commented()
    texts: list[Place] = []
    for tag in tags_in(text, path):
        if tag.kind.is_comment:
            found.comments.append(Place(tag.start, tag.end))
        elif tag.code is not None:
            found.comments.extend(tag.code.comments)
            if holds_comments_alone(text, tag):
                found.tags.append(Place(tag.start, tag.end))
        texts.extend(texts_of(tag))
    return found, texts


def _without(places: list[Place], texts: list[Place]) -> list[Place]:
    """Return the places that begin in none of some texts, which are in their order."""
    starts = [each.start for each in texts]

    def is_within(place: Place) -> bool:
        before = bisect_right(starts, place.start) - 1
        return before >= 0 and place.start < texts[before].end

    return [each for each in places if not is_within(each)]

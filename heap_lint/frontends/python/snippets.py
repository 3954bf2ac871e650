"""Scripts in Python strings: cut out at their place, for the front end that reads JavaScript.

A text is masked, not evaluated: quotes, prefixes, escapes and what stands between its literals become
filler; what `f"..."`, `+`, `.format`, `%`, `.replace` or `Template` fills in becomes a hole, each of
the same length. So every position in the script is its position in the file. The tags of a template
engine stay: what reads pages knows them.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.core.joined import Place
from heap_lint.facts import Fact
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.steps import walked
from heap_lint.frontends.embedding import FILLER, HOLE, Embedded, Hole
from heap_lint.frontends.python.encoded import as_code
from heap_lint.frontends.python.escaping import escaping_of, worst
from heap_lint.frontends.python.frame import File
from heap_lint.frontends.python.parsing import parsed
from heap_lint.frontends.python.texts import Fillings, Given, Piece, Text, Way, texts
from heap_lint.frontends.web import facts_in_script, speaks_to_heap
from heap_lint.source import Source, Span
from heap_lint.values import Escaping, Unknown, Value

_F_BODY = r"(?:\{\{|\{(?:[^{}]|\{[^{}]*\})*\}|\\.|(?!(?P=fquote)).)*"
_LITERAL = regex.lazy(
    rf"""\#[^\n]*
    |(?P<fprefix>[fF][rR]?|[rR][fF])(?P<fquote>\"\"\"|'''|"|')(?P<fbody>{_F_BODY})(?:(?P=fquote)|\Z)
    |(?P<prefix>[A-Za-z]{{0,2}})(?P<quote>\"\"\"|'''|"|')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?:(?P=quote)|\Z)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = regex.lazy(
    r"\\(?:\r\n|N\{[^}]{0,100}\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)",
    re.DOTALL,
)
_BRACES = regex.lazy(r"\{\{|\}\}|\{(?P<name>(?:[^{}]|\{[^{}]*\})*)\}")
_PERCENT = regex.lazy(
    r"%%|%(?:\((?P<name>\w+)\))?[-#0 +]*(?:[1-9]\d*)?(?:\.\d+)?(?P<kind>[a-zA-Z])"
)
_NAMED_PERCENT = regex.lazy(r"%\((?P<name>\w+)\)(?P<kind>[srd])")
_DOLLAR = regex.lazy(r"\$(?:(?P<name>\w+)|\{(?P<braced>\w+)\})")
_LEFT = regex.lazy(
    r"""(?P<before>['"`][\w\s:./-]{0,200})
    (?P<marker>\{[\w.!:\[\]]*\}|%s|\$\w+(?!\w)|\$\{\w+\}|__[A-Za-z]\w{0,50}__|\[\[\w+\]\]|@\w+@|%\w+%
    |<!--\s*\w+\s*-->)(?=[^'"`\n]{0,1000}['"`])""",
    re.VERBOSE,
)
"""What other code fills in, in a string of a script: in no name or id does such a thing stand."""
_OF_FORMAT = regex.lazy(r"\{\{\s*[\"']?\w+[\"']?\s*:")
"""The beginning of an object in a text for `.format`: no template engine writes this."""
_JINJA = regex.lazy(
    r"^[ \t]*from\s+jinja2\s+import\b[^\n]*\bTemplate\b|\bjinja2\.Template\(", re.MULTILINE
)
"""What says that `Template` is Jinja's, which by itself escapes nothing."""
_FIELD = regex.lazy(r"(?P<base>\w+)(?P<steps>(?:\.\w+|\[\w+\])*)")
"""A field of a text for `.format`: a name, and what is got from it."""
_MOST_LEFT = 4
_QUOTES = ("'", '"', "`")
_NUMBERS = "bcdeEfFgGnoxX%"
"""The last letters of format specifications that write a number."""


class Filled(Struct, frozen=True):
    """Where something is filled in, `start` counted from the file's, and what is.

    `is_number`: the text has a number there.
    """

    start: int
    given: Given = Given()
    is_number: bool = False
    steps: str = ""
    """What from the expressions is filled in: `.slug`, `[key]`."""


class Script(Struct, frozen=True):
    """A text of the module that calls Heap, masked, with what fills it in."""

    span: Span
    text: str
    filled: list[Filled] = field(default_factory=list)
    escapes_html: bool = True
    """Whether a template engine that fills it in escapes what it is given."""

    @property
    def expressions(self) -> list[ast.expr]:
        """Return the expressions of which one or another is filled in, each once."""
        given = {id(filled.given): filled.given for filled in self.filled}
        return [node for each in given.values() for node in each.expressions]

    def in_quotes(self, filled: Filled) -> bool:
        """Whether a place of the script stands right behind a quote."""
        at = filled.start - self.span.start
        while at > 0 and self.text[at - 1] == FILLER:
            at -= 1
        return self.text[max(at - 1, 0) : at] in _QUOTES


def scripts(file: File, tree: ast.Module) -> list[Script]:
    """Return the texts of a module that say something to Heap."""
    if not speaks_to_heap(file.source.text):
        return []
    found = (_script(file, text) for text in texts(tree))
    kept = [script for script in found if script is not None]
    file.scripted = _functions_around(file, tree, kept)
    return kept


def comments_in_scripts(source: Source) -> Iterator[Place]:
    """Yield the comments of the scripts and pages in the strings of a file that is only Python."""
    from heap_lint.frontends.python.declared import Declared
    from heap_lint.frontends.web.comments import comments_in_text

    try:
        found = scripts(File(source, Declared()), parsed(source.text))
    except (SyntaxError, ValueError, MemoryError, RecursionError):  # nothing is found in it, either
        return
    for each in found:
        yield from comments_in_text(
            Embedded(source, each.text, each.span.start, has_templates=True)
        )


def _functions_around(file: File, tree: ast.Module, found: list[Script]) -> set[int]:
    """Return the functions, by what tells their parameters, in which something fills in a script."""
    filled = sorted(each.start for script in found for each in script.filled)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    around: set[int] = set()
    for node in ast.walk(tree) if filled else ():
        if isinstance(node, functions):
            span = file.positions.span(node)
            first = bisect_left(filled, span.start)
            if first < len(filled) and filled[first] < span.end:
                around.add(id(node))
    return around


def script_facts(file: File, found: list[Script]) -> Iterator[Fact]:
    """Yield what scripts say, once the module has been run."""
    known = _Holes(file)
    for script in found:
        start, text = script.span.start, script.text
        holes = {f.start - start: known.of(f, script) for f in script.filled}
        yield from facts_in_script(
            Embedded(
                file.source,
                text,
                start,
                holes,
                has_templates=True,
                escapes_html=script.escapes_html,
            )
        )


class _Holes:
    """What is known of what is filled in; what many places of a text ask for is looked up once."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._known: dict[tuple[int, str, bool, bool], Hole] = {}

    def of(self, filled: Filled, script: Script) -> Hole:
        """Return what is known of one place: the worst of all ways."""
        quoted = script.in_quotes(filled)
        key = (id(filled.given), filled.steps, filled.is_number, quoted)
        if key not in self._known:
            self._known[key] = self._hole(filled, quoted=quoted)
        return self._known[key]

    def _hole(self, filled: Filled, *, quoted: bool) -> Hole:
        file, given = self._file, filled.given
        at = file.source.span(filled.start, filled.start + 1)
        values: list[Value] = [] if given.expressions and given.is_all else [Unknown(at)]
        escapings: list[Escaping] = [Escaping.UNKNOWN for _ in values]
        for expression in given.expressions:
            value = file.watched.get(id(expression)) or Unknown(file.positions.span(expression))
            value = walked(value, filled.steps) if filled.steps else value
            values.append(replace(value if quoted else as_code(value), defined=None))
            escapings.append(escaping_of(value, escapes_html=given.escapes_html))
        escaping = Escaping.SCRIPT if filled.is_number else worst(escapings)
        return Hole(one_of(values, at), escaping)


def _script(file: File, text: Text) -> Script | None:
    span = file.positions.span(text.node)
    if not speaks_to_heap(file.source.slice(span)):
        return None
    masks = [_mask(file, piece) for piece in text.pieces]
    parts: list[str] = []
    at = span.start
    filled: list[Filled] = []
    for mask in sorted(masks, key=lambda mask: mask.span.start):
        if mask.span.start < at:
            return None
        parts += (FILLER * (mask.span.start - at), mask.text)
        at = mask.span.end
        filled += mask.filled
    parts.append(FILLER * (span.end - at))
    masked = "".join(parts)
    # A sentence that mentions a call in another part of the text is masked by now.
    of_template = any(Way.DOLLAR in piece.fillings.ways for piece in text.pieces)
    escapes = not (of_template and _JINJA.search(file.source.text))
    return Script(span, masked, filled, escapes) if speaks_to_heap(masked) else None


def _mask(file: File, piece: Piece) -> Script:
    span = file.positions.span(piece.node)
    if not piece.is_literal:
        given = Given((piece.node,))
        return Script(span, HOLE * (span.end - span.start), [Filled(span.start, given)])
    pieces = getattr(piece.node, "values", ())
    own = [each for each in pieces if isinstance(each, ast.FormattedValue)]
    masking = _Masking(span.start, piece.fillings, own)
    return Script(span, masking.masked(file.source.slice(span)), masking.filled)


class _Masking:
    """Masks the source of one literal, or of several that stand side by side."""

    def __init__(self, start: int, fillings: Fillings, own: list[ast.FormattedValue]) -> None:
        self._start = start
        self._fillings = fillings
        self._own = own
        self._automatic = 0
        self._ways = set(fillings.ways)
        self.filled: list[Filled] = []

    def masked(self, written: str) -> str:
        """Return the text masked."""
        if _OF_FORMAT.search(written):
            self._ways.add(Way.FORMAT)
        out: list[str] = []
        at = 0
        for match in _LITERAL.finditer(written):
            group = "fbody" if match["fbody"] is not None else "body"
            if match[group] is None:  # a comment between two literals
                continue
            start = match.start(group)
            prefix = (match["fprefix"] or match["prefix"] or "").lower()
            out += (FILLER * (start - at), self._body(match[group], prefix, start))
            at = match.end(group)
        out.append(FILLER * (len(written) - at))
        return "".join(out)

    def _body(self, body: str, prefix: str, start: int) -> str:
        if "r" not in prefix:
            body = _ESCAPE.sub(lambda match: _unescaped(match[0]), body)
        ways = self._ways
        at = self._start + start
        if "f" in prefix:
            body = _BRACES.sub(lambda m: self._own_brace(m, at), body)
        elif Way.FORMAT in ways:
            body = _BRACES.sub(lambda m: self._brace(m, at), body)
        pattern = _PERCENT if Way.PERCENT in ways else _NAMED_PERCENT
        body = pattern.sub(lambda m: self._percent(m, at), body)
        if Way.DOLLAR in ways:
            body = _DOLLAR.sub(
                lambda m: self._named(m, at, Way.DOLLAR, m["name"] or m["braced"]), body
            )
        for marker in self._fillings.names(Way.MARKER):
            if marker and marker in body:
                pattern = re.compile(re.escape(marker))
                body = pattern.sub(lambda m: self._named(m, at, Way.MARKER, m[0]), body)
        return body if "f" in prefix else _without_markers(body)

    def _own_brace(self, match: re.Match[str], at: int) -> str:
        """Mask `{value}` of an f-string."""
        if match[0] in ("{{", "}}"):
            return match[0][0] + FILLER
        value = self._own.pop(0) if self._own else None
        if value is not None and not value.conversion > 0:
            is_number = value.format_spec is not None and match[0][-2:-1] in _NUMBERS
            self.filled.append(Filled(at + match.start(), Given((value.value,)), is_number))
        return HOLE * len(match[0])

    def _brace(self, match: re.Match[str], at: int) -> str:
        """Mask `{name}` of a text that `.format` fills in."""
        if match[0] in ("{{", "}}"):
            return match[0][0] + FILLER
        name, _, spec = match["name"].partition(":")
        name, _, conversion = name.partition("!")
        if not name:
            name = str(self._automatic)
            self._automatic += 1
        if conversion in ("r", "a"):
            return HOLE * len(match[0])  # as Python writes it: quoted, and nobody's text any more
        is_number = spec[-1:] in _NUMBERS and bool(spec)
        return self._named(match, at, Way.FORMAT, name, is_number=is_number)

    def _percent(self, match: re.Match[str], at: int) -> str:
        if match[0] == "%%":
            return "%" + FILLER
        name = match["name"]
        if name is None:
            name = str(self._automatic)
            self._automatic += 1
        if match["kind"] in "ra":
            return HOLE * len(match[0])
        return self._named(match, at, Way.PERCENT, name, is_number=match["kind"] in _NUMBERS)

    def _named(
        self, match: re.Match[str], at: int, way: Way, name: str, *, is_number: bool = False
    ) -> str:
        given, steps = self._given(way, name)
        self.filled.append(Filled(at + match.start(), given, is_number, steps))
        return HOLE * len(match[0])

    def _given(self, way: Way, name: str) -> tuple[Given, str]:
        """Return what fills in a name, and the steps from there: `0` and `.slug`."""
        parts = _FIELD.fullmatch(name) if way is Way.FORMAT else None
        base, steps = (parts["base"], parts["steps"]) if parts is not None else (name, "")
        inside = "**" if way is Way.FORMAT else "0"
        for known, more in ((base, steps), (inside, f"[{base}]{steps}")):
            given = self._fillings.get(way, known)
            if given is not None:
                return given, more
        return Given(), ""


def _without_markers(body: str) -> str:
    """Return a text with holes for what code that is not in sight fills in."""
    for _ in range(_MOST_LEFT):
        masked = _LEFT.sub(lambda match: match["before"] + HOLE * len(match["marker"]), body)
        if masked == body:
            break
        body = masked
    return body


def _unescaped(escape: str) -> str:
    """Return what an escape stands for, behind filler of the rest of its length."""
    meant = {"n": "\n", "'": "'", '"': '"', "\\": "\\", "/": "/", "t": "\t"}
    if escape[1] in "xuU":
        code = int(escape[2:], 16) if len(escape) > 2 else 0
        return FILLER * (len(escape) - 1) + (chr(code) if 0x20 <= code <= 0x10FFFF else FILLER)
    return FILLER * (len(escape) - 1) + meant.get(escape[1], FILLER)

"""Server templates: what they fill in becomes holes, their tags filler, their conditions choices.

Django, Jinja, Twig, Nunjucks, Liquid and Handlebars share their braces, ERB, EEx, EJS and JSP theirs;
Blade, PHP and FreeMarker have their own. A text keeps its length and, outside of holes, its lines.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from posixpath import splitext

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.enclosed import Coming
from heap_lint.flow import Login
from heap_lint.frontends import TEMPLATES, is_filled_in
from heap_lint.frontends.embedding import FILLER, HOLE, Arm, Choice, Embedded, Hole
from heap_lint.frontends.web import php
from heap_lint.frontends.web.guards import login_shown
from heap_lint.frontends.web.tags import php_end
from heap_lint.frontends.web.written import escaping_of, value_of
from heap_lint.values import Escaping, Literal, OneOf, Text, Value

_PAGES = (".html", ".htm", ".php", ".phtml", ".tpl", *TEMPLATES)
_ANGLED = (".erb", ".eex", ".heex", ".leex", ".ejs", ".eta")
_OF_JAVA = (".jsp", ".jspf", ".gsp")
_FREEMARKER = (".ftl", ".ftlh")
_BRACES = r"\{\{~?!--|\{\{--|\{\{\{|\{\{|\{%|\{\#|\{!!"
_LIQUID = (".liquid",)
_OF_LIQUID = r"\{\{|\{%"
_MUSTACHES = (".hbs", ".handlebars", ".mustache")
_OF_MUSTACHES = r"(?:(?<!\\)|(?<=\\\\))(?:\{\{~?!--|\{\{\{|\{\{)"
"""One backslash in front of a tag makes it a text, of two the tag is one."""
_DJANGO = (".django.html", ".django.htm")
"""Pages of an engine whose tags end on the line where they begin."""
_BLADE = (
    r"(?<![\w@])@(?:php|if|elseif|else|auth|guest|unless|json|isset|empty|can|cannot|canany|env|production"
    r"|foreach|forelse|for|while|once|push|prepend|section|include|yield|csrf|end[a-z]+)\b"
)
_ANGLES = r"<%!?--|<%\#|<%|<\?(?:php\b|=)"
_DOLLAR = r"\$\{"
_NUMBER_SIGNS = r"<\#--|</?[\#@](?=\w)"
_CLOSERS = {
    "{{!--": "--}}", "{{~!--": "--}}", "{{--": "--}}", "{{{": "}}}", "{{": "}}", "{%": "%}",
    "{#": "#}", "{!!": "!!}", "<%--": "--%>", "<%!--": "--%>", "<#--": "-->", "<#": ">", "</#": ">",
    "<@": ">", "</@": ">", "${": "}", "<%#": "%>", "<%": "%>", "<?": "?>",
}  # fmt: skip
_RAW = {".ejs": "-", ".eta": "~"}
"""What a tag begins with that writes something as it is."""
_COMMENTS = ("{{!--", "{{~!--", "{{--", "{#", "<%--", "<%!--", "<%#", "<#--")
_WRITES_NOTHING = re.compile(
    r"(?:end\w*|if\w*|unless|elif|elsif|elseif|else|for|foreach|empty|with|load|extends|set|macro|import|from"
    r"|call|filter|autoescape|spaceless|ifchanged|cache|do|assign|capture|case|when|use|embed|apply|verbatim|raw"
    r"|comment|language|localize|blocktrans\w*|trans(?!\s*[\"'])|layout|schema|style\w*|form|paginate|liquid)\b"
)
"""Tags between `{%` and `%}`; any other puts something in its place."""
_GO = re.compile(
    r"\{\{-?\s*(?:(?:if|with|range)\s[^{}]*(?<![\w.])[.$]|(?:define|template)\s+\"|\$\w+\s*:=|\.[A-Za-z])"
)
_GO_STATEMENT = re.compile(r"(?:if|else|end|with|range|define|block)\b|\$\w+\s*:?=|/\*")
_GO_BLOCK = re.compile(r"^(?:range|define|block)\b")
_BLOCK = re.compile(r"\bdo(?:\s*\|[^|]*\|)?$")
_SCRIPT_TAG = re.compile(r"(?:javascript_tag|content_tag[ (]+:script)\b.*\bdo$", re.DOTALL)
"""Helpers of Rails that write a script's tags around a block."""
_PHP_CALL = re.compile(r"[\w$\\]+(?:(?:->|::)\w+)*\(.*\)\s*;?", re.DOTALL)
_AUTOESCAPE = re.compile(r"autoescape\b\s*['\"]?(?P<how>\w*)")
_ESCAPING = {
    "off": Escaping.NONE,
    "false": Escaping.NONE,
    "False": Escaping.NONE,
    "js": Escaping.SCRIPT,
}
_LONGEST_TAG = 5_000
_LONGEST_TEST = 300
_DEEPEST = 40
_QUOTED = re.compile(r"\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'")
_SIMPLE = re.compile(rf"[^\n<>(){{}};=\"']*|\"[^\"\n]*\"|'[^'\n]*'|{HOLE}+")
_OPENS = re.compile(
    r"^(?:if\w*|unless|for|each|foreach|forelse|with|while|case|begin)\b|.*\bdo(?:\s*\|[^|]*\|)?$|.*\{$",
    re.DOTALL,
)
_EITHER = regex.lazy(r"\s+or\s+|\s*\|\|\s*", longest=_LONGEST_TEST)
_BOTH = regex.lazy(r"\s+and\s+|\s*&&\s*", longest=_LONGEST_TEST)
_NOT = re.compile(r"(?:not\b|!(?!=))\s*(?P<rest>.*)$", re.DOTALL)
_CONDITION = re.compile(
    r"^(?P<word>if|unless|elif|elsif|elseif|else\s+if)\b\s*(?P<test>.*)$", re.DOTALL
)


class _Open(Struct):
    """A tag that waits for its end; `opened` is where the tag begins, `word` what it begins with.

    `assumes` is what its condition shows of visitors, `otherwise` what it does where it does not hold.
    """

    opened: int
    word: str
    is_condition: bool
    arms: list[Arm] = field(default_factory=list)
    start: int = 0
    assumes: Login | None = None
    otherwise: Login | None = None
    has_else: bool = False


def is_template(path: str) -> bool:
    """Whether a file of that name may have tags of a template engine."""
    return path.lower().endswith(_PAGES) or is_filled_in(path)


def masked(text: Embedded) -> Embedded:
    """Return the text without the tags in it."""
    return _Masker(text).run()


class _Masker:
    def __init__(self, text: Embedded) -> None:
        self._text = text
        self._coming = Coming(text.text)
        self._out = list(text.text)
        self._holes = dict(text.holes)
        self._choices: list[Choice] = list(text.choices)
        self._open: list[_Open] = []
        self._open_words = Counter[str]()
        self._path = text.source.path.lower()
        self._usual = [Escaping.HTML if text.escapes_html else Escaping.NONE]
        """How what is written is escaped: everywhere, and in each part that says so, the inmost last."""

    def run(self) -> Embedded:
        opener = self._openers()
        text, at, raw_until = self._text.text, 0, ""
        while (match := opener.search(text, at)) is not None:
            begin = match[0]
            if begin[0] == "@":
                at = self._blade(match)
                continue
            closer = _CLOSERS.get(begin) or _CLOSERS["<?"]
            longest = self._limit(match.end())
            if begin.startswith("<?"):  # a text in its code may have what closes it
                end = php_end(text, match.end())
            else:
                end = text.find(closer, match.end(), longest)
            if begin.endswith("!--"):  # whose end may take away the blanks behind it
                other = text.find("--~}}", match.end(), end if end >= 0 else longest)
                end, closer = (other, "--~}}") if other >= 0 else (end, closer)
            if end < 0:
                at = match.end()
                if begin.startswith("<?"):
                    self._code(match.start(), match.end(), len(text))
                    break
                continue
            at = end + len(closer)
            inner = text[match.end() : end].strip("-~+_ \t\r\n")
            if raw_until and not (begin == "{%" and inner.startswith(raw_until)):
                if raw_until == "endcomment":
                    self._blank(match.start(), at)
                continue
            raw_until = self._tag(begin, inner, match.start(), at)
            if raw_until == "endcomment":
                stop = re.compile(r"\{%-?\s*endcomment").search(text, at)
                self._blank(at, stop.start() if stop else len(text))
        choices = sorted(self._choices, key=lambda c: (c.start, -c.end))
        return replace(
            self._text,
            text="".join(self._out),
            holes=self._holes,
            has_templates=False,
            choices=tuple(choices),
        )

    def _limit(self, start: int) -> int:
        """Return up to where a tag may go that begins there."""
        limit = start + _LONGEST_TAG
        line_end = self._text.text.find("\n", start, limit) if self._path.endswith(_DJANGO) else -1
        return line_end if line_end >= 0 else limit

    def _openers(self) -> re.Pattern[str]:
        if self._path.endswith(_ANGLED):
            return re.compile(_ANGLES)
        if self._path.endswith(_OF_JAVA):
            return re.compile(f"{_ANGLES}|{_DOLLAR}")
        if self._path.endswith(_FREEMARKER):
            return re.compile(f"{_NUMBER_SIGNS}|{_DOLLAR}")
        if self._path.endswith(".blade.php"):
            return re.compile(f"{_BRACES}|{_ANGLES}|{_BLADE}")
        if self._path.endswith((".php", ".phtml")):
            return re.compile(_ANGLES)
        if self._path.endswith(_LIQUID):
            return re.compile(_OF_LIQUID)
        if self._path.endswith(_MUSTACHES):
            return re.compile(f"{_OF_MUSTACHES}|{_ANGLES}")
        return re.compile(f"{_BRACES}|{_ANGLES}")

    # --- Tags

    def _tag(self, begin: str, inner: str, start: int, end: int) -> str:
        """Mask one tag; return the tag that ends a part which is not a template."""
        if (
            begin in ("{{!--", "{{~!--", "{{--", "{#", "<%--", "<%#")
            or begin == "{{"
            and inner[:1] == "!"
        ):
            self._blank(start, end)
        elif (
            begin == "{{" and inner[:1] in "#/^" or begin == "{{" and inner.split(" ")[0] == "else"
        ):
            self._blank(start, end)
            self._statement(_from_handlebars(inner), start, end)
        elif begin == "{{" and self._is_go and _GO_STATEMENT.match(inner):
            self._blank(start, end)
            self._statement(_GO_BLOCK.sub("with", inner), start, end)
        elif begin == "{{" and self._is_go:  # which escapes by the place
            self._hole(inner, start, end, Escaping.SCRIPT)
        elif begin in ("{{", "{{{", "{!!"):
            is_raw = begin != "{{" or inner[:1] == "&"
            escaping = Escaping.NONE if is_raw else self._usual[-1]
            self._hole(inner.lstrip("& "), start, end, escaping)
        elif begin == "${":  # of Java's engines, some of which escape
            self._hole(inner, start, end, Escaping.UNKNOWN)
        elif begin in ("<#", "</#", "<@", "</@"):
            self._blank(start, end)
            said = inner.rstrip("/").removesuffix("??")
            self._statement(f"end{said}" if "/" in begin else said, start, end)
        elif begin == "<%":
            self._angle(inner, start, end)
        elif begin.startswith("<?"):
            self._php(begin, inner, start, end)
        elif not _WRITES_NOTHING.match(inner) and self._stands_in_code(start, end):
            self._out[start:end] = HOLE * (end - start)
        else:
            self._blank(start, end)
            word = inner.split(" ")[0]
            self._escape_part(inner)
            if word in ("raw", "verbatim", "comment"):
                return f"end{word}"
            self._statement(inner, start, end)
        return ""

    def _escape_part(self, inner: str) -> None:
        """Note where a part begins or ends that has escaping of its own: `{% autoescape off %}`."""
        part = _AUTOESCAPE.match(inner)
        if part is not None:
            self._usual.append(_ESCAPING.get(part["how"] or "", Escaping.HTML))
        elif inner.startswith("endautoescape") and len(self._usual) > 1:
            self._usual.pop()

    @cached_property
    def _is_go(self) -> bool:
        """Whether the text is a template of Go (Hugo), by its name or by what tags hold."""
        return self._path.endswith(".gohtml") or _GO.search(self._text.text) is not None

    def _angle(self, inner: str, start: int, end: int) -> None:
        mark = self._text.text[start + 2]
        if mark == "=" or mark == _RAW.get(splitext(self._path)[1]):
            if _SCRIPT_TAG.match(inner.lstrip("=- ")):
                self._open_script(start, end)
                return
            if _BLOCK.search(inner):
                self._blank(start, end)
                self._statement(inner.lstrip("=-"), start, end)
                return
            is_raw = mark != "=" or self._text.text[start + 3] == "="
            is_raw = is_raw or self._path.endswith((".jsp", ".jspf"))
            escaping = Escaping.NONE if is_raw else Escaping.HTML
            self._hole(inner.lstrip("=-").strip(), start, end, escaping)
        else:
            self._blank(start, end)
            self._statement(inner, start, end)

    def _open_script(self, start: int, end: int) -> None:
        """Put a script's own tag in place of a helper's that writes one around what follows."""
        self._blank(start, end)
        self._out[end - len("<script>") : end] = "<script>"
        self._begin(_Open(start, "script", is_condition=False, start=end))

    def _php(self, begin: str, inner: str, start: int, end: int) -> None:
        echo = re.match(r"(?:echo|print)\b(?![^;]*<(?:<<|script))\s*", inner)
        if begin == "<?=" or echo:
            shown = inner[echo.end() :] if echo else inner
            escaped = "htmlspecialchars" in shown or "esc_" in shown or "htmlentities" in shown
            shown = re.sub(
                r"^(?:htmlspecialchars|htmlentities|esc_\w+|e)\((.*)\)$", r"\1", shown.rstrip("; ")
            )
            self._hole(shown, start, end, Escaping.HTML if escaped else Escaping.NONE)
        elif _PHP_CALL.fullmatch(inner) and self._stands_in_code(start, end):
            self._out[start:end] = HOLE * (end - start)
        else:
            self._code(start, start + len(begin), end)
            self._statement(inner.rstrip("; "), start, end)

    def _stands_in_code(self, start: int, end: int) -> bool:
        """Whether a tag has something beside it, such as a quote, that it completes."""
        before, behind = self._out[max(0, start - 1) : start], self._text.text[end : end + 1]
        return "".join(before).strip(f" \t\r\n>{FILLER}") != "" or behind.strip(" \t\r\n<{") != ""

    def _code(self, start: int, first: int, end: int) -> None:
        """Mask PHP code, but for the scripts in its strings."""
        self._blank(start, end)
        text = self._text.text
        for piece in php.pieces(text[first:end]):
            begin, stop = first + piece.start, first + piece.end
            if piece.value:
                self._hole(text[begin:stop].strip("{}"), begin, stop, Escaping.UNKNOWN)
            else:
                self._out[begin:stop] = text[begin:stop]

    def _blade(self, match: re.Match[str]) -> int:
        text, end = self._text.text, match.end()
        word = match[0][1:]
        test = ""
        stop = self._closing.get(end)
        if stop is not None and stop - end < _LONGEST_TAG:
            test, end = text[end + 1 : stop], stop + 1
        if word == "php" and not test:
            stop = self._coming.find("@endphp", end)
            if stop >= 0:
                self._code(match.start(), end, stop)
            return max(end, stop)
        if word == "json":
            self._hole(test, match.start(), end, Escaping.SCRIPT)
            return end
        if word in ("include", "yield", "csrf") and self._stands_in_code(match.start(), end):
            self._out[match.start() : end] = HOLE * (end - match.start())
            return end
        self._blank(match.start(), end)
        words = {"auth": "if is_authenticated", "guest": "unless is_authenticated"}
        words |= {"forelse": "for", "foreach": "for"}
        words |= {
            each: f"if {each}"
            for each in ("isset", "empty", "can", "cannot", "canany", "env", "production")
        }
        said = words.get(word, word)
        self._statement(f"{said} {test}".strip(), match.start(), end, word)
        return end

    @cached_property
    def _closing(self) -> dict[int, int]:
        """Where each parenthesis of the text is closed."""
        closing: dict[int, int] = {}
        waiting: list[int] = []
        for mark in re.finditer(r"[()]", self._text.text):
            if mark[0] == "(":
                waiting.append(mark.start())
            elif waiting:
                closing[waiting.pop()] = mark.start()
        return closing

    # --- Conditions

    def _statement(self, inner: str, start: int, end: int, word: str = "") -> None:
        """Note what a tag that writes nothing does: it opens, divides or ends a part."""
        inner = inner.strip()
        divides = re.match(r"\}?\s*(?:else|elif|elsif|elseif)\b", inner)
        ends = re.match(r"end(?P<word>\w*)|\}\s*(?:(?:\);?|;)\s*)?(?:\);?|;)?$", inner)
        if divides and self._open:
            self._divide(inner.lstrip("} "), start, end)
        elif ends is not None:
            self._end(ends["word"] or "", start, end)
        elif _OPENS.match(inner):
            condition = _CONDITION.match(inner)
            first = re.match(r"\w*", inner)
            word = word or (first[0] if first is not None else "")
            opened = _Open(start, word, condition is not None, start=end)
            if condition is not None:
                truth = condition["word"] != "unless"
                opened.assumes = _login(_test_of(condition), truth)
                opened.otherwise = _login(_test_of(condition), not truth)
            self._begin(opened)

    def _begin(self, opened: _Open) -> None:
        self._open.append(opened)
        self._open_words[opened.word] += 1

    def _divide(self, inner: str, start: int, end: int) -> None:
        opened = self._open[-1]
        opened.arms.append(Arm(opened.start, start, opened.assumes))
        opened.start = end
        test = _CONDITION.match(inner)
        before = opened.otherwise
        opened.assumes = before
        if test is not None:
            opened.assumes = _login(_test_of(test), truth=True) or before
            opened.otherwise = before or _login(_test_of(test), truth=False)
        else:
            opened.has_else = opened.is_condition

    def _end(self, word: str, start: int, end: int) -> None:
        """End the part that begins with `word`, whatever in it has no end; no word: the last one."""
        if not self._open or word and not self._open_words[word]:
            return
        while word and self._open[-1].word != word:
            self._open_words[self._open.pop().word] -= 1
        opened = self._open.pop()
        self._open_words[opened.word] -= 1
        if opened.word == "script":
            if end - start >= len("</script>"):
                self._out[start : start + len("</script>")] = "</script>"
            return
        opened.arms.append(Arm(opened.start, start, opened.assumes))
        if opened.has_else and self._is_a_value(opened, end):
            return
        if len(self._open) < _DEEPEST:
            choice = Choice(tuple(opened.arms), not opened.has_else, opened.otherwise)
            self._choices.append(choice)

    def _is_a_value(self, opened: _Open, end: int) -> bool:
        """Make a hole of a choice between values, if it is one."""
        values: list[Value] = []
        for arm in opened.arms:
            if arm.end - arm.start > _LONGEST_TAG:
                return False
            value = self._value_between(arm.start, arm.end)
            if value is None:
                return False
            values.append(value)
        span = self._text.span(opened.opened, end)
        for at in range(opened.opened, end):
            self._holes.pop(at, None)
        self._out[opened.opened : end] = HOLE * (end - opened.opened)
        self._holes[opened.opened] = Hole(OneOf(tuple(values), span))
        return True

    def _value_between(self, start: int, end: int) -> Value | None:
        written = "".join(self._out[start:end])
        shown = written.strip(FILLER + " \t\r\n")
        if not _SIMPLE.fullmatch(shown):
            return None
        first = start + written.find(shown) if shown else start
        span = self._text.span(first, first + len(shown))
        quoted = _QUOTED.fullmatch(shown)
        inner = shown[1:-1] if quoted else shown
        hole = self._holes.get(first + (1 if quoted else 0))
        if inner and not inner.strip(HOLE) and hole is not None:
            return (
                Text((hole.value,), span, self._text.source.slice(span)) if quoted else hole.value
            )
        return None if HOLE in inner else Literal(inner, span, shown)

    # --- Holes

    def _hole(self, inner: str, start: int, end: int, escaping: Escaping) -> None:
        span = self._text.span(start, end)
        self._out[start:end] = HOLE * (end - start)
        self._holes[start] = Hole(value_of(inner, span), escaping_of(inner, escaping))

    def _blank(self, start: int, end: int) -> None:
        text = self._text.text
        self._out[start:end] = [c if c in "\r\n" else FILLER for c in text[start:end]]


def _from_handlebars(inner: str) -> str:
    """Return a block tag of Handlebars in the words that other engines have."""
    if inner[:1] == "/":
        return f"end{inner[1:].strip()}"
    return inner.lstrip("#^").strip()


def _test_of(condition: re.Match[str]) -> str:
    """Return what a tag asks, without the mark that its language puts behind it."""
    return condition["test"].rstrip(":{ \t\r\n\f\v")


def _login(test: str, truth: bool) -> Login | None:
    """Return what a template's condition being `truth` tells of the visitor."""
    if len(test) > _LONGEST_TEST:
        return None
    test = _without_parentheses(test)
    for words, is_and in ((_EITHER, False), (_BOTH, True)):
        parts = _parts(test, words)
        if len(parts) > 1:
            shown = [_login(part, truth) for part in parts] if is_and is truth else []
            return next((login for login in shown if login is not None), None)
    negated = _NOT.match(test)
    if negated is not None:
        return _login(negated["rest"], not truth)
    name = test.replace("->", ".").replace("::", ".").lstrip("$@").replace("()", "")
    if not re.fullmatch(r"[\w.?]+", name):
        return None
    return login_shown({name, name.rpartition(".")[2]}, truth)


def _without_parentheses(test: str) -> str:
    test = test.strip()
    while test[:1] == "(" and test[-1:] == ")" and _is_balanced(test[1:-1]):
        test = test[1:-1].strip()
    return test


def _parts(test: str, words: re.Pattern[str]) -> list[str]:
    """Return what stands between some words that are in no parentheses."""
    parts, start = [], 0
    for word in words.finditer(test):
        if _is_balanced(test[start : word.start()]):
            parts.append(test[start : word.start()])
            start = word.end()
    return [*parts, test[start:]]


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0

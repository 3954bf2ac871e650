"""What a template writes: the value, what it falls back to, and how it is escaped."""

from __future__ import annotations

import re

from heap_lint import regex
from heap_lint.frontends.web.model import origin_of
from heap_lint.source import Span
from heap_lint.values import Escaping, Literal, OneOf, Unknown, Value

_DEFAULT = re.compile(
    r"(?:default(?:_if_none)?|d)\s*[:(]\s*(?P<value>\"[^\"]*\"|'[^']*'|\w+)\s*(?:,[^)]*)?\)?"
)
_OR = re.compile(r"(?:\bor\b|\|\||\?\?|\?:)\s*(?P<value>\"[^\"]*\"|'[^']*')\s*$")
_PLAIN = re.compile(r"[\w\[\]'\"?]+(?:\(\))?(?:\.[\w\[\]'\"?]+(?:\(\))?)*")
_BAR = re.compile(r"(?<!\|)\|(?!\|)")
_QUOTE = re.compile(r"[\"']")
_TO_SCRIPT = re.compile(
    r"\b(?:tojson|to_json|json_encode|escapejs|json_script|escape_javascript|jsonify|JSON\.stringify|json_dumps"
    r"|dump|json|Js::from|escape\('js'\)|intval|int|length|floatformat)\b|^j[ (]|\(int\)"
)
_UNESCAPED = re.compile(r"\b(?:safe|raw|html_safe|safeseq|unescape|autoescape)\b")
_TERNARY = re.compile(
    r"(?P<test>(?:[^?:]|::)+)\?(?![?>.:])(?P<yes>(?:[^:]|::)+?):(?!:)(?P<no>[^:]+)", re.DOTALL
)
_IF, _ELSE = re.compile(r"\sif\s"), re.compile(r"\selse\s")
_MOST_AROUND = 10
"""Functions around a value that write it in another way: `j(h(raw(name)))`."""
_QUOTED = re.compile(r"\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'")
_AROUND = re.compile(
    r"(?:raw|j|h|e|escape_javascript|html_escape)(?:\s*\((?P<given>.*)\)|\s+(?P<rest>\S.*))"
)
_OPTIONAL = regex.lazy(r"optional\((?P<value>.*)\)(?P<rest>(?:\.\w+)+)", longest=regex.NAME)
_TRY = re.compile(r"\.try!?\(:(\w+)\)|\[:(\w+)\]")


def value_of(inner: str, span: Span) -> Value:
    """Return the value of what a template writes, with the constant that it falls back to."""
    base, *filters = _at_bars(inner)
    fallback = next((m["value"] for f in filters if (m := _DEFAULT.match(f.strip()))), None)
    alternative = _OR.search(base)
    if alternative is not None:
        base, fallback = base[: alternative.start()], alternative["value"]
    choice = _choice(base.strip())
    if choice is not None:
        return OneOf(tuple(_unknown(each.strip(), span) for each in choice), span)
    unknown = _unknown(base.strip(), span)
    quoted = _QUOTED.fullmatch(fallback) if fallback is not None else None
    if quoted is None or fallback is None:
        return unknown
    text = quoted["double"] if quoted["double"] is not None else quoted["single"]
    return OneOf((unknown, Literal(text, span, fallback)), span)


def _at_bars(inner: str) -> list[str]:
    """Return what stands between bars that are in no quotes, as it is seen from the end."""
    after: dict[str, int] = {}
    """Where the next quote of a kind stands, and whether all quotes behind that one are closed."""
    closed: dict[int, bool] = {}
    balanced = True
    bars = []
    marks = sorted([*_BAR.finditer(inner), *_QUOTE.finditer(inner)], key=lambda m: -m.start())
    for mark in marks:
        if mark[0] == "|":
            bars.extend([mark.start()] if balanced else [])
        else:
            following = after.get(mark[0])
            after[mark[0]] = mark.start()
            closed[mark.start()] = balanced
            balanced = following is not None and closed[following]
    parts, at = [], 0
    for bar in reversed(bars):
        parts.append(inner[at:bar])
        at = bar + 1
    return [*parts, inner[at:]]


def _choice(base: str) -> tuple[str, str] | None:
    """Return the two values that a conditional expression chooses from."""
    ternary = _TERNARY.fullmatch(base)
    if ternary is not None:
        return ternary["yes"], ternary["no"]
    condition = _IF.search(base, 1)
    otherwise = _ELSE.search(base, condition.end()) if condition is not None else None
    if condition is None or otherwise is None:
        return None
    if not base[condition.end() : otherwise.start()].strip():
        return None
    return base[: condition.start()], base[otherwise.end() :]


def _unknown(base: str, span: Span) -> Value:
    for _ in range(_MOST_AROUND):
        around = _AROUND.fullmatch(base)
        if around is None:
            break
        base = (around["given"] or around["rest"] or "").strip()
    quoted = _QUOTED.fullmatch(base)
    if quoted is not None:
        text = quoted["double"] if quoted["double"] is not None else quoted["single"]
        return Literal(text, span, base)
    name = _TRY.sub(lambda tried: f".{tried[1] or tried[2]}", base)
    for step in ("?->", "->", "::", "?.", "&."):
        name = name.replace(step, ".")
    name = _OPTIONAL.sub(r"\g<value>\g<rest>", name.lstrip("$@").removeprefix("locals."))
    name = re.sub(r"\.(?:to_json|to_s|html_safe)\b", "", name).strip()
    if not _PLAIN.fullmatch(name):
        return Unknown(span)
    return Unknown(span, origin_of(f"@{name}"), name)


def escaping_of(inner: str, usual: Escaping) -> Escaping:
    """Return how a template escapes what it writes; `usual`: where it does not say."""
    if _TO_SCRIPT.search(inner):
        return Escaping.SCRIPT
    return Escaping.NONE if _UNESCAPED.search(inner) else usual

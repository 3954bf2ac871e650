"""What a template writes: the value, what it falls back to, and how it is escaped."""

from __future__ import annotations

import re

from heap_lint.frontends.web.model import origin_of
from heap_lint.source import Span
from heap_lint.values import Escaping, Literal, OneOf, Unknown, Value

_DEFAULT = re.compile(
    r"(?:default(?:_if_none)?|d)\s*[:(]\s*(?P<value>\"[^\"]*\"|'[^']*'|\w+)\s*(?:,[^)]*)?\)?"
)
_OR = re.compile(r"\s*(?:\bor\b|\|\||\?\?|\?:)\s*(?P<value>\"[^\"]*\"|'[^']*')\s*$")
_PLAIN = re.compile(r"[\w\[\]'\"?]+(?:\(\))?(?:\.[\w\[\]'\"?]+(?:\(\))?)*")
_FILTERS = re.compile(r"(?<!\|)\|(?!\|)(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)")
_TO_SCRIPT = re.compile(
    r"\b(?:tojson|to_json|json_encode|escapejs|json_script|escape_javascript|jsonify|JSON\.stringify|json_dumps"
    r"|dump|json|Js::from|escape\('js'\)|intval|int|length|floatformat)\b|^j[ (]|\(int\)"
)
_UNESCAPED = re.compile(r"\b(?:safe|raw|html_safe|safeseq|unescape|autoescape)\b")
_TERNARY = re.compile(
    r"(?P<test>(?:[^?:]|::)+?)\s*\?(?![?>.:])\s*(?P<yes>(?:[^:]|::)+?)\s*:(?!:)\s*(?P<no>[^:]+)"
    r"|(?P<then>.+?)\s+if\s+(?P<condition>.+?)\s+else\s+(?P<other>.+)",
    re.DOTALL,
)
_QUOTED = re.compile(r"\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'")
_AROUND = re.compile(
    r"(?:raw|j|h|e|escape_javascript|html_escape)(?:\s*\((?P<given>.*)\)|\s+(?P<rest>.+))"
)
_OPTIONAL = re.compile(r"optional\((?P<value>.*)\)(?P<rest>(?:\.\w+)+)")
_TRY = re.compile(r"\.try!?\(:(\w+)\)|\[:(\w+)\]")


def value_of(inner: str, span: Span) -> Value:
    """Return the value of what a template writes, with the constant that it falls back to."""
    base, *filters = _FILTERS.split(inner)
    fallback = next((m["value"] for f in filters if (m := _DEFAULT.match(f.strip()))), None)
    alternative = _OR.search(base)
    if alternative is not None:
        base, fallback = base[: alternative.start()], alternative["value"]
    choice = _TERNARY.fullmatch(base.strip())
    if choice is not None:
        names = ("yes", "no") if choice["yes"] is not None else ("then", "other")
        return OneOf(tuple(_unknown(choice[name].strip(), span) for name in names), span)
    unknown = _unknown(base.strip(), span)
    quoted = _QUOTED.fullmatch(fallback) if fallback is not None else None
    if quoted is None or fallback is None:
        return unknown
    text = quoted["double"] if quoted["double"] is not None else quoted["single"]
    return OneOf((unknown, Literal(text, span, fallback)), span)


def _unknown(base: str, span: Span) -> Value:
    quoted = _QUOTED.fullmatch(base)
    if quoted is not None:
        text = quoted["double"] if quoted["double"] is not None else quoted["single"]
        return Literal(text, span, base)
    around = _AROUND.fullmatch(base)
    if around is not None:
        return _unknown((around["given"] or around["rest"]).strip(), span)
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

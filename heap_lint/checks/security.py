"""What leaves the page, and how Heap's cookies travel (HEAP 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from heap_lint.checks import check
from heap_lint.checks.loading import RECORDING, known_options, misspelt
from heap_lint.checks.wording import quoted, shortened
from heap_lint.core.changes import AddEntry, Proposal, SetTo
from heap_lint.endpoints import first_character
from heap_lint.facts import AppStart, LoadCall, ScriptValue, Surface
from heap_lint.findings import Hit
from heap_lint.source import Span
from heap_lint.values import Escaping, Literal, Mapping, Sequence, Text, Unknown, Value

_NUMBERS = re.compile(r"(?:^|[._])(?:id|pk|number|count|total|age|size)(?:\(\))?$", re.IGNORECASE)
"""Names of what is a number where it stands in a script without quotes."""
_TEXT_IN_APP = "disableInteractionTextCapture"
_OTHER_LANGUAGES = {"True", "False", "None", "yes", "no", "TRUE", "FALSE"}


@check("HL101", reads=LoadCall, policy="heap")
def text_capture_on(load: LoadCall) -> Iterator[Hit]:
    option = load.options.get("disableTextCapture")
    if isinstance(option, Literal) and option.value is False:
        yield Hit(
            option.span,
            f"`disableTextCapture: {shortened(option.source)}` sends the text users see to Heap",
            "write `true` to redact it",
            fix=_set_to(option, True),
        )


@check("HL101", reads=LoadCall, policy="airkit")
def text_capture_differs_from_airkit(load: LoadCall) -> Iterator[Hit]:
    option = load.options.get("disableTextCapture")
    if isinstance(option, Literal) and option.value is True:
        yield Hit(
            option.span,
            f"`disableTextCapture: {shortened(option.source)}` is not what Airkit prescribes"
            " (policy `airkit`)",
            'write `false`, or set `policy = "heap"`: for Heap, `true` is what redacts text',
            fix=_set_to(option, False),
        )


@check("HL102", reads=LoadCall)
def text_capture_unset(load: LoadCall) -> Iterator[Hit]:
    if load.options.lacks("disableTextCapture") and not _is_misspelt(load, "disableTextCapture"):
        yield Hit(
            _absent_from(load),
            "no `disableTextCapture`: the text users see goes to Heap unless the account forbids it",
            "add `disableTextCapture: true`",
            fix=_added(load, "disableTextCapture"),
        )


@check("HL101", reads=AppStart, policy="heap")
def text_capture_on_in_app(start: AppStart) -> Iterator[Hit]:
    option = start.options.get(_TEXT_IN_APP)
    if isinstance(option, Literal) and option.value is False:
        yield Hit(
            option.span,
            f"`{_TEXT_IN_APP}: {shortened(option.source)}` sends the text users touch to Heap",
            "write `true` to keep it in the app",
            fix=_set_to(option, True),
        )


@check("HL102", reads=AppStart)
def text_capture_unset_in_app(start: AppStart) -> Iterator[Hit]:
    is_misspelt = _TEXT_IN_APP in misspelt(start.options, RECORDING)
    if start.options.lacks(_TEXT_IN_APP) and not is_misspelt:
        yield Hit(
            _absent_from(start),
            f"no `{_TEXT_IN_APP}`: the text users touch goes to Heap",
            f"add `{_TEXT_IN_APP}: true`",
            fix=_added(start, _TEXT_IN_APP),
        )


@check("HL103", reads=LoadCall)
def insecure_cookie(load: LoadCall) -> Iterator[Hit]:
    option = load.options.get("secureCookie")
    if isinstance(option, Literal) and option.value is False:
        yield Hit(
            option.span,
            f"`secureCookie: {shortened(option.source)}` lets Heap's cookies travel over plain http",
            "write `true`",
            fix=_set_to(option, True),
        )


@check("HL104", reads=LoadCall)
def secure_cookie_unset(load: LoadCall) -> Iterator[Hit]:
    if load.options.lacks("secureCookie") and not _is_misspelt(load, "secureCookie"):
        yield Hit(
            _absent_from(load),
            "no `secureCookie`: Heap's cookies may travel over plain http",
            "add `secureCookie: true`",
            fix=_added(load, "secureCookie"),
        )


@check("HL105", reads=LoadCall)
def option_not_boolean(load: LoadCall) -> Iterator[Hit]:
    yield from _not_boolean(load.options, known_options())


@check("HL105", reads=AppStart)
def option_of_app_not_boolean(start: AppStart) -> Iterator[Hit]:
    yield from _not_boolean(start.options, known_options(RECORDING))


def _not_boolean(options: Mapping, table: dict[str, dict[str, Any]]) -> Iterator[Hit]:
    for name, known in table.items():
        option = options.get(name) if known["type"] == "boolean" else None
        if option is not None and _is_not_boolean(option):
            yield Hit(
                option.span,
                f"`{name}` is {quoted(option)}, not a boolean: it need not mean what it says",
                "write `true` or `false`, without quotes",
                fix=_as_boolean(option),
            )


@check("HL115", reads=ScriptValue)
def unescaped_script_value(written: ScriptValue) -> Iterator[Hit]:
    if written.name == "heap.load":
        return  # the id and options are the deployment's, not a user's
    if not written.quoted and _is_number_by_name(written.value):
        return  # anything else would break the script for everybody
    value = quoted(written.value)
    subject = "a value" if value == "here" else value
    if written.escaping is Escaping.NONE:
        danger = "a quote in it ends the string" if written.quoted else "whatever it holds is code"
    elif written.escaping is Escaping.HTML and not written.quoted:
        danger = "outside of a string, escaping for HTML does not help: what it holds is code"
    else:
        return
    yield Hit(
        written.span,
        f"{subject} is written into the script of `{written.name}` as it is: {danger}",
        "write it as JSON (`json.dumps`, `|tojson`), without quotes around it",
    )


def _is_number_by_name(value: Value) -> bool:
    return isinstance(value, Unknown) and _NUMBERS.search(value.expression) is not None


def _is_misspelt(load: LoadCall, option: str) -> bool:
    """Whether an option is there but for its name, which HL106 says."""
    return option in misspelt(load.options)


def _is_not_boolean(option: Value) -> bool:
    if isinstance(option, Literal):
        return not isinstance(option.value, bool)
    if isinstance(option, Unknown):
        return option.expression in _OTHER_LANGUAGES
    return isinstance(option, (Text, Mapping, Sequence))


def _as_boolean(option: Value) -> Proposal | None:
    """Return what makes an option the boolean that it says: safe where it counts as that already."""
    if isinstance(option, Unknown) and option.expression != "None":
        constant = option.expression.lower() in ("true", "yes")
        counted = True
    elif isinstance(option, Literal):
        word = str(option.value).lower()
        known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if word not in known:
            return None
        constant, counted = known[word], bool(option.value)
    else:
        return None
    return _set_to(option, constant, is_safe=constant is counted)


def _set_to(option: Value, constant: bool, *, is_safe: bool = False) -> Proposal:
    propose = Proposal.safe if is_safe else Proposal.unsafe
    return propose(f"write `{str(constant).lower()}`", SetTo(option.span, constant))


def _added(load: LoadCall | AppStart, option: str) -> Proposal | None:
    """Return what adds an option; what an Airkit app gives none at all has no place for it."""
    if load.surface is Surface.AIRKIT and not load.options.entries:
        return None
    return Proposal.unsafe(f"add `{option}: true`", AddEntry(load.options.span, option, True))


def _absent_from(load: LoadCall | AppStart) -> Span:
    """Return where an absent option is reported: at the options, or the call that gives none."""
    return first_character(load.options.span) if load.options.span != load.span else load.span

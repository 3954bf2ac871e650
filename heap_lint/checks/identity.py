"""Who the events are given to: one constant for everybody, nobody, another one each time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.checks import check
from heap_lint.checks.wording import defined_at, either, path, quoted, shortened
from heap_lint.facts import IdentifyCall, NamesIdentity, Surface, TrackCall
from heap_lint.findings import Hit, Related, Severity
from heap_lint.heap.placeholders import stands_for_nobody
from heap_lint.values import Kind, Literal, Mapping, OneOf, Origin, Sequence, Text, Unknown, Value

LONGEST = 255
_LARGEST_USER_ID = 2**53 - 1
_PERSONAL = regex.lazy(
    r"(?:^|[._\[(])(?P<what>e_?mail(?:_?address)?|phone(?:_?number)?|mobile(?:_?number)?|user_?name"
    r"|(?:full|first|last|given|family|display)_?name|get_full_name\(\)|get_username\(\))\]?(?:\(\))?$"
    r"|(?:^|[._\[])(?:user|customer|member|person|actor|patient|client)\.name$",
    re.IGNORECASE,
)
# A key or attribute of something, as in `row["session_id"]`; of a bare name it may be any text.
_SESSION = re.compile(r"[.\[](?:\w+_)?(?:session_?(?:id|key)|sid)\]?(?:\(\))?$", re.IGNORECASE)
# HEAP 1.3: there a call without a value is no call, which is one way to skip it.
_DROPS_NULL = (Surface.WEB, Surface.MOBILE)
_MERGES = "all users merge into one profile, and that cannot be undone"


@check("HL201", reads=NamesIdentity)
def hardcoded_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in () if call.recorded else _identities(call):
        constants = _all_constant(value)
        if constants and not all(_is_placeholder(constant) for constant in constants):
            yield Hit(
                value.span,
                f"the identity {quoted(value)} is the same for everybody: {_MERGES}",
                "give the internal id of the user at hand",
                defined_at(value, "the constant comes from here"),
            )


@check("HL202", reads=NamesIdentity)
def placeholder_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        constants = _all_constant(value)
        if constants and all(_is_placeholder(constant) for constant in constants):
            yield Hit(
                value.span,
                f"the identity {quoted(value)} stands for nobody: {_fate(constants)}",
                "call this only where the user is known",
                defined_at(value, "the constant comes from here"),
            )


@check("HL203", reads=NamesIdentity)
def identity_fallback(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        if not isinstance(value, OneOf) or _is_shared(value) or _all_constant(value):
            continue
        constants = [option for option in value.options if isinstance(option, Literal)]
        if call.surface in _DROPS_NULL:
            constants = [constant for constant in constants if constant.value is not None]
        if constants:
            yield Hit(
                value.span,
                f"the identity falls back to {_either(constants)}: {_fate(constants)}",
                "skip the call where the user is not known",
                tuple(Related(c.defined or c.span, "the fallback") for c in constants),
            )


@check("HL204", reads=NamesIdentity)
def stringified_none(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        for option in value.options if isinstance(value, OneOf) else (value,):
            holes = option.holes if isinstance(option, Text) else ()
            missing = next((hole for hole in holes if _may_be_none(hole)), None)
            if missing is not None:
                nothing = "undefined" if _kind(missing) is Kind.UNDEFINED else "None"
                what = _named(missing).replace("here", "its value")
                yield Hit(
                    value.span,
                    f'the identity has the text "{nothing}" where {what} is missing:'
                    " everybody without one merges into one profile, and that cannot be undone",
                    "skip the call where it is missing, before it becomes text",
                    defined_at(value, "the text is made here"),
                )
                break


@check("HL205", reads=NamesIdentity)
def shared_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        if _is_shared(value):
            yield Hit(
                value.span,
                f"the identity {_named(value)} is one value for the whole deployment: {_MERGES}",
                "give the internal id of the user at hand",
                defined_at(value, "it comes from here"),
            )


@check("HL206", reads=NamesIdentity)
def unstable_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        volatile = _volatile(value)
        if volatile is not None:
            yield Hit(
                value.span,
                f"the identity {_named(volatile)} is another one each time: every call makes a new user",
                "give an id that stays, such as the user's primary key",
                defined_at(value, "it comes from here"),
            )
        elif Origin.ANONYMOUS in _origins(value) or any(map(_is_session_id, parts(value))):
            yield Hit(
                value.span,
                f"the identity {_named(value)} belongs to a session, not to a user:"
                " one person becomes many users",
                "give the internal id of the user, once it is known",
                defined_at(value, "it comes from here"),
                severity=Severity.WARNING,
            )


@check("HL207", reads=NamesIdentity)
def personal_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        for part in parts(value):
            if isinstance(part, Unknown) and _is_personal(part):
                yield Hit(
                    value.span,
                    f"the identity `{path(part)}` is personal data and may change:"
                    " a new one splits the user in two",
                    "give an internal id, a UUID or a hash of it",
                    defined_at(value, "it comes from here"),
                )
                break


@check("HL208", reads=NamesIdentity)
def identity_not_scalar(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        if isinstance(value, (Mapping, Sequence)):
            what = "an object" if isinstance(value, Mapping) else "a list"
            yield Hit(
                value.span,
                f"the identity is {what}: Heap takes one string, and gets `[object Object]` or nothing",
                "give the id alone; properties go to `addUserProperties`",
            )


@check("HL208", reads=IdentifyCall)
def identity_is_a_number(call: IdentifyCall) -> Iterator[Hit]:
    value = call.identity
    is_number = _kind(value) is Kind.NUMBER if value is not None else False
    if isinstance(value, Literal) and not isinstance(value.value, bool):
        is_number = isinstance(value.value, int | float)
    if value is not None and call.text_only and is_number:
        yield Hit(
            value.span,
            f"the identity {quoted(value)} is a number: `{call.name}` takes text here, and ignores it",
            "write `String(...)` around it",
            defined_at(value, "it comes from here"),
        )


@check("HL208", reads=IdentifyCall)
def identify_takes_one_argument(call: IdentifyCall) -> Iterator[Hit]:
    if call.extra:
        yield Hit(
            call.extra[0].span,
            f"`{call.name}` takes one argument: what follows it is ignored",
            "give the id alone; properties go to `addUserProperties`",
        )
    if call.identity is None and call.surface is not Surface.SERVER:
        yield Hit(
            call.span, f"`{call.name}` without an identity names nobody", "give the user's id"
        )


@check("HL209", reads=NamesIdentity)
def identity_too_long(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        length = least_length(value)
        if length > LONGEST:
            yield Hit(
                value.span,
                f"the identity has {length} characters or more: Heap rejects it over {LONGEST}",
                "give a shorter id, or a hash of it",
                defined_at(value, "the text comes from here"),
            )


@check("HL210", reads=NamesIdentity)
def undeclared_identity(call: NamesIdentity) -> Iterator[Hit]:
    for value in _identities(call):
        for part in parts(value):
            if isinstance(part, Unknown) and part.origin is Origin.UNDECLARED:
                name = re.split(r"[.\[]", part.expression)[0]
                yield Hit(
                    part.span,
                    f"nothing declares `{shortened(name)}`: as a variable it is NULL for everybody,"
                    " as a text it lacks its quotes",
                    "declare it, name its namespace (`session.`), or give the id of the user",
                )


def _identities(call: NamesIdentity) -> Iterator[Value]:
    """Yield what names the user: the identity, and a `user_id` that Heap would accept."""
    if call.identity is not None:
        yield call.identity
    user_id = call.user_id if call.identity is None else None
    if isinstance(call, TrackCall) and isinstance(user_id, Literal) and is_user_id(user_id.value):
        yield user_id


def is_user_id(constant: object) -> bool:
    """Whether a constant is one of Heap's own user ids, as text (HEAP 3.1)."""
    is_text = isinstance(constant, str) and re.fullmatch(r"[0-9]{1,16}", constant) is not None
    return is_text and int(str(constant)) <= _LARGEST_USER_ID


def _all_constant(value: Value) -> list[Literal]:
    """Return the constants that a value is one of, nothing if it may be something else."""
    options = value.options if isinstance(value, OneOf) else (value,)
    constants = [option for option in options if isinstance(option, Literal)]
    return constants if len(constants) == len(options) else []


def _is_placeholder(constant: Literal) -> bool:
    return stands_for_nobody(str(constant.value))


def _may_be_none(hole: Value) -> bool:
    return _kind(hole) in (Kind.OPTIONAL, Kind.UNDEFINED)


def _is_personal(value: Unknown) -> bool:
    return value.kind is Kind.CONTACT or _PERSONAL.search(value.expression) is not None


def _kind(value: Value) -> Kind | None:
    return value.kind if isinstance(value, Unknown) else None


def _either(constants: list[Literal]) -> str:
    return either(map(quoted, constants))


def _fate(constants: list[Literal]) -> str:
    """Return what happens to the users who get one of these as their identity."""
    if all(constant.value is None or constant.value == "" for constant in constants):
        return "Heap ignores or rejects the call for everybody who gets it"
    return "everybody who gets it merges into one profile, and that cannot be undone"


def _is_shared(value: Value) -> bool:
    """Whether a value is a deployment's, or at the most a constant."""
    options = value.options if isinstance(value, OneOf) else (value,)
    of_deployment = [_origins(option) == {Origin.DEPLOYMENT} for option in options]
    constant = [isinstance(option, Literal) for option in options]
    return any(of_deployment) and all(map(any, zip(of_deployment, constant, strict=True)))


def _volatile(value: Value) -> Value | None:
    """Return the part of an identity that is another one each time.

    One alternative of several, made elsewhere, may be stored there and found again the next time.
    """
    options = value.options if isinstance(value, OneOf) else (value,)
    changing = [option for option in options if Origin.VOLATILE in _origins(option)]
    others = [o for o in options if o not in changing and not isinstance(o, Literal)]
    here = [
        o for o in changing if value.span.start <= o.span.start and o.span.end <= value.span.end
    ]
    return next(iter(here if others else changing), None)


def _origins(value: Value) -> set[Origin | None]:
    """Return where the parts of a value come from that are not constant."""
    return {part.origin for part in parts(value) if isinstance(part, Unknown)}


def parts(value: Value) -> Iterator[Value]:
    """Yield the values that a value is one of, or that stand in its text."""
    if isinstance(value, OneOf):
        for option in value.options:
            yield from parts(option)
    elif isinstance(value, Text):
        for hole in value.holes:
            yield from parts(hole)
    else:
        yield value


def _is_session_id(value: Value) -> bool:
    return (
        isinstance(value, Unknown)
        and value.origin in (None, Origin.PARAMETER)
        and _SESSION.search(value.expression) is not None
    )


def _named(value: Value) -> str:
    paths = [path(p) for p in parts(value) if isinstance(p, Unknown) and p.expression]
    return f"`{paths[0]}`" if paths else "here"


def least_length(value: Value) -> int:
    """Return how many characters a text has at least; of several texts, the longest."""
    if isinstance(value, Literal) and isinstance(value.value, str):
        return len(value.value)
    if isinstance(value, Text):
        return sum(len(part) for part in value.parts if isinstance(part, str))
    if isinstance(value, OneOf):
        return max(map(least_length, value.options))
    return 0

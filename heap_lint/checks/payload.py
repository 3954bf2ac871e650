"""Events and properties: what Heap drops, cuts or splits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite

from heap_lint import regex
from heap_lint.checks import check, check_properties
from heap_lint.checks.identity import is_user_id, parts
from heap_lint.checks.schema import batch_of, failures
from heap_lint.checks.wording import defined_at, kind_of, named, quoted
from heap_lint.core.changes import Proposal, RemoveEntry
from heap_lint.facts import (
    GivesProperties,
    IdentifyCall,
    NamesIdentity,
    Payload,
    Surface,
    Takes,
    TrackCall,
    UserProperties,
)
from heap_lint.findings import Confidence, Hit, Related, Severity
from heap_lint.values import (
    Entry,
    Kind,
    Literal,
    Mapping,
    OneOf,
    Origin,
    Sequence,
    Text,
    Unknown,
    Value,
    is_none,
)

# HEAP 1.3: per-surface limits. On the web the documents disagree (255 or 1024), hence a warning.
_LONGEST_EVENT = {
    Surface.WEB: 255,
    Surface.AIRKIT: 255,
    Surface.SERVER: 1024,
    Surface.MOBILE: 512,
}
_IS_NULL = "null: Heap drops it"
_OWN = ("self.", "cls.", "this.")
_OF_FEW = re.compile(
    r"\.(?:__\w+__|value|get_\w+_display\(\)|(?:\w+_)?(?:status|state|stage|phase|role|level|type|action|locale)"
    r"|view_name|url_name|endpoint|blueprint|namespace|app_label|model_name|verbose_name|method|status_code)$"
    r"|\._meta\."
)
"""Expressions for names of classes, models and views, members of enums, and what has a few states."""
_ISO_8601 = regex.lazy(
    r"\d{4}-?\d\d-?\d\d"
    r"(?P<time>[T ]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?"
)


@check("HL301", reads=Payload)
def malformed_payload(payload: Payload) -> Iterator[Hit]:
    yield from failures(payload)


@check("HL302", reads=TrackCall)
def event_name_invalid(call: TrackCall) -> Iterator[Hit]:
    event = call.event
    if event is None:
        yield Hit(call.span, "the event has no name: Heap drops it", "name it")
    elif isinstance(event, (Mapping, Sequence)):
        yield Hit(event.span, f"the event name is {kind_of(event)}: Heap takes a string")
    elif isinstance(event, Literal) and not isinstance(event.value, str):
        yield Hit(
            event.span,
            f"the event name {quoted(event)} is {kind_of(event)}: Heap takes a string",
            "name the event in words",
            defined_at(event, "it comes from here"),
        )
    elif isinstance(event, Literal) and not str(event.value).strip():
        yield Hit(event.span, "the event name is empty: Heap drops the event", "name it")
    elif isinstance(event, OneOf) and (bad := next(filter(_is_no_name, event.options), None)):
        yield Hit(
            event.span,
            f"the event name is {quoted(bad)} on some ways: Heap drops the event there",
            "name it on every way, or do not send it",
            defined_at(bad, "it comes from here"),
        )


@check("HL303", reads=TrackCall)
def event_name_too_long(call: TrackCall) -> Iterator[Hit]:
    event, longest = call.event, _LONGEST_EVENT[call.surface]
    options = event.options if isinstance(event, OneOf) else (event,)
    for option in options:
        length = _length(option)
        if event is not None and option is not None and length > longest:
            yield Hit(
                event.span,
                f"the event name has {length} characters: Heap takes {longest} at the most here",
                "use a short name, and properties for the rest",
                defined_at(option, "the text comes from here"),
                severity=None if call.surface is Surface.SERVER else Severity.WARNING,
            )
            return


@check("HL304", reads=TrackCall)
def dynamic_event_name(call: TrackCall) -> Iterator[Hit]:
    event = call.event
    if event is None:
        return
    for option in event.options if isinstance(event, OneOf) else (event,):
        change = _change_of(option)
        if change:
            yield Hit(
                event.span,
                f"the event name {quoted(option)} {change}: each value becomes an event of its own",
                "use one name, and put the value in a property",
            )
            return


def _change_of(name: Value) -> str:
    """Return how an event's name changes, in words; nothing for one that is not known to."""
    if isinstance(name, Unknown) and name.origin in (Origin.VOLATILE, Origin.ANONYMOUS):
        return "changes each time"
    changing = next(filter(_changes, name.holes), None) if isinstance(name, Text) else None
    if changing is None:
        return ""
    known = not isinstance(changing, Unknown) or changing.expression
    return f"changes with {quoted(changing)}" if known else "changes each time"


@check_properties("HL305", reads=GivesProperties)
def property_not_scalar(entry: Entry, call: GivesProperties) -> Iterator[Hit]:
    if call.through:
        return
    rejected = _rejected(entry.value) if call.takes is Takes.TEXT_AND_NUMBERS else ""
    why, unsure = (rejected, False) if rejected else _lost(entry.value, call)
    if why:
        yield Hit(
            entry.value.span,
            f"the property {named(entry)} is {why}",
            "give a string or a number",
            defined_at(entry.value, "it comes from here"),
            confidence=Confidence.LOW if unsure else None,
            fix=_as_scalar(entry),
        )


def _as_scalar(entry: Entry) -> Proposal | None:
    """Return what leaves a null out, which Heap drops."""
    value = entry.value
    if is_none(value) and value.defined is None:
        return Proposal.safe("leave it out", RemoveEntry(entry.key.span))
    return None


@check_properties("HL307", reads=UserProperties)
def reserved_property(entry: Entry, call: UserProperties) -> Iterator[Hit]:
    name = entry.name or ""
    if call.surface is Surface.SERVER and name.lower() == "id":
        yield Hit(
            entry.key.span,
            f"the user property `{name}` clashes with a variable of Heap's own",
            "use another name, such as `internal_id`",
            fix=_renamed(entry, "internal_id", call),
        )
    elif call.surface is not Surface.SERVER and name == "user_id":
        yield Hit(
            entry.key.span, "Heap refuses a user property `user_id`", "use another name for it"
        )
    elif name.lower() == "email" and name != "email":
        yield Hit(
            entry.key.span,
            f"`{name}` makes a second property beside Heap's own `email`",
            "write `email`",
            severity=Severity.WARNING,
            fix=_renamed(entry, "email", call),
        )


def _renamed(entry: Entry, right: str, call: GivesProperties) -> Proposal | None:
    """Return what gives a property another name, if no other has that."""
    given = call.properties
    options = given.options if isinstance(given, OneOf) else (given,)
    if any(isinstance(each, Mapping) and each.get(right) is not None for each in options):
        return None
    return Proposal.renamed(entry.key.span, entry.name or "", right)


@check("HL309", reads=TrackCall)
def identity_or_user_id(call: TrackCall) -> Iterator[Hit]:
    if call.surface is not Surface.SERVER:
        return
    if call.identity is None and call.user_id is None:
        yield Hit(
            call.span, "the event has neither `identity` nor `user_id`: Heap rejects it", "give one"
        )
    elif call.sometimes_nobody:
        yield Hit(
            call.span,
            "some ways through the code give neither `identity` nor `user_id`: Heap rejects the event",
            "return before the event is sent, or give an identity on every way",
        )
    elif call.user_id is not None and _is_given(call.identity) and _is_given(call.user_id):
        yield Hit(
            call.user_id.span,
            "the event has both `identity` and `user_id`: Heap takes exactly one of them",
            "drop one",
            fix=Proposal.unsafe("leave `user_id` out", RemoveEntry(call.user_id.span)),
        )
    elif call.sometimes_both is not None:
        yield Hit(
            call.sometimes_both,
            "some ways through the code give both `identity` and `user_id`: Heap takes exactly one",
            "give one of them on every way",
        )
    else:
        yield from _bad_user_id(call.user_id)


@check("HL309", reads=IdentifyCall)
def user_id_to_identify(call: IdentifyCall) -> Iterator[Hit]:
    yield from _bad_user_id(call.user_id)


@check("HL310", reads=NamesIdentity)
def bad_timestamp(call: NamesIdentity) -> Iterator[Hit]:
    value = call.timestamp
    why = _bad_time(value)
    if value is not None and why:
        yield Hit(
            value.span,
            f"the timestamp {quoted(value)} {why}",
            f"write ISO 8601 with an offset, such as `{_now_in_the_language_of(value.span.path)}`",
            defined_at(value, "it comes from here"),
        )


@check("HL311", reads=Payload)
def oversized_batch(payload: Payload) -> Iterator[Hit]:
    batch, limit = batch_of(payload)
    if not isinstance(batch, Sequence):
        return
    if limit is not None and len(batch.items) > limit:
        more = "" if batch.complete else " or more"
        yield Hit(
            batch.span,
            f"{len(batch.items)} items{more} in one request: Heap takes {limit} at the most",
            f"send them in requests of {limit}",
            defined_at(batch, "the list comes from here"),
        )
    for item in batch.items:
        app_id = item.entry("app_id") if isinstance(item, Mapping) else None
        if app_id is not None:
            yield Hit(
                app_id.key.span,
                "`app_id` stands inside an item: Heap takes one for the whole request, beside the list",
                "take it out of the items",
                fix=_without_equal(app_id, payload.body),
            )


def _without_equal(inner: Entry, body: Value) -> Proposal | None:
    """Return what takes an entry out that the whole request has, too, with the same constant."""
    outer = body.get(inner.name or "") if isinstance(body, Mapping) else None
    if not isinstance(outer, Literal) or not isinstance(inner.value, Literal):
        return None
    is_equal = (type(outer.value), outer.value) == (type(inner.value.value), inner.value.value)
    return Proposal.safe("take it out", RemoveEntry(inner.key.span)) if is_equal else None


@check("HL312", reads=TrackCall)
def retry_without_key(call: TrackCall) -> Iterator[Hit]:
    if call.surface is not Surface.SERVER or call.through or call.again is None:
        return
    key = call.idempotency_key
    if key is not None:
        if _is_made_again(call, key):
            yield Hit(
                key.span,
                f"the `idempotency_key` {quoted(key)} is another one at each attempt:"
                " Heap counts the event twice",
                "make the key before the first attempt, or of what the event is about",
                (Related(call.again, "it is sent again from here"),),
            )
        return
    client, _, _ = call.name.rpartition(".")
    yield Hit(
        call.called or call.span,
        f"`{call.name}` may be sent again without an `idempotency_key`: Heap counts the event twice",
        f"`{client}` takes no key: post to `/api/track` yourself, with one that stays the same"
        if client
        else "give each event an `idempotency_key` that stays the same at every attempt",
        (Related(call.again, "it is sent again from here"),),
    )


def _is_made_again(call: TrackCall, key: Value) -> bool:
    """Whether a key is drawn anew in the code that is run again, not by who calls that."""
    made = key.defined or key.span
    if call.again is None or call.via is not None or made.path != call.again.path:
        return False
    changes = any(isinstance(p, Unknown) and p.origin is Origin.VOLATILE for p in parts(key))
    return changes and made.start > call.again.start


def _is_no_name(value: Value) -> bool:
    """Whether a value is certainly nothing that an event can be called."""
    if isinstance(value, Literal):
        return not isinstance(value.value, str) or not value.value.strip()
    return isinstance(value, (Mapping, Sequence))


def _length(name: Value | None) -> int:
    """Return how many characters a name has at least."""
    if isinstance(name, Text):
        return sum(len(part) for part in name.parts if isinstance(part, str))
    return len(name.value) if isinstance(name, Literal) and isinstance(name.value, str) else 0


def _changes(hole: Value) -> bool:
    """Whether a hole in an event's name has values without end, as far as can be told."""
    if isinstance(hole, OneOf):
        return any(map(_changes, hole.options))
    if not isinstance(hole, Unknown):
        return False
    if hole.origin in (Origin.USER, Origin.ANONYMOUS, Origin.VOLATILE):
        return True
    if hole.origin is not None or not hole.expression:
        return False
    if _OF_FEW.search(hole.expression):
        return False
    steps = re.findall(r"[.\[(]", hole.expression)
    last = re.split(r"[.\[(]", hole.expression)[-1] if steps else hole.expression
    return bool(steps) and not last.isupper() and not hole.expression.startswith(_OWN)


def _lost(value: Value, call: GivesProperties) -> tuple[str, bool]:
    """Return why a property or one of its alternatives is no scalar, and whether that may be meant.

    To give None where there is nothing to say leaves the property out, which many do on purpose.
    """
    if not isinstance(value, OneOf):
        return _not_scalar(value, call), False
    reasons = [why for why in (_not_scalar(each, call) for each in value.options) if why]
    worst = next((why for why in reasons if why != _IS_NULL), None)
    if worst is not None:
        return f"on some ways {worst}", False
    return (f"on some ways {_IS_NULL}" if reasons else ""), True


def _rejected(value: Value) -> str:
    """Return what a value is that makes Heap's npm client reject the whole call (HEAP 1.3)."""
    is_rejected = isinstance(value, Mapping | Sequence) or (
        isinstance(value, Literal) and (value.value is None or isinstance(value.value, bool))
    )
    if isinstance(value, Unknown) and value.kind is Kind.DATETIME:
        return "a date object: the client takes text and numbers, and rejects the whole call"
    if not is_rejected:
        return ""
    what = "null" if is_none(value) else kind_of(value)
    return f"{what}: the client takes text and numbers, and rejects the whole call"


def _not_scalar(value: Value, call: GivesProperties) -> str:
    """Return what a property's value is and what becomes of it, nothing for a scalar."""
    if is_none(value):
        return _IS_NULL
    if isinstance(value, Mapping):
        if call.takes is Takes.NESTED:
            return ""
        return "a nested object: Heap takes strings, numbers and booleans"
    if isinstance(value, Sequence):
        if value.kind in ("set", "generator"):
            return f"a {value.kind}: it cannot be sent as JSON"
        return (
            ""
            if call.surface is Surface.SERVER
            else "a list: Heap takes strings, numbers and booleans"
        )
    if isinstance(value, Literal) and isinstance(value.value, bytes):
        return "bytes: they cannot be sent as JSON"
    if isinstance(value, Literal) and isinstance(value.value, float) and not isfinite(value.value):
        return "no number that JSON has a form for"
    if isinstance(value, Unknown) and value.kind is Kind.DATETIME:
        return "a date object: it cannot be sent as JSON"
    if isinstance(value, Unknown) and value.kind is Kind.OBJECT:
        return "an object of Python's own: it cannot be sent as JSON"
    if isinstance(value, Unknown) and value.kind is Kind.BINARY:
        return "bytes: they cannot be sent as JSON"
    return ""


def _bad_user_id(value: Value | None) -> Iterator[Hit]:
    if value is not None and _is_no_user_id(value):
        yield Hit(
            value.span,
            f"the `user_id` {quoted(value)} is not a string of digits from 0 to 2^53-1: Heap rejects it",
            "give Heap's own user id as text, or the `identity` instead",
            defined_at(value, "it comes from here"),
        )


def _is_no_user_id(value: Value) -> bool:
    """Whether a value is certainly not the text of one of Heap's own numbers."""
    if isinstance(value, Literal):
        return not is_user_id(value.value)
    if isinstance(value, Text):
        return any(isinstance(part, str) and not part.isdecimal() for part in value.parts)
    return isinstance(value, Unknown) and value.kind in (Kind.NUMBER, Kind.OBJECT)


def _is_given(value: Value | None) -> bool:
    """Whether there is certainly a value; None in a body is none."""
    if isinstance(value, Unknown):
        return value.given
    return value is not None and not is_none(value)


def _bad_time(value: Value | None) -> str:
    if isinstance(value, Unknown) and value.kind is not None:
        return {
            Kind.NUMBER: "is a number: Heap documents ISO 8601 text only",
            Kind.NAIVE_TIME: "has no time zone: Heap cannot know which is meant",
            Kind.LOCAL_TIME: "has no time zone: Heap cannot know which is meant",
            Kind.DATETIME: "is a date object, not text",
        }.get(value.kind, "")
    if isinstance(value, Text):
        if len(value.parts) == 1 and not isinstance(only := value.parts[0], str):
            is_number = isinstance(only, Unknown) and only.kind is Kind.NUMBER
            return "is the text of a number, not ISO 8601" if is_number else _bad_time(only)
        is_utc = len(value.parts) == 2 and value.parts[1] in ("Z", "+00:00", "+0000")
        is_local = is_utc and any(map(_is_local, value.holes))
        return "is local time marked as UTC: events move by hours" if is_local else ""
    if not isinstance(value, Literal) or value.value is None:
        return ""
    if not isinstance(value.value, str):
        return f"is {kind_of(value)}: Heap documents ISO 8601 text only"
    match = _ISO_8601.fullmatch(value.value.strip())
    if match is None or not _is_a_date(value.value.strip()):
        return "is not ISO 8601"
    if match["time"] and not match["zone"]:
        return "has no time zone: Heap cannot know which is meant"
    return ""


def _is_local(value: Value) -> bool:
    return isinstance(value, Unknown) and value.kind is Kind.LOCAL_TIME


def _now_in_the_language_of(path: str) -> str:
    """Return how a program of that file writes the time as Heap takes it."""
    python = "datetime.now(timezone.utc).isoformat()"
    return python if path.endswith((".py", ".pyi")) else "new Date().toISOString()"


def _is_a_date(text: str) -> bool:
    from datetime import datetime

    digits = re.sub(r"\D", "", text[:10])[:8]
    try:
        datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return True

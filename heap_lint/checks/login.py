"""Whether the user was known when an identity was given, and stayed the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from heap_lint.checks import check, check_together
from heap_lint.checks.identity import parts
from heap_lint.checks.wording import quoted
from heap_lint.facts import (
    Call,
    Fact,
    IdentifyCall,
    Logout,
    NamesIdentity,
    NeverReset,
    Reset,
    Surface,
)
from heap_lint.findings import Hit, Related
from heap_lint.flow import Login, Node, Place
from heap_lint.values import Literal, Origin, Unknown, Value

_HARM = "a profile is made for a visitor whom nobody has confirmed"
_MOST_SHOWN = 30
"""Steps of a way that a message names."""
_NAMES_OF_ID = {"id", "_id", "pk", "uid", "uuid", "userId", "user_id"}
"""Attributes of an object that may well be the same."""


@check("HL401", reads=NamesIdentity)
def identify_before_login(call: NamesIdentity) -> Iterator[Hit]:
    if call.identity is None:
        return
    span = call.called or call.span
    out = _places_without_login(call)
    if out:
        way = out[0].graph.way(out[0].node, Login.OUT)
        hints = ["identify behind the login", *(node.suggests for node in way if node.suggests)]
        yield Hit(span, _logged_out(call, out), "; ".join(hints[:2]))
        return
    for place in call.places:
        login = _login_after(place)
        if login is not None:
            related = (Related(login.span, "the login happens here"),) if login.span else ()
            yield Hit(
                span,
                f"`{call.name}` names the user before the login in the same flow:"
                f" where that fails, {_HARM}",
                "move it behind the login",
                related,
            )
            return


@check("HL402", reads=NamesIdentity)
def unguarded_identify(call: NamesIdentity) -> Iterator[Hit]:
    user = None if call.identity is None else _user_of_request(call.identity)
    open_to_all = [p for p in call.places if Login.ANYBODY in p.graph.states(p.node)]
    if user is None or not open_to_all or any(True for _ in identify_before_login(call)):
        return
    yield Hit(
        call.called or call.span,
        f"`{call.name}` names {quoted(user)}, and nothing here asks whether anybody is logged in",
        "ask for a login around it, or test for one",
    )


@check_together("HL404", reads=Call)
def second_identity(calls: list[Call]) -> Iterator[Hit]:
    clients = (Surface.WEB, Surface.MOBILE)
    at = {place.node: c for c in calls if c.surface in clients for place in c.places}
    for node, first in at.items():
        if not isinstance(first, IdentifyCall):
            continue
        for second in _next_calls(node, at):
            if isinstance(second, IdentifyCall) and _differ(first.identity, second.identity):
                yield Hit(
                    second.span,
                    f"`{second.name}` gives a second identity, {_shown(second)}, after {_shown(first)}:"
                    " Heap begins a new user",
                    "identify once; call `heap.resetIdentity()` first where the user is another one",
                    (Related(first.span, "the first identity"),),
                )


@check_together("HL403", reads=Fact)
def no_reset_on_logout(facts: list[Fact]) -> Iterator[Hit]:
    never = next((fact for fact in facts if isinstance(fact, NeverReset)), None)
    if never is None:
        return
    for fact in facts:
        if isinstance(fact, Logout):
            yield Hit(
                fact.span,
                f"`{fact.name}` logs the user out, and nothing in the project resets Heap's identity:"
                " whoever uses the browser next counts as the same person",
                "call `heap.resetIdentity()` on the page that follows the logout",
                (Related(never.span, "the user is identified here"),),
            )


def unguarded_ways(call: NamesIdentity) -> Iterator[list[Node]]:
    """Yield the ways on which a call names a user whom nobody has confirmed, as HL401 has it."""
    out = _places_without_login(call)
    for place in out:
        yield place.graph.path(place.node, Login.OUT)
    for place in () if out or call.identity is None else call.places:
        login = _login_after(place)
        if login is not None:
            states = place.graph.states(place.node)
            state = next(s for s in Login if s in states and s is not Login.IN)
            yield [*place.graph.path(place.node, state), login]


def _places_without_login(call: NamesIdentity) -> list[Place]:
    identity = call.identity
    return [p for p in call.places if identity is not None and _is_logged_out(p, identity)]


def _next_calls(node: Node, at: dict[Node, Call]) -> Iterator[Call]:
    """Yield the calls that follow without a branch, up to one that changes who the user is."""
    while len(node.edges) == 1 and (call := at.get(node.edges[0].target)) is not None:
        yield call
        if isinstance(call, IdentifyCall | Reset):
            return
        node = node.edges[0].target


def _differ(first: Value | None, second: Value | None) -> bool:
    """Whether two identities are certainly not the same: two constants, or an id and an e-mail."""
    if isinstance(first, Literal) and isinstance(second, Literal):
        known = first.value not in (None, "") and second.value not in (None, "")
        return known and str(first.value) != str(second.value)
    if isinstance(first, Unknown) and isinstance(second, Unknown):
        owner, _, name = first.expression.rpartition(".")
        other_owner, _, other = second.expression.rpartition(".")
        same = name == other or {name, other} <= _NAMES_OF_ID
        return owner != "" and owner == other_owner and not same
    return False


def _shown(call: IdentifyCall) -> str:
    return quoted(call.identity) if call.identity is not None else "none"


def _user_of_request(identity: Value) -> Unknown | None:
    """Return the part of an identity that comes from the user of the request."""
    found = (p for p in parts(identity) if isinstance(p, Unknown) and p.origin is Origin.USER)
    return next(found, None)


def _is_logged_out(place: Place, identity: Value) -> bool:
    """Whether the place is reached logged out, with the visitor's identity, not taken before the logout.

    Code that tells who has just left is right; `request.user` behind the logout is nobody.
    """
    if place.node.of_other or Login.OUT not in place.graph.states(place.node):
        return False
    way = place.graph.way(place.node, Login.OUT)
    left = next((n.span for n in reversed(way) if n.becomes is Login.OUT and n.span), None)
    return left is None or any(
        isinstance(part, Unknown)
        and part.origin is Origin.USER
        and left.path == (part.defined or part.span).path
        and (part.defined or part.span) > left
        for part in parts(identity)
    )


def _login_after(place: Place) -> Node | None:
    if place.graph.states(place.node) <= {Login.IN}:
        return None
    login = place.graph.login_after(place.node)
    return None if login is None or place.node in login.others else login


def _logged_out(call: NamesIdentity, places: list[Place]) -> str:
    """Return the message for places that a visitor reaches logged out, with one way that leads there."""
    first = places[0]
    labels = [node.label for node in first.graph.way(first.node, Login.OUT) if node.label]
    if not labels:
        return f"`{call.name}` names the user where nobody is logged in: {_HARM}"
    steps = [label for label, _ in groupby(labels)]
    way = " -> ".join(steps if len(steps) <= _MOST_SHOWN else ["...", *steps[-_MOST_SHOWN:]])
    profiles = list(dict.fromkeys(place.label for place in places if place.label))
    one_or_more = "profiles" if len(profiles) > 1 else "profile"
    where = f" ({one_or_more} {', '.join(profiles)})" if profiles else ""
    return f"`{call.name}` is reached without a login{where}: {way}"

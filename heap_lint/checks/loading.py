"""How Heap is loaded: options that it knows, and hosts that its data and script come from (HEAP 2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from heap_lint import regex
from heap_lint.checks import check, check_together
from heap_lint.checks.wording import defined_at, named, quoted, shortened
from heap_lint.core.changes import Proposal, RemoveEntry, Rewrite
from heap_lint.core.remembering import remembered
from heap_lint.facts import (
    AppStart,
    Call,
    Destination,
    Fact,
    ForeignScript,
    LoadCall,
    Redaction,
    Snippet,
    Surface,
)
from heap_lint.findings import Confidence, Hit, Related, Severity
from heap_lint.flow import Graph, Node, post_dominators, surely_before
from heap_lint.models import load as load_model
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, OneOf, Text, Unknown, Value

RECORDING = "recording"
"""The table of the options of `Heap.startRecording`."""
_HEAPS_OWN = ("heapanalytics.com", "heap-api.com", "contentsquare.net")
_SCRIPT_HOSTS = ("cdn.heapanalytics.com", "cdn.us.heap-api.com", "cdn.eu.heap-api.com")
_VERY_NEAR = 0.9
"""How alike a host and one of Heap's must be, for the one to be taken for the other misspelt."""
_RENAMED = {
    "setEventProperties": "addEventProperties",
    "unsetEventProperty": "removeEventProperty",
}
_LOCAL = regex.lazy(
    r"localhost|127\.|0\.0\.0\.0|\[?::1|[\w-]+(?:$|:)|.+\.(?:local|test|localhost)$"
)
"""Hosts that no visitor's browser reaches: this machine, a name without a dot, reserved names."""


def known_options(of: str = "options") -> dict[str, dict[str, Any]]:
    """Return what is known of each option of `heap.load`, or of another table, by its name."""
    options: dict[str, dict[str, Any]] = load_model("options")[of]
    return options


def misspelt(options: Mapping, of: str = "options") -> dict[str, Entry]:
    """Return the options that are given under a name that is nearly right, by the right name."""
    right = known_options(of)
    found: dict[str, Entry] = {}
    for entry in options.entries:
        name = entry.name
        meant = _meant(name, of) if name and name not in right else None
        if meant is not None and options.get(meant) is None:
            found[meant] = entry
    return found


@remembered
def _meant(name: str, of: str) -> str | None:
    plain = {_plain(each): each for each in known_options(of)}
    from difflib import get_close_matches

    near = get_close_matches(_plain(name), plain, n=1, cutoff=0.85)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return re.sub(r"[_-]", "", name).lower()


@check("HL106", reads=LoadCall)
def unknown_option(load: LoadCall) -> Iterator[Hit]:
    yield from _unknown(misspelt(load.options))


@check("HL106", reads=AppStart)
def unknown_option_of_app(start: AppStart) -> Iterator[Hit]:
    yield from _unknown(misspelt(start.options, RECORDING))


def _unknown(found: dict[str, Entry]) -> Iterator[Hit]:
    for right, entry in found.items():
        yield Hit(
            entry.key.span,
            f"{named(entry)} is no option of Heap's: it has no effect",
            f"did you mean `{right}`?",
            fix=_renamed(entry, right),
        )


@check("HL107", reads=LoadCall)
def deprecated_option(load: LoadCall) -> Iterator[Hit]:
    for entry in load.options.entries:
        known = known_options().get(entry.name or "", {})
        if "deprecated" in known:
            yield Hit(
                entry.key.span,
                f"`{entry.name}` is out of date: {known['deprecated']}",
                known["instead"],
                fix=_without_deprecated(entry, load.options),
            )


def _renamed(entry: Entry, right: str) -> Proposal:
    return Proposal.renamed(entry.key.span, entry.name or "", right)


def _without_deprecated(entry: Entry, options: Mapping) -> Proposal | None:
    instead = known_options()[entry.name or ""].get("renamed")
    if instead is None:  # what is no constant may be a call that does something
        propose = Proposal.safe if isinstance(entry.value, Literal) else Proposal.unsafe
        return propose("take it out", RemoveEntry(entry.key.span))
    is_there = options.get(instead) is not None or instead in misspelt(options)
    return None if is_there else _renamed(entry, instead)


def _over_tls(address: Span, *, is_heaps: bool) -> Proposal:
    """Return what turns an address into one of https; of a host of one's own it may not answer."""
    propose = Proposal.safe if is_heaps else Proposal.unsafe
    return propose("write `https:`", Rewrite(address, "http:", "https:"))


def _is_heaps(server: Value) -> bool:
    return isinstance(server, Literal) and _host(server.value).endswith(_HEAPS_OWN)


@check("HL108", reads=LoadCall)
def cleartext_server(load: LoadCall) -> Iterator[Hit]:
    for name, known in known_options().items():
        server = load.options.get(name)
        if known["type"] == "url" and server is not None and _is_cleartext(server):
            yield Hit(
                server.span,
                f"`{name}` is {quoted(server)}: what visitors do travels over plain http",
                "write `https://`",
                defined_at(server, "the address comes from here"),
                fix=_over_tls(server.defined or server.span, is_heaps=_is_heaps(server)),
            )


@check("HL108", reads=Destination)
def cleartext_destination(host: Destination) -> Iterator[Hit]:
    if host.scheme == "http":
        what = f"`{host.name}` goes" if host.name else "what goes to Heap travels"
        yield Hit(
            host.span,
            f"{what} over plain http, where anybody on the way can read it",
            "write `https://`",
            fix=_over_tls(host.span, is_heaps=True),
        )


@check("HL108", reads=Snippet)
def cleartext_script(snippet: Snippet) -> Iterator[Hit]:
    # The current generation's host is that of a region, which the check above reads.
    if snippet.scheme == "http" and snippet.generation != "v5":
        yield Hit(
            snippet.span,
            "Heap's script is fetched over plain http: anybody on the way can change it,"
            " and with it what runs on the page",
            "write `https://`",
            fix=_over_tls(snippet.span, is_heaps=True),
        )


@check_together("HL109", reads=Fact)
def foreign_script_host(facts: list[Fact]) -> Iterator[Hit]:
    for fact in facts:
        if isinstance(fact, ForeignScript):
            hint = "load it from Heap, unless you host the script yourself"
            fix = _of_heap(fact.span, fact.host)
            yield Hit(fact.span, _foreign(f"`{shortened(fact.host)}`"), hint, fix=fix)
        elif isinstance(fact, LoadCall):
            yield from _foreign_domain(fact)


def _foreign_domain(load: LoadCall) -> Iterator[Hit]:
    sdk = load.options.get("sdk")
    domain = sdk.get("domain") if isinstance(sdk, Mapping) else None
    host = _host(domain.value) if isinstance(domain, Literal) else ""
    if domain is not None and host and not host.endswith(_HEAPS_OWN):
        hint = "leave `sdk.domain` out, unless you host the script yourself"
        fix = _of_heap(domain.defined or domain.span, host)
        yield Hit(domain.span, _foreign(quoted(domain)), hint, fix=fix)


def _of_heap(address: Span, host: str) -> Proposal | None:
    """Return what makes a host the one of Heap's that it is very near to, if it is."""
    from difflib import get_close_matches

    near = get_close_matches(host.lower(), _SCRIPT_HOSTS, n=1, cutoff=_VERY_NEAR)
    return Proposal.unsafe(f"write `{near[0]}`", Rewrite(address, host, near[0])) if near else None


def _foreign(host: str) -> str:
    return (
        f"Heap's script is loaded from {host}, which is none of Heap's hosts:"
        " whoever has that host runs code on the page"
    )


@check("HL110", reads=Snippet)
def old_snippet(snippet: Snippet) -> Iterator[Hit]:
    if snippet.generation == "classic":
        yield Hit(
            snippet.span,
            "this is the classic snippet: what newer methods and options promise, it does not do",
            "replace it by the current one, which fetches `heap_config.js`",
        )


@check_together("HL111", reads=LoadCall)
def loaded_twice(loads: list[LoadCall]) -> Iterator[Hit]:
    for graph, here in _by_graph(loads).items():
        for load, first in _surely_second(graph, here) if len(here) > 1 else ():
            yield Hit(
                load.called or load.span,
                "Heap is loaded for a second time on this page: the second load breaks or"
                " overrules the first",
                "load it once, with all options",
                (Related(first.called or first.span, "the first load"),),
            )


def _surely_second(graph: Graph, calls: list[tuple[Node, Call]]) -> list[tuple[Call, Call]]:
    """Return calls that always follow one written further up, each with the first such, in order.

    From each call the points are climbed that all ways on from it come through, up to one where an
    earlier call has been: what is behind that has its first, or stands further up than both.
    """
    behind = post_dominators(graph)
    at: defaultdict[Node, list[int]] = defaultdict(list)
    for number, (node, _) in enumerate(calls):
        at[node].append(number)
    firsts: dict[int, int] = {}
    seen: set[Node] = set()
    for number, (node, _) in enumerate(calls):
        following = behind.get(node)
        while following is not None and following not in seen:
            seen.add(following)
            firsts.update((each, number) for each in at.get(following, ()) if each > number)
            following = behind.get(following)
    return [(calls[each][1], calls[first][1]) for each, first in sorted(firsts.items())]


def _by_graph(calls: Iterable[Call]) -> dict[Graph, list[tuple[Node, Call]]]:
    """Return the calls of each flow, with their nodes, in order of place."""
    graphs: defaultdict[Graph, list[tuple[Node, Call]]] = defaultdict(list)
    for call in sorted(calls, key=lambda each: each.span):
        for place in call.places:
            graphs[place.graph].append((place.node, call))
    return graphs


@check_together("HL112", reads=Fact)
def method_not_loaded(facts: list[Fact]) -> Iterator[Hit]:
    snippets = [fact for fact in facts if isinstance(fact, Snippet) and fact.generation]
    by_file: defaultdict[str, list[Snippet]] = defaultdict(list)
    for snippet in snippets:
        by_file[snippet.span.path].append(snippet)
    here = {path: _Loaded.by(each) for path, each in by_file.items()}
    anywhere = _Loaded.by(snippets)
    for call in facts:
        if isinstance(call, Call) and call.only_in:
            is_here = call.span.path in here
            yield from _not_loaded(call, here.get(call.span.path, anywhere), is_here=is_here)


class _Loaded(NamedTuple):
    """What some snippets make: methods, by which generations, and the first of them."""

    methods: frozenset[str]
    generations: frozenset[str]
    first: Snippet | None

    @classmethod
    def by(cls, snippets: list[Snippet]) -> _Loaded:
        """Return what these make together."""
        methods = frozenset(chain.from_iterable(each.methods for each in snippets))
        generations = frozenset(each.generation for each in snippets)
        return cls(methods, generations, next(iter(snippets), None))


def _not_loaded(call: Call, loaded: _Loaded, *, is_here: bool) -> Iterator[Hit]:
    """Yield what is wrong with a method that one generation has, beside these snippets."""
    method = call.name.rpartition(".")[2]
    if method in loaded.methods or call.only_in in loaded.generations:
        return
    new_name = _RENAMED.get(method)
    hint = f"write `heap.{new_name}`" if new_name else "load Heap by the current snippet"
    confidence = Confidence.HIGH if is_here else Confidence.LOW
    if loaded.first is not None:
        other = "current" if call.only_in == "classic" else "classic"
        yield Hit(
            call.span,
            f"the {other} snippet has no `{call.name}`: the call fails",
            hint,
            (Related(loaded.first.span, "the snippet"),),
            confidence=confidence,
            fix=_by_new_name(call, new_name, is_safe=is_here),
        )
    elif new_name:
        yield Hit(
            call.span,
            f"`{call.name}` is an old name, which the current snippet does not have",
            hint,
            severity=Severity.INFO,
            fix=_by_new_name(call, new_name, is_safe=False),
        )


def _by_new_name(call: Call, new_name: str | None, *, is_safe: bool) -> Proposal | None:
    """Return what calls a method by the name that the current snippet has for it."""
    if new_name is None:
        return None
    method = call.name.rpartition(".")[2]
    propose = Proposal.safe if is_safe else Proposal.unsafe
    return propose(f"write `{new_name}`", Rewrite(call.called or call.span, method, new_name))


@check_together("HL405", reads=Fact)
def call_before_load(facts: list[Fact]) -> Iterator[Hit]:
    # A snippet whose stubs are not seen may have made them before its load.
    unsure = {f.span.path for f in facts if isinstance(f, Snippet) and not f.methods}
    calls = [f for f in facts if isinstance(f, Call) and f.span.path not in unsure]
    if not any(call.after for call in calls):
        return
    for graph, here in _by_graph(calls).items():
        for first in {call.after for _, call in here} - {""}:
            starts = [(node, call) for node, call in here if call.name == first]
            before = surely_before(graph, {node for node, _ in starts}) if starts else set()
            for node, call in here:
                if call.after == first and node in before:
                    yield _too_early(call, next(c for n, c in starts if n not in before))


def _too_early(call: Call, start: Call) -> Hit:
    lost = "the call fails" if call.surface is Surface.WEB else "what it says is lost"
    return Hit(
        call.called or call.span,
        f"`{call.name}` is called before `{start.name}`, without which there is no Heap: {lost}",
        f"move it behind `{start.name}`",
        (Related(start.called or start.span, "Heap is started here"),),
    )


@check("HL113", reads=Redaction)
def redaction_without_effect(redaction: Redaction) -> Iterator[Hit]:
    name = redaction.name.lower()
    if name == "data-heap-redact-attributes":
        yield from _redacted_attributes(redaction)
    elif name != "data-heap-redact-text" and name != "heap-ignore":
        written = redaction.name if name.startswith("data-") else f'{redaction.name}="heap-ignore"'
        yield Hit(
            redaction.span,
            f"`{shortened(written)}` probably keeps nothing from Heap: what it asks for is an attribute",
            'write `heap-ignore="true"`',
            confidence=Confidence.LOW,
            fix=_as_attribute(redaction),
        )


def _as_attribute(redaction: Redaction) -> Proposal | None:
    """Return what writes the attribute in place of one that is for it alone."""
    value, name = redaction.value, redaction.name
    if value is not None and not (isinstance(value, Literal) and value.defined is None):
        return None
    changes: list[Rewrite] = [Rewrite(redaction.span, name, "heap-ignore")]
    if value is None:
        changes = [Rewrite(redaction.span, name, 'heap-ignore="true"')]
    elif value.value == "heap-ignore":
        changes.append(Rewrite(value.span, "heap-ignore", "true"))
    elif str(value.value).lower() != "true":
        return None
    return Proposal.unsafe('write `heap-ignore="true"`', *changes)


def _redacted_attributes(redaction: Redaction) -> Iterator[Hit]:
    value = redaction.value
    if value is not None and not (isinstance(value, Literal) and isinstance(value.value, str)):
        return
    listed = [each.strip() for each in str(value.value).split(",")] if value is not None else []
    if not any(listed):
        yield Hit(
            redaction.span,
            f"`{redaction.name}` lists no attribute: nothing is redacted",
            'list them: `data-heap-redact-attributes="title,alt"`',
        )
    elif value is not None and "id" in map(str.lower, listed):
        yield Hit(
            value.span,
            f"`{redaction.name}` lists `id`, which Heap does not redact",
            "keep what is private out of the element's id",
        )


def _is_cleartext(server: Value) -> bool:
    if isinstance(server, OneOf):
        return any(map(_is_cleartext, server.options))
    text = server.value if isinstance(server, Literal) else ""
    if isinstance(server, Text) and isinstance(server.parts[0], str):
        text = server.parts[0]
    if not isinstance(text, str) or not text.lower().startswith("http://"):
        return False
    return not isinstance(server, Unknown) and not _LOCAL.match(_host(text))


def _host(url: object) -> str:
    """Return the host of an address that may lack its scheme; nothing for what is no address."""
    from urllib.parse import urlsplit

    text = str(url)
    try:
        return urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""

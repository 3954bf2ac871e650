"""What a page's Content Security Policy does to Heap (HEAP 1.1, 2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from heap_lint.checks import check_together
from heap_lint.checks.wording import did_you_mean, nearest, shortened
from heap_lint.core.changes import AddItem, Proposal, Rewrite
from heap_lint.csp import DIRECTIVES, Directive, Policy, policies
from heap_lint.facts import ContentSecurityPolicy, Fact, LoadCall, Snippet
from heap_lint.findings import Hit
from heap_lint.source import Span

_OWN = ("heapanalytics.com", "heap-api.com")
_HOSTS = {
    "classic": (("cdn.heapanalytics.com", "heapanalytics.com"),),
    "v5": (
        ("cdn.us.heap-api.com", "c.us.heap-api.com"),
        ("cdn.eu.heap-api.com", "c.eu.heap-api.com"),
    ),
}
"""By generation, for each region: where the script comes from, and where the data goes."""
_SENDS = {"classic": ("img-src", "connect-src"), "v5": ("connect-src",)}
"""By which kinds of request data is sent: one that is allowed is enough."""
_NEAR = len(' = ("')
"""Characters between a name or a source and the next that may stand in one line."""
_PROXIES = ("ingestServer", "trackingServer")


@check_together("HL114", reads=Fact)
def csp_blocks_heap(facts: list[Fact]) -> Iterator[Hit]:
    generations: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if isinstance(fact, Snippet):
            generations[fact.span.path].add(fact.generation)
    anywhere = set().union(*generations.values())
    sends_elsewhere = any(
        not fact.options.complete or any(fact.options.get(name) is not None for name in _PROXIES)
        for fact in facts
        if isinstance(fact, LoadCall)
    )
    for fact in facts:
        if isinstance(fact, ContentSecurityPolicy):
            here = generations.get(fact.span.path, set())
            loaded = here or anywhere
            for policy in policies(fact.policy):
                if here or any(True for _ in _heaps(policy)):
                    yield from _cleartext(policy)
                    yield from _misspelt(policy)
                    yield from _blocked(policy, loaded, sends_elsewhere=sends_elsewhere)


def _is_heap(host: str) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in _OWN)


def _cleartext(policy: Policy) -> Iterator[Hit]:
    for source, host in policy.hosts():
        if _is_heap(host) and source.text.lower().startswith("http:"):
            yield Hit(
                source.span,
                f"the policy allows `{shortened(source.text)}`: Heap's script and data over plain http",
                f"write `https://{shortened(host)}`",
                fix=Proposal.safe("write `https:`", Rewrite(source.span, "http:", "https:")),
            )


def _misspelt(policy: Policy) -> Iterator[Hit]:
    for name, directive in policy.directives.items():
        if name not in DIRECTIVES and any(_is_heap(host) for _, host in directive.hosts()):
            right = nearest(name, DIRECTIVES)
            is_free = right is not None and right not in policy.directives
            yield Hit(
                directive.name.span,
                f"`{shortened(name)}` is no directive: browsers ignore it, and what it allows Heap",
                did_you_mean(name, DIRECTIVES),
                fix=Proposal.renamed(directive.name.span, name, right or "") if is_free else None,
            )


def _blocked(policy: Policy, loaded: set[str], *, sends_elsewhere: bool) -> Iterator[Hit]:
    """Yield what forbids each generation to work of which it is likely that it is loaded."""
    named = {"v5" if host.endswith("heap-api.com") else "classic" for host in _heaps(policy)}
    candidates = sorted(loaded) if len(loaded) == 1 else sorted(named)
    found = []
    for generation in candidates:
        ways = [
            list(_of(policy, *hosts, _SENDS[generation], sends_elsewhere=sends_elsewhere))
            for hosts in sorted(_HOSTS[generation], key=lambda each: _is_blocked(policy, each[0]))
        ]
        if not all(ways):
            return  # one way lets Heap work
        found.append(min(ways, key=len))
    yield from found[0] if found else ()


def _heaps(policy: Policy) -> Iterator[str]:
    return (host for _, host in policy.hosts() if _is_heap(host))


def _is_blocked(policy: Policy, script: str) -> bool:
    return policy.blocking("script-src-elem", script) is not None


def _of(
    policy: Policy, script: str, data: str, kinds: tuple[str, ...], *, sends_elsewhere: bool
) -> Iterator[Hit]:
    blocking = policy.blocking("script-src-elem", script)
    if blocking is not None:
        yield _hit(blocking, script, "Heap's script")
    blocking_all = [policy.blocking(kind, data) for kind in kinds]
    last = blocking_all[-1]
    if last is not None and None not in blocking_all and not sends_elsewhere:
        yield _hit(last, data, "the data that Heap sends")


def _whole(directive: Directive) -> Span:
    """Return where a directive stands, with the sources that follow its name in the same line."""
    span = directive.name.span
    for source in directive.sources:
        begin, end = source.span.start, source.span.end
        if source.span.path != span.path or not span.end <= begin <= span.end + _NEAR:
            break
        span = Span(span.path, span.start, end)
    return span


def _hit(blocking: Directive, host: str, what: str) -> Hit:
    name = blocking.name.text
    return Hit(
        _whole(blocking),
        f"`{name}` does not allow `{host}`: browsers block {what}",
        f"add `https://{host}` to it",
        fix=_allowed(blocking, host),
    )


def _allowed(blocking: Directive, host: str) -> Proposal | None:
    """Return what adds a host behind the last source of a directive, or in place of `'none'`."""
    if not blocking.sources:
        return None
    last, url = blocking.sources[-1], f"https://{host}"
    title = f"add `{url}`"
    if last.text.lower() == "'none'":
        return Proposal.unsafe(title, Rewrite(last.span, last.text, url))
    if last.alone:
        return Proposal.unsafe(title, AddItem(last.span, url))
    behind = Span(last.span.path, last.span.end, last.span.end)
    return Proposal.unsafe(title, Rewrite(behind, "", f" {url}"))

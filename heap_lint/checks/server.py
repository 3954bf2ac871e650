"""Heap's server-side interfaces, living and dead, and in which region they are."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check, check_together
from heap_lint.core.changes import Proposal, Rewrite
from heap_lint.facts import BrowserPost, DeadApi, Destination, Fact, Region
from heap_lint.findings import Hit, Related


@check("HL313", reads=DeadApi)
def dead_api(use: DeadApi) -> Iterator[Hit]:
    message = f"`{use.name}` no longer works: {use.why}"
    yield Hit(use.span, message, use.instead, fix=_by_other_method(use))


def _by_other_method(use: DeadApi) -> Proposal | None:
    """Return what calls the method that takes the same, if one does."""
    method = use.name.rpartition(".")[2]
    if not use.renamed:
        return None
    return Proposal.unsafe(f"call `{use.renamed}`", Rewrite(use.span, method, use.renamed))


@check_together("HL314", reads=Fact)
def wrong_region(facts: list[Fact]) -> Iterator[Hit]:
    said = {fact.region for fact in facts if isinstance(fact, Region)}
    all_of = [fact for fact in facts if isinstance(fact, Destination)]
    in_us = {_what(each) for each in all_of if each.region == "us"}
    in_eu = {_what(each) for each in all_of if each.region == "eu"}
    # What goes to both is a choice between them, in which neither is wrong.
    goes = [each for each in all_of if _what(each) not in in_us & in_eu]
    eu = min((each.span for each in goes if each.region == "eu"), default=None)
    if "us" in said or not ("eu" in said or eu):
        return
    for each in goes:
        if each.region == "us" and each.used:
            where = (Related(each.defined, "it comes from here"),) if each.defined else ()
            why = (Related(eu, "data goes to the EU here"),) if eu and "eu" not in said else ()
            yield Hit(
                each.span,
                f"`{each.name}` sends to Heap in the US, but the data of this project belongs in the EU",
                each.instead,
                where + why,
                fix=_to_eu(each),
            )


def _to_eu(destination: Destination) -> Proposal | None:
    """Return what gives a URL that is written down the host in the EU."""
    host = destination.instead.rpartition("/")[2].rstrip("`")
    if not host.endswith(".heap-api.com") or not destination.host:
        return None
    place = destination.defined or destination.span
    return Proposal.unsafe(f"write `{host}`", Rewrite(place, destination.host, host))


@check("HL315", reads=BrowserPost)
def server_api_in_browser(post: BrowserPost) -> Iterator[Hit]:
    own = post.shown_by == post.span
    why = () if own else (Related(post.shown_by, "this runs in a browser"),)
    yield Hit(
        post.span,
        f"a browser calls `{post.name}`: Heap's server endpoints do not support that",
        "load Heap's script and call `heap.track`, or send it from your server",
        why,
    )


def _what(destination: Destination) -> tuple[str, str]:
    """Return what goes there, and the file that says so."""
    return destination.name, destination.span.path

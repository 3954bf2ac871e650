"""Content Security Policies in data files: header blocks, manifests of extensions and integrations."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.core.remembering import remembered
from heap_lint.csp import is_policy
from heap_lint.facts import ContentSecurityPolicy
from heap_lint.frontends.documents import containers
from heap_lint.frontends.headers import policies_in
from heap_lint.frontends.recognisers.names import plain
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, Value

_HEADER = "contentsecuritypolicy"


def recognise(source: Source, document: Value) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies that a document writes down, where one of Heap's hosts is in it."""
    if not _names_a_host(source.text):
        return
    for _, container in containers(document):
        if isinstance(container, Mapping):
            for value in _policies(container):
                yield ContentSecurityPolicy(span=value.span, policy=value)
            for entry in container.entries:
                yield from _in_text(source, entry.value)


@remembered
def _names_a_host(text: str) -> bool:
    """Whether a file has one of Heap's hosts in it at all, which each of its documents asks."""
    return "heapanalytics.com" in text or "heap-api.com" in text


def _in_text(source: Source, value: Value) -> Iterator[ContentSecurityPolicy]:
    """Yield the policies in a part of a server's config, as an annotation of an ingress holds it."""
    if isinstance(value, Literal) and value.source[:1] in ("|", ">") and value.defined is None:
        if "content-security-policy" in str(value.value).lower():
            yield from policies_in(source, value.span.start, value.span.end)


def _policies(mapping: Mapping) -> Iterator[Value]:
    for entry in mapping.entries:
        if plain(entry.name or "") == _HEADER:
            yield from _written(entry.value)
    named = [mapping.get(name) for name in ("key", "name", "header")]
    if any(isinstance(each, Literal) and plain(str(each.value)) == _HEADER for each in named):
        value = mapping.get("value") or mapping.get("values")
        if value is not None:
            yield from _written(value)


def _written(value: Value) -> Iterator[Value]:
    """Yield a policy, or those of the kinds of pages that a manifest tells apart."""
    if isinstance(value, Mapping) and not any(
        (e.name or "").endswith("-src") for e in value.entries
    ):
        for entry in value.entries:
            if isinstance(entry.value, Literal) and is_policy(str(entry.value.value)):
                yield entry.value
    else:
        yield value

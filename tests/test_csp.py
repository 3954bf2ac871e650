"""The grammar of Content Security Policies, and what one allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heap_lint.csp import DIRECTIVES, policies
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Text, Unknown, Value

HOST = "cdn.us.heap-api.com"


def literal(text: str) -> Literal:
    """Return a text as it stands in a file."""
    return Literal(text, Span("a", 0, len(text)), text)


def blocks(policy: Value) -> str | None:
    """Return the name of the directive that forbids Heap's script."""
    found = policies(policy)[0].blocking("script-src-elem", HOST)
    return found.name.text if found is not None else None


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("script-src 'self'", "script-src"),
        ("script-src", "script-src"),
        ("script-src 'none'", "script-src"),
        ("default-src 'self'", "default-src"),
        ("default-src *; script-src 'self'", "script-src"),
        ("script-src *; script-src-elem 'self'", "script-src-elem"),
        ("script-src 'self'; script-src *", "script-src"),
        ("script-src https://heap-api.com", "script-src"),
        ("script-src *.eu.heap-api.com", "script-src"),
        ("script-src wss://cdn.us.heap-api.com", "script-src"),
        ("script-src cdn.us.heap-api.com:8443", "script-src"),
        ("script-src evilcdn.us.heap-api.com", "script-src"),
        ("script-src data: blob:", "script-src"),
        ("", None),
        ("img-src 'self'", None),
        ("script-src *", None),
        ("script-src https:", None),
        ("script-src cdn.us.heap-api.com", None),
        ("script-src HTTPS://CDN.US.HEAP-API.COM", None),
        ("script-src https://*.heap-api.com/", None),
        ("script-src cdn.us.heap-api.com:443", None),
        ("script-src 'nonce-x' 'strict-dynamic'", None),
        (";; script-src\n\tcdn.us.heap-api.com ;", None),
    ],
)
def test_directive_that_forbids_a_host(policy: str, expected: str | None) -> None:
    """The first of a name counts, and the most special one; without any all is allowed."""
    assert expected == blocks(literal(policy))


@pytest.mark.parametrize(
    "parts",
    [
        ("script-src 'self' ", "{hole}"),
        ("script-src {hole}.heap-api.com",),
        ("{hole}; img-src 'self'",),
        ("{hole} 'self'",),
    ],
)
def test_what_is_filled_in_may_allow_it(parts: tuple[str, ...]) -> None:
    """A hole can be any source, or any directive."""
    hole = Unknown(Span("a", 0, 1))
    pieces: list[str | Value] = []
    for text in "".join(parts).split("{hole}"):
        pieces += [text, hole]
    assert blocks(Text(tuple(pieces[:-1]), Span("a", 0, 9), "")) is None


def test_lists_and_mappings_are_policies_as_well() -> None:
    """Directives that are joined later, and names in the style of JavaScript or Python."""
    at = Span("a", 0, 1)
    listed = Sequence((literal("default-src *"), literal("script-src 'self'")), at)
    for name in ("scriptSrc", "script_src", "script-src", "SCRIPT_SRC"):
        own = Sequence((literal("'self'"),), at)
        assert "script-src" == blocks(Mapping((Entry(literal(name), own),), at))
    assert "script-src" == blocks(listed)
    assert blocks(Mapping((Entry(literal("default-src"), listed),), at, complete=False)) is None


def test_a_comma_begins_another_policy() -> None:
    """A header may hold several, and all of them hold."""
    first, second = policies(literal("script-src *, script-src 'self'"))
    assert first.blocking("script-src-elem", HOST) is None
    assert second.blocking("script-src-elem", HOST) is not None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(DIRECTIVES)),
            st.lists(st.sampled_from(["'self'", HOST, "*", "https://a.b/c"]), max_size=3),
        ),
        max_size=5,
    ),
    st.sampled_from(["; ", ";", " ;\n  "]),
)
def test_every_word_of_a_policy_has_its_place(
    written: list[tuple[str, list[str]]], separator: str
) -> None:
    """A span points at the word that it is of."""
    text = separator.join(" ".join([name, *sources]) for name, sources in written)
    (policy,) = policies(literal(text))
    assert {name for name, _ in written} == set(policy.directives)
    for directive in policy.directives.values():
        for part in (directive.name, *directive.sources):
            assert part.text == text[part.span.start : part.span.end]

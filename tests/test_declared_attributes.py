"""What a DOCTYPE declares of attributes: each element would be given a copy of it."""

from __future__ import annotations

import pytest
import work

from heap_lint.facts import Environment
from heap_lint.frontends.xml import facts, parse
from heap_lint.source import Source

ID = "<s name='HEAP_APP_ID'>2304117765</s>"


def document(declared: str, inside: str) -> Source:
    """Return a file with declarations in front of it."""
    return Source("a.xml", f"<!DOCTYPE r [{declared}]>\n<r>{ID}{inside}</r>")


@pytest.mark.parametrize(
    "declared",
    [
        "<!ATTLIST a value CDATA '@'>",
        "<!ATTLIST a name CDATA 'k' value CDATA '@'>",
        "<!ATTLIST a value CDATA #FIXED '@'>",
        "<!ATTLIST a xmlns CDATA '@' xmlns:b CDATA '@'>",
    ],
)
def test_declared_values_are_not_filled_in(declared: str) -> None:
    """In memory that grows as the text does; what the file itself says is read."""
    source = document(declared.replace("@", "x" * 5_000), "<a/>" * 2_000)
    assert work.memory(lambda: parse(source)) < 300 * len(source.text)
    (found,) = (fact for fact in facts(source) if isinstance(fact, Environment))
    assert "HEAP_APP_ID" == source.slice(found.span)


@pytest.mark.parametrize("attribute", ["CDATA 'x'", "CDATA #IMPLIED", "ID #REQUIRED"])
def test_endless_declarations_are_said(attribute: str) -> None:
    """The parser goes through them for each element."""
    declared = "".join(f"<!ATTLIST a a{i} {attribute}>" for i in range(1_001))
    (unreadable,) = parse(document(declared, "<a/>")).unreadable
    assert "declares more than 1,000 attributes" == unreadable.reason


@pytest.mark.parametrize(
    "declared", ["<!ENTITY a 'b'>", "<!ENTITY % a 'b'>", "<!ENTITY % a SYSTEM 'b'> %a;"]
)
def test_entities_of_either_kind_are_said(declared: str) -> None:
    """Nothing is filled in and nothing is fetched."""
    (unreadable,) = parse(document(declared, "")).unreadable
    assert unreadable.reason.startswith("declares an entity")


def test_many_declarations_are_read() -> None:
    """A grammar in a file, its notations too, is no fault."""
    declared = "".join(f"<!ATTLIST a a{i} CDATA 'x'>" for i in range(1_000))
    declared += "<!NOTATION gif SYSTEM 'gif'><!ELEMENT a ANY>"
    found = parse(document(declared, "<a/>"))
    assert [] == found.unreadable

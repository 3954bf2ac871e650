"""The rule pages are true: their examples are found as marked, and the catalogue fits the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import Example, codes, examples, faults

from heap_lint import catalogue, checks
from heap_lint.ignores import UNKNOWN, UNUSED

PAGES = sorted(catalogue.directory().glob("HL*.md"))
CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))

# Codes never change their meaning and names are what people write in ignores: both are kept here.
NAMES = {
    "HL101": ("text-capture-on", "warning"),
    "HL102": ("text-capture-unset", "warning"),
    "HL103": ("insecure-cookie", "warning"),
    "HL104": ("secure-cookie-unset", "warning"),
    "HL105": ("option-not-boolean", "error"),
    "HL201": ("hardcoded-identity", "error"),
    "HL202": ("placeholder-identity", "error"),
    "HL203": ("identity-fallback", "error"),
    "HL205": ("shared-identity", "error"),
    "HL206": ("unstable-identity", "error"),
    "HL207": ("personal-identity", "warning"),
    "HL208": ("identity-not-scalar", "error"),
    "HL209": ("identity-too-long", "error"),
    "HL301": ("malformed-payload", "error"),
    "HL302": ("event-name-invalid", "error"),
    "HL303": ("event-name-too-long", "error"),
    "HL304": ("dynamic-event-name", "warning"),
    "HL305": ("property-not-scalar", "warning"),
    "HL307": ("reserved-property", "error"),
    "HL309": ("identity-or-user-id", "error"),
    "HL310": ("bad-timestamp", "error"),
    "HL313": ("dead-api", "error"),
    "HL401": ("identify-before-login", "error"),
    "HL406": ("analytics-without-provider", "warning"),
    "HL501": ("placeholder-app-id", "error"),
    "HL502": ("malformed-app-id", "error"),
    "HL503": ("shared-environment", "warning"),
    "HL901": ("unreadable-file", "error"),
    "HL902": ("unused-ignore", "warning"),
    "HL903": ("unknown-rule", "warning"),
}
SILENT_IN_TESTS = {"HL201", "HL202", "HL501", "HL502", "HL503"}


def _section(page: Path, title: str) -> list[Example]:
    return [example for example in examples(page) if example.section == title]


@pytest.mark.parametrize("example", [e for p in (*PAGES, *CASES) for e in examples(p)], ids=str)
def test_examples_are_found_as_marked(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example gives the findings that its markers say, on those lines, and no others."""
    monkeypatch.chdir(tmp_path)
    assert [] == faults(example, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_is_flagged_and_what_is_not(page: Path) -> None:
    """A page has examples of its own rule's findings, and of their absence."""
    code = page.stem[:5]
    assert code in set().union(*map(codes, _section(page, "Flagged")))
    silent = _section(page, "Not flagged")
    assert silent
    assert code not in set().union(*map(codes, silent))


def test_codes_keep_their_names_and_severities() -> None:
    """A code means what it always meant."""
    rules = catalogue.rules()
    assert NAMES == {c: (rule.name, rule.severity.name.lower()) for c, rule in rules.items()}


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    """What the catalogue lists can be found, and what is found can be explained."""
    own = {"HL902", "HL903"}
    assert {UNUSED, UNKNOWN} == own
    assert set(catalogue.rules()) - own == {check.code for check in checks.registered()}


def test_made_up_values_are_expected_in_tests() -> None:
    """In test paths a wrong app id or identity is no fault; everything else still is."""
    silent = {code for code, rule in catalogue.rules().items() if rule.silent_in_tests}
    assert SILENT_IN_TESTS == silent


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_what_lists_need(page: Path) -> None:
    """The file, the title and the front matter tell the same name; the summary is one sentence."""
    rule = catalogue.rules()[page.stem[:5]]
    assert f"{rule.code}-{rule.name}" == page.stem
    assert rule.page.startswith(f"# {rule.name} ({rule.code})\n")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert re.fullmatch(r"[A-Z`][^.!?]*(\.[^.!?\s]+[^.!?]*)*\.", rule.summary)
    assert rule.since == "0.1.0"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_sections_in_order(page: Path) -> None:
    """People find the same things in the same place on every page."""
    known = ["Flagged", "Not flagged", "What to write instead", "Exceptions", "Sources"]
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert [title for title in known if title in headings] == headings
    assert {"Flagged", "Not flagged", "Exceptions", "Sources"} <= set(headings)


def test_names_are_unique() -> None:
    """A name in an ignore comment stands for one rule."""
    assert len(catalogue.rules()) == len(catalogue.by_name())

"""The rule pages are true: their examples are found as marked, and the catalogue fits the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import Example, codes, examples, faults, found_in

from heap_lint import catalogue, checks
from heap_lint.ignores import OWN, UNUSED

PAGES = sorted(catalogue.directory().glob("HL*.md"))
CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))

# Codes never change their meaning and names are what people write in ignores: both are kept here.
NAMES = {
    "HL101": ("text-capture-on", "warning"),
    "HL102": ("text-capture-unset", "warning"),
    "HL103": ("insecure-cookie", "warning"),
    "HL104": ("secure-cookie-unset", "warning"),
    "HL105": ("option-not-boolean", "error"),
    "HL106": ("unknown-option", "warning"),
    "HL107": ("deprecated-option", "info"),
    "HL108": ("cleartext-host", "error"),
    "HL109": ("foreign-script-host", "warning"),
    "HL110": ("old-snippet", "info"),
    "HL111": ("loaded-twice", "warning"),
    "HL112": ("method-not-loaded", "warning"),
    "HL113": ("redaction-without-effect", "warning"),
    "HL114": ("csp-blocks-heap", "warning"),
    "HL115": ("unescaped-script-value", "error"),
    "HL201": ("hardcoded-identity", "error"),
    "HL202": ("placeholder-identity", "error"),
    "HL203": ("identity-fallback", "error"),
    "HL204": ("stringified-none", "warning"),
    "HL205": ("shared-identity", "error"),
    "HL206": ("unstable-identity", "error"),
    "HL207": ("personal-identity", "warning"),
    "HL208": ("identity-not-scalar", "error"),
    "HL209": ("identity-too-long", "error"),
    "HL210": ("undeclared-identity", "warning"),
    "HL301": ("malformed-payload", "error"),
    "HL302": ("event-name-invalid", "error"),
    "HL303": ("event-name-too-long", "error"),
    "HL304": ("dynamic-event-name", "warning"),
    "HL305": ("property-not-scalar", "warning"),
    "HL306": ("property-too-long", "warning"),
    "HL307": ("reserved-property", "error"),
    "HL308": ("sensitive-property", "warning"),
    "HL309": ("identity-or-user-id", "error"),
    "HL310": ("bad-timestamp", "error"),
    "HL311": ("oversized-batch", "error"),
    "HL312": ("retry-without-key", "info"),
    "HL313": ("dead-api", "error"),
    "HL314": ("wrong-region", "warning"),
    "HL315": ("server-api-in-browser", "warning"),
    "HL316": ("event-name-drift", "info"),
    "HL317": ("property-type-conflict", "warning"),
    "HL318": ("not-in-tracking-plan", "error"),
    "HL401": ("identify-before-login", "error"),
    "HL402": ("unguarded-identify", "warning"),
    "HL403": ("no-reset-on-logout", "warning"),
    "HL404": ("second-identity", "warning"),
    "HL405": ("call-before-load", "warning"),
    "HL406": ("analytics-without-provider", "warning"),
    "HL501": ("placeholder-app-id", "error"),
    "HL502": ("malformed-app-id", "error"),
    "HL503": ("shared-environment", "warning"),
    "HL504": ("default-environment", "warning"),
    "HL505": ("leaked-api-key", "error"),
    "HL901": ("unreadable-file", "error"),
    "HL902": ("unused-ignore", "warning"),
    "HL903": ("unknown-rule", "warning"),
    "HL904": ("malformed-app", "warning"),
    "HL905": ("malformed-ignore", "warning"),
}
"""All codes that have a meaning, whether there is a rule yet or not."""
SILENT_IN_TESTS = {
    *(f"HL20{n}" for n in range(1, 10)),
    "HL210",
    *(f"HL30{n}" for n in range(1, 10)),
    *("HL310", "HL311", "HL314", "HL317"),
    *("HL401", "HL402", "HL403", "HL404", "HL405", "HL501", "HL502", "HL503", "HL504", "HL505"),
}


def _section(page: Path, title: str) -> list[Example]:
    return [example for example in examples(page) if example.section == title]


def _has_no_path_of_its_own(example: Example) -> bool:
    """Whether an example is one file that can stand anywhere."""
    return len(example.blocks) == 1 and "/" not in example.blocks[0].path


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
    flagged, silent = _section(page, "Flagged"), _section(page, "Not flagged")
    assert flagged
    assert silent
    assert all(code in codes(example) for example in flagged)
    assert not any(code in codes(example) for example in silent)


def test_codes_keep_their_names_and_severities() -> None:
    """A code means what it always meant."""
    for code, rule in catalogue.rules().items():
        assert NAMES[code] == (rule.name, rule.severity.name.lower())


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    """What the catalogue lists can be found, and what is found can be explained."""
    own = {"HL902", "HL903", "HL905"}
    assert OWN == own
    assert set(catalogue.rules()) - own == {check.code for check in checks.registered()}


def test_made_up_values_are_expected_in_tests() -> None:
    """In test paths what would be sent to Heap is no fault: it is made up, and nobody gets it.

    How Heap is set up, calls that cannot work, configs that cannot be read: these still are.
    """
    silent = {code for code, rule in catalogue.rules().items() if rule.silent_in_tests}
    assert SILENT_IN_TESTS == silent
    assert all("test-paths" in catalogue.rules()[code].page for code in silent)


@pytest.mark.parametrize(
    "example",
    [e for p in PAGES for e in _section(p, "Flagged") if _has_no_path_of_its_own(e)],
    ids=str,
)
def test_what_a_test_makes_up_is_silent_and_what_it_sets_up_is_not(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same example in a directory of tests: what its page says of tests is true."""
    monkeypatch.chdir(tmp_path)
    shown = {code for code in codes(example) if code not in {*SILENT_IN_TESTS, UNUSED}}
    assert shown == found_in(example, tmp_path, below="integration-tests") - {UNUSED}


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
    known = [
        "Flagged",
        "Not flagged",
        "What to write instead",
        "Fix safety",
        "Exceptions",
        "Sources",
    ]
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert [title for title in known if title in headings] == headings
    assert {"Flagged", "Not flagged", "Exceptions", "Sources"} <= set(headings)


def test_names_are_unique() -> None:
    """A name in an ignore comment stands for one rule."""
    assert len(catalogue.rules()) == len(catalogue.by_name())


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ("error: HL101", ""),
        ('error: 23 HL101 "sends the text"', ""),
        ("nothing at all", "web.yaml:3:23: not expected: HL101"),
        ("todo-error: HL101", "web.yaml:3: no longer missed: make it `error: HL101`"),
        ("error: 22 HL101", "web.yaml:3: missed: HL101"),
        ('error: HL101 (warning) "sends" hint "write `true`"', ""),
        ("error: HL101 (high)", ""),
        ("error: HL101 (info)", "web.yaml:3: HL101 is warning and high, not info"),
        ('error: HL101 hint "none"', "web.yaml:3: HL101 has another hint: write `true`"),
        ('error: HL101 "other words"', "web.yaml:3: missed: HL101 other words"),
        ("error: HL101, HL103", "web.yaml:3: missed: HL103"),
    ],
)
def test_an_example_that_is_not_true_is_noticed(
    marker: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marker without its finding is a fault of the page, and so is a finding without a marker."""
    page = tmp_path / "page.md"
    text = 'heap:\n  secureCookie: true\n  disableTextCapture: false  # {}\n  appId: "2304117765"\n'
    page.write_text(f'## Flagged\n```yaml title="web.yaml"\n{text.format(marker)}```\n')
    monkeypatch.chdir(tmp_path)

    (example,) = examples(page)
    found = faults(example, tmp_path)
    assert expected in (found or [""])[0]
    assert bool(expected) == bool(found)


def test_blocks_of_one_project_are_checked_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some faults lie between files, so an example may have several."""
    page = tmp_path / "page.md"
    blocks = [
        f'```dotenv title=".env.{name}" project="shop"\nHEAP_APP_ID=3190448210{marker}\n```\n'
        for name, marker in (("staging", ""), ("production", "  # error: HL503"))
    ]
    page.write_text("## Flagged\n" + "\n".join(blocks))
    monkeypatch.chdir(tmp_path)

    (example,) = examples(page)
    assert [] == faults(example, tmp_path)


def test_a_marker_in_json_is_taken_away_before_the_check(tmp_path: Path) -> None:
    """JSON has no comments, so the example without its markers is what is checked."""
    page = tmp_path / "page.md"
    page.write_text('```json\n{"heapAppId": "11"}  // error: HL501\n```\n')

    (example,) = examples(page)
    assert '{"heapAppId": "11"}\n' == example.blocks[0].text

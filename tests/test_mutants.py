"""The tool that tries mutants of the checks: it notices what it should, and its reasons hold."""

from __future__ import annotations

import pytest

from heap_lint import checks, ignores
from tests.mutants import mutation, oracle
from tests.mutants.__main__ import main, named
from tests.mutants.survivors import reasons


@pytest.fixture(autouse=True)
def few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages of a few rules be all that there is, since reading all of them takes a while."""
    root = mutation.CHECKS.parent.parent / "rules"
    paths = [path for code in ("HL505", "HL905") for path in root.glob(f"{code}-*.md")]
    monkeypatch.setattr(oracle, "pages_and_cases", lambda: paths)
    for known in (oracle.read_examples, oracle._examples_for):
        known.cache_clear()


def _killer(name: str) -> str | None:
    (mutant,) = named(list(mutation.mutants(name.partition(".")[0])), [name])
    return oracle.killer(mutant)


def test_a_check_that_finds_nothing_is_noticed() -> None:
    """The example of a finding is no longer found as marked, and is named."""
    (name,) = (
        mutant.name
        for mutant in mutation.mutants("app_id")
        if mutant.name.startswith("app_id.leaked_api_key: yield ")
    )
    assert "HL505-leaked-api-key" in (_killer(name) or "")


def test_ignore_comments_are_read_by_the_mutant_too() -> None:
    """They are no facts, so a check never sees them."""
    before = ignores.slips_in
    assert "HL905-malformed-ignore" in (
        _killer("malformed_ignores._is_order: return True -> return None") or ""
    )
    assert before is ignores.slips_in


def test_what_no_example_shows_survives() -> None:
    """Without the mutant the checks are those that were there before."""
    before = checks.registered()
    assert _killer("app_id.leaked_api_key: True -> False") is None
    assert before == checks.registered()


def test_a_sample_is_chosen_by_names() -> None:
    """A mutant less moves one other at the most into the sample, and none out of it."""
    everything = mutation.all_mutants()
    names = [mutant.name for mutant in everything]
    assert len(names) == len(set(names))
    before = mutation.sample(everything, 100, 0)
    left = [mutant for mutant in everything if mutant != before[50]]
    after = mutation.sample(left, 100, 0)
    assert {before[50]} == set(before) - set(after)
    assert before != mutation.sample(everything, 100, 1)


def test_each_reason_is_for_a_mutant_that_exists() -> None:
    """A change of the code takes the reasons along that it makes void."""
    names = {mutant.name for mutant in mutation.all_mutants()}
    assert reasons()
    assert set() == reasons().keys() - names


def test_a_reason_that_no_longer_holds_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For what is killed, and for what is no mutant any more."""
    killed = "malformed_ignores._is_order: return True -> return None"
    monkeypatch.setattr("tests.mutants.__main__.reasons", lambda: {killed: "", "gone": ""})
    assert 1 == main(["--known"])
    said = capsys.readouterr().out
    assert f"is killed, so it need not stand in survivors.toml: {killed}" in said
    assert "is no mutant any more, but stands in survivors.toml: gone" in said

"""What checks cost that compare much in one file: twice as much to compare costs twice as much."""

from __future__ import annotations

from pathlib import Path

import growth_checks
import pytest
import work

from heap_lint import checks, engine
from heap_lint.config import Settings
from heap_lint.settings.nearest import Configs
from heap_lint.source import Source

SIZE, TIMES = 100, 4
MOST_GROWTH = 4.6
"""How many times as many calls `TIMES` as much may take."""


@pytest.mark.parametrize("name", growth_checks.CONSTRUCTS)
def test_comparing_is_linear(tmp_path: Path, name: str) -> None:
    """Whatever a check compares, it looks at each once."""
    file_name, text = growth_checks.CONSTRUCTS[name]

    def cost(size: int) -> int:
        path = tmp_path / str(size) / file_name
        path.parent.mkdir()
        path.write_text(text(size), "utf-8")
        return work.calls(lambda: engine.check_paths([str(path)], Configs.of(Settings()), {}, {}))

    cost(2)  # what is compiled and read at first
    few = cost(SIZE)
    assert cost(TIMES * SIZE) < MOST_GROWTH * few


def test_what_a_wrapper_says_is_looked_at_where_its_caller_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Most checks find nothing in what most calls say: there is nobody to blame then."""
    asked: list[object] = []
    is_faulty = checks._is_faulty
    monkeypatch.setattr(
        checks, "_is_faulty", lambda *given: bool(asked.append(given)) or is_faulty(*given)
    )
    wrapper = "const t = (e, p) => heap.track(e, p);\n"
    for call, is_asked in (("t(x, {a: y});\n", False), ("t('', {a: y});\n", True)):
        engine.check_source(Source("a.js", wrapper + call), Settings())
        assert is_asked == bool(asked)

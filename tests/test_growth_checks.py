"""What checks cost that compare much in one file: twice as much to compare costs twice as much."""

from __future__ import annotations

from pathlib import Path

import growth_checks
import pytest
import work

from heap_lint import engine
from heap_lint.config import Settings
from heap_lint.settings.nearest import Configs

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

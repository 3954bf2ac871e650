"""heap-lint: a static linter for Heap analytics set-ups."""

__version__ = "0.1.0"

"""The names of what is measured."""

from __future__ import annotations

from enum import Enum


# Until the reading list knows whose it is.
READER_ID = 17


class Metric(Enum):
    """An event at Heap."""

    LOGGED_IN = "Reader Logged In"
    LOGGED_OUT = "Reader Logged Out"
    ARTICLE_READ = "Article Read"
    ARTICLE_SAVED = "Article Saved"
    PLAN_CHANGED = "Plan Changed"

"""Reader metrics."""

from .heap import track
from .names import READER_ID, Metric

__all__ = ["READER_ID", "Metric", "track"]

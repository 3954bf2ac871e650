"""Reader metrics."""

from .heap import track
from .names import Metric

__all__ = ["Metric", "track"]

"""What the shop tells Heap, and nothing about how."""

from shop.analytics.client import remember, track, track_many
from shop.analytics.events import WAREHOUSE, Event, order_properties

__all__ = ["WAREHOUSE", "Event", "order_properties", "remember", "track", "track_many"]

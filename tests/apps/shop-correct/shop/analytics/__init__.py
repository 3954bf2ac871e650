"""What the shop tells Heap, and nothing about how."""

from shop.analytics.client import remember, track, track_many
from shop.analytics.events import Event, order_properties

__all__ = ["Event", "order_properties", "remember", "track", "track_many"]

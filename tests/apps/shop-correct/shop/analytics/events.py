"""The events that the product team has agreed on, and what they carry."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shop.orders.models import Order


class Event(str, Enum):
    """An event's name at Heap: reports are built on these, so they never change."""

    SIGNED_UP = "Signed Up"
    LOGGED_IN = "Logged In"
    PRODUCT_VIEWED = "Product Viewed"
    CART_UPDATED = "Cart Updated"
    ORDER_PLACED = "Order Placed"
    ORDER_REFUNDED = "Order Refunded"


def order_properties(order: Order) -> dict[str, Any]:
    """Return what the events of an order carry."""
    properties: dict[str, Any] = {
        "currency": order.currency,
        "items": order.lines.count(),
        "total": float(order.total),
    }
    if order.coupon is not None:
        properties["coupon"] = order.coupon.code
    return properties

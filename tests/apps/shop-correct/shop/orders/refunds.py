"""Refunds, which the warehouse reports once a day."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from shop import analytics
from shop.analytics import Event

from .models import Order

logger = logging.getLogger(__name__)


def refund(orders: Iterable[Order]) -> int:
    """Pay orders back and return how many were."""
    refunded = []
    for order in orders:
        if not order.pay_back():
            logger.error("order %s could not be paid back", order.pk)
            continue
        refunded.append((order.customer_id, Event.ORDER_REFUNDED, analytics.order_properties(order)))
    analytics.track_many(refunded)
    return len(refunded)

"""Readings of meters."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, status

from energy.analytics import READING_REJECTED, READING_SENT, send_event
from energy.deps import CurrentUser, current_user
from energy.models import Customer, Meter
from energy.schemas import Reading

router = APIRouter(prefix="/readings", tags=["readings"])


@router.post("", status_code=status.HTTP_201_CREATED)
async def add(reading: Reading, customer: CurrentUser, tasks: BackgroundTasks) -> dict[str, float]:
    """Store a reading of one of the customer's meters."""
    meter = await Meter.of(customer, reading.meter)
    if meter is None or reading.kwh < meter.kwh:
        tasks.add_task(
            send_event,
            customer.id,
            READING_REJECTED,
            {"reason": "unknown meter" if meter is None else "runs backwards"},
        )
        raise HTTPException(status.HTTP_409_CONFLICT, "The reading cannot be right.")
    used = await meter.store(reading)
    tasks.add_task(
        send_event,
        customer_id=customer.id,
        event=READING_SENT,
        properties={"used": used, "channel": "api"},
        key=f"{reading.meter}-{reading.taken_at:%Y%m%d}",
    )
    return {"used": used}


@router.get("")
async def latest(customer: Customer = Depends(current_user)) -> list[Reading]:
    """Return the newest reading of each meter."""
    return [meter.reading async for meter in Meter.all_of(customer)]

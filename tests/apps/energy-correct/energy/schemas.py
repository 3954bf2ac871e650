"""What the API takes and gives, and what it tells Heap."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

Scalar = str | int | float


class Credentials(BaseModel):
    """A name and a password."""

    name: str
    password: str


class Reading(BaseModel):
    """A reading of a meter, in kilowatt hours."""

    meter: str
    kwh: Annotated[float, Field(ge=0)]
    taken_at: datetime


class HeapEvent(BaseModel):
    """An event as Heap's track endpoint takes it."""

    app_id: str
    identity: str
    event: str
    properties: dict[str, Scalar] = Field(default_factory=dict)
    timestamp: str | None = None
    idempotency_key: str | None = None

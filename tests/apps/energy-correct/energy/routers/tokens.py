"""Tokens: how a customer logs in."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, HTTPException, status

from energy import analytics
from energy.models import Customer
from energy.schemas import Credentials
from energy.tokens import make_token

router = APIRouter(tags=["tokens"])


@router.post("/token")
async def issue(credentials: Credentials, tasks: BackgroundTasks) -> dict[str, str]:
    """Issue a token for a name and a password."""
    customer = await Customer.authenticate(credentials.name, credentials.password)
    if customer is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong name or password.")
    tasks.add_task(analytics.send_event, customer.id, analytics.TOKEN_ISSUED, {"grant": "password"})
    tasks.add_task(analytics.describe, customer.id, {"tariff": customer.tariff})
    return {"access_token": make_token(customer.id), "token_type": "bearer"}

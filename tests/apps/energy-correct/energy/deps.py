"""What the routes depend on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer

from energy.models import Customer
from energy.tokens import read_token

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")


async def current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> Customer:
    """Return the customer whose token the request carries."""
    customer_id = read_token(token)
    customer = await Customer.get(customer_id) if customer_id is not None else None
    if customer is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "The token is not valid.")
    return customer


CurrentUser = Annotated[Customer, Depends(current_user)]

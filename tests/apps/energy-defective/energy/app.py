"""The API of the energy company."""

from __future__ import annotations

from fastapi import FastAPI

from energy.routers import readings, tokens


def create_app() -> FastAPI:
    """Return the API with all its routes."""
    app = FastAPI(title="Energy")
    app.include_router(tokens.router)
    app.include_router(readings.router)
    return app

"""Settings, read from the environment."""

from __future__ import annotations

from functools import lru_cache

from pydantic import HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs between environments."""

    model_config = SettingsConfigDict(env_prefix="ENERGY_", env_file=".env")

    database_url: str
    token_secret: str
    heap_app_id: str = "YOUR_APP_ID"  # error: HL501
    heap_url: HttpUrl = HttpUrl("https://heapanalytics.com")


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process."""
    return Settings()

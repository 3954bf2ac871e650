"""Configuration by environment."""

from __future__ import annotations

import os


class Config:
    """What every environment shares."""

    SECRET_KEY = os.environ["SECRET_KEY"]
    SESSION_COOKIE_SECURE = True
    HEAP_APP_ID = ""


class ProductionConfig(Config):
    """The site that readers see."""

    HEAP_APP_ID = "3082716459"  # error: HL503


class StagingConfig(Config):
    """The site that editors try things on."""

    HEAP_APP_ID = "3082716459"


class TestingConfig(Config):
    """Nothing is sent."""

    TESTING = True


BY_NAME = {"production": ProductionConfig, "staging": StagingConfig, "testing": TestingConfig}

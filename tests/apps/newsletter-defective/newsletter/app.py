"""The Celery application of the newsletter workers."""

from __future__ import annotations

from celery import Celery

app = Celery("newsletter")
app.config_from_object("newsletter.config")
app.autodiscover_tasks(["newsletter.tasks"])

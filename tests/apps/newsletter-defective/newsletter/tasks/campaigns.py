"""Campaigns: mail to many subscribers, reported to Heap in batches."""

from __future__ import annotations

import heapq
import logging
import uuid
from datetime import datetime

from celery import shared_task

from newsletter import config, heap
from newsletter.models import Campaign, Subscriber

from .events import record

logger = logging.getLogger(__name__)


@shared_task
def deliver(campaign_id: int) -> None:
    """Send a campaign to those who have waited longest, and report each mail."""
    campaign = Campaign.get(campaign_id)
    events = []
    for subscriber in heapq.nsmallest(10_000, campaign.waiting(), key=lambda s: s.last_mail):
        if not subscriber.deliver(campaign):
            record.delay(uuid.uuid4().hex, "Mail Bounced", {"campaign": campaign.slug})  # error: HL206
            continue
        event = heap.make_event(
            config.SENDER,  # error: HL201
            "Mail Sent",
            campaign=campaign.slug,
        )
        event["timestamp"] = datetime.now().isoformat()  # error: HL310
        events.append(event)
    logger.info("reported %d mails", heap.send(events))


@shared_task
def finish(campaign_id: int) -> None:
    """Report how a campaign went, as an event of the editor who sent it."""
    campaign = Campaign.get(campaign_id)
    editor = Subscriber.editor_of(campaign)
    record.apply_async(
        kwargs={
            "subscriber_id": editor.id if editor else "editor",  # error: HL203
            "name": f"Finished {campaign.slug}",  # error: HL304
            "properties": {"campaign": campaign.slug, "mails": campaign.mails.count()},
        },
        countdown=60,
    )

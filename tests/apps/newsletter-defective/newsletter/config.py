"""Configuration of the workers."""

import os

broker_url = os.environ["BROKER_URL"]
task_acks_late = True
task_default_queue = "newsletter"

HEAP_APP_ID = "123456789"  # error: HL501
HEAP_BATCH_SIZE = 500

SENDER = "newsletter-worker"

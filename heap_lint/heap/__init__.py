"""What is known of Heap, and of what must not be shown: no file, no language in sight."""

"""What was found once and is accepted for now: a file of fingerprints, or an earlier revision."""

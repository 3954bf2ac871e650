"""What every other part speaks of; it imports none of them."""

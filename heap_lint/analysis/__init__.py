"""The language-neutral part of the abstract interpretation of programs."""

"""Train and ship models from the command line."""

__version__ = "2.4.0"

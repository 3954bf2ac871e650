"""Every bound on the work that following a program may cost, each with its reason.

A bound is a number of things counted (evaluated nodes, alternatives, facts), never of seconds, so that
a file gives the same findings on every machine.
"""

from __future__ import annotations

FUEL_OF_ANY_FILE = 100_000
"""Steps that a file may take however short it is: about a second of processor time."""
FUEL_PER_CHARACTER = 5
"""Steps for each character of a file: code as people write it takes less than one."""

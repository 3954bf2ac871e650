"""Inputs that nobody would write, and what must hold of every one of them.

`python -m tests.fuzz --inputs N --seed S` makes N inputs and checks each. Input I of a seed is always
the same: `--from I --inputs 1` repeats it. `--stage processes` checks what needs several processes.
"""

"""Reads what people publish: `python -m tests.crater`, a long run, by hand.

The packages of `pypi.txt` and `npm.txt` are fetched by pip and npm, unpacked and checked, each in a
process of its own. Nothing in them is run: of PyPI only wheels are taken, which are archives, and npm
packs without scripts. What is found has a verdict in `verdicts.toml`, so that a new false alarm shows
as a difference.
"""

"""Every bound on the work that following a program may cost, each with its reason.

A bound is a number of things counted (evaluated nodes, alternatives, facts), never of seconds, so that
a file gives the same findings on every machine.
"""

from __future__ import annotations

FUEL_OF_ANY_FILE = 100_000
"""Steps that a file may take however short it is: about a second of processor time."""
FUEL_PER_CHARACTER = 6
"""Steps for each character of a file: code as people write it takes less than one."""
MOST_PIECES = 300
"""Pieces of one text, and values in it: more is a text that doubles itself, or a table of strings."""
LONGEST_TEXT = 10_000
"""Characters of a text that is put together of several: no name and no address is that long."""
MOST_SPREAD = 500
"""Keys that `{...object}` or `Object.assign` puts into an object: it may be done once for each line."""
MOST_SAID = 50
"""Facts of one function that its callers are told of; more is a sign of generated code."""
MOST_PARTS_OF_JSON = 5_000
"""Values in one JSON text, which may be part of another, which may be part of another."""
LONGEST_STEPS = 400
"""Characters of the steps that lead from a parameter, or an import, to what is got from it."""
FUEL_OF_ANY_PART = 5_000
"""Steps of a script in a text of another language, or of a function that another file asks for."""
REPEATS_OF_ANY_FILE = 20_000
"""Steps that running functions again where they are called may take, besides one for each character."""
FUEL_OF_A_RUN = 10
"""Steps that it costs to run a function of a script, besides what is in it."""
FUEL_OF_A_FACT = 8
"""Steps that it costs to say what a function says, with what a caller gives it, besides its values."""
FUEL_OF_A_VALUE = 3
"""Steps for each value in what a call of Python says: it is made, and every check looks at it."""
FUEL_OF_A_SOURCE = 3
"""Steps for each source of a Content Security Policy: its words are found, and their hosts looked at."""
FUEL_OF_A_PROPERTY = 3
"""Steps that it costs to say what a property of an object is, which no other call has said."""
FUEL_OF_AN_OPTION = 6
"""Steps for each option of a load: it is compared with all that Heap has."""
MOST_INHERITED = 200
"""Fields of a class that the classes built on it have, each of them its own copy."""
MOST_RETURNED = 400
"""Values in what a function gives back that depend on what it is given: each call makes them anew."""
MOST_PARTS_RETURNED = 4_000
"""Parts of what a function gives back that are looked through for what it is given: of more nobody
can tell, and one that holds the one before, for many functions, would be looked through by each."""
FUEL_OF_ANY_FUNCTION = 20_000
"""Steps that a function of Python may take however short it is: loops in loops are run many times."""
FUEL_PER_CHARACTER_OF_FUNCTION = 20
"""Steps for each character of a function, more than of a file: one alone may be involved."""
BYTES_OF_A_CHUNK = 16_384
"""Bytes of a text that a parser is given at a time: it asks for each once, and for few again."""
READS_OF_ANY_TEXT = 500
"""Chunks that a parser may ask for, however short a text is."""
READS_OF_A_CHUNK = 60
"""Times that a parser may ask for each chunk of a text on average: code takes it one or two."""
REPORTS_OF_ANY_TEXT = 2_000
"""Reports on its progress, one for each hundred steps, that a parser may make on any text."""
BYTES_OF_A_REPORT = 4
"""Bytes of a text for each report that a parser may make: code takes ten or more."""
MOST_OF_WAY = 100
"""Points of a way through a flow that are told, the last of them: nobody reads more of it."""
LONGEST_MODULE = 500
"""Characters of the dotted name that an import has: each of its packages is looked up by its own."""
MOST_PARTS_OF_A_MODULE = 32
"""Parts of a module's name, from its end, of which imports may have any few in a row."""
MOST_PARTS_OF_AN_IMPORT = 250
"""Parts of a dotted name in an import: as many as fit into the longest name that is looked up."""
VALUES_DESCRIBED = 5_000
"""Values that `facts` describes wherever they stand: behind that what was described is not again, as
blocks in blocks in blocks would be."""

"""Airscript, the expression language of Airkit's input boxes: text to tree, tree to known values.

`scanner` cuts the text into tokens, `parser` builds the nodes of `tree`, `folding` says what is
known of an expression's value, `given` decides whether a scalar of a file is an expression at all.
"""

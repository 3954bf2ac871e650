"""Do pages and cases notice a check that is wrong? `python -m tests.mutants --sample N --seed S`.

A mutant is a check with one small change. It is killed if an example of a page or a case no longer
finds what its markers say. Which survive, and why they may, is kept in `survivors.toml`: the command
fails for one that does not stand there, and for one there that is killed by now.
"""

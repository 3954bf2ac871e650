"""How values flow through a program, whatever its language: symbols, states, ways that meet."""

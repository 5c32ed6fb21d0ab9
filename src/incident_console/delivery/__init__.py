"""How messages reach a client: so far by hand, from a folder of private files."""

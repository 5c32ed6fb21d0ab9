"""The panes of the war room, and what they are made of."""

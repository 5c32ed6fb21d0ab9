"""The table of actions and their keys, which both edges read."""

"""Incident Console: run an incident from declaration to review, in the terminal."""

__version__ = "0.1.0"

"""Whole screens: the war room itself, and its help."""

"""The record: one SQLite file, its event log, and what is derived from it."""

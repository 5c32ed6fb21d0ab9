"""The texts that clients read, from templates that a team can replace."""

from incident_console.messages.write import TemplateBroken, heard_at, read_by, worded, words, written_for

__all__ = ["TemplateBroken", "heard_at", "read_by", "worded", "words", "written_for"]

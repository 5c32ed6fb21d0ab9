"""The texts that clients read, from templates that a team can replace."""

from incident_console.messages.write import TemplateBroken, words, written_for

__all__ = ["TemplateBroken", "words", "written_for"]

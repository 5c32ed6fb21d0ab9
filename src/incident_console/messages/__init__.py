"""The texts that clients read, from templates that a team can replace."""

from incident_console.messages.write import TemplateBroken, words

__all__ = ["TemplateBroken", "words"]

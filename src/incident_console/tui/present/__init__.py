"""Domain values as words, signs and colours: the only place where they become `Content`.

Functions here are pure: values in, content out. Colours are names of theme variables, see `themes`.
"""

from incident_console.tui.present.glyphs import Glyphs
from incident_console.tui.present.text import join, safe, shown, spread, stack

__all__ = ["Glyphs", "join", "safe", "shown", "spread", "stack"]

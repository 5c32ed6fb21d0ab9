"""Domain values as words, signs and colours: the only place where they become `Content`.

Functions here are pure: values in, content out. Colours are names of theme variables, see `themes`.
"""

from incident_console.tui.present.glyphs import Glyphs
from incident_console.tui.present.text import first_fit, fit, join, local_times, safe, shown, spread, stack
from incident_console.tui.present.view import View

__all__ = ["Glyphs", "View", "first_fit", "fit", "join", "local_times", "safe", "shown", "spread", "stack"]

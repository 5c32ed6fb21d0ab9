"""The names of the looks: ours, and those that Textual brings. Nothing here loads Textual."""

from __future__ import annotations

OURS = ("incident-dark", "incident-light", "incident-dark-contrast", "incident-light-contrast")

TEXTUALS = (
    *("ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte"),
    *("catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord"),
    *("rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark"),
    *("textual-light", "tokyo-night"),
)

NAMES = (*OURS, *TEXTUALS)
"""Every theme that a configuration may name, ours first."""

"""The looks: four themes of our own, and what Textual's own themes lack for us.

The tokens, used as `$name` in styles and content: `ink` is text, `quiet` its grey, `rule` the grey of lines
and of what is hardly needed; `focus` the one accent; `on-time`, `soon`, `overdue` belong to deadlines; `p1`
to `p4` tint severities; `cursor` lies under the chosen line.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from incident_console.config import ConfigError
from incident_console.config.settings import DEFAULT_THEME

if TYPE_CHECKING:
    from textual.app import App

    from incident_console.config import Config

LOUD = ("focus", "on-time", "soon", "overdue", "p1", "p2", "p3")
"""Tokens that say something by their colour."""
STYLES = Path(__file__).parent.parent / "styles"
FIRST = ("tokens", "live", "panes")
ORDER = (*FIRST, "help", "composer", "dialogs")


def stylesheets(*, first: bool) -> list[str | PurePath]:
    """Return the paths of the styles in the order in which they are read.

    Args:
        first: those of the live screen, without which nothing can be drawn; else those that can wait.
    """
    found = {path.stem: path for path in STYLES.glob("*.tcss")}
    names = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return [found[name] for name in names if (name in FIRST) is first]


def _theme(
    name: str,
    *,
    dark: bool,
    background: str,
    cursor: str,
    ink: str,
    quiet: str,
    rule: str,
    focus: str,
    good: str,
    warn: str,
    bad: str,
    tints: tuple[str, str, str, str],
) -> Theme:
    p1, p2, p3, p4 = tints
    return Theme(
        name=name,
        dark=dark,
        primary=focus,
        secondary=quiet,
        accent=focus,
        warning=warn,
        error=bad,
        success=good,
        foreground=ink,
        background=background,
        surface=background,
        panel=cursor,
        variables={
            "ink": ink,
            "quiet": quiet,
            "rule": rule,
            "focus": focus,
            "on-time": good,
            "soon": warn,
            "overdue": bad,
            "cursor": cursor,
            "p1": p1,
            "p2": p2,
            "p3": p3,
            "p4": p4,
        },
    )


OWN = (
    _theme(
        "incident-dark", dark=True, background="#15181d", cursor="#232931", ink="#d6dae0", quiet="#8a929d",
        rule="#3b434d", focus="#7fb2e5", good="#7fb68a", warn="#e5b567", bad="#ff6b62",
        tints=("#f0a8a0", "#dcc39a", "#a9bccf", "#8a929d"),
    ),
    _theme(
        "incident-light", dark=False, background="#fafaf7", cursor="#e9ecee", ink="#23282e", quiet="#636b75",
        rule="#c3c8cd", focus="#1f5fa8", good="#2b7a43", warn="#94600a", bad="#c3221b",
        tints=("#95372f", "#7a5a1e", "#3c5a78", "#636b75"),
    ),
    _theme(
        "incident-dark-contrast", dark=True, background="#000000", cursor="#26303c", ink="#ffffff",
        quiet="#c8ced6", rule="#7b8490", focus="#6fc3ff", good="#6ee787", warn="#ffd24a", bad="#ff7a70",
        tints=("#ffc2bb", "#ffe0a3", "#c9e2ff", "#e0e4ea"),
    ),
    _theme(
        "incident-light-contrast", dark=False, background="#ffffff", cursor="#dfe6ee", ink="#000000",
        quiet="#383d44", rule="#767c84", focus="#003f8a", good="#00561f", warn="#6b4200", bad="#a30000",
        tints=("#7a0e08", "#573a00", "#0f3a63", "#383d44"),
    ),
)  # fmt: skip


def defaults(theme: Theme) -> dict[str, str]:
    """Return the tokens for a theme that is not ours, from what it has."""
    colours = theme.to_color_system().generate()
    foreground = colours["foreground"]
    ink, ground = (Color.parse(_plain(colours[name])) for name in ("foreground", "background"))
    quiet, rule, cursor = (ground.blend(ink, part).hex for part in (0.65, 0.3, 0.12))
    return {
        "ink": foreground,
        "quiet": quiet,
        "rule": rule,
        "focus": theme.primary,
        "on-time": theme.success or theme.primary,
        "soon": theme.warning or theme.primary,
        "overdue": theme.error or theme.primary,
        "cursor": cursor,
        "p1": foreground,
        "p2": foreground,
        "p3": foreground,
        "p4": quiet,
    }


def _plain(colour: str) -> str:
    return "#808080" if colour.startswith(("ansi", "auto")) else colour.split(maxsplit=1)[0]


def apply(app: App[int], config: Config) -> None:
    """Make our themes known and put on the configured one.

    Raises:
        ConfigError: there is no such theme.
    """
    for theme in OWN:
        app.register_theme(theme)
    if config.theme not in app.available_themes and config.path is not None:
        raise ConfigError(
            config.path, config.theme_line, f"unknown theme {config.theme}; there are {names()}"
        )
    app.theme = config.theme if config.theme in app.available_themes else DEFAULT_THEME


def names() -> str:
    """Return the names of all themes, ours first."""
    return ", ".join([*(theme.name for theme in OWN), *sorted(BUILTIN_THEMES)])

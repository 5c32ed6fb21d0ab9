"""The looks: four themes of our own, one for sixteen colours, and what Textual's own themes lack for us.

The tokens, used as `$name` in styles and content: `ink` is text, `quiet` its grey, `dim` what cannot be done
now, `rule` the grey of lines and of what is hardly needed; `focus` the one accent; `on-time`, `soon`,
`overdue` belong to deadlines; `p1` to `p4` tint severities; `past` is the frame of a replay; `cursor` lies
under the chosen line.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from incident_console.config.settings import DEFAULT_THEME

if TYPE_CHECKING:
    from textual.app import App

    from incident_console.config import Config

LOUD = ("focus", "on-time", "soon", "overdue", "past", "p1", "p2", "p3")
"""Tokens that say something by their colour."""
STYLES = Path(__file__).parents[2] / "styles"
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
    dim: str,
    rule: str,
    focus: str,
    good: str,
    warn: str,
    bad: str,
    past: str,
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
            "dim": dim,
            "rule": rule,
            "focus": focus,
            "on-time": good,
            "soon": warn,
            "overdue": bad,
            "past": past,
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
        dim="#68717c", rule="#3b434d", focus="#7fb2e5", good="#7fb68a", warn="#e5b567", bad="#ff5f7a",
        past="#c39be8",
        tints=("#f0a8a0", "#dcc39a", "#a9bccf", "#8a929d"),
    ),
    _theme(
        "incident-light", dark=False, background="#fafaf7", cursor="#e9ecee", ink="#23282e", quiet="#636b75",
        dim="#868d95", rule="#c3c8cd", focus="#1f5fa8", good="#2b7a43", warn="#94600a", bad="#b8123a",
        past="#6b3fa0",
        tints=("#95372f", "#7a5a1e", "#3c5a78", "#636b75"),
    ),
    _theme(
        "incident-dark-contrast", dark=True, background="#000000", cursor="#1a222b", ink="#ffffff",
        quiet="#c8ced6", dim="#c8ced6", rule="#7b8490", focus="#6fc3ff", good="#6ee787", warn="#ffd24a",
        bad="#ff8a80", past="#dcb8ff",
        tints=("#ffc2bb", "#ffe0a3", "#c9e2ff", "#e0e4ea"),
    ),
    _theme(
        "incident-light-contrast", dark=False, background="#ffffff", cursor="#e3eaf1", ink="#000000",
        quiet="#383d44", dim="#383d44", rule="#767c84", focus="#003f8a", good="#00561f", warn="#6b4200",
        bad="#960032", past="#4a148c",
        tints=("#7a0e08", "#573a00", "#0f3a63", "#383d44"),
    ),
)  # fmt: skip


SIXTEEN = {
    "ink": "ansi_bright_white",
    "quiet": "ansi_white",
    "dim": "ansi_white",
    "rule": "ansi_bright_black",
    "cursor": "ansi_blue",
    "focus": "ansi_bright_cyan",
    "on-time": "ansi_green",
    "soon": "ansi_bright_yellow",
    "overdue": "ansi_bright_red",
    "past": "ansi_bright_magenta",
    "p1": "ansi_bright_magenta",
    "p2": "ansi_yellow",
    "p3": "ansi_cyan",
    "p4": "ansi_white",
}
"""The tokens by the names of a terminal's own colours, on black."""

SIXTEEN_LIGHT = {
    "ink": "ansi_black",
    "quiet": "ansi_bright_black",
    "dim": "ansi_bright_black",
    "rule": "ansi_white",
    "cursor": "ansi_white",
    "focus": "ansi_blue",
    "on-time": "ansi_green",
    "soon": "ansi_magenta",
    "overdue": "ansi_red",
    "past": "ansi_magenta",
    "p1": "ansi_magenta",
    "p2": "ansi_blue",
    "p3": "ansi_green",
    "p4": "ansi_bright_black",
}
"""The same on white, where yellow and cyan are not to be read: for Textual's light theme of such colours."""

SIXTEEN_THEME = Theme(
    name="incident-16",
    dark=True,
    ansi=True,
    primary=SIXTEEN["focus"],
    secondary=SIXTEEN["quiet"],
    accent=SIXTEEN["focus"],
    warning=SIXTEEN["soon"],
    error=SIXTEEN["overdue"],
    success=SIXTEEN["on-time"],
    foreground=SIXTEEN["ink"],
    background="ansi_black",
    surface="ansi_black",
    panel=SIXTEEN["cursor"],
    variables={**BUILTIN_THEMES["ansi-dark"].variables, **SIXTEEN},
)
"""Worn instead of the others of ours where the terminal has no more than sixteen colours.

The ground is black, whatever the terminal's own is: white and bright white, which part what is quiet from
what is not, are to be read on no other.
"""

READABLE, VISIBLE = 4.5, 3.0
"""The contrasts, as WCAG counts them, of what is to be read, and of what only has to be found."""
STEPS = 20


def defaults(theme: Theme) -> dict[str, str]:
    """Return the tokens for a theme that is not ours, from what it has."""
    if theme.name.startswith("ansi") or theme.ansi:
        return SIXTEEN if theme.dark else SIXTEEN_LIGHT
    colours = theme.to_color_system().generate()
    foreground = colours["foreground"]
    ink, ground = (Color.parse(_plain(colours[name])) for name in ("foreground", "background"))
    rule, cursor = (ground.blend(ink, part) for part in (0.3, 0.12))

    def readable(colour: str, contrast: float = READABLE) -> str:
        """The colour, as much nearer to the ink, and further on, as it takes to be read on either ground."""
        given = Color.parse(_plain(colour))
        end = Color.parse("#ffffff" if theme.dark else "#000000")
        for start, aim in ((given, ink), (ink, end)):
            for step in range(STEPS + 1):
                tried = start.blend(aim, step / STEPS)
                if all(contrast_of(tried, under) >= contrast for under in (ground, cursor)):
                    return tried.hex
        return end.hex

    quiet = readable(ground.blend(ink, 0.65).hex)
    return {
        "ink": foreground,
        "quiet": quiet,
        "dim": readable(ground.blend(ink, 0.45).hex, VISIBLE),
        "rule": rule.hex,
        "focus": readable(theme.primary),
        "on-time": readable(theme.success or theme.primary),
        "soon": readable(theme.warning or theme.primary),
        "overdue": readable(theme.error or theme.primary),
        "past": readable(theme.secondary or theme.primary),
        "cursor": cursor.hex,
        "p1": foreground,
        "p2": foreground,
        "p3": foreground,
        "p4": quiet,
    }


def contrast_of(one: Color, other: Color) -> float:
    """Return how far apart two colours are in lightness, from 1 to 21 (WCAG 2)."""
    dark, light = sorted(_luminance(each) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _plain(colour: str) -> str:
    return "#808080" if colour.startswith(("ansi", "auto")) else colour.split(maxsplit=1)[0]


def for_sixteen(app: App[int]) -> None:
    """Put on the theme of the terminal's own colours, where one of ours is on that it cannot show."""
    if app.theme in {theme.name for theme in OWN}:
        app.register_theme(SIXTEEN_THEME)
        app.theme = SIXTEEN_THEME.name
        app.stylesheet.set_variables(app.get_css_variables())


def apply(app: App[int], config: Config) -> None:
    """Make our themes known and put on the configured one."""
    for theme in OWN:
        app.register_theme(theme)
    app.theme = config.theme if config.theme in app.available_themes else DEFAULT_THEME

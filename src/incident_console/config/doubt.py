"""Which mistakes leave it open what somebody meant by a setting that decides what is opened, and as whom."""

from difflib import get_close_matches
from typing import Literal

from incident_console.config.settings import Config
from incident_console.config.toml_lines import ConfigError

Deciding = Literal["db", "name"]

_CALLED: dict[Deciding, tuple[str, ...]] = {
    "db": ("db", "database", "record", "file", "path"),
    "name": ("name", "user", "login", "as"),
}
"""What people write where they mean it."""
_ALIKE, _SHORT_ALIKE = 0.65, 0.5
"""How alike a misspelt word must be, and one of two or three letters: one of them may be wrong."""


def in_doubt(config: Config, setting: Deciding) -> ConfigError | None:
    """Return the mistake that may have been meant to say which record, or who; None where nothing may.

    That is the setting itself, and where nothing gives it an unknown one that is called or spelt alike, at
    the top or below the heading of a table under which it slipped.
    """
    own = next((each for each in config.mistakes if each.key == setting), None)
    if own is not None or getattr(config, setting) is not None:
        return own
    return next((each for each in config.mistakes if _may_mean(each, setting)), None)


def _may_mean(mistake: ConfigError, setting: Deciding) -> bool:
    """Whether an entry that was not understood may be that setting, misspelt or misplaced."""
    if setting == "db" and mistake.key == "record":
        return True
    word = mistake.key.rpartition(".")[2].casefold()
    alike = _SHORT_ALIKE if len(word) <= 3 else _ALIKE
    return mistake.unknown and bool(get_close_matches(word, _CALLED[setting], 1, alike))

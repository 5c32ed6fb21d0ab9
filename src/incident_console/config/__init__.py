"""The configuration: settings of this console, and what a team agreed on."""

from incident_console.config.agreements import system_zone
from incident_console.config.sample import sample
from incident_console.config.settings import Config, Display, in_order, load_config, parse_config
from incident_console.config.toml_lines import ConfigError

__all__ = [
    "Config", "ConfigError", "Display", "in_order", "load_config", "parse_config", "sample", "system_zone",
]  # fmt: skip

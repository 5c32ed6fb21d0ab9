"""What docs/DELIVERY.md shows is what the program reads and writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.delivery.parcels import parcel

from incident_console.cli.channels import channel_command
from incident_console.cli.outbox import outbox_command
from incident_console.cli.ways import WAYS_ON
from incident_console.config.channel_kinds import KINDS
from incident_console.config.settings import parse_config
from incident_console.messages.markup import html_values, their_html
from incident_console.postman.waits import WAITS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "DELIVERY.md").read_text()


def shown(language: str) -> list[str]:
    """The blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_example_of_a_channel_is_understood_and_every_kind_has_one() -> None:
    examples = [each for each in shown("toml") if "[channels." in each]
    tables = "\n".join(each for each in examples if not each.startswith("channels ="))
    config = parse_config(tables, Path("/conf/config.toml"))
    assert config.mistakes == ()
    assert {channel.kind for channel in config.channels.values()} == set(KINDS)
    (whose,) = (each for each in shown("toml") if "[clients." in each)
    assert parse_config(f"{whose}\n{tables}", Path("/conf/config.toml")).mistakes == ()


def test_what_a_program_is_given_has_the_names_of_the_example() -> None:
    (example,) = shown("json")
    given = parcel().as_values()
    assert list(json.loads(example)) == list(given)


def test_the_template_of_html_works_and_escapes_what_was_typed(tmp_path: Path) -> None:
    (tmp_path / "update.html.jinja").write_text(shown("jinja")[0])
    values = html_values(
        text="one\n<two>\n\nthree",
        title="<b>&",
        ref="INC-7K3Q",
        client="",
        kind="update",
        number=1,
        drill=False,
    )
    made = their_html(str(tmp_path), "update", values)
    assert made is not None
    assert "<h1>&lt;b&gt;&amp;</h1>" in made
    assert "<p>one<br>&lt;two&gt;</p>\n<p>three</p>" in made


def test_the_waits_between_tries_are_those_of_the_postman() -> None:
    *first, last = map(str, WAITS)
    assert f"after {', '.join(first)} and then every {last} seconds" in PAGE


def test_what_can_be_done_about_a_message_is_there_by_its_command() -> None:
    for _, command in WAYS_ON.values():
        assert f"`{command.format('ID')}" in PAGE
    for group in (outbox_command, channel_command):
        missing = [name for name in group.commands if f"{group.name} {name}" not in PAGE]
        assert missing == [], group.name

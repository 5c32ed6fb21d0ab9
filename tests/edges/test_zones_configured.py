"""The zone that is configured, or the machine's: what is one and what only lies beside them."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.edges.test_config import read

from incident_console.config import ConfigError, system_zone


def test_the_zone_of_the_machine(tmp_path: Path) -> None:
    assert system_zone({"TZ": "Asia/Kathmandu"}, tmp_path) == "Asia/Kathmandu"
    assert system_zone({"TZ": ":Europe/London"}, tmp_path) == "Europe/London"
    assert system_zone({"TZ": "nowhere"}, tmp_path) == system_zone({}, tmp_path) == "UTC"
    zones = tmp_path / "zoneinfo" / "America"
    zones.mkdir(parents=True)
    (zones / "New_York").touch()
    (tmp_path / "localtime").symlink_to(zones / "New_York")
    assert system_zone({}, tmp_path) == system_zone({"TZ": ""}, tmp_path) == "America/New_York"


@pytest.fixture
def every_zone_file(tmp_path: Path) -> Iterator[None]:
    """A machine on which each file that can lie beside the zones is there and can be read as one."""
    berlin = next(
        file for folder in zoneinfo.TZPATH if (file := Path(folder, "Europe", "Berlin")).is_file()
    ).read_bytes()
    for name in NO_PLACES:
        copy = tmp_path / "zones" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(berlin)
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(tmp_path / "zones"), *before])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


NO_PLACES = (
    *("Factory", "localtime", "posixrules"),
    *("posix/Europe/Berlin", "right/Europe/Berlin", "posix/UTC", "right/UTC"),
)
"""Files that lie beside the zones and are no place's: on another machine each means something else."""


@pytest.mark.usefixtures("every_zone_file")
@pytest.mark.parametrize("name", NO_PLACES)
def test_what_only_lies_beside_the_zones_is_no_zone(name: str, tmp_path: Path) -> None:
    assert zoneinfo.ZoneInfo(name).key == name, "the file is there"
    for text, line in ((f'zone = "{name}"', 1), (f'[clients.ACME]\nzone = "{name}"', 2)):
        with pytest.raises(ConfigError, match=f"unknown time zone {name}; give a name such as") as refused:
            read(text)
        assert refused.value.line == line
    assert system_zone({"TZ": name}, tmp_path) == system_zone({"TZ": f":{name}"}, tmp_path) == "UTC"


def test_the_zone_of_no_place_is_refused_by_what_it_says_too() -> None:
    with pytest.raises(ConfigError, match="unknown time zone Factory"):
        read('zone = "Factory"')

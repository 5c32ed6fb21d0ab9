"""The configuration: what it may say, and how it answers what it may not; where files are."""

import os
import re
import stat
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from incident_console import paths
from incident_console.config import Config, ConfigError, load_config, parse_config, sample, system_zone
from incident_console.domain.business_time import Duration, Unit
from incident_console.domain.policy import CADENCE, Policy

FULL = """\
name = "@Alice"
db = "record/incidents.db"
zone = "Europe/London"
on_call = "bob"
theme = "incident-light"
mouse = false

[display]
ascii = true
bell = false

[keymap]
update = "u, f2"
"close" = "ctrl+x"

[business]
days = ["Mon", "tuesday"]
hours = "08:30-24:00"
holidays = [2026-12-25, "2027-01-01"]

[handover]
offer_stands = "15m"
take_after = "1h30m"

[review]
severities = ["P1"]
due = "3 business days"

[cadence.P1]
next = "20 min"

[cadence]
P3.first = "90 business minutes"

[clients.ACME]
zone = "America/New_York"
channel = "Slack #acme"
language = "en"
templates = "acme"
hours = "09:00-18:00"
cadence.P1 = { first = "5m" }

[clients."Umbra Corp"]
cadence.P4.next = "1d"
"""


CONFIG = Path("/conf/config.toml")


def read(text: str) -> Config:
    """Read a configuration that stands nowhere, and in which all is understood."""
    return parse_config(text, CONFIG).understood()


def test_all_settings() -> None:
    config = read(FULL)
    assert (config.name, config.db, config.theme) == (
        "Alice",
        Path("/conf/record/incidents.db"),
        "incident-light",
    )
    assert config.mouse is False
    display = config.display
    assert (display.ascii, display.bell, display.title, display.tmux_message) == (True, False, True, True)
    assert config.keymap == {"update": "u,f2", "close": "ctrl+x"}
    assert config.keymap_lines == {"update": 13, "close": 14}


def test_all_agreements() -> None:
    policy = read(FULL).policy
    assert (policy.on_call, policy.zone) == ("bob", "Europe/London")
    assert (policy.offer_stands, policy.take_after) == (timedelta(minutes=15), timedelta(minutes=90))
    assert (set(policy.reviewed), policy.review_within) == ({"P1"}, Duration.business_days(3))
    calendar = policy.calendar
    assert (calendar.zone, set(calendar.days)) == ("Europe/London", {0, 1})
    assert (calendar.opens, calendar.closes) == (time(8, 30), time(0))
    assert calendar.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
    assert policy.cadence["P1"].first == Duration(10)
    assert policy.cadence["P1"].next == policy.cadence["P1"].monitoring == Duration(20)
    assert policy.cadence["P3"].first == Duration(90, Unit.BUSINESS_MINUTES)
    assert policy.cadence["P2"] == CADENCE["P2"]


def test_what_is_agreed_with_clients() -> None:
    policy = read(FULL).policy
    acme = policy.client("acme")
    assert (acme.name, acme.channel, acme.language, acme.templates) == (
        "ACME",
        "Slack #acme",
        "en",
        "/conf/acme",
    )
    assert acme.cadence["P1"].first == Duration(5)
    assert acme.cadence["P1"].next == Duration(20)
    assert "P2" not in acme.cadence
    assert acme.calendar is not None
    assert (acme.calendar.zone, acme.calendar.closes) == ("America/New_York", time(18))
    assert acme.calendar.holidays == policy.calendar.holidays
    umbra = policy.client("umbra corp")
    assert umbra.calendar is None
    assert umbra.channel is policy.client(None).channel is None
    assert umbra.cadence["P4"].next == Duration(24 * 60)
    assert policy.calendar_for("umbra corp") == policy.calendar


def test_the_channel_at_the_top_is_for_clients_that_list_none() -> None:
    policy = read(f'channel = "mail"\n{FULL}').policy
    spoken_to = ("acme", "umbra corp", "somebody else", None)
    assert [policy.client(name).channel for name in spoken_to] == ["Slack #acme", "mail", "mail", "mail"]
    assert policy.client(None).name == policy.client("").name == ""


def test_the_defaults() -> None:
    config = load_config(None)
    assert config == Config(policy=config.policy)
    assert config.policy == read("").policy == Policy(zone=system_zone(), calendar=config.policy.calendar)
    assert config.policy.calendar.zone == system_zone()


def test_the_sample_changes_nothing_as_it_is_and_is_right_when_uncommented() -> None:
    assert read(sample()).policy == read("").policy
    text = re.sub(r"^#(?=[\[a-zA-Z])", "", sample(), flags=re.MULTILINE)
    config = read(text)
    assert config.policy.cadence == CADENCE
    assert config.policy.reviewed == Policy().reviewed
    assert config.display == Config().display
    assert config.theme == Config().theme
    assert config.policy.client("acme").cadence["P1"].next == Duration(15)
    settings = [line for line in sample().splitlines() if re.match(r"#[a-z][\w.P]* = ", line)]
    assert len(settings) > 25


FOR_CLIENTS = "[channels.m]\nkind = 'file'\naudience = 'client'\npath = 'x'\n"


@pytest.mark.parametrize(
    ("text", "line", "answer"),
    [
        ("name = ", 1, "not TOML"),
        ("\n\nname = 'a'\nname = 'b'\n", 4, "not TOML"),
        (
            "[internal]\non = ['declared']\n\n[ internal ]\nchannels = []",
            4,
            r"\[internal\] stands on line 1 already; put both under that one",
        ),
        ("\nnmae = 'alice'", 2, "did you mean name"),
        ("[displays]\n", 1, "did you mean display"),
        ("[display]\nbell = true\nbel = true", 3, "display.bel: unknown setting; did you mean bell"),
        ("[display]\nbell = 'yes'", 2, "true or false"),
        ("mouse = 1", 1, "true or false"),
        ("display = true", 1, r"a table is needed, such as \[display\]"),
        ("name = 5", 1, "quotation marks"),
        ("name = ' '", 1, "it is empty"),
        (f"name = '{'x' * 81}'", 1, "at most 80"),
        (f"theme = '{'x' * 20_001}'", 1, "at most 20,000"),
        ("on_call = '@'", 1, "a name is needed"),
        ("#\nzone = 'Europe/Londn'", 2, "unknown time zone Europe/Londn; give a name such as"),
        ("zone = '../../etc/passwd'", 1, "unknown time zone"),
        ("zone = 'Europe'", 1, "unknown time zone"),
        ("[keymap]\nupdate = 'u,,f2'", 2, "single commas"),
        ("[keymap]\nupdate = ['u']", 2, "quotation marks"),
        ("[cadence.P1]\nnext = '30m'\n[cadence.P5]\nnext = '1h'", 3, "there are P1, P2, P3, P4"),
        ("\n[cadence]\nchannels = ['m']", 3, "above all tables; the first of them begins in line 2"),
        ("[keymap]\ntheme = 'incident-dark'", 2, "keymap.theme: theme stands above all tables"),
        ("[channels.m]\nkind = 'file'\naudience = 'client'\npath = 'x'\nchannels = ['m']", 5, "above all"),
        ("[internal]\nchannels = ['m']", 2, "there is no channel m; it needs a table"),
        (f"{FOR_CLIENTS}[internal]\nchannels = ['m']", 6, "m is for clients .* colleagues need another"),
        (f"{FOR_CLIENTS}[people.bob]\nchannels = ['m']", 6, "m is for clients"),
        ("[internal]\non = ['late']", 2, "“late” is none of nears, overdue, five minutes overdue"),
        ("[people.'@']\nchannels = []", 1, "a name is needed"),
        ("[watch]\nheartbeat = 'http://example.org/x'", 2, "not https; if that is meant, set private"),
        ("[watch]\nheartbeat = 'example.org'", 2, "no web address"),
        ("[watch]\nheart = 'x'", 2, "did you mean heartbeat"),
        ("[cadence]\nP1 = { first = '10m', then = '5m' }", 2, "cadence.P1.then: unknown setting"),
        ("[cadence]\nP1.first = 30", 2, "quotation marks"),
        ("[cadence]\nP1 = '30m'", 2, "a table is needed"),
        ("[cadence.P1]\nfirst = 'soon'", 2, 'give "30m"'),
        ("[cadence.P1]\nfirst = '30'", 2, 'give "30m"'),
        ("[cadence.P1]\nfirst = '-5m'", 2, 'give "30m"'),
        ("[cadence.P1]\nfirst = '0m'", 2, "between a minute and 31 days"),
        ("[cadence.P1]\nfirst = '0 business hours'", 2, "between a minute"),
        ("[cadence.P1]\nfirst = '900000m'", 2, "between a minute"),
        ("[cadence.P1]\nfirst = '32 business days'", 2, "between a minute"),
        ("[handover]\noffer_stands = '1 business day'", 2, "round the clock"),
        ("[handover]\nstands = '1h'", 2, "accepted here: offer_stands, take_after"),
        ("[review]\nseverities = ['P1', 'P9']", 2, "unknown severity P9"),
        ("[review]\nseverities = 'P1'", 2, "a list is needed"),
        ("[review]\nseverities = [1]", 2, "a list of texts"),
        ("[business]\ndays = ['Monster']", 2, "unknown day Monster; give Mon"),
        ("[business]\ndays = []", 2, "one or more"),
        ("[business]\nhours = '17:00-09:00'", 2, "09:00-17:00"),
        ("[business]\nhours = '9 to 5'", 2, "09:00-17:00"),
        ("[business]\nhours = '09:00-25:00'", 2, "09:00-17:00"),
        ("[business]\n\nholidays = [\n  2026-12-25,\n  '2026-13-01',\n]", 3, "no day 2026-13-01"),
        ("[business]\nholidays = [2026-12-25T10:00:00]", 2, "is no date"),
        ("[business]\nholidays = ['Christmas']", 2, "is no date"),
        ("[clients.ACME]\nchanel = 'x'", 2, "did you mean channel"),
        ("[clients.ACME]\n\nlanguage = 'English'", 3, "give one of bg, cs, .* pt-BR, ru"),
        ("[clients.ACME]\nzone = 'UTC'\n[clients.acme]\nzone = 'UTC'", 3, "twice"),
        ("[clients.' ']\nzone = 'UTC'", 1, "name is needed"),
        ("[clients.A]\ncadence.P1 = {first = '1x'}", 2, "clients.A.cadence.P1.first: “1x” is no duration"),
        ('channel = """\nmouse = true\n"""\nmouse = 3', 4, "mouse"),
        ('# """ is no text here\nmouse = 3', 2, "mouse"),
        ('"\\u001b]0;x\\n" = 5', 1, "unknown setting"),
        ("clients = 5", 1, "a table is needed"),
    ],
)
def test_mistakes_are_answered_with_their_line(text: str, line: int, answer: str) -> None:
    with pytest.raises(ConfigError, match=answer) as refused:
        read(text)
    assert str(refused.value).startswith(f"/conf/config.toml:{line}: ")
    assert refused.value.line == line
    assert str(refused.value).isprintable()


FAULTY = """\
name = "alice"
zoom = 1
theme = "dusk"
[business]
days = ["Mon", "Funday"]
holidays = [2026-12-25, "2026-02-30"]
hours = "9 to 5"
[clients.ACME]
zone = "Mars/Olympus"
channel = "Slack #acme"
cadence.P1.first = "1x"
cadence.P2.first = "2h"
[display]
bell = "no"
loud = true
"""


def test_a_mistake_costs_the_entry_that_holds_it_and_each_is_named() -> None:
    config = parse_config(FAULTY, CONFIG)
    assert [(each.line, each.key) for each in config.mistakes] == [
        (2, "zoom"),
        (3, "theme"),
        (5, "business.days"),
        (6, "business.holidays"),
        (7, "business.hours"),
        (9, "clients.ACME.zone"),
        (11, "clients.ACME.cadence.P1.first"),
        (14, "display.bell"),
        (15, "display.loud"),
    ]
    assert (config.name, config.theme, config.display.bell) == ("alice", Config().theme, True)
    calendar = config.policy.calendar
    assert (calendar.days, calendar.holidays) == (frozenset([0]), frozenset([date(2026, 12, 25)]))
    acme = config.policy.client("ACME")
    assert (acme.channel, acme.zone, str(acme.cadence["P2"].first)) == ("Slack #acme", None, "2h")
    assert acme.cadence["P1"].first == config.policy.cadence["P1"].first


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    assert load_config(file) == load_config(None)
    with pytest.raises(ConfigError, match="no such file"):
        load_config(file, required=True)
    file.write_bytes(b"\xef\xbb\xbfname = 'alice'\r\n")
    assert load_config(file).name == "alice"
    assert load_config(file).path == file
    file.write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(file)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_the_option_wins_over_the_environment_over_the_configuration() -> None:
    environ = {
        "INCIDENT_CONSOLE_DB": "/env/db",
        "INCIDENT_CONSOLE_AS": "eve",
        "INCIDENT_CONSOLE_CONFIG": "/env/c",
    }
    assert paths.default_db("/option", "/conf", environ) == Path("/option")
    assert paths.default_db(None, "/conf", environ) == Path("/env/db")
    assert paths.default_db(None, "/conf", {"INCIDENT_CONSOLE_DB": ""}) == Path("/conf")
    assert paths.default_db(environ={}).name == "incidents.db"
    assert paths.default_db("~/x").is_absolute()
    assert paths.default_config("/option", environ) == Path("/option")
    assert paths.default_config(None, environ) == Path("/env/c")
    assert paths.default_config(environ={}).name == "config.toml"
    assert paths.config_is_named("x", {})
    assert paths.config_is_named(None, environ)
    assert not paths.config_is_named(None, {})
    assert paths.login_name("alice", "bob", environ) == "alice"
    assert paths.login_name(None, "bob", environ) == "eve"
    assert paths.login_name(None, "bob", {}) == "bob"


def test_the_platform_knows_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    monkeypatch.setenv("LOGNAME", "carol")
    assert "incident-console" in paths.default_db(environ={}).parts
    assert "incident-console" in paths.default_config(environ={}).parts
    assert paths.login_name(environ={}) == "carol"
    monkeypatch.setattr("getpass.getuser", lambda: os.environ["NO_SUCH_VARIABLE"])
    with pytest.raises(ValueError, match="--as NAME"):
        paths.login_name(environ={})


def test_folders_are_private_and_those_that_exist_are_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    mask = os.umask(0)
    try:
        outbox = paths.private_folder(tmp_path / "data" / "deeper" / "outbox")
        assert paths.private_folder(outbox) == outbox
    finally:
        os.umask(mask)
    for folder in (outbox, outbox.parent, outbox.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_cadence_that_was_configured_is_the_one_in_force() -> None:
    since = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
    policy = read(FULL).policy
    assert policy.next_update_due("P1", "identified", "acme", since) == since + timedelta(minutes=23)

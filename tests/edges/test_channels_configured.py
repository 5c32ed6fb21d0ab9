"""The ways out in the configuration: who is told by which, what each needs, and what is never shown."""

from pathlib import Path

import pytest
from tests.edges.test_config import CONFIG, read

from incident_console.config import Config, parse_config
from incident_console.config.channel_settings import Hidden
from incident_console.domain.vocabulary import Proof
from incident_console.domain.ways import WayOut

FULL = """\
channels = ["status-mail"]          # for every client that lists none of its own
[channels.status-mail]
kind = "smtp"
audience = "client"
to = ["status@acme.example", "ops@acme.example"]
from = "Incidents <incidents@us.example>"
host = "mail.us.example"
port = 2525
security = "starttls"
user = "incidents"
password = "env:SMTP_PASSWORD"
ca = "ca.pem"
proof = "accepted"
deadline = "5s"
fresh = "30m"
private = true
[channels.acme-slack]
kind = "slack"
audience = "client"
url = "env:ACME_SLACK"
proof = "posted"
[channels.hook]
kind = "webhook"
audience = "client"
url = "https://hooks.acme.example/T0/secretpart9876"
secret = "file:hook.secret"
[channels.pager]
kind = "command"
audience = "internal"
run = ["./page", "{ref}"]
[channels.journal]
kind = "file"
audience = "client"
path = "sent.log"
[clients.ACME]
channels = ["acme-slack", "hook"]
told = "all"
[clients.Globex]
zone = "UTC"
"""

MAIL = """\
[channels.m]
kind = "smtp"
audience = "client"
to = ["a@b.example"]
from = "c@d.example"
host = "h"
"""
SLACK = '[channels.m]\nkind = "slack"\naudience = "client"\n'
COMMAND = '[channels.m]\nkind = "command"\naudience = "client"\n'
INTERNAL = '[channels.p]\nkind = "file"\npath = "x"\naudience = "internal"\n'


def wrong(text: str) -> Config:
    return parse_config(text, CONFIG)


def test_all_of_a_channel() -> None:
    mail = read(FULL).channels["status-mail"]
    assert (mail.kind, mail.audience, mail.line) == ("smtp", "client", 2)
    assert mail.settings == {
        "to": ("status@acme.example", "ops@acme.example"),
        "from": "Incidents <incidents@us.example>",
        "host": "mail.us.example",
        "port": 2525,
        "security": "starttls",
        "user": "incidents",
        "password": "env:SMTP_PASSWORD",
        "ca": "/conf/ca.pem",
    }
    assert (mail.proof, mail.deadline, mail.fresh, mail.private) == ("accepted", 5, 1800, True)
    assert (mail.folder, mail.trouble) == (Path("/conf"), "")


def test_the_other_kinds_and_what_is_left_out() -> None:
    channels = read(FULL).channels
    assert channels["acme-slack"].settings == {"url": "env:ACME_SLACK"}
    assert channels["hook"].settings["secret"] == "file:hook.secret"
    assert channels["pager"].settings == {"run": ("./page", "{ref}")}
    assert channels["journal"].settings == {"path": "/conf/sent.log"}
    journal = channels["journal"]
    assert (journal.proof, journal.deadline, journal.fresh, journal.private) == ("accepted", 10, 3600, False)
    ports = {
        kind: read(f'{MAIL}private = true\nsecurity = "{kind}"').channels["m"].settings["port"]
        for kind in ("starttls", "tls", "none")
    }
    assert ports == {"starttls": 587, "tls": 465, "none": 25}


def test_clients_are_told_by_their_own_channels_or_by_those_at_the_top() -> None:
    policy = read(FULL).policy
    mail = WayOut(
        channel="status-mail",
        recipients=("status@acme.example", "ops@acme.example"),
        proof=Proof.ACCEPTED,
        fresh=1800,
    )
    assert policy.ways("Globex") == policy.ways("somebody else") == policy.ways(None) == (mail,)
    assert policy.ways("acme") == (
        WayOut(channel="acme-slack", proof=Proof.POSTED),
        WayOut(channel="hook"),
    )
    assert [way.needed for way in policy.ways_to("ACME")] == [True, True]
    assert [way.needed for way in policy.ways_to("Globex")] == [False]


def test_without_channels_nothing_goes_out_by_itself() -> None:
    assert read("").policy.ways("ACME") == read("").policy.usual_ways == ()
    assert read("").channels == {}


@pytest.mark.parametrize(
    ("text", "line", "answer"),
    [
        ('[channels.m]\nkind = "fax"\naudience = "client"', 2, "unknown kind fax; there are smtp, slack"),
        ('[channels.m]\naudience = "client"', 1, "give one of smtp"),
        ('[channels.m]\nkind = "file"\npath = "x"', 1, "give client, or internal"),
        ('[channels.m]\nkind = "file"\npath = "x"\naudience = "all"', 4, "“all” is nobody"),
        ('[channels.m]\nkind = "file"\naudience = "client"', 1, "channels.m.path: it is needed"),
        ('[channels.m]\nkind = "file"\naudience = "client"\npath = "x"\npaht = "y"', 5, "did you mean path"),
        ('[channels.m]\nkind = "command"\naudience = "client"\nrun = []', 4, "it is needed"),
        ('[channels.m]\nkind = "command"\naudience = "client"\nrun = "./page x"', 4, "a list is needed"),
        (f'{COMMAND}run = ["./{{client}}"]', 4, "the program itself is always the same"),
        (f'{COMMAND}run = ["./{{ref}}", "x"]', 4, "the program itself is always the same"),
        (SLACK, 1, "channels.m.url: it is needed"),
        (f'{SLACK}url = "env:A B"', 4, "no web address"),
        (f'{SLACK}url = "cmd:pass \'x"', 4, "no web address"),
        (f'{SLACK}url = "http://x.example/a"', 4, "private = true"),
        ('[channels.m]\nkind = "webhook"\naudience = "client"\nurl = "env:U"', 1, "channels.m.secret: it is"),
        (f'{MAIL}to = 5\n', 7, "not TOML"),
        (MAIL.replace('"a@b.example"', '"a at b"'), 4, "“a at b” is no mail address"),
        (MAIL.replace('"a@b.example"', '"root,a@b.example"'), 4, "is no mail address"),
        (MAIL.replace('["a@b.example"]', "[]"), 4, "channels.m.to: it is needed"),
        (MAIL.replace('"c@d.example"', '"Incidents"'), 5, "“Incidents” is not an address"),
        (MAIL.replace('"h"', '"mail server"'), 6, "not the name of a mail server"),
        (f"{MAIL}port = 0", 7, "0 is no port"),
        (f'{MAIL}port = "587"', 7, "a number is needed, without"),
        (f"{MAIL}port = true", 7, "a number is needed, not"),
        (f'{MAIL}security = "ssl"', 7, "unknown security ssl; give starttls, tls, none"),
        (f'{MAIL}security = "none"', 7, "in the clear; if that is meant, set private = true"),
        (f'{MAIL}user = "u"', 7, "belong together"),
        (f'{MAIL}password = "env:P"', 7, "belong together"),
        (f'{MAIL}user = "u"\npassword = "hunter2"', 8, "say where the secret is"),
        (f'{MAIL}proof = "posted"', 7, "no more than accepted"),
        (f'{MAIL}proof = "said"', 7, "is no proof"),
        (f'{MAIL}deadline = "10"', 7, "no span up to 5m"),
        (f'{MAIL}deadline = "1h"', 7, "no span up to 5m"),
        (f'{MAIL}fresh = "0s"', 7, "no span up to 31d"),
        (f'{MAIL}private = "no"', 7, "true or false"),
        ("[channels]\nm = 5", 2, "a table is needed"),
        ('channels = ["m"]', 1, r"there is no channel m; it needs a table \[channels.m\]"),
        (f'{MAIL}[clients.A]\nchannels = ["x"]', 8, "there is no channel x; there are m"),
        (f'{MAIL}[clients.A]\nchannels = "m"', 8, "a list is needed"),
        (f'{MAIL}[clients.A]\ntold = "some"', 8, "neither any nor all"),
        (f'channels = ["p"]\n{INTERNAL}', 1, "colleagues"),
        ('channels = ["p"\n[channels.p]', 2, "not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, answer: str) -> None:
    with pytest.raises(ValueError, match=answer) as refused:
        read(text)
    assert str(refused.value).startswith(f"/conf/config.toml:{line}: ")
    assert "hunter2" not in str(refused.value)


def test_a_broken_channel_is_there_and_its_messages_wait() -> None:
    """The room opens all the same, and says what is wrong."""
    config = wrong(f'channels = ["m", "x"]\n{MAIL}port = 0')
    assert config.channels["m"].trouble.startswith("channels.m.port: 0 is no port")
    assert config.channels["x"].trouble == "it is not configured"
    assert [way.channel for way in config.policy.ways(None)] == ["m", "x"]
    assert [mistake.key for mistake in config.mistakes] == ["channels", "channels.m.port"]


def test_a_channel_for_colleagues_is_never_a_clients() -> None:
    for text in (f'channels = ["p"]\n{INTERNAL}', f'{INTERNAL}[clients.ACME]\nchannels = ["p"]'):
        assert wrong(text).policy.ways("ACME") == ()


def test_the_list_at_the_top_stands_beside_the_tables_however_it_is_written() -> None:
    for text in (
        f'name = "a"\nchannels = [\n  "m",\n]\n{MAIL}',
        f'channel = """\nchannels = [no]\n"""\n  channels=["m"]\n{MAIL}',
    ):
        config = read(text)
        assert [way.channel for way in config.policy.usual_ways] == ["m"]
    inline = 'channels = { j = { kind = "file", audience = "client", path = "x" } }'
    assert list(read(inline).channels) == ["j"]


def test_what_is_secret_is_not_shown() -> None:
    text = FULL.replace("env:SMTP_PASSWORD", "cmd:pass hunter2")
    channels = read(text).channels
    shown = str({name: channel.shown() for name, channel in channels.items()})
    assert "env:ACME_SLACK" in shown
    assert "https://hooks.acme.example/…9876" in shown
    assert "cmd:pass …" in shown
    assert not {each for each in ("secretpart", "hunter2") if each in shown}
    assert "secretpart" not in repr(channels)
    assert repr(Hidden("x")) == "'…'"

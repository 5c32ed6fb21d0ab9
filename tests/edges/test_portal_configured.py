"""The support portal in the configuration: by program or by HTTP, internal by itself, in no list."""

import pytest
from tests.edges.test_config import CONFIG, read

from incident_console.config import parse_config
from incident_console.config.channel_settings import Hidden
from incident_console.domain.colleagues import Portal
from incident_console.domain.vocabulary import Severity
from incident_console.domain.ways import WayOut

BY_PROGRAM = """\
[channels.portal]
kind = "ticket"
run = ["./portal", "comment", "{ticket}"]
create = ["./portal", "create", "{ref}"]
create_for = ["P2", "P1"]
"""

BY_HTTP = """\
[channels.portal]
kind = "ticket"
url = "https://portal.us.example/issue/{ticket}/comment"
method = "PUT"
headers = { Accept = "application/json", Authorization = "Bearer env:TOKEN", X-Tenant = "canary7f3a" }
body = '''
{"body": {{ text | tojson }},
 "public": false}
'''
id = "id"
link = "self.href"
[channels.portal.create]
url = "https://portal.us.example/issue"
body = '{"title": {{ title | tojson }}, "id": {{ id | tojson }}}'
id = "ticket.id"
link = "https://portal.us.example/browse/{id}"
"""

PORTAL = '[channels.portal]\nkind = "ticket"\n'
RUN = f'{PORTAL}run = ["./portal", "{{ticket}}"]\n'
URL = f'{PORTAL}url = "https://p.example/{{ticket}}"\n'


def test_by_a_program() -> None:
    config = read(BY_PROGRAM)
    channel = config.channels["portal"]
    assert channel.settings == {
        "run": ("./portal", "comment", "{ticket}"),
        "create": ("./portal", "create", "{ref}"),
        "create_for": ("P1", "P2"),
    }
    assert (channel.audience, channel.fresh, channel.trouble) == ("internal", 31 * 24 * 3600, "")
    assert config.inside.portal == Portal(
        way=WayOut(channel="portal", recipients=("",), fresh=31 * 24 * 3600),
        creates=True,
        create_for=frozenset({Severity.P1, Severity.P2}),
    )


def test_by_http() -> None:
    config = read(BY_HTTP)
    assert config.inside.portal is not None
    assert (config.inside.portal.creates, config.inside.portal.create_for) == (True, frozenset())
    settings = config.channels["portal"].settings
    assert settings["method"] == "PUT"
    assert settings["body"] == '{"body": {{ text | tojson }},\n "public": false}'
    assert settings["create"] == {
        "url": "https://portal.us.example/issue",
        "body": '{"title": {{ title | tojson }}, "id": {{ id | tojson }}}',
        "id": "ticket.id",
        "link": "https://portal.us.example/browse/{id}",
    }


def test_a_log_alone_reaches_nobody_and_is_carried_all_the_same() -> None:
    config = read(RUN)
    assert config.inside.portal == Portal(way=WayOut(channel="portal", fresh=31 * 24 * 3600))
    assert not config.inside.reachable
    assert config.to_watch
    assert config.by_hand().inside.portal is None
    assert read("").inside.portal is None
    assert read(f'{RUN}audience = "internal"\nfresh = "2d"').channels["portal"].fresh == 2 * 24 * 3600


@pytest.mark.parametrize(
    ("text", "line", "answer"),
    [
        (PORTAL, 1, r"give a program \(run\) or a web address \(url\)"),
        (f'{RUN}url = "https://p.example/"', 4, "url: it belongs to a log by HTTP"),
        (f'{RUN}password = "env:P"', 4, "password: it belongs to a log by HTTP"),
        (f'{RUN}audience = "client"', 4, "internal by itself"),
        (f'{RUN}proof = "posted"', 4, "no more than accepted"),
        (f'{RUN}create_for = ["P1"]', 4, "nothing says how a ticket is created"),
        (f'{RUN}create = ["./p"]\ncreate_for = ["P1", "P9"]', 5, "unknown severity P9; there are P1, P2"),
        (f'{RUN}create = "./p"', 4, "a list is needed"),
        (f'{RUN}[channels.portal.create]\nurl = "https://p.example"', 4, "a list is needed"),
        (f'{PORTAL}run = ["./{{ticket}}"]', 3, "the program itself is always the same; {ticket} and"),
        (f'{RUN}create = ["./{{ref}}"]', 4, "the program itself is always the same; {ref} and"),
        (f'{RUN}create = ["./p", "{{ticket}}"]', 4, "there is no ticket yet"),
        (f'{URL}create = ["./p"]', 4, "a table is needed"),
        (f'{URL}[channels.portal.create]\nbody = "x"', 4, "create.url: it is needed"),
        (f'{URL}[channels.portal.create]\nurl = "https://p.example/{{ticket}}"', 5, "no ticket yet"),
        (f'{URL}[channels.portal.create]\nurl = "https://p.example"\nuser = "u"', 6, "unknown setting"),
        (f'{PORTAL}url = "https://{{ticket}}.example/"', 3, "the host is always the same"),
        (f'{PORTAL}url = "https://p.example:{{ticket}}/"', 3, "the host is always the same"),
        (f'{PORTAL}url = "https://p.example/{{tikcet}}"', 3, "only {ticket} and {ref}"),
        (f'{PORTAL}url = "https://p.example/"\nbody = "x"', 3, "nothing says which ticket"),
        (f'{PORTAL}url = "p.example/{{ticket}}"', 3, "no web address"),
        (f'{PORTAL}url = "http://p.example/{{ticket}}"', 3, "private = true"),
        (f'{PORTAL}url = "https://p.example/{{ticket}}?a=1&api_Key=hunter2"', 3, "it holds a secret"),
        (f'{URL}method = "GET"', 4, "“GET” writes nothing; give POST, PUT, PATCH"),
        (f'{URL}id = "a b"', 4, "where in the answer the id stands"),
        (f'{URL}link = "a b"', 4, "where in the answer the address stands"),
        (f'{URL}link = "https://{{id}}/x"', 4, "no web address"),
        (f'{URL}link = "https://p.example/{{number}}"', 4, "only {ticket}"),
        (f'{URL}body = 5', 4, "text in quotation marks"),
        (f'{URL}user = "u"', 4, "belong together"),
        (f'{URL}user = "u:x"\npassword = "env:P"', 4, "holds no colon"),
        (f'{URL}user = "u"\npassword = "hunter2"', 5, "say where the secret is"),
        (
            f'{URL}user = "u"\npassword = "env:P"\nheaders = {{ authorization = "Bearer env:T" }}', 4,
            "log in already",
        ),
        (f'{URL}headers = "x"', 4, "a table is needed"),
        (f'{URL}headers = {{ Authorization = "Bearer hunter2" }}', 4, "Authorization: say where the secret"),
        (f'{URL}headers = {{ PRIVATE-TOKEN = "hunter2" }}', 4, "say where the secret is"),
        (f'{URL}headers = {{ X-Auth-Token = "hunter2" }}', 4, "say where the secret is"),
        (f'{URL}headers = {{ cookie = "s=hunter2" }}', 4, "say where the secret is"),
        (f'{URL}headers = {{ Authorization = "env:A B" }}', 4, "say where the secret is"),
        (f'{URL}headers = {{ Host = "x" }}', 4, "set by itself"),
        (f'{URL}headers = {{ "a b" = "x" }}', 4, "no name of a header"),
        (f'{URL}headers = {{ X-A = "ä" }}', 4, "ASCII"),
        (f'{RUN}[channels.other]\nkind = "ticket"\nrun = ["./p"]', 5, "portal is the support portal already"),
        (f'{RUN}[internal]\nchannels = ["portal"]', 5, "portal is a log, which gets everything by itself"),
        (f'{RUN}[people.bob]\nchannels = ["portal"]', 5, "portal is a log, which gets everything by itself"),
        (f'{RUN}[clients.A]\nchannels = ["portal"]', 5, "portal is a log, which gets everything by itself"),
        (f'channels = ["portal"]\n{RUN}', 1, "portal is a log, which gets everything by itself"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, answer: str) -> None:
    with pytest.raises(ValueError, match=answer) as refused:
        read(text)
    assert str(refused.value).startswith(f"/conf/config.toml:{line}: ")
    assert "hunter2" not in str(refused.value)


def test_a_broken_portal_is_there_so_that_its_comments_wait() -> None:
    config = parse_config(f'{URL}method = "GET"\n{PORTAL.replace("portal", "other")}', CONFIG)
    assert config.inside.portal is not None
    assert config.inside.portal.way.channel == "portal"
    assert config.channels["portal"].trouble.startswith("channels.portal.method: ")
    assert "already" in config.channels["other"].trouble


def test_headers_are_shown_by_where_their_secrets_are() -> None:
    text = BY_HTTP.replace("Bearer env:TOKEN", "Bearer cmd:pass show hunter2")
    channel = read(text).channels["portal"]
    shown = channel.shown()
    assert shown["headers"] == {
        "Accept": "application/json",
        "Authorization": "Bearer cmd:pass …",
        "X-Tenant": "…",
    }
    assert isinstance(channel.settings["headers"]["X-Tenant"], Hidden)  # type: ignore[index, call-overload]
    assert not {each for each in ("hunter2", "canary7f3a") if each in f"{shown}{channel.shown()!r}"}
    assert "canary7f3a" not in repr(channel)

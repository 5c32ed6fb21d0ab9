"""The support portal by programs of the team's own: a comment is written, a ticket created, and named."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.delivery.parcels import QUICK, channel, parcel

from incident_console.delivery.kinds import carry
from incident_console.delivery.receipt import Receipt
from incident_console.domain.vocabulary import DeliveryOutcome, Proof

DELIVERED, REFUSED, WAITING, UNCERTAIN = (
    DeliveryOutcome.DELIVERED,
    DeliveryOutcome.REFUSED,
    DeliveryOutcome.WAITING,
    DeliveryOutcome.UNCERTAIN,
)
FACTS: dict[str, Any] = {
    "event": "UpdateWritten",
    "seq": 9,
    "message": "7K3Q-H4TC",
    "by": "alice",
    "clients": ["ACME"],
}


def program(folder: Path, source: str) -> None:
    """Write a program `portal` into the configuration's folder."""
    path = folder / "portal"
    path.write_text(f"#!{sys.executable} -S\nimport json, os, signal, sys, time\n{source}\n")
    path.chmod(0o700)


def by_program(folder: Path, *, deadline: float = 5.0, **given: Any) -> Receipt:
    portal = channel(
        "ticket",
        audience="internal",
        run=("./portal", "comment", "{ticket}"),
        create=("./portal", "create", "{ref}"),
        folder=folder,
        deadline=deadline,
    )
    return carry(parcel(audience="internal", **given), portal)


def comment(folder: Path, **given: Any) -> Receipt:
    return by_program(folder, **{"ticket": "OPS-17", "facts": FACTS, **given})


def creation(folder: Path, **given: Any) -> Receipt:
    return by_program(folder, kind="ticket", **given)


@pytest.mark.parametrize(
    ("source", "of_comment", "of_creation", "reason"),
    [
        ("sys.exit(75)", WAITING, WAITING, "status 75"),
        ("sys.exit('no such project')", REFUSED, REFUSED, "no such project"),
        ("os.kill(os.getpid(), signal.SIGKILL)", WAITING, UNCERTAIN, "signal 9"),
        ("sys.exit(0)", DELIVERED, UNCERTAIN, "named no ticket"),
    ],
    ids=["75", "other", "killed", "silent"],
)
def test_what_a_program_s_end_means(
    tmp_path: Path, source: str, of_comment: DeliveryOutcome, of_creation: DeliveryOutcome, reason: str
) -> None:
    """A comment whose end is not known goes again, under its id; a ticket is not created twice."""
    program(tmp_path, source)
    assert comment(tmp_path).outcome is of_comment
    receipt = creation(tmp_path)
    assert receipt.outcome is of_creation
    assert reason in receipt.reason
    assert receipt.ticket == ""


def test_a_program_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    program(tmp_path, "time.sleep(600)")
    assert comment(tmp_path, deadline=QUICK).outcome is WAITING
    assert creation(tmp_path, deadline=QUICK).outcome is UNCERTAIN
    program(tmp_path, 'print(json.dumps({"id": "OPS-18"}), flush=True)\ntime.sleep(600)')
    named = creation(tmp_path, deadline=QUICK)
    assert (named.outcome, named.ticket) == (DELIVERED, "OPS-18"), "what it named is there"


@pytest.mark.parametrize(
    ("printed", "ticket", "url"),
    [
        ('{"id": "OPS-17", "url": "https://p.example/OPS-17"}', "OPS-17", "https://p.example/OPS-17"),
        ('{"id": 17}\n', "17", ""),
        ('  {"id": " OPS-17\\n", "url": null, "more": [1]}', "OPS-17", ""),
        ('{"id": "O\\u001b[31mPS\\u202e-17"}', "OPS-17", ""),
        ('{"id": "1", "url": "javascript:alert(1)"}', "1", ""),
        ('{"id": "1", "url": "https://user:pw@p.example/1"}', "1", ""),
        ('{"id": "1", "url": "https://p.example/a b"}', "1", ""),
        ('{"id": "1", "url": "https://p.example/\\u001b]8;;"}', "1", ""),
        ('{"id": "1", "url": "file:///etc/passwd"}', "1", ""),
        ('{"id": "1", "url": 5}', "1", ""),
    ],
)
def test_a_ticket_that_was_created_is_named(tmp_path: Path, printed: str, ticket: str, url: str) -> None:
    program(tmp_path, f"sys.stdout.write({printed!r})")
    receipt = creation(tmp_path)
    assert (receipt.outcome, receipt.proof) == (DELIVERED, Proof.ACCEPTED)
    assert (receipt.ticket, receipt.url) == (ticket, url)


@pytest.mark.parametrize(
    "printed",
    [
        "OPS-17",
        "{'id': 'OPS-17'}",
        "[]",
        "null",
        '{"key": "OPS-17"}',
        '{"id": ""}',
        '{"id": true}',
        '{"id": 1.5}',
        '{"id": ["OPS-17"]}',
        '{"id": "\\u200b\\u001b[0m"}',
        f'{{"id": "{"9" * 201}"}}',
        f'{{"id": {"9" * 201}}}',
        f'{{"id": {"9" * 5000}}}',
        "[" * 50_000,
        f'{{"id": "1", "pad": "{"x" * 70_000}"}}',
        "\udcff{}",
    ],
)  # fmt: skip
def test_nonsense_names_no_ticket_and_it_is_not_known_whether_there_is_one(
    tmp_path: Path, printed: str
) -> None:
    program(tmp_path, f"sys.stdout.buffer.write({printed.encode('utf-8', 'surrogateescape')!r})")
    receipt = creation(tmp_path)
    assert (receipt.outcome, receipt.ticket, receipt.url) == (UNCERTAIN, "", "")
    assert receipt.reason == ("./portal said 0 and named no ticket")


def test_a_program_gets_the_ticket_and_the_facts(tmp_path: Path) -> None:
    program(
        tmp_path,
        "json.dump([sys.argv[1:], json.load(sys.stdin)], open(f'{sys.argv[1]}.json', 'w'))\n"
        "print('{\"id\": 1}')",
    )
    assert comment(tmp_path, ticket="--exec=x", kind="struck").outcome is DELIVERED
    argv, told = json.loads((tmp_path / "comment.json").read_text())
    assert argv == ["comment", "exec=x"]
    assert {name: told[name] for name in FACTS} == FACTS
    assert (told["id"], told["ticket"], told["kind"]) == (parcel().key, "--exec=x", "struck")
    assert creation(tmp_path, facts={"severity": "P1", "scope": None}).outcome is DELIVERED
    argv, told = json.loads((tmp_path / "create.json").read_text())
    assert argv == ["create", "INC-7K3Q"]
    assert (told["kind"], told["ticket"], told["severity"], told["scope"]) == ("ticket", None, "P1", None)


def test_what_is_filled_in_is_no_place_for_the_next(tmp_path: Path) -> None:
    program(tmp_path, "open('argv', 'w').write(' '.join(sys.argv[2:]))")
    comment(tmp_path, ticket="{client}", client="{ref}")
    assert (tmp_path / "argv").read_text() == "{client}"


def test_nothing_new_stands_in_what_other_channels_are_given() -> None:
    assert not {"ticket", "event", "seq"} & set(parcel().as_values())
    assert parcel(ticket="OPS-17", facts=FACTS).as_values()["seq"] == 9


def test_a_client_s_message_is_never_written_into_the_log(tmp_path: Path) -> None:
    program(tmp_path, "open('called', 'w')")
    portal = channel("ticket", audience="internal", run=("./portal",), folder=tmp_path)
    assert carry(parcel(ticket="OPS-17"), portal).outcome is REFUSED
    assert not (tmp_path / "called").exists()


def test_where_none_can_be_created_from_here_that_is_said(tmp_path: Path) -> None:
    portal = channel("ticket", audience="internal", run=("./portal",), folder=tmp_path)
    receipt = carry(parcel(audience="internal", kind="ticket"), portal)
    assert receipt.outcome is REFUSED
    assert "create" in receipt.reason

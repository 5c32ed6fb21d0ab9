"""Secrets come from the environment, a private file or a program, and stand in nothing that is written."""

from __future__ import annotations

import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from tests.delivery.parcels import channel, parcel
from tests.delivery.web import says, serving

from incident_console.config.channel_settings import Hidden
from incident_console.delivery.kinds import KINDS, carry, settings_of
from incident_console.delivery.secrets import SecretMissing, masked, reveal, shown
from incident_console.domain.vocabulary import DeliveryOutcome

CANARY = "canary-9f8e7d6c5b4a"


def test_from_the_environment_a_file_and_a_program(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{CANARY}\n")
    secret.chmod(0o600)
    assert reveal("env:IT", tmp_path, {"IT": CANARY}) == CANARY
    assert reveal("file:secret", tmp_path) == CANARY
    assert reveal(f"file:{secret}", Path("/")) == CANARY
    assert reveal("cmd:cat secret", tmp_path) == CANARY


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:IT", "the environment has no IT"),
        ("file:none", "No such file"),
        ("file:open", "chmod 600"),
        ("file:empty", "empty is empty"),
        ("file:.", "cannot be read"),
        ("cmd:./none", "./none cannot be called"),
        ("cmd:false", "false ended with status 1"),
        ("cmd:true", "true answered nothing"),
        ("cmd:", "names no program"),
        (CANARY, "env:NAME"),
    ],
)
def test_what_is_said_of_a_secret_that_is_not_to_be_had(tmp_path: Path, reference: str, said: str) -> None:
    for name, text, mode in (("open", CANARY, 0o644), ("empty", "\n", 0o600)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(mode)
    with pytest.raises(SecretMissing) as missing:
        reveal(reference, tmp_path, {})
    assert said in str(missing.value)
    assert CANARY not in str(missing.value)


def test_a_program_that_prints_and_fails_keeps_its_words(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing) as missing:
        reveal(f"cmd:{sys.executable} -c \"print('{CANARY}'); raise SystemExit(3)\"", tmp_path)
    assert CANARY not in str(missing.value)


def test_without_its_secret_a_message_waits_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACME_SLACK", raising=False)
    receipt = carry(parcel(), channel("slack", name="acme-slack", url="env:ACME_SLACK"))
    assert receipt.outcome is DeliveryOutcome.WAITING
    assert receipt.reason == "acme-slack has no url: the environment has no ACME_SLACK"


SETTINGS: dict[str, dict[str, Any]] = {
    "smtp": {"from": "a@us.example", "host": "localhost", "port": 1, "user": "u", "password": CANARY},
    "slack": {"url": f"https://hooks.example/services/{CANARY}"},
    "webhook": {"url": f"https://hooks.example/{CANARY}", "secret": f"whsec_{CANARY}"},
    "command": {"run": ("./page",)},
    "file": {"path": "out.txt"},
    "ticket": {
        "url": f"https://portal.example/{CANARY}/{{ticket}}",
        "headers": {"X-Any": Hidden(CANARY)},
        "create": {"url": f"https://portal.example/{CANARY}", "headers": {"X-Any": Hidden(CANARY)}},
    },
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_settings_show_nothing_of_themselves(kind: str) -> None:
    settings = settings_of(channel(kind, **SETTINGS[kind]), {})
    assert CANARY not in repr(settings)
    assert CANARY not in str([settings, {"it": settings}])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_error_in_the_program_tells_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError(f"with {CANARY} in it")

    monkeypatch.setattr(f"incident_console.delivery.{kind}.send", broken)
    receipt = carry(parcel(), channel(kind, **SETTINGS[kind]))
    assert receipt.outcome is DeliveryOutcome.UNCERTAIN
    assert CANARY not in receipt.reason


def test_what_a_service_repeats_is_masked() -> None:
    with serving(says(400, f"you said {CANARY} and /x/{CANARY}")) as web:
        receipt = carry(parcel(), channel("slack", url=web.url(f"/x/{CANARY}")))
    assert CANARY not in receipt.reason
    assert "you said" in receipt.reason


def test_of_an_address_that_is_a_secret_the_host_and_four_characters_are_shown() -> None:
    assert shown("https://hooks.slack.com/services/T000/B000/abcdefghWXYZ") == "hooks.slack.com/…WXYZ"
    assert shown("https://a.example/x") == "a.example/…"
    assert shown("env:X") == "/…"


def test_masking_takes_the_longest_first_and_leaves_short_ones() -> None:
    assert masked("abcdef abcd ab", ["abcd", "abcdef", "ab"]) == "••• ••• ab"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("while True: print('x' * 100_000)", "did not answer within 0.5 seconds"),
        ("import time; time.sleep(60)", "did not answer within 0.5 seconds"),
        ("print('x' * 20_000)", "more than a secret holds"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "no text"),
        ("import os, sys; sys.exit(3 if os.getsid(0) == os.getpid() else 0)", "ended with status 3"),
    ],
    ids=["endless", "hangs", "long", "noise", "has-no-terminal-of-ours"],
)
def test_a_program_that_floods_or_hangs_is_stopped_and_writes_on_no_terminal(
    tmp_path: Path, source: str, said: str
) -> None:
    (tmp_path / "it").write_text(source)
    tracemalloc.start()
    try:
        with pytest.raises(SecretMissing, match=said):
            reveal(f"cmd:{sys.executable} -S it", tmp_path, seconds=0.5)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_what_a_program_leaves_running_keeps_nobody(tmp_path: Path) -> None:
    source = (
        f"import os, time\nif os.fork():\n    print('{CANARY}')\nelse:\n    os.setsid()\n    time.sleep(4)"
    )
    (tmp_path / "it").write_text(source)
    began = time.monotonic()
    assert reveal(f"cmd:{sys.executable} -S it", tmp_path) == CANARY
    assert time.monotonic() - began < 4


def test_the_deadline_of_an_attempt_counts_from_its_secrets(tmp_path: Path) -> None:
    (tmp_path / "slow").write_text("import time; time.sleep(0.4); print('whsec_' + 'A' * 32)")
    given = channel(
        "webhook", url="https://a.example/x", secret=f"cmd:{sys.executable} -S slow", folder=tmp_path
    )
    assert settings_of(given, {}).deadline <= 4.6


@pytest.mark.parametrize("where", ["~nobody-of-that-name/x", "a\0b"])
def test_a_secret_in_a_place_that_is_none_is_waited_for(tmp_path: Path, where: str) -> None:
    receipt = carry(parcel(), channel("slack", url=f"file:{where}", folder=tmp_path))
    assert receipt.outcome is DeliveryOutcome.WAITING
    assert "has no url" in receipt.reason


def test_what_goes_by_a_channel_with_a_mistake_is_waited_for() -> None:
    broken = channel("slack", name="acme-slack", url="https://a.example/x", trouble="url: it is not https")
    receipt = carry(parcel(), broken)
    assert receipt.outcome is DeliveryOutcome.WAITING
    assert receipt.reason == "acme-slack cannot send: url: it is not https"

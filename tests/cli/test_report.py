"""`report`: by internal channels alone; in the timeline, the brief, the sheet and the figures."""

from __future__ import annotations

from typing import Any

from tests.cli.terminal_user import Shell

CONFIG = """
channels = ["acme"]
[channels.acme]
kind = "file"
audience = "client"
path = "acme.txt"
[channels.sre]
kind = "file"
audience = "internal"
path = "sre.txt"
[internal]
channels = ["sre"]
"""
SAID = ("--conditions", "pool exhausted", "--actions", "rolled back", "--needs", "a driver expert")


def reported(shell: Shell, *more: str) -> tuple[str, Any]:
    ref = shell.declare()
    return ref, shell.run("report", ref, *SAID, *more)


def test_it_goes_by_internal_channels_alone(shell: Shell) -> None:
    shell.configure(CONFIG)
    ref, result = reported(shell, "--next-report", "+30m")
    assert "Colleagues were told by sre." in result.stderr
    told = (shell.config.parent / "sre.txt").read_text()
    assert "Report by alice, for colleagues only.\nConditions: pool exhausted\nActions: rolled back" in told
    assert "Next report by 14:30 UTC" in told
    assert not (shell.config.parent / "acme.txt").exists()
    assert shell.ask("outbox") == []
    shown = shell.show(ref)
    assert shown["next_report_at"] == "2026-09-01T14:30:00Z"
    assert (shown["reports"][0]["needs"], shown["clock"]["kind"]) == ("a driver expert", "first_update")
    assert "Next report inside 14:30" in shell.say("show", ref)


def test_it_is_in_the_timeline_the_brief_the_document_and_the_figures(shell: Shell) -> None:
    ref, _ = reported(shell)
    assert "report to colleagues: pool exhausted; actions: rolled back" in " ".join(
        shell.say("log", ref).split()
    )
    assert shell.ask("metrics", ref)["reports"] == 1
    assert shell.ask("metrics")["reports"] == 1
    shell.say("handover", "offer", ref, "--to", "bob", "--status", "watching")
    assert "Latest report inside\n  pool exhausted" in shell.say("handover", "show", ref)
    assert "report to colleagues" in shell.say("export", ref, "--format", "md")
    assert "pool exhausted" not in shell.say("update", ref, "--dry-run", *UPDATE)


UPDATE = ("--impact", "x", "--done", "y", "--next", "z", "--next-update", "+30m")

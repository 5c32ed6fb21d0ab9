"""`config …`, `keys`, `completion`, `demo`, `drill`, `statusline`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from incident_console import paths, private_files
from incident_console.cli.answers import line, say, say_json, table
from incident_console.cli.caller import Caller
from incident_console.cli.failures import PROGRAM, Failed, NotUnderstood
from incident_console.cli.typed import OneOf
from incident_console.cli.verbs import Chapter, as_json, verb
from incident_console.domain.alarm_stages import Stage
from incident_console.domain.colleagues import Occasion
from incident_console.domain.policy import Policy

if TYPE_CHECKING:
    from incident_console.config import Config
    from incident_console.config.toml_lines import ConfigError

COMPLETE_VARIABLE = "_INCIDENT_CONSOLE_COMPLETE"
"""What the shell sets when it asks for a completion; click makes it from the program's name."""


@click.group("config", cls=Chapter)
def config_command() -> None:
    """The configuration: where, what is in force, is it understood."""


@config_command.command("path", example="config path")
@as_json
@click.pass_obj
def path_command(caller: Caller, as_json: bool) -> None:
    """Say where the configuration is, or would be."""
    path = paths.default_config(caller.config_path)
    if as_json:
        say_json({"path": str(path), "exists": path.exists()})
    else:
        say(line(path))


@config_command.command("show", example="config show --json")
@as_json
@click.pass_obj
def show_command(caller: Caller, as_json: bool) -> None:
    """Say what is in force, defaults included."""
    settings = in_force(caller)
    if as_json:
        say_json(settings)
        return
    rows = [(name, "-" if value is None else line(value)) for name, value in flat(settings)]
    say("\n".join(table(rows)))


def in_force(caller: Caller) -> dict[str, Any]:
    """All settings with what they are now; durations as they are written in the file."""
    config = caller.config
    policy = config.policy
    return {
        "config": None if config.path is None else str(config.path),
        "db": str(caller.path),
        "group": config.group,
        "name": caller.by,
        "zone": policy.zone,
        "channel": policy.channel,
        "usual_channels": [way.channel for way in policy.usual_ways],
        "channels": {name: channel.shown() for name, channel in config.channels.items()},
        "internal": {
            "channels": [way.channel for way in config.inside.ways],
            "on": [
                *(str(each) for each in Occasion if each in config.inside.occasions),
                *(str(stage) for stage in Stage if stage in config.inside.stages),
            ],
        },
        "people": len(config.inside.people.names()),
        "ladders": {
            ladder.name: {
                "rungs": [list(rung) for rung in ladder.rungs],
                "wait": f"{ladder.wait.total_seconds():g}s",
            }
            for ladder in config.inside.ladders.values()
        },
        "watch": config.watching.shown(),
        "on_call": policy.on_call,
        "theme": config.theme,
        "mouse": config.mouse,
        "display": {name: getattr(config.display, name) for name in config.display.__struct_fields__},
        "keymap": dict(config.keymap),
        "handover": {
            "offer_stands": f"{policy.offer_stands.total_seconds() / 60:g}m",
            "take_after": f"{policy.take_after.total_seconds() / 60:g}m",
        },
        "review": {"severities": sorted(policy.reviewed), "due": str(policy.review_within)},
        "cadence": cadence(policy, policy.cadence),
        "clients": {
            profile.name: {
                "zone": policy.zone_for(profile.name).key,
                "channel": profile.channel,
                "channels": [way.channel for way in policy.ways(profile.name)],
                "told": profile.told,
                "cadence": cadence(policy, profile.cadence),
            }
            for profile in policy.clients.values()
        },
    }


def cadence(policy: Policy, of: Any) -> dict[str, dict[str, str]]:
    """A cadence by severity, in the words of the configuration."""
    return {
        severity: {"first": str(each.first), "next": str(each.next), "monitoring": str(each.monitoring)}
        for severity, each in sorted(of.items())
    }


def flat(settings: dict[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Settings with their full names, one level."""
    rows: list[tuple[str, Any]] = []
    for name, value in settings.items():
        if isinstance(value, dict):
            rows += flat(value, f"{above}{name}.")
        else:
            rows.append((f"{above}{name}", ", ".join(value) if isinstance(value, list) else value))
    return rows


@config_command.command("check", example="config check --send")
@click.option("--send", is_flag=True, help="Also send a marked test message by each channel.")
@as_json
@click.pass_obj
def check_command(caller: Caller, send: bool, as_json: bool) -> None:
    """Check the configuration: mistakes, secrets, templates.

    Each mistake is named with its line, and the status is 1. What is understood and may not be meant is
    pointed out, such as a client's language that lacks templates.
    """
    from incident_console.cli.channels import came, needs_a_ticket, say_tried, told, try_out
    from incident_console.keys import keymap
    from incident_console.messages.coverage import shortcomings

    config = keymap.checked(caller.written_config).looked_through()
    mistakes = [*config.mistakes, *unready_channels(config)]
    if mistakes:
        raise NotUnderstood([str(mistake) for mistake in mistakes])
    amiss = [
        f"clients.{profile.name}.{each}"
        for profile in config.policy.clients.values()
        for each in shortcomings(profile)
    ]
    logs = [each for each in config.channels.values() if each.is_log]
    amiss += [f"channels.{each.name}: not tried, since {needs_a_ticket(each)}" for each in logs if send]
    if not as_json:
        say_understood(caller, config, amiss)
    tried = []
    for channel in [each for each in config.channels.values() if each not in logs] if send else ():
        for recipient, receipt in try_out(caller, channel):
            tried.append((channel, recipient, receipt))
            if not as_json:
                say_tried(channel, recipient, receipt)
    if as_json:
        path = None if config.path is None else str(config.path)
        sent = {"sent": [told(*each) for each in tried]} if send else {}
        say_json({"path": path, "ok": True, "warnings": amiss, **sent})
    if not all(came(receipt) for *_, receipt in tried):
        raise SystemExit(1)


def say_understood(caller: Caller, config: Config, amiss: list[str]) -> None:
    """Say that a configuration is understood, and what of it may not be meant."""
    if config.path is not None:
        say("\n".join([f"{line(config.path)} is understood.", *(f"{line(each)}." for each in amiss)]))
        return
    missing = paths.found_config(caller.config_path)
    why = (
        f"{line(missing)} does not exist (config init writes it)"
        if missing
        else "there is no home folder here"
    )
    say(f"The defaults are in force; {why}.")


def unready_channels(config: Config) -> list[ConfigError]:
    """Return why channels could not send now, though what is written of them is understood."""
    if not config.channels or config.path is None:
        return []
    from incident_console.config.toml_lines import ConfigError
    from incident_console.delivery.kinds import unready

    found = ((each, unready(each)) for each in config.channels.values())
    return [
        ConfigError(
            config.path,
            each.lines.get(wrong[0], each.line),
            f"channels.{each.name}.{wrong[0]}: {wrong[1]}",
        )
        for each, wrong in found
        if wrong is not None
    ]


@config_command.command("init", example="config init")
@as_json
@click.pass_obj
def init_command(caller: Caller, as_json: bool) -> None:
    """Write a commented configuration that changes nothing yet. An existing one is left as it is."""
    from incident_console.config import sample

    path = paths.default_config(caller.config_path)
    try:
        paths.private_folder(path.parent)
        private_files.place(path, sample())
    except FileExistsError as error:
        raise Failed(f"{path} exists already and stays as it is; edit it, then: config check") from error
    except OSError as error:
        raise Failed(
            f"{path} cannot be written ({error.strerror}); name another one with --config"
        ) from error
    if as_json:
        say_json({"path": str(path)})
    else:
        say(line(path))


@verb("keys", example="keys\nkeys --json")
@as_json
@click.pass_obj
def keys_command(caller: Caller, as_json: bool) -> None:
    """List the keys of the war room, and the ids to remap them by."""
    from incident_console.keys import keymap
    from incident_console.keys.actions import ACTIONS

    shown = keymap.shown_keys(caller.config.keymap)
    if as_json:
        say_json(
            [
                {
                    "id": action.id,
                    "keys": keymap.bound(action, caller.config.keymap),
                    "title": action.title,
                    "help": action.help,
                    "group": action.group,
                    "mode": action.mode,
                }
                for action in ACTIONS
            ]
        )
        return
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for action in ACTIONS:
        rows.setdefault(action.group, []).append((shown.get(action.id) or "-", action.id, action.help))
    aligned = iter(table([row for group in rows.values() for row in group]))
    for group, actions in rows.items():
        say(f"{group}")
        for _ in actions:
            say(f"  {next(aligned)}")


@verb("completion", example='eval "$(incident-console completion bash)"')
@click.argument("shell", type=OneOf("bash", "zsh", "fish"))
def completion_command(shell: str) -> None:
    """Print what a shell needs to complete words here.

    Commands, options, and the references of open incidents.
    """
    from click.shell_completion import get_completion_class

    from incident_console.cli.main import cli

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(cli, {}, PROGRAM, COMPLETE_VARIABLE).source())


@verb("demo", example="demo")
@click.pass_context
def demo_command(ctx: click.Context) -> None:
    """Open the war room with a believable incident under way.

    It is shown on a temporary record; yours is not touched.
    """
    from incident_console.cli.main import war_room

    ctx.exit(war_room(ctx.obj, demo=True))


@verb("drill", example="drill")
@click.pass_context
def drill_command(ctx: click.Context) -> None:
    """Be led through a whole incident, in about two minutes.

    It is kept on a temporary record; yours is not touched.
    """
    from incident_console.cli.main import war_room

    ctx.exit(war_room(ctx.obj, drill=True))


@verb("statusline", example="statusline --format tmux")
@click.option(
    "--format",
    type=OneOf("tmux", "plain"),
    default="plain",
    show_default=True,
    help="For status-right of tmux, or for any other bar.",
)
@as_json
@click.pass_context
def statusline_command(ctx: click.Context, format: str, as_json: bool) -> None:
    """One short line for tmux: what is most urgent.

    The most urgent open incident, its owner, and the countdown.
    """
    from incident_console import statusline

    caller = ctx.obj
    given = (("--db", caller.db), ("--as", caller.name), ("--config", caller.config_path))
    options = [word for name, value in given if value for word in (name, value)]
    asked = [*options, "statusline", "--format", format, *(["--json"] if as_json else [])]
    ctx.exit(statusline.main(asked))

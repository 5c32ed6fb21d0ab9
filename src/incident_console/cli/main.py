"""The command line: global options, and each command's module loaded only when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from incident_console import __version__
from incident_console.cli.answers import let_go
from incident_console.cli.caller import Caller
from incident_console.cli.failures import PROGRAM, answered
from incident_console.cli.typed import legible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

MODULES: dict[str, tuple[str, ...]] = {
    "declaring": ("declare", "assess", "severity"),
    "ticketing": ("ticket",),
    "clients": ("client",),
    "handover": ("assign", "handover"),
    "communication": ("update", "reschedule", "away", "back", "told"),
    "outbox": ("outbox",),
    "channels": ("channel",),
    "watch": ("watch",),
    "response": ("status", "action", "note", "report", "escalate", "strike"),
    "closing": ("resolve", "confirm", "close", "analysis", "reopen", "stand-down", "duplicate"),
    "review": ("review",),
    "reading": ("list", "show", "log", "search", "procedure"),
    "history": ("history",),
    "figures": ("metrics",),
    "record": ("export", "import", "verify", "backup"),
    "merging": ("merge",),
    "sharing": ("share",),
    "doctor": ("doctor",),
    "people": ("people",),
    "housekeeping": ("config", "keys", "completion", "demo", "drill", "statusline"),
}
"""Which module of this package holds which commands."""

CHAPTERS: dict[str, tuple[str, ...]] = {
    "Declare and classify": ("declare", "assess", "severity", "ticket"),
    "Clients and updates": (
        "update", "reschedule", "away", "back", "told", "client", "outbox", "channel", "watch",
    ),
    "Owner and handover": ("assign", "handover"),
    "Response": ("status", "action", "note", "report", "escalate", "strike"),
    "The end": (
        "resolve", "confirm", "close", "analysis", "reopen", "stand-down", "duplicate", "review",
    ),
    "Reading": (
        "list", "show", "log", "search", "history", "procedure", "metrics", "statusline", "people",
        "export",
    ),
    "Keeping house": (
        "import", "verify", "backup", "merge", "share", "doctor", "config", "keys", "completion",
        "demo", "drill",
    ),
}  # fmt: skip
"""The commands as the help groups them, in the order of an incident's life."""

MODULE_OF = {name: module for module, names in MODULES.items() for name in names}


class Program(click.Group):
    """The whole program; a command's module is imported when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in CHAPTERS.values() for name in names]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what each does, chapter by chapter."""
        widest = max(map(len, MODULE_OF))
        for chapter, names in CHAPTERS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            limit = formatter.width - 6 - widest
            with formatter.section(chapter):
                formatter.write_dl(
                    [(f"{name:{widest}}", each.get_short_help_str(limit)) for name, each in commands if each]
                )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = MODULE_OF.get(cmd_name)
        if module is None:
            return None
        found = getattr(import_module(f"incident_console.cli.{module}"), attribute(cmd_name))
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in MODULE_OF and not name.startswith("-") and not ctx.resilient_parsing:
            import difflib

            near = difflib.get_close_matches(name, MODULE_OF, 1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{guess}")
        return super().resolve_command(ctx, args)

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        with answered():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:
        with answered():
            return super().invoke(ctx)


def attribute(command: str) -> str:
    """What a command is called in its module."""
    return command.replace("-", "_") + "_command"


def people_who_act(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the people whose names begin so; what knows them is loaded where a shell asks."""
    from incident_console.cli.people_names import PERSON

    return PERSON.shell_complete(ctx, param, incomplete)


@click.group(cls=Program, name=PROGRAM, invoke_without_command=True)
@click.option("--db", metavar="PATH", envvar="INCIDENT_CONSOLE_DB", show_envvar=True, help="The record.")
@click.option(
    "--as",
    "name",
    metavar="NAME",
    envvar="INCIDENT_CONSOLE_AS",
    show_envvar=True,
    shell_complete=people_who_act,
    help="Who you are; otherwise your login name.",
)
@click.option(
    "--config",
    metavar="PATH",
    envvar="INCIDENT_CONSOLE_CONFIG",
    show_envvar=True,
    help="The configuration.",
)
@click.option("--no-mouse", is_flag=True, help="Keep the war room's hands off the mouse.")
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, db: str | None, name: str | None, config: str | None, no_mouse: bool) -> None:
    """Run an incident from declaration to review. Without a command, open the war room.

    An incident is named by its reference (INC-7K3Q, any unique start of it, in any case), or by "." for the
    only open one.

    Times are 2026-11-21T14:30 (also with Z or an offset), 14:30, +30m or -5m. What has happened (--at,
    --started-at, --restored-at) is read on your own clock; what the client is told (--next-update,
    --until, --analysis-by, the new time of reschedule) on theirs. With --at, 14:30 and +30m of what is
    to come count from then, and -5m from now.
    """
    given = {"--db": ("db", db), "--config": ("config", config), "--as": ("name", name)}
    for option, (_, value) in given.items():
        if value is not None and (not value.strip() or value.startswith("--")):
            raise click.BadParameter("it has no value; give one, or leave it away.", param_hint=f"'{option}'")
    if name is not None:
        legible(name, "the name", "yours with --as NAME")
    caller = ctx.obj = ctx.obj if isinstance(ctx.obj, Caller) else Caller()
    caller.db, caller.name, caller.config_path, caller.mouse = db, name, config, not no_mouse
    caller.typed = {
        option: value
        for option, (parameter, value) in given.items()
        if value is not None and ctx.get_parameter_source(parameter) is ParameterSource.COMMANDLINE
    }
    ctx.call_on_close(caller.close)
    if ctx.invoked_subcommand is None:
        ctx.exit(war_room(caller))


def war_room(caller: Caller, *, demo: bool = False, drill: bool = False) -> int:
    """Open the war room; return its exit status."""
    from incident_console.tui.start import run

    given = (caller.db, caller.name, caller.config_path)
    return run.run(*given, demo=demo, drill=drill, mouse=caller.mouse)


def main() -> NoReturn:
    """Run the command line with `sys.argv`, and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli.main(prog_name=PROGRAM)
    finally:
        let_go()

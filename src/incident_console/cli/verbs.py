"""What all commands share: an example in the help, text that may begin with a dash, and common options."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from incident_console.cli.caller import Caller
from incident_console.cli.failures import PROGRAM, Failed, debugging
from incident_console.cli.typed import GIVEN, TIME, Reference
from incident_console.domain.refusal import Part, Refused
from incident_console.wording.verbs import RULES, flag

if TYPE_CHECKING:
    Text = click.ParamType[str]
else:
    Text = click.ParamType

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9-]*")


class Verb(click.Command):
    """A command. A text or time that begins with a dash is taken as it is; a misspelt option is not."""

    def __init__(self, *arguments: Any, example: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.example = example
        self.context_settings = {"ignore_unknown_options": True, **self.context_settings}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        self.refuse_unknown_options(ctx, args)
        try:
            return super().parse_args(ctx, [*args])
        except click.MissingParameter as first:
            raise click.UsageError(self.all_that_is_missing(ctx, args), ctx) from first

    def all_that_is_missing(self, ctx: click.Context, args: list[str]) -> str:
        """Say what the command needs and was not given, not only the first of it, with an example."""
        given, _, _ = self.make_parser(ctx).parse_args([*args])
        missing = [
            f"{each.opts[0]} {each.make_metavar(ctx)}"
            if isinstance(each, click.Option)
            else each.make_metavar(ctx)
            for each in self.get_params(ctx)
            if each.required and not (each.name in given and each.value_is_missing(given[each.name]) is False)
        ]
        last = f"{', '.join(missing[:-1])} and {missing[-1]}" if len(missing) > 1 else missing[0]
        verb = "is" if len(missing) == 1 else "are"
        example = " ".join(each.rstrip("\\").strip() for each in self.example.split("\\\n"))
        sample = example.splitlines()[0] if example else ""
        return f"{last} {verb} missing" + (f", for example: {sample}" if sample else "")

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            if debugging():
                raise
            caller = ctx.obj if isinstance(ctx.obj, Caller) else Caller()
            raise Failed(caller.refusal(refusal, rule_of(ctx), ctx.params.get("ref"))) from refusal

    def refuse_unknown_options(self, ctx: click.Context, args: list[str]) -> None:
        """Refuse what looks like an option and is none, where click would take it as text."""
        known = {name: each for each in self.get_params(ctx) for name in each.opts if name.startswith("--")}
        waiting = iter(args)
        for argument in waiting:
            name = argument.partition("=")[0]
            if argument == "--":
                return
            option = known.get(name)
            if isinstance(option, click.Option):
                if not option.is_flag and name == argument and (value := next(waiting, "")) in known:
                    raise click.BadOptionUsage(
                        name,
                        f"Option {name!r} has no value; write {name}={value} if you mean {value!r}.",
                        ctx,
                    )
            elif name in {each for param in ctx.find_root().command.params for each in param.opts}:
                verb = ctx.command_path.partition(" ")[2]
                raise click.UsageError(f"{name} stands before the command: {PROGRAM} {name} … {verb} …", ctx)
            elif _OPTION.fullmatch(name):
                raise click.NoSuchOption(name, possibilities=sorted(known), ctx=ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.example:
            with formatter.section("Example"):
                for line in self.example.splitlines():
                    # What is continued from the line above stands further in; a shell's own line is whole.
                    whole = line.startswith(" ") or PROGRAM in line
                    example_line = line if whole else f"{PROGRAM} {line}"
                    formatter.write(f"{'':>{formatter.current_indent}}{example_line}\n")


def rule_of(ctx: click.Context) -> str:
    """The rule that a command asks; empty where it asks none."""
    return RULES.get(" ".join(ctx.command_path.split()[1:]), "")


class Chapter(click.Group):
    """A group of commands about one thing."""

    command_class = Verb


def verb(name: str, *, example: str, **settings: Any) -> Callable[[Callable[..., Any]], Verb]:
    """A command of the program, with the example that its help shows."""
    return click.command(name, cls=Verb, example=example, **settings)


def option(rule: str, part: Part, **settings: Any) -> Callable[[Function], Function]:
    """Give a command the option for a part of what its rule is asked, named as the rule names it."""
    return click.option(flag(part, rule), part.value, **settings)


def argument(rule: str, part: Part, **settings: Any) -> Callable[[Function], Function]:
    """Give a command the part that stands in its place, named as the rule names it."""
    name = flag(part, rule)
    return click.argument(
        part.value, metavar=name if settings.get("required", True) else f"[{name}]", **settings
    )


def reference(function: Function) -> Function:
    """Give a command its REF."""
    return click.argument("ref", type=Reference(), metavar="REF")(function)


def as_json(function: Function) -> Function:
    """Give a command its --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(function)


def at(function: Function) -> Function:
    """Give a command its --at."""
    return option(
        "", Part.AT, type=TIME, metavar="TIME", help="When it happened, if earlier than now, on your clock."
    )(function)


def recording(function: Function) -> Function:
    """Give a command what every recording one has: --at and --json."""
    return at(as_json(function))


def posting(function: Function) -> Function:
    """Give a command what every message to a client has."""
    posted = option("", Part.POSTED, is_flag=True, help="It is out: somebody has posted it by hand.")
    return posted(posted_in(later(function)))


def later(function: Function) -> Function:
    """Give a command its --later, which the caller keeps."""
    return click.option(
        "--later",
        is_flag=True,
        expose_value=False,
        callback=leave_to_others,
        help="Leave sending to an open war room, a watch, or outbox send.",
    )(function)


def leave_to_others(ctx: click.Context, parameter: click.Parameter, later: bool) -> None:
    if later:
        ctx.find_object(Caller).later = True  # type: ignore[union-attr]


def posted_in(function: Function) -> Function:
    """Give a command the place where a message was posted."""
    return option(
        "",
        Part.WHERE,
        type=GIVEN,
        metavar="WHERE",
        help="Where it was posted; else the client's channel.",
    )(function)


def out(posted: bool, where: str | None) -> dict[str, Any]:
    """What the rules are told about a message that is out already.

    Raises:
        UsageError: a place without the word that it was posted there.
    """
    if where is not None and not posted:
        here, out = flag(Part.WHERE), flag(Part.POSTED)
        raise click.UsageError(f"{here} says where it was posted; give {out} with it.")
    return {"posted": posted, "where": where}

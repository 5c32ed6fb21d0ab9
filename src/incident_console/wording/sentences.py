"""Sentences of the rules as somebody reads them: values in words, times on their clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from types import MappingProxyType

from incident_console import words
from incident_console.domain.refusal import Missing, Part, Refused, Unusable
from incident_console.wording.commands import command, in_quotes
from incident_console.wording.verbs import VERBS, example, wording
from incident_console.words import Clocks


def clock_of(part: Part | None, clocks: Clocks, rule: str = "") -> tzinfo:
    """Return the zone in which the times of a part are typed: the client's where they are told them."""
    return clocks.client if part is not None and wording(part, rule).told else clocks.mine


def in_words(value: object, clocks: Clocks, zone: tzinfo, called: Callable[[Part], str]) -> str:
    """Return a value of a sentence in words; `called` names parts as they are called there."""
    if isinstance(value, datetime):
        foreign = value.astimezone(zone).utcoffset() != value.astimezone(clocks.mine).utcoffset()
        return words.clock(value, zone, clocks.now, with_zone=foreign)
    if isinstance(value, timedelta):
        return words.length(value)
    if isinstance(value, Part):
        return called(value)
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    return str(value)


def by_command(refusal: Refused, clocks: Clocks, rule: str = "") -> str:
    """Return a refusal as the command line says it: options for parts, and commands ready to paste."""
    zone = clock_of(refusal.about, clocks, rule)

    def called(part: Part) -> str:
        return wording(part, rule).flag + (" NAME" if part is Part.BY else "")

    def show(value: object) -> str:
        if isinstance(value, datetime):
            return words.clock(value, zone, clocks.now, with_zone=True)
        return in_words(value, clocks, zone, called)

    sentence = refusal.said(show)
    if isinstance(refusal, Unusable) and refusal.about is not None:
        sentence = f"{called(refusal.about)}: {sentence}"
    if isinstance(refusal, Missing) and refusal.about is not None:
        typed, part = example(rule, refusal.about), wording(refusal.about, rule)
        option = f"{part.flag} " if part.is_option else ""
        sentence += f", for example: {option}{in_quotes(typed)}" if typed else ""
    return sentence + what_then(refusal, clocks)


def by_keys(
    refusal: Refused,
    clocks: Clocks,
    keys: Mapping[str, str],
    *,
    rule: str = "",
    labels: Mapping[Part, str] = MappingProxyType({}),
    sample: str = "",
) -> str:
    """Return a refusal as the war room says it: labels of fields for parts, keys for what one could do.

    Args:
        refusal: of a rule.
        clocks: by which it is read.
        keys: the key that is shown for an action, by the action's id.
        rule: the rule that was asked, where a form asks it.
        labels: what the form calls the parts that it has fields for.
        sample: what somebody might say where something is missing.
    """
    zone = clock_of(refusal.about, clocks, rule)

    def called(part: Part) -> str:
        label = labels.get(part) or wording(part, rule).label
        return label if part is Part.BY else f"“{label}”"

    sentence = refusal.said(lambda value: in_words(value, clocks, zone, called))
    if isinstance(refusal, Missing) and sample:
        sentence += f', for example: "{sample}"'
    mine = (act for act in refusal.then if act.by is None)
    known = [key for act in mine if (key := keys.get(VERBS[act.rule].action))]
    return f"{sentence} ({', '.join(dict.fromkeys(known))})" if known else sentence


def what_then(refusal: Refused, clocks: Clocks) -> str:
    """Return what could be done instead, as commands behind the sentence."""
    acts = [act for act in refusal.then if not act.looks]
    looks = [act for act in refusal.then if act.looks]
    commands = f": {' or '.join(command(act, clocks.mine) for act in acts)}" if acts else ""
    return commands + "".join(f"; see: {command(act, clocks.mine)}" for act in looks)

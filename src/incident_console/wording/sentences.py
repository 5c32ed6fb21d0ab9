"""Sentences of the rules as somebody reads them: values in words, times on their clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from types import MappingProxyType

import msgspec

from incident_console import words
from incident_console.domain.refusal import Missing, Part, Refused, Unusable
from incident_console.wording.commands import command, in_quotes
from incident_console.wording.verbs import VERBS, example, wording


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads a sentence, when (UTC), and by which clocks: their own, and that of the incident's client."""

    now: datetime
    zone: tzinfo
    client_zone: tzinfo

    def clock_of(self, part: Part | None, rule: str = "") -> tzinfo:
        """Return the zone in which the times of a part are typed."""
        return self.client_zone if part is not None and wording(part, rule).told else self.zone


def in_words(value: object, reader: Reader, zone: tzinfo, called: Callable[[Part], str]) -> str:
    """Return a value of a sentence in words; `called` names parts as they are called there."""
    if isinstance(value, datetime):
        foreign = value.astimezone(zone).utcoffset() != value.astimezone(reader.zone).utcoffset()
        return words.clock(value, zone, reader.now, with_zone=foreign)
    if isinstance(value, timedelta):
        return words.length(value)
    if isinstance(value, Part):
        return called(value)
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    return str(value)


def by_command(refusal: Refused, reader: Reader, rule: str = "") -> str:
    """Return a refusal as the command line says it: options for parts, and commands ready to paste."""
    zone = reader.clock_of(refusal.about, rule)

    def called(part: Part) -> str:
        return wording(part, rule).flag + (" NAME" if part is Part.BY else "")

    def show(value: object) -> str:
        if isinstance(value, datetime):
            return words.clock(value, zone, reader.now, with_zone=True)
        return in_words(value, reader, zone, called)

    sentence = refusal.said(show)
    if isinstance(refusal, Unusable) and refusal.about is not None:
        sentence = f"{called(refusal.about)}: {sentence}"
    if isinstance(refusal, Missing) and refusal.about is not None:
        said, part = example(rule, refusal.about), wording(refusal.about, rule)
        option = f"{part.flag} " if part.is_option else ""
        sentence += f", for example: {option}{in_quotes(said)}" if said else ""
    return sentence + what_then(refusal, reader)


def by_keys(
    refusal: Refused,
    reader: Reader,
    keys: Mapping[str, str],
    *,
    rule: str = "",
    labels: Mapping[Part, str] = MappingProxyType({}),
    sample: str = "",
) -> str:
    """Return a refusal as the war room says it: labels of fields for parts, keys for what one could do.

    Args:
        refusal: of a rule.
        reader: who reads it.
        keys: the key that is shown for an action, by the action's id.
        rule: the rule that was asked, where a form asks it.
        labels: what the form calls the parts that it has fields for.
        sample: what somebody might say where something is missing.
    """
    zone = reader.clock_of(refusal.about, rule)

    def called(part: Part) -> str:
        label = labels.get(part) or wording(part, rule).label
        return label if part is Part.BY else f"“{label}”"

    sentence = refusal.said(lambda value: in_words(value, reader, zone, called))
    if isinstance(refusal, Missing) and sample:
        sentence += f', for example: "{sample}"'
    mine = (act for act in refusal.then if act.by is None)
    known = [key for act in mine if (key := keys.get(VERBS[act.rule].action))]
    return f"{sentence} ({', '.join(known)})" if known else sentence


def what_then(refusal: Refused, reader: Reader) -> str:
    """Return what could be done instead, as commands behind the sentence."""
    acts = [act for act in refusal.then if not act.looks]
    looks = [act for act in refusal.then if act.looks]
    said = f": {' or '.join(command(act, reader.zone) for act in acts)}" if acts else ""
    return said + "".join(f"; see: {command(act, reader.zone)}" for act in looks)

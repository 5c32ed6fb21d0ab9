"""What each of several clients reads of one message, and what differs from the first one's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from incident_console.messages.texts import Texts
from incident_console.tui.render.content import BLANK, join, safe, shown
from incident_console.tui.render.view import Glyphs
from incident_console.wording.clients import names

Channels = Mapping[str | None, tuple[str, ...]]


def whose(texts: Texts, reader: str | None, by: Channels) -> Content:
    """Return whose text is shown, the how manieth it is, and how it differs from the first one.

    `by` are the channels by which it goes to each of them; those of a text that goes to all of its readers
    by the same ones stand behind it.
    """
    if len(texts.readers) == 1:
        return join(f"What {safe(reader or 'the client')} reads", channels_of(by, [reader]))
    groups = texts.groups
    place = next(n for n, group in enumerate(groups) if reader in group)
    if not texts.complete:
        return join((names([reader]), "$ink bold"), ("…", "$quiet"), gap="  ")
    theirs = channels_of(by, groups[place])
    if len(groups) == 1:
        return join((f"one text for all {len(texts.readers)}", "$quiet"), theirs)
    count = (f"{place + 1} of {len(groups)}: ", "$quiet")
    differs = ("differs throughout" if place and texts.differs_throughout(reader) else "", "$quiet")
    return join(join(count, (names(groups[place]), "$ink bold"), theirs), differs, gap="  ")


def channels_of(by: Channels, readers: Sequence[str | None]) -> Content:
    """Return by which channels some clients read a text, where that is the same for all of them."""
    channels, *others = {by.get(reader, ()) for reader in readers}
    listed = ", ".join(safe(channel) for channel in channels)
    return join((f" ({listed})", "$quiet")) if listed and not others else BLANK


def letter(texts: Texts, reader: str | None, glyphs: Glyphs, gaps: Sequence[str] = ()) -> Content:
    """Return a text as a client reads it, with a sign before each line that the first one reads otherwise.

    `gaps` are what stands in it where something is still to be written.
    """
    lines = texts.of(reader).splitlines()
    marked = frozenset[int]() if texts.differs_throughout(reader) else texts.differing(reader)
    text = Content("\n").join(
        [
            join((f"{glyphs.conflict} ", "$focus"), shown(line, "$focus")) if n in marked else shown(line)
            for n, line in enumerate(lines)
        ]
    )
    for gap in gaps:
        at = text.plain.find(gap)
        text = text if at < 0 else text.stylize("$soon", at, at + len(gap))
    return text


def in_turn(texts: Texts, glyphs: Glyphs) -> list[Content]:
    """Return every different text once, the first in full; of the others what differs, where it is little."""
    groups = texts.all_groups
    if len(groups) > 1:
        return [in_its_place(texts, group, glyphs) for group in groups]
    count = len(texts.readers)
    several = [join((f"All {count} read the same:", "$quiet"))] if count > 1 else []
    return [*several, shown(texts.first, lines=True)]


def in_its_place(texts: Texts, group: Sequence[str | None], glyphs: Glyphs) -> Content:
    """Return what those read who read the same, behind what the first ones read."""
    text, marked = texts.of(group[0]), texts.differing(group[0])
    little = bool(marked) and not texts.differs_throughout(group[0])
    words = shown(text, lines=True)
    if little:
        lines = text.splitlines()
        words = Content("\n").join([shown(f"{glyphs.conflict} {lines[n]}", "$focus") for n in sorted(marked)])
    reads = f" read{'' if len(group) > 1 else 's'}{' the same, but for' if little else ''}:"
    return Content("\n").join([join((names(group), "$ink bold"), (reads, "$quiet")), BLANK, words])

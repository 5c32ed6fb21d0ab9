"""The bar of a replay: of what it is, of when, and a small map of the whole with where one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from textual.content import Content

from incident_console.domain.incident import Incident
from incident_console.domain.past import Which
from incident_console.domain.replaying import Replay
from incident_console.reports.delivery_lines import author
from incident_console.reports.timeline import headline
from incident_console.tui.render.content import GAP, fit, join, safe, spread
from incident_console.tui.render.replay_map import scale_of
from incident_console.tui.render.timeline import sign
from incident_console.tui.render.view import View
from incident_console.words import clock, date_in_words, zone_name


def head(replay: Replay, ref: str, view: View, width: int, *, playing: bool, today: datetime) -> Content:
    """Return reference, time, which past, speed, and which entry of how many; in fewer words where narrow.

    The day is there as long as anything is, with its year where that is not the one of `today` (UTC).
    """
    local = replay.now.astimezone(view.zone)
    date = date_in_words(local)
    if local.year != today.astimezone(view.zone).year:
        date = f"{date} {local.year}"
    time = (f"{local:%H:%M:%S} {zone_name(replay.now, view.zone)}", "$ink bold")
    which = str(replay.which)
    going = f"{view.glyphs.playing} {replay.speed}×" if playing else f"paused {replay.speed}×"
    speed = (going, "$past bold" if playing else "$quiet")
    word, reference, day = ("REPLAY", "$past bold"), (ref, "$ink bold"), (f"{date} ", "$ink")
    # Without its weekday.
    dated = join((f"{date.partition(' ')[2]} ", "$ink"), time)
    brief = (which.removeprefix("as it ").removeprefix("was "), "$ink")
    place = f"{replay.place} of {len(replay.past)}"
    count, short = join((place, "$quiet")), join((place.replace(" of ", "/"), "$quiet"))
    full = join(join(word, reference, gap="  "), join(day, time), (which, "$ink"), speed, gap="   ")
    return fit(
        width,
        (full, join((f"entry {place}", "$quiet"))),
        (join(word, reference, dated, (which, "$ink"), speed, gap="  "), count),
        (join(word, reference, dated, brief, speed, gap=" "), count),
        (join(word, dated, brief, speed, gap=" "), count),
        (join(word, dated, brief, speed, gap=" "), short),
        (join(word, dated, gap=" "), short),
        (dated, short),
        (join(time), short),
    )


def whole(replay: Replay, view: View, width: int) -> Content:
    """Return the map: key moments by their signs where they lie in time, and where one is.

    In the middle of a silence that is drawn shorter than it was stands a sign of that.
    """
    glyphs, cells, scale = view.glyphs, max(width - 2, 1), scale_of(replay)
    now = scale.column(replay.now, cells)
    signs = {n: (glyphs.rule, "$past") if n <= now else (glyphs.dot, "$dim") for n in range(cells)}
    for begins, length, _ in scale.silences:
        middle = replay.starts + timedelta(seconds=begins + length / 2)
        signs[scale.column(middle, cells)] = (glyphs.shortened, "$dim")
    # A deadline that passed is seen, whatever else lies in its cell.
    for at, _, entry in sorted(replay.key_moments, key=lambda each: each.entry is None):
        mark, ink = (glyphs.overdue, "$overdue") if entry is None else (sign(entry.event, glyphs), "$ink")
        signs[scale.column(at, cells)] = (mark, ink if at <= replay.now else "$quiet")
    signs[now] = (glyphs.now, "$past bold")
    ends = ((glyphs.bar_from, "$past"), (glyphs.bar_to, "$past"))
    return join(ends[0], *(signs[n] for n in range(cells)), ends[1])


def beneath(replay: Replay, incident: Incident, view: View, width: int) -> Content:
    """Return what stands below the map: when it begins and ends, and between what happened or passed last."""
    entry, passed = replay.entry, replay.passed
    begins, ends = (view.ours(at) for at in (replay.starts, replay.ends))
    said = safe(headline(entry, incident, view.clocks(incident.client), dates=clock))
    who = author(entry)
    last = f"{view.ours(entry.occurred_at)}  {f'{safe(who)}: ' if who else ''}{said}"
    if passed is not None:
        last = f"{view.ours(passed)}  passed, and what was due is not there"
    room = max(width - len(begins) - len(ends) - 8, 0)
    middle = Content(last).truncate(room, ellipsis=True).stylize("$ink")
    return spread(join((begins, "$quiet"), middle, gap="    "), join((ends, "$quiet")), width)


KEYS = (
    (("replay_previous_entry", "replay_next_entry"), "entry"),
    (("replay_minute_back", "replay_minute_on"), "minute"),
    (("replay_previous_moment", "replay_next_moment"), "key moment"),
    (("replay_play",), "play"),
    (("replay_faster", "replay_slower"), "speed"),
    (("replay_which",), "other past"),
    (("replay_help",), "keys"),
    (("replay_leave",), "leave"),
)
"""What stands at the foot: actions, and what they are about in a word."""
KEPT = (7, 0, 3, 2, 5, 1, 4, 6)
"""Which of these stay where not all have room, the most wanted first."""


def foot(replay: Replay, keys: Mapping[str, str], width: int) -> Content:
    """Return the keys of a replay, as many as fit; where all do, by its name which past the key shows."""
    which = "as known" if replay.which is Which.HAPPENED else "as happened"
    parts = [_key(keys, ids, word) for ids, word in KEYS]
    named = [_key(keys, ids, which if "replay_which" in ids else word) for ids, word in KEYS]
    room, kept = width, set[int]()
    for n in KEPT:
        room -= parts[n].cell_length + GAP
        if room < -GAP:
            break
        kept.add(n)
    everything = join(*named, gap=" " * GAP)
    some = join(*(parts[n] for n in sorted(kept)), gap=" " * GAP)
    return everything if everything.cell_length <= width else some


def _key(keys: Mapping[str, str], ids: Sequence[str], word: str) -> Content:
    return join((" ".join(keys[each] for each in ids), "$past"), (word, "$ink"), gap=" ")

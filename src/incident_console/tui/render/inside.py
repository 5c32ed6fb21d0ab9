"""How what colleagues are told stands: who has not heard, why, and how they are called by telephone."""

from __future__ import annotations

from textual.content import Content

from incident_console.domain.entry import Entry
from incident_console.domain.incident import Incident
from incident_console.reports.notified import Notified, by_channel, phone, what
from incident_console.reports.way_stages import Stage, reason, stage_of, word
from incident_console.store.notices import CALL
from incident_console.tui.render.content import SHORTER, join, safe
from incident_console.tui.render.view import View

WAYS_ON = {Stage.UNCERTAIN: "says whether they heard"}
"""What the key does about a notice of which nothing more comes by itself, where it does not send it again."""


def style(stage: Stage) -> str:
    """Return how it is drawn: what colleagues have not heard is no client's deadline, and never red."""
    return "$soon" if stage.asks else "$quiet"


def lacking(incident: Incident, view: View, entry: str | None = None) -> list[Notified]:
    """Return by which ways colleagues have not heard of an incident, or of one entry: what asks is first.

    Whoever is called and sits here has heard.
    """
    shown = view.notified.values() if entry is None else [view.notified.get(entry, ())]
    found = [each for some in shown for each in some if each.lacks and not calls_me(each, view)]
    return sorted(found, key=lambda each: not stage_of(each, view.now).asks)


def calls_me(each: Notified, view: View) -> bool:
    """Whether a notice calls whoever looks."""
    return each.call is not None and view.is_me(each.call.who)


def stands(each: Notified, view: View) -> str:
    """Return by which channel a notice stands how, and whom to call: `bob-page refused; call +00 000 00`."""
    return f"{safe(by_channel(each))} {word(each, view.now, view.to_the_second)}{to_call(each, view)}"


def how(each: Notified, view: View) -> str:
    """Return on one line how a notice stands, and why. The reason is last: a number that is cut is none."""
    why = safe(reason(each, view.now))
    return f"{stands(each, view)}: {why}" if why else stands(each, view)


def to_call(each: Notified, view: View) -> str:
    """Return that whom a notice calls is to be called by telephone; empty where it goes by itself."""
    number = phone(each, view.policy.colleagues) if stage_of(each, view.now).asks else ""
    return f"; call {safe(number)}" if number else ""


def what_is_unheard(entry: Entry, incident: Incident, view: View) -> Content:
    """Return in one line by which ways colleagues have not heard of an entry; empty where there are none."""
    parts = []
    for each in lacking(incident, view, entry.id):
        # An update may be the entry of which an alarm tells: it must not look as if the client lacked it.
        name = "" if each.notice.kind == CALL else f"{safe(what(each, incident))}: "
        parts.append((f"{name}{how(each, view)}", style(stage_of(each, view.now))))
    return join(*parts, gap="; ")


def key_does(each: Notified, view: View) -> str:
    """Return the key and what it does about a notice of which nothing more comes by itself."""
    return f"{view.key('posted')} {WAYS_ON.get(stage_of(each, view.now), 'sends it again')}"


def in_brief(each: Notified, incident: Incident, view: View, more: int = 0) -> list[str]:
    """Return how a notice stands, in fewer and fewer words, and how many more have not arrived.

    A telephone number stands there whole, or not at all.
    """
    name, also, why = safe(what(each, incident)), f" (+{more})" if more else "", safe(reason(each, view.now))
    reasons = [why, *(f"{why[:cells]}…" for cells in SHORTER if len(why) > cells)] if why else []
    short = f"{name}: {stands(each, view)}"
    without = short.removesuffix(to_call(each, view))
    return [*(f"{short}: {some}{also}" for some in reasons), f"{short}{also}", f"{without}{also}"]

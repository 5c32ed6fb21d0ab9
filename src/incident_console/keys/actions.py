"""The one table of what a person can do in the war room.

Bindings, footer, help, palette, `incident-console keys`, the README's table and the keymap's checks come from it;
`availability` says why one cannot be done now. Nothing here loads Textual, so that the command line can read it too.
"""

# ruff: noqa: E501 - an action a line makes it a table
from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Group(StrEnum):
    """Under which heading an action stands in help and palette."""

    CLIENT = "The client"
    BATON = "Ownership"
    RESPONSE = "The response"
    CLASSIFY = "Classifying"
    END = "The end"
    ROOM = "Getting about"
    PAST = "The past"
    REPLAY = "In a replay"


class Mode(StrEnum):
    """Where an action is to be had: a key may stand for another one elsewhere."""

    LIVE = "live"
    """The war room as it is now."""
    PAST = "past"
    """Finding past incidents, and their figures."""
    REPLAY = "replay"
    """The war room of then, in which nothing can be done to the record."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do: keys (Textual's names, parted by commas; none: by name only) and words."""

    id: str
    keys: str
    title: str
    help: str
    group: Group
    footer: int = 0
    """Its rank in the footer, 1 stays longest on a narrow screen; 0 keeps it out."""
    in_room: bool = False
    """Done by the screen itself; all others are verbs."""
    reads: bool = False
    """Leaves the record as it is, and is to be had on a copy that cannot be written."""
    mode: Mode = Mode.LIVE

    @property
    def key_list(self) -> list[str]:
        return self.keys.split(",") if self.keys else []


def _verb(id: str, keys: str, title: str, help: str, group: Group, footer: int = 0) -> Action:
    return Action(id=id, keys=keys, title=title, help=help, group=group, footer=footer)


def _reading(id: str, keys: str, title: str, help: str, group: Group) -> Action:
    return Action(id=id, keys=keys, title=title, help=help, group=group, reads=True)


def _room(id: str, keys: str, title: str, help: str, footer: int = 0) -> Action:
    return Action(
        id=id, keys=keys, title=title, help=help, group=Group.ROOM, footer=footer, in_room=True, reads=True
    )


def _replay(id: str, keys: str, title: str, help: str) -> Action:
    name = f"replay_{id}"
    return Action(
        id=name,
        keys=keys,
        title=title,
        help=help,
        group=Group.REPLAY,
        in_room=True,
        reads=True,
        mode=Mode.REPLAY,
    )


def _past(id: str, keys: str, title: str, help: str, footer: int = 0) -> Action:
    return Action(
        id=f"past_{id}",
        keys=keys,
        title=title,
        help=help,
        group=Group.PAST,
        footer=footer,
        in_room=True,
        reads=True,
        mode=Mode.PAST,
    )


CLIENT, BATON, RESPONSE = Group.CLIENT, Group.BATON, Group.RESPONSE
CLASSIFY, END = Group.CLASSIFY, Group.END

ACTIONS: tuple[Action, ...] = (
    _verb("update", "u", "Update", "Write the next update to the client: four parts, then send", CLIENT, 1),
    _verb("reschedule", "t", "New time", "Promise the update for another time, and tell the client why", CLIENT),
    _verb("posted", "m", "Posted", "Say that a message is out, or have it sent once more", CLIENT, 9),
    _verb("discard", "", "Discard a message", "Give up a message that is not out yet, with the reason", CLIENT),
    _verb("told", "", "Client knows", "Say that the client of an ended incident knows that it is over", CLIENT),
    _verb("add_client", "plus", "Add a client", "Name one more client, who is owed a first update from now", CLIENT),
    _verb("drop_client", "minus", "Drop a client", "Say that a client is not concerned, and tell them", CLIENT),
    _verb("away", "l", "Away", "Leave with nobody to cover, and tell the client", CLIENT),
    _verb("back", "b", "Back", "Say that you are back", CLIENT),
    _verb("hand_over", "h", "Hand over", "Offer your role to somebody, with a brief", BATON, 4),
    _verb("hand_over_all", "H", "Hand over all", "Offer every incident you own to one person", BATON),
    _verb("accept", "y", "Accept", "Read the brief of a handover offered to you, and take over", BATON, 3),
    _verb("decline", "N", "Decline", "Say no to a handover, with the reason", BATON),
    _verb("withdraw", "W", "Withdraw", "Take your offer back", BATON),
    _reading("brief", "i", "Brief", "Read what the standing handover carries", BATON),
    _verb("take_over", "", "Take over", "Take ownership from an owner who does not answer", BATON),
    _verb("roles", "r", "Roles", "Assign the Communications or Operations Lead", BATON),
    _verb("declare", "d", "Declare", "Declare a new incident", CLASSIFY, 5),
    _verb("severity_p1", "1", "P1 Critical", "Set the severity to P1, with the reason", CLASSIFY),
    _verb("severity_p2", "2", "P2 High", "Set the severity to P2, with the reason", CLASSIFY),
    _verb("severity_p3", "3", "P3 Medium", "Set the severity to P3, with the reason", CLASSIFY),
    _verb("severity_p4", "4", "P4 Low", "Set the severity to P4, with the reason", CLASSIFY),
    _verb("assess", "p", "Impact", "Say what the impact and the scope are now", CLASSIFY),
    _verb("ticket", "number_sign", "Ticket", "Name the ticket in the support system, or have it created", CLASSIFY),
    _verb("create_ticket", "", "Create the ticket", "Have the support portal create the ticket", CLASSIFY),
    _verb("log_again", "", "Log again", "Write what the portal lacks once more, or say that it is there", CLASSIFY),
    _verb("status", "s", "Status", "Investigating, identified or monitoring", RESPONSE, 6),
    _verb("note", "n", "Note", "Write a note, a finding, a decision or a client's question", RESPONSE, 7),
    _verb("add_action", "a", "Action", "Give somebody work", RESPONSE, 8),
    _verb("finish_action", "x", "Done", "Say that an action is done", RESPONSE),
    _verb("assign_action", "", "Reassign action", "Give an action to somebody else", RESPONSE),
    _verb("drop_action", "", "Drop action", "Give an action up, with the reason", RESPONSE),
    _verb("report", "M", "Report inside", "Report to colleagues: conditions, actions, needs; no client reads it", RESPONSE),
    _verb("escalate", "e", "Escalate", "Call somebody for help, and record it", RESPONSE),
    _verb("strike", "", "Strike", "Strike a mistaken entry; it stays readable", RESPONSE),
    _verb("resolve", "v", "Resolve", "First gate: service is restored, worked round or mitigated", END, 3),
    _verb("confirm", "c", "Confirm", "Second gate: as Incident Commander, confirm the resolution", END, 3),
    _verb("close", "w", "Wrap up", "Third gate: send the wrap-up, which closes the incident", END, 3),
    _verb("reopen", "o", "Reopen", "Send a resolution back, or open an ended incident again", END),
    _verb("stand_down", "", "Stand down", "End a false alarm", END),
    _verb("duplicate", "", "Duplicate", "Say that it is the same as another incident", END),
    _verb("analysis", "U", "Analysis", "Send the analysis that the wrap-up promised", END),
    _verb("review", "V", "Review", "Write the post-incident review", END),
    _room("next", "j,down", "Next", "Move down"),
    _room("previous", "k,up", "Previous", "Move up"),
    _room("first", "g,home", "First", "Move to the top"),
    _room("last", "G,end", "Last", "Move to the bottom"),
    _room("page_down", "pagedown", "Page down", "Move down by a screenful"),
    _room("page_up", "pageup", "Page up", "Move up by a screenful"),
    _room("half_page_down", "ctrl+d", "Half a page down", "Move down by half a screenful"),
    _room("half_page_up", "ctrl+u", "Half a page up", "Move up by half a screenful"),
    _room("called", "C", "Calls", "Go to the incident that calls you, and to the next one"),
    _room("filter", "slash", "Filter", "Show only the incidents that match what you type"),
    _room("next_pane", "tab", "Next pane", "Move the focus on"),
    _room("previous_pane", "shift+tab", "Previous pane", "Move the focus back"),
    _room("pane_list", "L", "Incidents", "Go to the list of incidents"),
    _room("pane_state", "I", "Incident", "Go to the chosen incident's state"),
    _room("pane_roles", "R", "Roles pane", "Go to the roles and their duties"),
    _room("pane_timeline", "T", "Timeline", "Go to the timeline"),
    _room("pane_on_you", "O", "On you", "Go to what waits for you over all incidents"),
    _room("pane_actions", "A", "Actions pane", "Go to the actions"),
    _room("pane_procedure", "P", "Procedure", "Go to the nine steps of the procedure"),
    _room("open", "enter", "Open", "Read the chosen line in full"),
    _room("zoom", "z", "Zoom", "Fill the screen with the pane that has the focus, and back"),
    _room("history", "E", "Ended too", "Show ended incidents below the open ones, and hide them again"),
    _room("past", "F", "Past", "Find past incidents by what was said in them, and open one there"),
    _reading("course", "K", "How it went", "Read its key moments, owners, severity, promises and silences", Group.ROOM),
    _reading("log", "J", "Log", "Read every entry in order, by person or kind, key moments between", Group.ROOM),
    _reading("copy", "Y", "Copy", "Copy the reference, an update or the brief", Group.ROOM),
    _reading("export", "X", "Export", "Write the incident as a document into a file", Group.ROOM),
    _room("help", "question_mark,f1", "Keys", "Show all keys", 2),
    _room("palette", "colon,ctrl+p", "More", "Find anything by name", 10),
    _room("theme", "", "Theme", "Choose how the war room looks"),
    _verb("drafts", "D", "Drafts", "Open one of your half-written texts again, or drop it", Group.ROOM),
    _reading("replay", "", "Replay", "Go through the past of the incident, as it stood at each moment", Group.ROOM),
    _reading("save_copy", "S", "Save a copy", "Save what is held open into a new file, also where its own is gone", Group.ROOM),
    _verb("merge", "", "Merge a copy", "Bring in what another copy of the record holds", Group.ROOM),
    _reading("demo", "f2", "Demo", "Look at an incident under way", Group.ROOM),
    _reading("drill", "f3", "Drill", "Be led through one, in two minutes", Group.ROOM),
    _room("suspend", "ctrl+z", "Suspend", "Go back to the shell, outside of fields; fg comes back"),
    _room("step_back", "escape", "Back", "One step back: out of a filter, a zoom, a pane"),
    _room("leave", "q", "Leave", "Leave the war room, from its top"),
    _past("open", "enter", "Open there", "Open the incident in the war room, at that entry", 1),
    _past("replay", "r", "Replay", "See the war room as it stood then, from that entry on", 5),
    _past("course", "K", "How it went", "Read how that incident went: moments, owners, promises, silences", 7),
    _past("log", "J", "Log", "Read the entries of that incident in order, by person or kind", 8),
    _past("words", "slash", "Words", "Type words that were said, and terms such as client:NAME", 2),
    _past("sort", "s", "Sort", "Sort by the next thing: time, duration, severity, promises", 3),
    _past("sort_back", "S", "Sort back", "Sort by the thing before"),
    _past("next", "j,down", "Next line", "Move down"),
    _past("previous", "k,up", "Previous line", "Move up"),
    _past("first", "g,home", "First line", "Move to the top"),
    _past("last", "G,end", "Last line", "Move to the bottom"),
    _past("page_down", "pagedown,ctrl+d", "Page on", "Move down by a screenful"),
    _past("page_up", "pageup,ctrl+u", "Page back", "Move up by a screenful"),
    _past("help", "question_mark,f1", "Keys", "Show all keys", 6),
    _past("back", "escape,q", "Back", "Take the words away, and then go back to the war room", 4),
    _replay("next_entry", "right", "Next entry", "Go on by one entry"),
    _replay("previous_entry", "left", "Previous entry", "Go back by one entry"),
    _replay("minute_on", "full_stop", "A minute on", "Go on by a minute"),
    _replay("minute_back", "comma", "A minute back", "Go back by a minute"),
    _replay("next_moment", "right_square_bracket", "Next key moment", "Go on to a severity, an owner, a word out, a deadline passed, a gate"),
    _replay("previous_moment", "left_square_bracket", "Previous key moment", "Go back to the key moment before"),
    _replay("first", "g,home", "Beginning", "Go to the declaration"),
    _replay("last", "G,end", "End", "Go to the last entry, of what goes on to now"),
    _replay("play", "space", "Play", "Let time pass, and stop it again"),
    _replay("faster", "plus", "Faster", "Play faster, up to 600 times"),
    _replay("slower", "minus", "Slower", "Play slower, down to as it happened"),
    _replay("which", "w", "Which past", "As it was known then, or as it happened"),
    _replay("down", "j,down", "Down", "Move down in the pane"),
    _replay("up", "k,up", "Up", "Move up in the pane"),
    _replay("page_down", "pagedown", "Page down", "Move down by a screenful"),
    _replay("page_up", "pageup", "Page up", "Move up by a screenful"),
    _replay("next_pane", "tab", "Next pane", "Move the focus on"),
    _replay("previous_pane", "shift+tab", "Previous pane", "Move the focus back"),
    _replay("open", "enter", "Open", "Read the chosen line in full; in the list, go over to that incident"),
    _replay("help", "question_mark,f1", "Keys", "Show the keys of a replay"),
    _replay("leave", "escape,q", "Leave the replay", "Go back to the war room as it is now"),
)  # fmt: skip

EVERYWHERE = ("suspend",)
"""Actions of the live room that do nothing to it, and are to be had in every mode."""

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def in_mode(mode: Mode) -> tuple[Action, ...]:
    """Return the actions of a mode, in the order of the table."""
    return tuple(action for action in ACTIONS if action.mode is mode)


def keys_of(action: Action, keymap: Mapping[str, str] | None = None) -> list[str]:
    """Return the keys of an action, as remapped where they are."""
    given = (keymap or {}).get(action.id)
    return [key.strip() for key in given.split(",")] if given else action.key_list

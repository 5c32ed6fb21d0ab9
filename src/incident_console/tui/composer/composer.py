"""The composer of client updates: a panel at the foot of the war room, with what the client will read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from incident_console.desk import Desk, Done
from incident_console.domain import communication
from incident_console.domain.refusal import Refused
from incident_console.messages import TemplateBroken
from incident_console.tui.composer import editor
from incident_console.tui.composer.gaps import unfinished
from incident_console.tui.composer.lines import KIND, key_hints, title_line, written
from incident_console.tui.composer.preview import Preview
from incident_console.tui.composer.update_fields import INVESTIGATING, Parts
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.field import FieldError
from incident_console.tui.forms.key_hints import KeyHint, Keys
from incident_console.tui.forms.walking import WALKING, field_of, focus, walk
from incident_console.tui.forms.writing import Writing
from incident_console.tui.render.content import shown
from incident_console.tui.room.drafts import NOT_SAVED, DraftKeeper
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.room import Room
from incident_console.tui.room.target import Target
from incident_console.tui.room.typing_ahead import arrived


class Composer(Vertical, Writing):
    """Four parts, two modes, a preview, and a draft that is never lost."""

    app: Room
    keeper: DraftKeeper
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "commit", "Send", priority=True),
        Binding("f2", "no_change", "No change"),
        Binding("f3", "mode('investigating')", "Still investigating"),
        Binding("f4", "mode('waiting')", "Waiting on"),
        Binding("f5,ctrl+o", "editor", "Editor"),
        # Textual's own fields select with these: with one client they still do.
        Binding("f6", "turn", "Next text", priority=True),
        Binding("f7", "whom", "For whom", priority=True),
        Binding("f8", "preview", "Preview"),
        Binding("f9", "propose", "From the record"),
        *WALKING,
        Binding("escape", "close", "Close", priority=True),
    ]

    state: reactive[str] = reactive("", init=False)  # what the title says about the draft

    def __init__(
        self, target: Target, before: Widget | None, sent: Callable[[Done], Coroutine[Any, Any, object]]
    ) -> None:
        """Make a composer.

        Args:
            target: the incident.
            before: what has the focus again when it is gone.
            sent: what follows when the update is on record and the composer is gone.
        """
        super().__init__(id="composer")
        self.before = before
        self.sent = sent
        self.target = target
        self.number = 1 + written(target.incident)
        self.does = f"update {self.number}"
        self.parts = Parts(target)
        self.fields = self.parts.fields
        self.title = Static("", classes="composer--title", markup=False)
        self.notice = Static("", classes="composer--notice", markup=False)
        self.fault = Static("", classes="composer--fault", markup=False)
        self.preview_head = Static("", classes="composer--head", markup=False)
        self.preview = Static("", classes="composer--text", markup=False)
        self.page = Preview(self.preview_head, self.preview)
        self.keeper = DraftKeeper(
            target.app,
            self,
            target.id,
            KIND,
            self.parts.read,
            self.written,
            lambda at: self.say_saved("draft saved", at),
            self.say_unsaved,
        )

    def compose(self) -> ComposeResult:
        yield self.title
        with Horizontal(classes="composer--middle"):
            with VerticalScroll(classes="composer--fields", can_focus=False):
                yield self.notice
                yield from self.parts.fields
            yield self.page
        yield self.fault
        yield Keys(*key_hints(told=self.parts.told, several=bool(self.target.several)))

    async def on_unmount(self) -> None:
        """Whatever ends it, what was typed last is kept."""
        self.take_place(False)
        await self.keeper.flush()

    def on_mount(self) -> None:
        self.take_place(True)
        self.begin_to_follow()
        self.parts.propose()
        self.parts.turn(self.parts.modes)
        self.keeper.untouched = self.parts.read()
        draft = self.keeper.find()
        if draft is not None:
            self.parts.take(draft.fields)
            self.say_saved("draft restored, saved", draft.saved_at)
        self.show_preview()
        self.show_title()
        self.watch(self.app, "incident", self.follow_record, init=False)
        self.watch(self.app, "unsaved_texts", self.unsaved_changed, init=False)
        self.focus_field()

    def take_place(self, taken: bool) -> None:
        """Let what stands above it make room, or have it back; a class of the screen would style all anew."""
        self.screen.query("#room").set_class(taken, "-composing")
        self.screen.query("#dock").set(display=taken)

    def focus_field(self) -> None:
        focus(self.parts.first_empty.control)

    # Keys

    async def action_enter(self) -> None:
        """Go on to the next field, and from the last one to the last look."""
        field = field_of(self.screen.focused, self.parts.fields)
        if field is None:
            raise SkipAction
        await arrived(field.control)
        if not walk(self.parts.fields, self.screen.focused, 1):
            self.action_commit()

    async def on_key_hint_pressed(self, event: KeyHint.Pressed) -> None:
        event.stop()
        if not self.committing:
            await self.run_action(event.action)

    def action_no_change(self) -> None:
        if not self.parts.told:
            self.app.tell("The client has been sent no update yet: say what they notice.", severity="warning")
            return
        self.parts.no_change()
        self.focus_field()

    def action_mode(self, mode: str) -> None:
        """Turn a mode on and go there, or off."""
        parts = self.parts
        parts.turn(parts.modes ^ {mode})
        self.poke()
        if mode in parts.modes:
            focus((parts.looking if mode == INVESTIGATING else parts.blocker).control)
        else:
            self.focus_field()

    def action_preview(self) -> None:
        """In a narrow pane, show the preview in place of the fields, and back."""
        self.show_page(not self.has_class("-reading"))

    def show_page(self, shown: bool) -> None:
        """Have the preview in place of the fields, with the keys on it, or the fields again."""
        self.page.can_focus = shown
        self.set_class(shown, "-reading")
        self.show_preview()
        if shown:
            focus(self.page)
        else:
            self.focus_field()

    def action_turn(self) -> None:
        """Show the next different text; in a narrow pane the preview first."""
        if not self.parts.whom.several:
            raise SkipAction
        if self.preview.region:
            super().action_turn()
        else:
            self.action_preview()

    def action_whom(self) -> None:
        """Go to the clients whom it is for."""
        if not self.parts.whom.several:
            raise SkipAction
        self.show_page(False)
        focus(self.parts.whom.control)

    def action_propose(self) -> None:
        """Begin again from the record as it is now."""
        self.parts.propose()
        self.app.tell("Filled from the record again.")

    def action_editor(self) -> None:
        """Write the whole text in the editor of one's choice."""
        preface = f"Update {self.number} of {self.target.ref}. Keep the lines that begin with ##."
        try:
            found = editor.edit_form(self.app, preface, self.parts.sections())
        except editor.EditorFailed as error:
            self.app.tell(f"{error}", severity="error")
            return
        self.parts.take_sections(found)
        self.poke()

    # Draft and preview

    def say_saved(self, what: str, at: datetime | None) -> None:
        self.state = "" if at is None else f"{what} {self.target.ours.clock(at)}"

    def say_unsaved(self) -> None:
        self.state = "NOT SAVED YET"

    def unsaved_changed(self, count: int) -> None:
        """What the record could not take at first may be saved by now."""
        if self.state == "NOT SAVED YET" and not count:
            self.say_saved("draft saved", self.app.reader.now())

    def watch_state(self) -> None:
        self.show_title()

    def on_options_changed(self) -> None:
        """It is for others now."""
        self.parts.follow_readers()
        self.show_title()
        self.poke()

    def on_pick_list_changed(self) -> None:
        self.poke()

    def follow_record(self) -> None:
        """Somebody else recorded something: another client may listen."""
        self.parts.follow_record()
        self.show_title()

    def on_resize(self) -> None:
        self.show_title()

    def show_title(self) -> None:
        """What is being written, for whom, and what happened meanwhile; the title stays one line."""
        notices = shown(self.parts.notices(), lines=True)
        self.notice.display = bool(notices)
        if notices != self.notice.content:
            self.notice.update(notices)
        line = title_line(self.target, self.parts.readers, self.number, self.state, self.size.width)
        self.title.update(line, layout=False)

    def show_unfinished(self, error: Exception) -> None:
        """Show the whole text all the same, with what is to be said where something is missing."""
        try:
            self.going_out = unfinished(self.target, self.parts)
            self.show_reader(self.going_out)
        except (FieldError, Refused, TemplateBroken):
            super().show_unfinished(error)

    def say_whose(self, whose: Content | None) -> None:
        one = shown(f"What {self.parts.readers[0] or 'the client'} reads")
        self.preview_head.update(one if whose is None else whose)

    # Saving

    @property
    def client(self) -> str | None:
        return self.target.client

    def outgoing(self) -> Outgoing:
        return self.target.outgoing(communication.send_update, **self.parts.arguments())

    def act(self) -> Callable[[Desk], Done]:
        send = self.target.act(communication.send_update, **self.parts.arguments())
        self.going_out = self.outgoing()
        read = self.going_out.texts.all
        return lambda desk: desk.as_read(send, *read)

    def last_look(self) -> Reading:
        return Reading.before_sending(self.does, self.going_out or self.outgoing(), self.app.glyphs)

    def hold(self, locked: bool) -> None:
        self.parts.hold(locked)

    async def recorded(self, answer: Done) -> None:
        await self.go()
        await self.sent(answer)

    # Leaving

    def action_close(self) -> None:
        if not self.committing:
            self.app.under_way(self.leave, group="saving")

    async def leave(self) -> None:
        """Close; what was written is kept, and said to be."""
        app, written = self.app, self.keeper.touched
        saved = not written or await self.keeper.save()
        self.keeper.debounce.stop()
        await self.go()
        if written:
            what, key = f"update {self.number} of {self.target.ref}", app.keys.get("update", "u")
            if saved:
                app.tell(f"Your draft of {what} is kept: {key} opens it again.")
            else:
                app.tell(NOT_SAVED.format(what=what), severity="warning")

    async def give_up(self) -> None:
        """Close, and keep nothing of what was written."""
        self.keeper.debounce.stop()
        self.keeper.ended = True
        await self.go()

    async def go(self) -> None:
        """Leave the screen, and give the focus back to who had it."""
        room, before = self.screen, self.before
        await self.remove()
        room.set_focus(before if before is not None and before.is_attached else self.app.query_one("#list"))

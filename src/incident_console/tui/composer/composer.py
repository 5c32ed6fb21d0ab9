"""The composer of client updates: a panel at the foot of the war room, with what the client will read."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from incident_console import words
from incident_console.desk import Done
from incident_console.domain import communication
from incident_console.domain.incident import Refused
from incident_console.messages import TemplateBroken
from incident_console.tui.composer import editor
from incident_console.tui.composer.lines import KIND, key_hints, title_line, written
from incident_console.tui.composer.update_fields import INVESTIGATING, Parts
from incident_console.tui.dialogs.form import PREVIEW_SECONDS
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.dialogs.sending import carried
from incident_console.tui.forms.field import FieldError, blamed, in_a_form, labels
from incident_console.tui.forms.inputs import Walk
from incident_console.tui.forms.key_hints import KeyHint, Keys
from incident_console.tui.forms.walking import WALKING, field_of, focus, walk
from incident_console.tui.render.content import shown
from incident_console.tui.room import failures
from incident_console.tui.room.drafts import NOT_SAVED, Debounce, DraftKeeper
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.target import Outgoing, Target
from incident_console.tui.room.typing_ahead import arrived


class Composer(Vertical):
    """Four parts, two modes, a preview, and a draft that is never lost."""

    app: Room
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send", priority=True),
        Binding("f2", "no_change", "No change"),
        Binding("f3", "mode('investigating')", "Still investigating"),
        Binding("f4", "mode('waiting')", "Waiting on"),
        Binding("f5,ctrl+o", "editor", "Editor"),
        Binding("f8", "preview", "Preview"),
        Binding("f9", "propose", "From the record"),
        *WALKING,
        Binding("escape", "close", "Close", priority=True),
    ]

    state: reactive[str] = reactive("", init=False)  # what the title says about the draft

    def __init__(self, target: Target, before: Widget | None = None) -> None:
        """Make it; `before` has the focus again when it is gone."""
        super().__init__(id="composer")
        self.before = before
        self.target = target
        self.number = 1 + written(target.incident)
        self.parts = Parts(target)
        self.title = Static("", classes="composer--title", markup=False)
        self.notice = Static("", classes="composer--notice", markup=False)
        self.fault = Static("", classes="composer--fault", markup=False)
        self.preview = Static("", classes="composer--text", markup=False)
        self.sending = False
        self.follow = Debounce(self, PREVIEW_SECONDS, self.show_preview)
        self.keeper = DraftKeeper(
            target.app,
            self,
            target.id,
            KIND,
            self.parts.read,
            lambda at: self.say_saved("draft saved", at),
            self.say_unsaved,
        )

    def compose(self) -> ComposeResult:
        yield self.title
        with Horizontal(classes="composer--middle"):
            with VerticalScroll(classes="composer--fields", can_focus=False):
                yield self.notice
                yield from self.parts.fields
            with VerticalScroll(classes="composer--preview", can_focus=False):
                yield Static(
                    shown(f"What {self.target.client or 'the client'} will read"), classes="composer--head"
                )
                yield self.preview
        yield self.fault
        yield Keys(*key_hints(told=self.parts.told))

    async def on_unmount(self) -> None:
        """Whatever ends it, what was typed last is kept."""
        self.screen.remove_class("-composing")
        await self.keeper.flush()

    def on_mount(self) -> None:
        self.screen.add_class("-composing")
        self.fault.display = False
        self.parts.propose()
        self.parts.turn(self.parts.modes)
        self.keeper.untouched = self.parts.read()
        draft = self.keeper.find()
        if draft is not None:
            self.parts.take(draft.fields)
            self.say_saved("draft restored, saved", draft.saved_at)
        self.show_preview()
        self.show_title()
        self.watch(self.app, "app_focus", self.window_changed, init=False)
        self.watch(self.app, "incident", self.show_title, init=False)
        self.watch(self.app, "unsaved_texts", self.unsaved_changed, init=False)
        self.focus_field()

    def focus_field(self) -> None:
        focus(self.parts.first_empty.control)

    # Keys

    def on_walk(self, event: Walk) -> None:
        event.stop()
        walk(self.parts.fields, self.screen.focused, event.step)

    def action_step(self, step: int) -> None:
        walk(self.parts.fields, self.screen.focused, step, around=True)

    async def action_enter(self) -> None:
        """Go on to the next field; where enter breaks the line, it is the field's own."""
        field = field_of(self.screen.focused, self.parts.fields)
        if field is None or field.breaks:
            raise SkipAction
        await arrived(field.control)
        walk(self.parts.fields, self.screen.focused, 1)

    async def on_key_hint_pressed(self, event: KeyHint.Pressed) -> None:
        event.stop()
        if not self.sending:
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
        self.toggle_class("-reading")
        self.show_preview()

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

    def on_input_changed(self) -> None:
        self.poke()

    def on_text_area_changed(self) -> None:
        self.poke()

    def poke(self) -> None:
        """Something was typed: preview and draft follow when the hands rest."""
        if self.fault.display:
            self.fault.display = False
        self.follow.poke()
        self.keeper.poke()

    def window_changed(self) -> None:
        if not self.app.app_focus and self.keeper.touched:
            self.keeper.start_saving()

    def say_saved(self, what: str, at: datetime) -> None:
        self.state = f"{what} {words.clock(at, self.target.zoned.zone, self.app.reader.now())}"

    def say_unsaved(self) -> None:
        self.state = "NOT SAVED YET"

    def unsaved_changed(self, count: int) -> None:
        """What the record could not take at first may be saved by now."""
        if self.state == "NOT SAVED YET" and not count:
            self.say_saved("draft saved", self.app.reader.now())

    def watch_state(self) -> None:
        self.show_title()

    def on_resize(self) -> None:
        self.show_title()

    def show_title(self) -> None:
        """What is being written, for whom, and what happened meanwhile; the title stays one line."""
        notices = shown(self.parts.notices(), lines=True)
        self.notice.display = bool(notices)
        if notices != self.notice.content:
            self.notice.update(notices)
        self.title.update(title_line(self.target, self.number, self.state, self.size.width), layout=False)

    def show_preview(self) -> None:
        """What the client would read, by the function that the desk itself uses."""
        try:
            text = shown(self.outgoing().words, lines=True)
        except (FieldError, Refused, TemplateBroken) as error:
            text = shown(f"Not ready yet: {self.in_words(str(error))}", "$quiet")
        self.preview.update(text)

    def outgoing(self) -> Outgoing:
        return self.target.outgoing(communication.send_update, **self.parts.arguments())

    # Sending

    def in_words(self, sentence: str) -> str:
        return self.app.view().refusal(in_a_form(sentence, labels(self.parts.fields)))

    def refuse(self, sentence: str) -> None:
        said = self.in_words(sentence)
        if not blamed(self.parts.fields, sentence, said):
            self.fault.update(shown(f"! {said}"))
            self.fault.display = True

    def action_send(self) -> None:
        if not self.sending:
            self.sending = True
            self.app.under_way(self.try_to_send(), group="saving")

    async def try_to_send(self) -> None:
        """Send; nothing can be typed meanwhile, and whatever goes wrong, the text stays."""
        try:
            await arrived(*(field.control for field in self.parts.fields))
            self.parts.hold(True)
            written = await self.send()
            if written is not None:
                await carried(self.app, written)
        except FieldError as error:
            error.field.blame(str(error))
            focus(error.field.control)
        except (Refused, TemplateBroken) as error:
            self.refuse(str(error))
        except Exception as error:
            place = failures.write(self.app.reader.store.path, "sending an update", error)
            self.app.tell(f"Sending failed: {error}; your text is kept. Details: {place}", severity="error")
        finally:
            self.sending = False
            self.parts.hold(False)

    async def send(self) -> Done | None:
        """Show what goes to whom, and with a second key record it; the draft ends in the same transaction."""
        for field in self.parts.fields:
            field.absolve()
        arguments = self.parts.arguments()
        outgoing = self.outgoing()
        if await self.app.ask(Reading.before_sending(f"update {self.number}", outgoing)) != "yes":
            return None
        send = self.target.act(communication.send_update, **arguments)
        answer = await self.keeper.commit(lambda desk: desk.as_read(send, outgoing.words))
        if isinstance(answer, Refusal):
            self.refuse(answer.sentence)
            return None
        await self.go()
        return answer

    # Leaving

    def action_close(self) -> None:
        if not self.sending:
            self.app.under_way(self.leave(), group="saving")

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

    async def go(self) -> None:
        """Leave the screen, and give the focus back to who had it."""
        room, before = self.screen, self.before
        await self.remove()
        room.set_focus(before if before is not None and before.is_attached else self.app.query_one("#list"))

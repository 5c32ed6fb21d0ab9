"""The form: fields that enter walks through, committed at once or after its message was read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from incident_console import words
from incident_console.desk import Desk
from incident_console.domain.incident import Refused
from incident_console.messages import TemplateBroken
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.choice import Options
from incident_console.tui.forms.field import Field, FieldError, blamed, in_a_form, labels
from incident_console.tui.forms.inputs import Walk
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.forms.walking import WALKING, field_of, focus, walk
from incident_console.tui.render.content import shown
from incident_console.tui.room import failures
from incident_console.tui.room.drafts import NOT_SAVED, Debounce, DraftKeeper
from incident_console.tui.room.room import Refusal
from incident_console.tui.room.target import Outgoing
from incident_console.tui.room.typing_ahead import arrived

T = TypeVar("T")

PREVIEW_SECONDS = 0.25
"""How long after the last key the preview follows."""


class FormDialog(Dialog[T], Generic[T]):
    """Asks for what an act needs; what a rule refuses is said here, and nothing that was typed is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "commit", "Save", priority=True),
        *WALKING,
    ]

    def __init__(
        self,
        title: str,
        will: str,
        fields: Sequence[Field],
        *,
        commit: str,
        prepare: Callable[[], Callable[[Desk], T]],
        message: Callable[[], Outgoing] | None = None,
        review: Callable[[], Reading] | None = None,
        note: str = "",
        draft: tuple[str, str] | None = None,
        start: int = 0,
        changed: Callable[[], None] | None = None,
        first: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """Make a form.

        Args:
            title: what it does.
            will: what will happen.
            fields: in the order of walking.
            commit: the word for doing it.
            prepare: reads the fields and gives the act; raises FieldError or Refused where they are wrong.
            message: what the client would read; it is shown beside the fields, and before it is recorded.
            note: what else there is to know, below the fields.
            review: what is to be read before it is recorded.
            draft: the incident's id and the kind under which a long text is kept while it is being written.
            start: the field that has the focus first; -1 where none has.
            changed: called after each change, to show or hide fields.
            first: asks for what is still missing before it is done; False where it is not to be done.
        """
        super().__init__(title, will)
        self.fields = list(fields)
        self.commit_word = commit
        self.prepare = prepare
        self.message = message
        self.review = review
        self.draft = draft
        self.start = start
        self.changed = changed
        self.first = first
        self.keeper: DraftKeeper | None = None
        self.committing = False
        self.set_class(message is not None, "-message")
        self.fault = Static("", classes="dialog--fault", markup=False)
        self.note = Static(shown(note), classes="dialog--note", markup=False)
        self.note.display = bool(note)
        self.preview = Static("", classes="dialog--preview-text", markup=False)

    def middle(self) -> ComposeResult:
        with Container(classes="dialog--middle"):
            with VerticalScroll(classes="dialog--fields", can_focus=False):
                yield from self.fields
                yield self.note
                yield self.fault
            if self.message is not None:
                with VerticalScroll(classes="dialog--preview", can_focus=False) as pane:
                    pane.border_title = shown("What the client will read")
                    yield self.preview

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("enter", "Next", "go_on", id="walk"),
            KeyHint("ctrl+s", self.commit_word, "commit", id="commit"),
            KeyHint("esc", "Close" if self.draft else "Cancel", "cancel"),
        ]

    def on_mount(self) -> None:
        self.fault.display = False
        self.follow = Debounce(self, PREVIEW_SECONDS, self.show_preview)
        if self.draft is not None:
            incident, kind = self.draft
            self.keeper = DraftKeeper(self.app, self, incident, kind, self.read)
            self.restore()
            self.watch(self.app, "app_focus", self.window_changed, init=False)
        if self.changed is not None:
            self.changed()
        self.show_preview()
        if self.start >= 0:
            focus(self.fields[self.start].control, scroll_visible=False)

    # Drafts

    async def on_unmount(self) -> None:
        """Whatever ends it, what was typed last is kept."""
        if self.keeper is not None:
            await self.keeper.flush()

    def read(self) -> dict[str, str]:
        return {field.key: field.raw for field in self.fields}

    def restore(self) -> None:
        """Put back what was left unfinished, here or on another console."""
        found = self.keeper.find() if self.keeper is not None else None
        if found is None:
            return
        for field in self.fields:
            if field.key in found.fields:
                field.restore(found.fields[field.key])
        age = words.ago(self.app.reader.now() - found.saved_at)
        self.app.tell(f"{self.does}: your draft of {age} is back")

    def window_changed(self) -> None:
        """Whoever leaves the window finds the text again."""
        if not self.app.app_focus and self.keeper is not None and self.keeper.touched:
            self.keeper.start_saving()

    # Walking

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """Say what goes on to the next field from here."""
        field = field_of(self.focused, self.fields)
        if field is None:
            return
        last = not any(each.shown for each in self.fields[self.fields.index(field) + 1 :])
        walking = self.query_one("#walk", KeyHint)
        walking.display = not (field.breaks and last)
        walking.reword("tab" if field.breaks else "enter", self.commit_word if last else "Next")
        self.query_one("#commit", KeyHint).display = field.breaks or not last

    def on_walk(self, event: Walk) -> None:
        event.stop()
        walk(self.fields, self.focused, event.step)

    def action_step(self, step: int) -> None:
        walk(self.fields, self.focused, step, around=True)

    async def action_enter(self) -> None:
        """Go on, and from the last field do it; where enter breaks the line, it is the field's own."""
        field = field_of(self.focused, self.fields)
        if field is not None and field.breaks:
            raise SkipAction
        await self.action_go_on()

    async def action_go_on(self) -> None:
        field = field_of(self.focused, self.fields)
        if field is not None:
            await arrived(field.control)
            field.entered()
        if not walk(self.fields, self.focused, 1):
            self.action_commit()

    def on_input_changed(self) -> None:
        self.poke()

    def on_text_area_changed(self) -> None:
        self.poke()

    def on_options_changed(self, event: Options.Changed) -> None:
        if self.changed is not None:
            self.changed()
        self.poke()

    def poke(self) -> None:
        """Something was changed: what was wrong may be right now, preview and draft follow."""
        if self.fault.display:
            self.fault.display = False
        if self.message is not None:
            self.follow.poke()
        if self.keeper is not None:
            self.keeper.poke()

    def show_preview(self) -> None:
        if self.message is None:
            return
        try:
            text = shown(self.message().words, lines=True)
        except (FieldError, Refused, TemplateBroken) as error:
            text = shown(f"Not ready yet: {self.in_words(str(error))}", "$quiet")
        self.preview.update(text)

    # Committing

    def in_words(self, sentence: str) -> str:
        return self.app.view().refusal(in_a_form(sentence, labels(self.fields)))

    def refuse(self, sentence: str) -> None:
        """Show a refusal beside the field it is about, else below them all."""
        said = self.in_words(sentence)
        if not blamed(self.fields, sentence, said):
            self.fault.update(shown(f"! {said}"))
            self.fault.display = True
            self.call_after_refresh(self.fault.scroll_visible)

    def action_commit(self) -> None:
        if not self.committing:
            self.committing = True
            self.app.under_way(self.try_to_commit(), group="saving")

    async def try_to_commit(self) -> None:
        """Do it; whatever goes wrong, the form stays with its text."""
        try:
            await arrived(*(field.control for field in self.fields))
            await self.commit()
        except FieldError as error:
            error.field.blame(str(error))
            focus(error.field.control)
        except (Refused, TemplateBroken) as error:
            self.refuse(str(error))
        except Exception as error:
            place = failures.write(self.app.reader.store.path, self.does, error)
            self.refuse(f"this failed: {error}; your text is kept. Details: {place}")
        finally:
            self.committing = False

    async def commit(self) -> None:
        for field in self.fields:
            field.absolve()
        if self.first is not None and not await self.first():
            return
        act = self.prepare()
        reading = self.last_look()
        if reading is not None and await self.app.ask(reading) != "yes":
            return
        answer = await (self.app.attempt(act) if self.keeper is None else self.keeper.commit(act))
        if isinstance(answer, Refusal):
            self.refuse(answer.sentence)
            return
        self.dismiss(answer)

    def last_look(self) -> Reading | None:
        """What is to be read before it is done."""
        if self.review is not None:
            return self.review()
        outgoing = None if self.message is None else self.message()
        return Reading.before_sending(self.does, outgoing) if outgoing and outgoing.words else None

    async def keep(self, keeper: DraftKeeper) -> None:
        """Save what was written, and say what became of it."""
        if await keeper.save():
            self.app.tell(f"{self.does}: your draft is kept")
        else:
            self.app.tell(NOT_SAVED.format(what=self.does), severity="warning")

    def action_cancel(self) -> None:
        if self.committing:
            return
        if self.keeper is not None and self.keeper.touched:
            self.app.run_worker(self.keep(self.keeper), group="drafts", exit_on_error=False)
        self.dismiss(None)


def answering(value: str) -> Callable[[Desk], str]:
    """An act that records nothing and answers with what was chosen."""
    return lambda desk: value

"""The form: fields that enter walks through, committed at once or after its message was read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from incident_console import words
from incident_console.desk import Desk
from incident_console.tui.dialogs.frame import Dialog
from incident_console.tui.dialogs.question import Sure
from incident_console.tui.dialogs.reading import Reading
from incident_console.tui.forms.field import Field
from incident_console.tui.forms.inputs import ProseInput
from incident_console.tui.forms.key_hints import KeyHint
from incident_console.tui.forms.options import Options
from incident_console.tui.forms.walking import WALKING, field_of, focus, walk
from incident_console.tui.forms.writing import Writing
from incident_console.tui.render.content import shown
from incident_console.tui.room.drafts import NOT_SAVED, DraftKeeper
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.typing_ahead import arrived

T = TypeVar("T")


class FormDialog(Dialog[T], Writing, Generic[T]):
    """Asks for what an act needs; what a rule refuses is said here, and nothing that was typed is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "commit", "Save", priority=True),
        Binding("f6", "turn", "Next text", priority=True),
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
        sure: Callable[[], Sure] | None = None,
        note: str = "",
        draft: tuple[str, str] | None = None,
        changed: Callable[[], None] | None = None,
        first: Callable[[], Awaitable[bool]] | None = None,
        turns: bool = False,
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
            sure: what is asked before it is recorded, where nothing is to be read.
            draft: the incident's id and the kind under which a long text is kept while it is being written.
            changed: called after each change, to show or hide fields.
            first: asks for what is still missing before it is done; False where it is not to be done.
            turns: whether several clients read the message, so that a key turns through what each reads.
        """
        super().__init__(title, will)
        self.fields = list(fields)
        self.commit_word = commit
        self.prepare = prepare
        self.message = message
        self.review = review
        self.sure = sure
        self.draft = draft
        self.changed = changed
        self.first = first
        self.turns = turns
        self.set_class(message is not None, "-message")
        self.fault = Static("", classes="dialog--fault", markup=False)
        self.note = Static(shown(note), classes="dialog--note", markup=False)
        self.note.display = bool(note)
        self.preview_head = Static("", classes="dialog--preview-head", markup=False)
        self.preview = Static("", classes="dialog--preview-text", markup=False)

    def middle(self) -> ComposeResult:
        with Container(classes="dialog--middle"):
            with VerticalScroll(classes="dialog--fields", can_focus=False):
                yield from self.fields
                yield self.note
                yield self.fault
            if self.message is not None:
                with VerticalScroll(classes="dialog--preview", can_focus=False) as pane:
                    pane.border_title = shown(f"What {'each' if self.turns else 'the'} client reads")
                    yield self.preview_head
                    yield self.preview

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("enter", "Next", "go_on", id="walk"),
            KeyHint("ctrl+s", self.commit_word, "commit", id="commit"),
            KeyHint("ctrl+j", "New line", "break_line", id="break", rank=2),
            *([KeyHint("F6", "Turn", "turn", rank=2)] if self.turns else []),
            KeyHint("esc", "Close" if self.draft else "Cancel", "cancel"),
        ]

    def on_mount(self) -> None:
        if self.draft is not None:
            incident, kind = self.draft
            self.keeper = DraftKeeper(self.app, self, incident, kind, self.read, self.written)
        self.begin_to_follow()
        self.restore()
        if self.changed is not None:
            self.changed()
        self.show_preview()
        self.begin_to_write()

    def begin_to_write(self) -> None:
        """Put the focus on the first field."""
        focus(self.fields[0].control, scroll_visible=False)

    def action_break_line(self) -> None:
        """Break the line in the field that has the focus."""
        if isinstance(self.focused, ProseInput):
            self.focused.action_break_line()

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

    # Walking

    def on_descendant_focus(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """Say what goes on from here, and which field of how many this is."""
        field = field_of(self.focused, self.fields)
        if field is None:
            return
        seen = [each for each in self.fields if each.shown]
        at = seen.index(field) + 1
        last = at == len(seen)
        self.query_one("#walk", KeyHint).reword("enter", self.commit_word if last else "Next")
        self.query_one("#commit", KeyHint).display = not last
        self.query_one("#break").set_class(not field.breaks, "-off")
        self.count(f"{at} of {len(seen)}" if len(seen) > 1 else "")

    async def action_enter(self) -> None:
        """Go on, and from the last field do it."""
        await self.action_go_on()

    async def action_go_on(self) -> None:
        field = field_of(self.focused, self.fields)
        if field is not None:
            await arrived(field.control)
        if not walk(self.fields, self.focused, 1):
            self.action_commit()

    def on_options_changed(self, event: Options.Changed) -> None:
        if self.changed is not None:
            self.changed()
        self.poke()

    # Saving

    def say_whose(self, whose: Content | None) -> None:
        """Say whose text it is of several; of one client the edge of the preview says so."""
        if self.turns or whose is None:
            super().say_whose(whose)
        else:
            self.preview_head.display = False
            self.query_one(".dialog--preview").border_title = whose

    def outgoing(self) -> Outgoing | None:
        return None if self.message is None else self.message()

    async def ready(self) -> bool:
        return self.first is None or await self.first()

    def act(self) -> Callable[[Desk], T]:
        return self.prepare()

    def last_look(self) -> ModalScreen[str] | None:
        if self.review is not None:
            return self.review()
        outgoing = self.outgoing()
        if outgoing is None or not outgoing.words:
            return None if self.sure is None else self.sure()
        return Reading.before_sending(self.does, outgoing, self.app.glyphs)

    async def recorded(self, answer: T) -> None:
        self.dismiss(answer)

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
            self.app.in_background(partial(self.keep, self.keeper), group="drafts")
        self.dismiss(None)


def answering(value: str) -> Callable[[Desk], str]:
    """Return an act that records nothing and answers with what was chosen."""
    return lambda desk: value

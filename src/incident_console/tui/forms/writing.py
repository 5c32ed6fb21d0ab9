"""What a form and the composer do alike: fields to walk through, preview, draft, blame, saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.actions import SkipAction
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from incident_console.desk import Desk
from incident_console.domain.refusal import Refused
from incident_console.messages import TemplateBroken
from incident_console.tui.forms.field import Field, FieldError, blame, in_a_form
from incident_console.tui.forms.inputs import Walk
from incident_console.tui.forms.walking import focus, walk
from incident_console.tui.render import letters
from incident_console.tui.render.content import shown
from incident_console.tui.room.drafts import Debounce, DraftKeeper
from incident_console.tui.room.outgoing import Outgoing
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.typing_ahead import arrived

PREVIEW_SECONDS = 0.25
"""How long after the last key the preview follows."""


class Writing(Widget):
    """Somebody writes something that is recorded; what a rule refuses is said here, and no text is lost."""

    app: Room
    does: str
    """What is done here, for whoever repairs it."""
    fields: Sequence[Field]
    """In the order of walking."""
    fault: Static
    preview: Static
    preview_head: Static
    """Whose text the preview shows."""
    keeper: DraftKeeper | None = None
    committing = False
    going_out: Outgoing | None = None
    """What the preview shows."""
    reader: str | None = None
    """Whose text of several it shows."""

    # What differs

    @property
    def client(self) -> str | None:
        """The client on whose clock times are told."""
        return self.app.client

    def outgoing(self) -> Outgoing | None:
        """Return what the client would read now; None where nothing goes to them.

        Raises:
            FieldError, Refused, TemplateBroken: it cannot be said yet.
        """
        return None

    def act(self) -> Callable[[Desk], Any]:
        """Return what is to be recorded.

        Raises:
            FieldError, Refused, TemplateBroken: something is wrong in the fields.
        """
        raise AssertionError("whatever is written has an act")

    async def ready(self) -> bool:
        """Ask for what is still missing; tell whether it is to be recorded."""
        return True

    def last_look(self) -> ModalScreen[str] | None:
        """Return what is to be read, and answered with yes, before it is recorded."""
        return None

    def hold(self, locked: bool) -> None:
        """Let nothing be typed while what was written is on its way, or let it be again."""

    async def recorded(self, answer: Any) -> None:
        """Go on where it is on record: by default nothing more."""

    def written(self) -> bool:
        """Whether there are words in any of the fields."""
        return any(field.written for field in self.fields)

    # Walking and writing

    def on_walk(self, event: Walk) -> None:
        event.stop()
        walk(self.fields, self.screen.focused, event.step)

    def action_step(self, step: int) -> None:
        walk(self.fields, self.screen.focused, step, around=True)

    def on_input_changed(self) -> None:
        self.poke()

    def on_text_area_changed(self) -> None:
        self.poke()

    def poke(self) -> None:
        """Something was changed: what was wrong may be right; preview and draft follow the last key."""
        if self.fault.display:
            self.fault.display = False
        self.follow.poke()
        if self.keeper is not None:
            self.keeper.poke()

    def begin_to_follow(self) -> None:
        """Have the preview follow what is written, and the draft be saved when the window is left."""
        self.fault.display = False
        self.follow = Debounce(self, self.app.clock, PREVIEW_SECONDS, self.show_preview)
        if self.keeper is not None:
            self.watch(self.app, "app_focus", self.window_changed, init=False)

    def window_changed(self) -> None:
        """Whoever leaves the window finds the text again."""
        if not self.app.app_focus and self.keeper is not None:
            self.keeper.start_saving()

    def show_preview(self) -> None:
        """Show what the client would read, by the function that the desk itself uses."""
        try:
            self.going_out = self.outgoing()
            if self.going_out is None:
                return
            self.show_reader(self.going_out)
        except (FieldError, Refused, TemplateBroken) as error:
            self.show_unfinished(error)

    def show_unfinished(self, error: Exception) -> None:
        """Show what there is while something is missing or wrong."""
        self.going_out = None
        self.show_not_ready(error)

    def show_not_ready(self, error: Exception) -> None:
        """Say why there is nothing to preview."""
        self.say_whose(None)
        self.preview.update(shown(f"Not ready yet: {self.in_words(error)}", "$quiet"))

    def show_reader(self, outgoing: Outgoing) -> None:
        """Show what one of them would read, then, with nothing else to do, who reads the same."""
        texts = outgoing.texts
        if self.reader not in texts.readers:
            self.reader = texts.readers[0]
        self.preview.update(letters.letter(texts, self.reader, self.app.glyphs, outgoing.gaps))
        self.say_whose(letters.whose(texts, self.reader, outgoing.by))
        if not texts.complete:
            self.call_later(self.compare, outgoing)

    def say_whose(self, whose: Content | None) -> None:
        """Say above the preview whose text it is, and by which channels it goes."""
        self.preview_head.display = whose is not None
        if whose is not None:
            self.preview_head.update(whose)

    def compare(self, outgoing: Outgoing) -> None:
        """Make one more text, and say how they differ when all are made; any key comes in between."""
        if outgoing is not self.going_out:
            return
        try:
            outgoing.texts.make_one_more()
        except (Refused, TemplateBroken) as error:
            self.show_not_ready(error)
            return
        if not outgoing.texts.complete:
            self.call_later(self.compare, outgoing)
        else:
            self.say_whose(letters.whose(outgoing.texts, self.reader, outgoing.by))

    def action_turn(self) -> None:
        """Show the next different text of several."""
        outgoing = self.going_out
        if outgoing is None or len(outgoing.texts.readers) == 1:
            raise SkipAction
        try:
            self.reader = outgoing.texts.next_after(self.reader)
            self.show_reader(outgoing)
        except (Refused, TemplateBroken) as error:
            self.show_not_ready(error)

    # Blame

    def in_words(self, problem: Exception | str) -> str:
        """Return what went wrong as it is said here."""
        return in_a_form(problem, self.fields, self.app.view(), self.client)

    def refuse(self, problem: Exception | str) -> None:
        """Show a refusal beside the field it is about, else below them all."""
        sentence = self.in_words(problem)
        about = problem.about if isinstance(problem, Refused) else None
        if not blame(self.fields, about, sentence):
            self.fault.update(shown(f"! {sentence}"))
            self.fault.display = True
            self.call_after_refresh(self.fault.scroll_visible)

    # Saving

    def action_commit(self) -> None:
        if not self.committing:
            self.committing = True
            self.app.under_way(self.try_to_commit, group="saving")

    async def try_to_commit(self) -> None:
        """Record it; whatever goes wrong, the text stays."""
        try:
            await arrived(*(field.control for field in self.fields))
            self.hold(True)
            await self.commit()
        except FieldError as error:
            error.field.blame(str(error))
            focus(error.field.control)
        except (Refused, TemplateBroken) as error:
            self.refuse(error)
        except Exception as error:
            place = self.app.write_down(self.does, error)
            tell = self.refuse if self.is_attached else self.app.refuse
            tell(f"this failed: {error}; your text is kept. Details: {place}")
        finally:
            self.committing = False
            self.hold(False)

    async def commit(self) -> None:
        """Show what is to be read, and with a yes record it; the draft ends in the same transaction."""
        for field in self.fields:
            field.absolve()
        if not await self.ready():
            return
        act, reading = self.act(), self.last_look()
        if reading is not None and await self.app.ask(reading) != "yes":
            return
        answer = await (self.app.attempt(act) if self.keeper is None else self.keeper.commit(act))
        if isinstance(answer, Refusal):
            self.refuse(answer.problem)
        else:
            await self.recorded(answer)

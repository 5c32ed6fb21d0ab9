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
from incident_console.tui.render.content import join, shown
from incident_console.tui.room.drafts import Debounce, DraftKeeper
from incident_console.tui.room.room import Refusal, Room
from incident_console.tui.room.target import Outgoing, Target
from incident_console.tui.room.typing_ahead import arrived

PREVIEW_SECONDS = 0.25
"""How long after the last key the preview follows."""


def preview(outgoing: Outgoing) -> Content:
    """Return a message as a client reads it; what the first of several reads otherwise stands out."""
    if not outgoing.reader:
        return shown(outgoing.words, lines=True)
    alike = "as the first reads it" if outgoing.first and not outgoing.differs else ""
    head = join(shown(outgoing.reader, "$ink bold"), ("F6 turns on", "$quiet"), (alike, "$quiet"), gap="   ")
    lines = outgoing.words.splitlines()
    marked = [shown(line, "$focus" if n in outgoing.differs else "") for n, line in enumerate(lines)]
    return Content("\n").join([head, Content(""), *marked])


class Writing(Widget):
    """Somebody writes something that is recorded; what a rule refuses is said here, and no text is lost."""

    app: Room
    does: str
    """What is done here, for whoever repairs it."""
    fields: Sequence[Field]
    """In the order of walking."""
    fault: Static
    preview: Static
    keeper: DraftKeeper | None = None
    audience: Target | None = None
    """The incident whose clients read what is written, where they do."""
    committing = False

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
        """It is on record."""

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
        if not self.app.app_focus and self.keeper is not None and self.keeper.touched:
            self.keeper.start_saving()

    def show_preview(self) -> None:
        """Show what the client would read, by the function that the desk itself uses."""
        try:
            outgoing = self.outgoing()
            if outgoing is None:
                return
            text = preview(outgoing)
        except (FieldError, Refused, TemplateBroken) as error:
            text = shown(f"Not ready yet: {self.in_words(error)}", "$quiet")
        self.preview.update(text)

    def action_turn(self) -> None:
        """Show what the next of several clients would read."""
        if self.audience is None or not self.audience.several:
            raise SkipAction
        self.audience.turned += 1
        self.show_preview()

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
            self.app.under_way(self.try_to_commit(), group="saving")

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

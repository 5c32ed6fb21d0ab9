"""Tests of the war room may be coroutines; and an evening to test it on."""

import asyncio
import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from incident_console import desk
from tests.tui.quiet import SkippingLoops, drawn_at_the_end, drawn_later, frame, render_update, screen_at_rest
from tests.tui.scene import EVENING, REFERENCES, Scene, at


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(autouse=True)
def skipping_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Textual's pilot waits until the processor is idle, 20 ms at least; here a frame is skipped instead."""
    monkeypatch.setattr("textual.app.wait_for_idle", frame)
    monkeypatch.setattr("textual.pilot.wait_for_idle", frame)
    monkeypatch.setattr("textual.pilot.Pilot._wait_for_screen", screen_at_rest)
    monkeypatch.setattr("textual._compositor.Compositor.render_update", drawn_later)
    monkeypatch.setattr("textual.app.App._shutdown", drawn_at_the_end)
    asyncio.set_event_loop_policy(SkippingLoops())
    yield
    asyncio.set_event_loop_policy(None)


@pytest.fixture
def every_frame_is_drawn(skipping_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw also what nobody looks at, as for a terminal."""
    monkeypatch.setattr("textual._compositor.Compositor.render_update", render_update)


@pytest.fixture(scope="session", autouse=True)
def styles_parsed_once() -> Iterator[None]:
    """Textual parses the same style sheets for each application anew: a fifth of a start."""
    parse = Stylesheet._parse_rules
    parsed: dict[tuple[object, ...], list[RuleSet]] = {}

    def once(self: Stylesheet, css: str, *where: object, **more: object) -> list[RuleSet]:
        known = (css, where, *sorted(more.items()), *sorted(self._variables.items()))
        if known not in parsed:
            parsed[known] = parse(self, css, *where, **more)  # type: ignore[arg-type]
        return parsed[known]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        # The same answer as its own, which is Python and asked for each rule whenever a widget is styled.
        patch.setattr(RuleSet, "__hash__", object.__hash__)
        yield


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of an evening under way, with references that stay the same; to be copied."""
    names = iter(REFERENCES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "new_reference", lambda *_, **__: next(names))
        made = Scene(tmp_path_factory.mktemp("evening"))
        made.evening()
        made.leave()
    return made.path


@pytest.fixture
def scene(evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """An evening under way; the next incidents have references that stay the same too."""
    names = iter(REFERENCES[EVENING:])
    monkeypatch.setattr(desk, "new_reference", lambda *_, **__: next(names))
    made = Scene(tmp_path)
    shutil.copyfile(evening, made.path)
    made.clock.advance(at(14, 34, 12) - made.clock.now())
    yield made
    made.leave()

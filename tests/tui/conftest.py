"""Tests of the war room may be coroutines; and an evening to test it on."""

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from incident_console import desk
from tests.tui.scene import REFERENCES, Scene


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """An evening under way, with references that stay the same."""
    names = iter(REFERENCES)
    monkeypatch.setattr(desk, "new_reference", lambda *_, **__: next(names))
    made = Scene(tmp_path)
    made.evening()
    yield made
    for each in made.desks.values():
        each.store.close()

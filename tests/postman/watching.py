"""A watch on a thread beside the test, and what it says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.postman.post import ENOUGH
from tests.postman.team import Team

from incident_console.config import Config
from incident_console.desk import Desk
from incident_console.postman.watch import Watch
from incident_console.postman.watch_log import WatchLog
from incident_console.store.store import Store


class Said:
    """What a watch has said; a test waits until it says what it is to say."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = threading.Condition()

    def write(self, line: str) -> None:
        with self._more:
            self.lines.append(line)
            self._more.notify_all()

    def until(self, words: str) -> str:
        def found() -> str:
            return next((line for line in self.lines if words in line), "")

        with self._more:
            assert self._more.wait_for(found, ENOUGH), f"{words} was never said: {self.lines}"
            return found()


def watch_of(
    team: Team, said: Said, config: Config | None = None, reloaded: Callable[[], Config | None] | None = None
) -> Watch:
    def opened(config: Config) -> Desk:
        return Desk(Store.open(team.path, create=False), team.clock, config.policy, "watch")

    log = WatchLog(write=said.write)
    return Watch(opened, config or team.config, log, "watch@host", reloaded or (lambda: None))


@contextmanager
def going(watch: Watch) -> Iterator[None]:
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.end()
        thread.join(ENOUGH)
        assert not thread.is_alive()

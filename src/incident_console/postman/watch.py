"""A watch: the postman and the alarms without a screen, until it is told to end (C, Regular updates)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime

import msgspec

from incident_console.clock import new_id
from incident_console.config.settings import Config
from incident_console.desk import Desk
from incident_console.postman import openmetrics
from incident_console.postman.alarms import Alarms
from incident_console.postman.came import WORDS, Came
from incident_console.postman.heartbeat import Heartbeat
from incident_console.postman.postman import Postman
from incident_console.postman.presence import Presence
from incident_console.postman.watch_log import WatchLog
from incident_console.store.errors import StoreError, StoreGone
from incident_console.store.leases import Beat, taken
from incident_console.store.watches import BEAT_SECONDS, GOOD_FOR, Watcher

GLANCE = 1.0
"""Seconds between two looks whether anything was recorded elsewhere."""
PATIENCE = 5.0
"""Seconds until it is tried again where the record could not be written or opened."""
METRICS_SECONDS = 15.0
"""How often the figures are written."""


class Watch:
    """Watches a record, and follows it where it is replaced.

    Args:
        opened: opens a desk of its own on the record, with the agreements of a configuration.
        config: by which channels, and what is kept up besides.
        log: what is told of each act.
        who: names it for others: `watch@host`.
        reloaded: reads the configuration anew; None where it cannot be read.
    """

    def __init__(
        self,
        opened: Callable[[Config], Desk],
        config: Config,
        log: WatchLog,
        who: str,
        reloaded: Callable[[], Config | None] = lambda: None,
    ) -> None:
        self._opened = opened
        self._config = config
        self._log = log
        self._who = who
        self._reloaded = reloaded
        self._ended = threading.Event()
        self._reload = threading.Event()
        self._postman: Postman | None = None
        self._beat_at = self._metrics_at = 0.0
        """When the next beat, and the next figures, are due (monotonic seconds)."""

    def end(self) -> None:
        """Begin nothing more, and end when what is being sent has come back."""
        self._ended.set()
        self._wake()

    def reload(self) -> None:
        """Read the configuration anew as soon as nothing is being sent."""
        self._reload.set()
        self._wake()

    def _wake(self) -> None:
        if self._postman is not None:
            self._postman.wake()

    @property
    def _leaving(self) -> bool:
        return self._ended.is_set() or self._reload.is_set()

    def once(self) -> None:
        """Give the alarms whose time has come, send what is due, each once, and end.

        Raises:
            StoreError: the record cannot be opened or written.
        """
        desk = self._opened(self._config)
        try:
            with Presence(desk.store.path), closing(self._postman_of(desk)) as postman:
                self._give(Alarms(desk), desk)
                while postman.turn(GLANCE if postman.busy else 0):
                    pass
            self._write_metrics(desk)
            heartbeat = Heartbeat(self._config.watching)
            heartbeat.once(desk)
            self._log.trouble(desk.now(), heartbeat.trouble)
        finally:
            desk.store.close()

    def run(self) -> None:
        """Watch until it is ended; what the record refuses for a while is tried again."""
        self._log.say(now(), "watching", who=self._who)
        while not self._ended.is_set():
            try:
                desk = self._opened(self._config)
                with closing(desk.store), Presence(desk.store.path):
                    self._watch(desk)
                if self._reload.is_set():
                    self._read_anew()
            except StoreError as error:
                # The next record under this name is watched, as soon as it is there.
                self._log.trouble(now(), str(error))
                self._ended.wait(GLANCE if isinstance(error, StoreGone) else PATIENCE)
        self._log.say(now(), "ended", who=self._who)

    def _watch(self, desk: Desk) -> None:
        """Watch one file until it is ended, or the configuration is to be read, or the file is gone."""
        me = Watcher(id=new_id(), who=self._who, since=desk.now(), lease=taken("", Beat.of(desk.clock), 0))
        alarms, heartbeat = Alarms(desk), Heartbeat(self._config.watching)
        self._beat_at = self._metrics_at = 0.0
        with closing(self._postman_of(desk)) as postman:
            self._postman = postman
            try:
                while not self._leaving or postman.busy:
                    try:
                        self._turn(desk, postman, alarms, heartbeat, me)
                        self._log.trouble(desk.now(), heartbeat.trouble)
                    except StoreGone:
                        raise
                    except StoreError as error:
                        # The disk is full, or somebody writes for long: what came back is kept.
                        self._log.trouble(desk.now(), str(error))
                        if self._ended.wait(PATIENCE):
                            return
            finally:
                self._postman = None
                # Where it cannot be said, its lease ends by itself.
                with suppress(StoreError):
                    desk.store.watches.let_go(me.id)

    def _turn(self, desk: Desk, postman: Postman, alarms: Alarms, heartbeat: Heartbeat, me: Watcher) -> None:
        """Do what is due now, and wait for a moment for what comes back."""
        beat = Beat.of(desk.clock)
        if desk.store.changed():
            postman.look_again()
            alarms.look_again()
        if beat.beat >= self._beat_at:
            self._beat_at = beat.beat + BEAT_SECONDS
            desk.store.watches.hold(msgspec.structs.replace(me, lease=taken(me.id, beat, GOOD_FOR)), beat)
        if not self._leaving and self._give(alarms, desk):
            postman.look_again()
        postman.turn(GLANCE, begin=not self._leaving)
        heartbeat.tick(desk, beat.beat)
        if beat.beat >= self._metrics_at:
            self._metrics_at = beat.beat + METRICS_SECONDS
            self._write_metrics(desk)

    def _postman_of(self, desk: Desk) -> Postman:
        def heard(came: Came) -> None:
            ref = desk.by_id(came.row.incident).ref
            whom = came.row.recipient or came.row.client
            self._log.say(
                came.at,
                WORDS[came.receipt.outcome],
                incident=ref,
                by=f"by {came.row.channel}",
                to=f"to {whom}" if whom else "",
                why=came.receipt.reason,
            )

        return Postman(desk, self._config.channels, heard=heard)

    def _give(self, alarms: Alarms, desk: Desk) -> bool:
        """Give the alarms whose time has come; tell whether there were any."""
        given = alarms.tick(desk.now())
        for alarm in given:
            ref = desk.by_id(alarm.incident).ref
            self._log.say(desk.now(), "alarm", incident=ref, stage=alarm.stage, about=alarm.about)
        return bool(given) or alarms.besides

    def _write_metrics(self, desk: Desk) -> None:
        path = self._config.watching.metrics
        if path is None:
            return
        try:
            openmetrics.write(path, desk)
        except OSError as error:
            self._log.say(desk.now(), "trouble", why=f"{path} cannot be written: {error.strerror or error}")

    def _read_anew(self) -> None:
        """Read the configuration anew and say what has changed; one that cannot be read changes nothing."""
        self._reload.clear()
        config = self._reloaded()
        if config is None:
            return
        changed = ", ".join(differences(self._config, config)) or "nothing"
        self._log.say(now(), "configuration", changed=f"read anew; changed: {changed}")
        self._config = config


def differences(before: Config, after: Config) -> list[str]:
    """Return what differs between two configurations, by the names that stand in the file."""
    names = sorted(before.channels.keys() | after.channels.keys())
    changed = [f"channels.{name}" for name in names if before.channels.get(name) != after.channels.get(name)]
    parts = {"internal, people, ladders": "inside", "watch": "watching"}
    changed += [name for name, field in parts.items() if getattr(before, field) != getattr(after, field)]
    inside = msgspec.structs.replace(before.policy, colleagues=after.inside)
    return [*changed, "agreements with clients"] if inside != after.policy else changed


def now() -> datetime:
    """Return the wall time (UTC), for what is said while no record is open."""
    return datetime.now(UTC)

"""Who calls, on which record, at what time: what the global options say, opened when it is first needed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from incident_console import paths
from incident_console.cli.typed_times import TypedTimes

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from incident_console.clock import Clock
    from incident_console.config import Config
    from incident_console.desk import Desk
    from incident_console.domain.incident import Incident
    from incident_console.domain.message import Message
    from incident_console.domain.policy import Policy
    from incident_console.domain.refusal import Refused
    from incident_console.store.errors import Damaged
    from incident_console.store.lists import Lists
    from incident_console.store.store import Store
    from incident_console.words import Clocks

    Opened = TypeVar("Opened", bound=Lists)


class Unusable(Exception):
    """What was given cannot be used; the sentence says what would be."""


class Caller:
    """One run of a command. Nothing is read or opened before a command asks for it."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self.db: str | None = None
        self.name: str | None = None
        self.config_path: str | None = None
        self.mouse = True
        self.later = False
        """Whether what this command writes is left to whoever carries messages."""
        self.quiet = False
        """Whether what is read from a copy is not said to be: the answer may come to nothing yet."""
        self.named: list[str] = []
        """The people whom this command names for something."""
        self.typed: dict[str, str] = {}
        """The global options that were typed with this command, not those that the environment says."""
        self.times = TypedTimes(self.now, lambda: self.policy, lambda: self.desk)
        self._opened: list[Lists] = []
        self._incidents: dict[str, Incident] = {}

    def now(self) -> datetime:
        """The wall time in whole seconds, UTC."""
        moment = datetime.now(UTC) if self._clock is None else self._clock.now()
        return moment.replace(microsecond=0)

    def look_back(self, at: datetime) -> None:
        """Answer from here on as at an earlier time (UTC)."""
        from incident_console.clock import FixedClock

        self._clock = FixedClock(at)

    @property
    def clock(self) -> Clock:
        """The clock by which things are recorded."""
        from incident_console.clock import SystemClock

        return self._clock or SystemClock()

    @cached_property
    def config(self) -> Config:
        """The configuration.

        Raises:
            ConfigError: where it is not understood, or a named one is missing.
        """
        return self.written_config.understood()

    @cached_property
    def written_config(self) -> Config:
        """The configuration as it is written, with its mistakes.

        Raises:
            ConfigError: where it cannot be read at all, or a named one is missing.
        """
        from incident_console.config import load_config

        named = paths.config_is_named(self.config_path)
        return load_config(paths.found_config(self.config_path), required=named)

    @property
    def policy(self) -> Policy:
        return self.config.policy

    @cached_property
    def path(self) -> Path:
        """Where the record is, or is to be."""
        named = paths.config_is_named(self.config_path)
        if self.db and not named:
            path = paths.default_db(self.db)
        else:
            config = paths.found_config(self.config_path)
            there = config is not None and config.exists()
            # One that was named and is not there is an error, which loading it raises.
            asked = (there and not self.db) or (named and not there)
            path = paths.default_db(self.db, self.config.db if asked else None)
        try:
            str(path).encode()
        except UnicodeEncodeError:
            raise Unusable(f"{path} is no path in UTF-8; give one that is with --db") from None
        return path

    @cached_property
    def by(self) -> str:
        """The name of who acts."""
        try:
            return paths.login_name(self.name, self.config.name)
        except ValueError as nobody:
            raise Unusable(str(nobody)) from nobody

    @cached_property
    def store(self) -> Store:
        """The record for writing; it is made on first use."""
        from incident_console.store.store import Store

        return self._keep(Store.open(self.path, group=self.config.group))

    @cached_property
    def desk(self) -> Desk:
        """The desk at which this person acts."""
        from incident_console.desk import Desk

        policy, by = self.policy, self.by
        return Desk(self.store, self.clock, policy, by, paths.account())

    @cached_property
    def reader(self) -> Store | None:
        """The record for reading; None before the first declaration made one. Reading makes no file."""
        from incident_console.store.store import Store

        return self._for_reading(Store)

    @cached_property
    def lists(self) -> Lists | None:
        """The record for reading its lists, which need nothing of the log or the rules; else as `reader`."""
        if "reader" in self.__dict__:
            return self.reader
        from incident_console.store.lists import Lists

        return self._for_reading(Lists)

    def _for_reading(self, kind: type[Opened]) -> Opened | Store | None:
        if "store" in self.__dict__:
            return self.store
        try:
            self.path.stat()
        except FileNotFoundError:
            return None
        except OSError:
            pass  # Opening it says why, and what would be accepted.
        from incident_console.store.errors import StoreOlder

        try:
            return self._keep(kind.open(self.path, create=False, read_only=True))
        except StoreOlder:
            return self.store

    @property
    def to_verify(self) -> Store | None:
        """The record for looking at all that is wrong with it, also where it is too damaged to work with."""
        from incident_console.store.errors import StoreRefused
        from incident_console.store.store import Store

        try:
            return self.reader
        except StoreRefused:
            return self._keep(Store.open(self.path, create=False, to_verify=True))

    @property
    def shared(self) -> bool:
        """Whether the record is several logins'."""
        from incident_console.owners import group_of

        return group_of(self.path.resolve()) is not None

    def _keep(self, store: Opened) -> Opened:
        self._opened.append(store)
        if warning := store.overwritten():
            from incident_console.cli.answers import advise, line

            advise(line(f"Warning: {warning}."))
        if store.is_copy and not self.quiet:
            self.say_copy(store)
        return store

    def say_copy(self, store: Lists) -> None:
        """Say beside the answer that it is read from a copy, and of when."""
        from incident_console.cli.answers import advise, line
        from incident_console.wording.copies import copy_in_words

        advise(line(f"{copy_in_words(store.last_recorded(), self.clocks(None))}."))

    def say_copies(self) -> None:
        """Say it now of what was opened while this was `quiet`."""
        for store in self._opened:
            if store.is_copy:
                self.say_copy(store)

    def incident(self, reference: str) -> Incident:
        """The incident as it stands, for reading.

        Raises:
            NotFound, Ambiguous: where the reference names none, or several.
            Damaged: it cannot be read to its end.
        """
        if "desk" in self.__dict__:
            return self.desk.incident(reference)
        store = self.reader
        if store is None:
            from incident_console.store.errors import NotFound

            raise NotFound(f"no incident is called {reference}, for nothing is recorded in {self.path} yet")
        return self._read(store, store.find(reference))

    def _read(self, store: Store, id: str) -> Incident:
        if id not in self._incidents:
            from incident_console.store.folded import read

            self._incidents[id] = read(store, id)
        return self._incidents[id]

    def message(self, outbox_id: str) -> tuple[Incident, Message]:
        """The message that the outbox calls `7K3Q-H4TC`, with its incident, for reading.

        Raises:
            Refused: where there is none of that name, or more than one.
        """
        from incident_console.delivery.message_names import message_named

        return message_named(outbox_id, self.sharing)

    def sharing(self, reference: str) -> list[Incident]:
        """The incidents that go by a reference, for reading: several where a merge brought another of it."""
        store = self.reader
        found = [] if store is None else store.sharing(reference)
        return [self._read(store, each) for each in found if store] or [self.incident(reference)]

    def readable(self, reference: str) -> tuple[Incident, Damaged | None]:
        """The incident as it stands, for reading; of a damaged one what can be read, and what is to be said.

        Raises:
            NotFound, Ambiguous: where the reference names none, or several.
            Damaged: nothing of it can be read.
        """
        from incident_console.store.errors import Damaged

        try:
            return self.incident(reference), None
        except Damaged as damage:
            if damage.incident is None:
                raise
            return damage.incident, damage

    def zone(self, client: str | None = None) -> ZoneInfo:
        """The client's zone, else the configured one, else the machine's; without a client, the speaker's."""
        return self.policy.zone_for(client)

    def clocks(self, client: str | None) -> Clocks:
        """The clocks on which times are printed: the speaker's, and the client's."""
        from incident_console.words import Clocks

        return Clocks(self.zone(), self.zone(client), self.now())

    def clocks_for(self, ref: str | None) -> Clocks:
        """The clocks by which a sentence is read that is about an incident, which may not be there."""
        client = None
        if ref is not None:
            # It is a refusal that is being worded: whatever else is wrong must not hide it.
            with suppress(Exception):
                client = self.incident(ref).client
        return self.clocks(client)

    def refusal(self, refusal: Refused, rule: str, ref: str | None) -> str:
        """A refusal of a rule on one line, with options for its parts and commands ready to paste."""
        from incident_console.cli.failures import one_line
        from incident_console.wording.sentences import by_command

        return one_line(by_command(refusal, self.clocks_for(ref), rule))

    def on_this_record(self, by: str | None = None) -> str:
        """Return the global options that were typed, as the next command needs them, a blank behind each.

        Args:
            by: who gives that command, where it is somebody else; the command itself says so.
        """
        from incident_console.wording.commands import quoted

        typed = [(flag, value) for flag, value in self.typed.items() if flag != "--as" or by is None]
        return "".join(f"{flag} {quoted(value)} " for flag, value in typed)

    def close(self) -> None:
        """Close the record, if it was opened."""
        for store in self._opened:
            store.close()
